import { headersText, secretId } from './call.ts';

// Each holds the secret in memory for good; its digest proves that, and the secret itself never reaches the journal. The last two words of the command line
// are the URL and the name that it reports under; CLIENT_CERT and CLIENT_KEY are the certificate that it shows, SECRET_ID what it asks for.

export const nodeSource = `const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const [url, name] = process.argv.slice(-2);
const { CLIENT_CERT, CLIENT_KEY, SECRET_ID } = process.env;
const own = CLIENT_CERT === undefined ? {} : { cert: readFileSync(CLIENT_CERT), key: readFileSync(CLIENT_KEY) };
const request = require('node:https').request(url, { method: 'POST', headers: ${headersText}, agent: false, ...own }, (answer) => {
  let text = '';
  answer.on('data', (part) => { text += part; });
  answer.on('end', () => {
    if (answer.statusCode !== 200) { console.error('HTTP ' + answer.statusCode + ' ' + text); process.exit(1); }
    const secret = JSON.parse(text).SecretString;
    console.log('holding ' + name + ' ' + createHash('sha256').update(secret).digest('hex'));
    setInterval(() => secret.length, 1e6);
  });
});
request.on('error', (error) => { console.error(error.code + ': ' + error.message); process.exit(1); });
request.end(JSON.stringify({ SecretId: SECRET_ID ?? ${JSON.stringify(secretId)} }));
`;

const names = `own = (os.environ["CLIENT_CERT"], os.environ["CLIENT_KEY"]) if "CLIENT_CERT" in os.environ else None
name = os.environ.get("SECRET_ID", ${JSON.stringify(secretId)})
`;
const hold = `
print("holding", sys.argv[-1], hashlib.sha256(secret.encode()).hexdigest(), flush=True)
time.sleep(1e6)
`;

export const boto3Source = `import hashlib, os, sys, time, boto3
from botocore.config import Config
${names}config = Config(retries={"total_max_attempts": 1}, client_cert=own)
store = boto3.client("secretsmanager", endpoint_url=sys.argv[-2], region_name="eu-west-1", config=config)
secret = store.get_secret_value(SecretId=name)["SecretString"]
${hold}`;

export const requestsSource = `import hashlib, json, os, sys, time, requests
${names}answer = requests.post(sys.argv[-2], data=json.dumps({"SecretId": name}), headers=${headersText}, cert=own, timeout=20)
if answer.status_code != 200:
    sys.exit("HTTP %d %s" % (answer.status_code, answer.text))
secret = answer.json()["SecretString"]
${hold}`;

export const urllibSource = `import hashlib, json, os, ssl, sys, time, urllib.error, urllib.request
${names}context = ssl.create_default_context()
if own:
    context.load_cert_chain(*own)
request = urllib.request.Request(sys.argv[-2], json.dumps({"SecretId": name}).encode(), ${headersText})
try:
    secret = json.load(urllib.request.urlopen(request, timeout=20, context=context))["SecretString"]
except urllib.error.HTTPError as error:
    sys.exit("%s %s" % (error, error.read().decode()))
${hold}`;
