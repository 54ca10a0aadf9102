import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { secretCall } from '../secret-clients.ts';
import type { ServiceKind } from './drill-case.ts';

/** Where the services' programs lie on every host. */
export const programFolder = '/opt/drill';
/** The environment of Python that holds boto3 and requests. */
export const venv = `${programFolder}/venv`;
const javaHome = '/usr/lib/jvm/java-17-openjdk-amd64';

const call = secretCall('GetSecretValue');
const headers = Object.entries(call.headers);

/** Words of the program that a service runs, without its own options. Each gets the URL of its store, then the name under which it reports. */
export const programs: Readonly<Record<ServiceKind, readonly [string, ...string[]]>> = {
  java: [`${javaHome}/bin/java`, '-cp', programFolder, 'Fetch'],
  go: [`${programFolder}/fetch`],
  node: ['/usr/bin/node', `${programFolder}/fetch.js`],
  boto3: [`${venv}/bin/python3`, `${programFolder}/with_boto3.py`],
  requests: [`${venv}/bin/python3`, `${programFolder}/with_requests.py`],
  urllib: ['/usr/bin/python3', `${programFolder}/with_urllib.py`],
  // It holds nothing itself: what it prints is what its service keeps.
  curl: [
    '/usr/bin/curl',
    '-sS',
    '-f',
    '--max-time',
    '20',
    ...headers.flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
    '-d',
    call.body,
  ],
  'vault-go': [`${programFolder}/vault-fetch`],
};

/** Builds them below a folder as they lie on a host. */
export function buildPrograms(layer: string): void {
  const folder = path.join(layer, programFolder);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
  write('fetch.js', nodeSource);
  write('with_boto3.py', boto3Source);
  write('with_requests.py', requestsSource);
  write('with_urllib.py', urllibSource);
  write('Fetch.java', javaSource);
  execFileSync(`${javaHome}/bin/javac`, ['-d', folder, path.join(folder, 'Fetch.java')]);
  execFileSync(`${javaHome}/bin/jar`, [
    '--create',
    '--file',
    path.join(folder, 'fetch.jar'),
    '--main-class',
    'Fetch',
    '-C',
    folder,
    'Fetch.class',
  ]);
  const go = {
    HOME: homedir(),
    PATH: '/usr/bin:/bin',
    GO111MODULE: 'off',
    GOPATH: '/usr/share/gocode',
    CGO_ENABLED: '0',
    GOTOOLCHAIN: 'local',
  };
  for (const [name, source] of Object.entries({ fetch: goSource, 'vault-fetch': vaultSource })) {
    write(`${name}.go`, source);
    const words = ['build', '-ldflags=-s -w', '-o', path.join(folder, name), path.join(folder, `${name}.go`)];
    execFileSync('/usr/bin/go', words, { env: go, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  buildVenv(path.join(layer, venv));
}

const packages = [
  'boto3',
  'botocore',
  's3transfer',
  'jmespath',
  'dateutil',
  'six.py',
  'urllib3',
  'requests',
  'certifi',
  'idna',
  'charset_normalizer',
];

// As python3 -m venv lays it out, with the packages that the machine's other Python has: botocore without the descriptions of other services.
function buildVenv(folder: string): void {
  const text = execFileSync('python3', ['-c', 'import boto3, sysconfig; print(sysconfig.get_path("purelib"))'], { encoding: 'utf8' });
  const from = text.trim();
  const site = path.join(folder, 'lib/python3.11/site-packages');
  mkdirSync(path.join(folder, 'bin'), { recursive: true });
  mkdirSync(site, { recursive: true });
  symlinkSync('/usr/bin/python3', path.join(folder, 'bin/python3'));
  writeFileSync(path.join(folder, 'pyvenv.cfg'), 'home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.2\n');
  const data = path.join(from, 'botocore/data');
  for (const name of packages) {
    cpSync(path.join(from, name), path.join(site, name), {
      recursive: true,
      filter: (source) => !source.endsWith('__pycache__') && (path.dirname(source) !== data || /\.json$|\/secretsmanager$/.test(source)),
    });
  }
  chmodSync(folder, 0o755);
  execFileSync('/usr/bin/python3', ['-m', 'compileall', '-q', site]);
}

// A digest proves what it holds; the secret itself never reaches the journal.
const nodeSource = `const { createHash } = require('node:crypto');
const [url, name] = process.argv.slice(-2);
const request = require('node:https').request(url, { method: 'POST', headers: ${JSON.stringify(call.headers)}, agent: false }, (answer) => {
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
request.end(${JSON.stringify(call.body)});
`;
const hold = `
print("holding", sys.argv[-1], hashlib.sha256(secret.encode()).hexdigest(), flush=True)
time.sleep(1e6)
`;
const boto3Source = `import hashlib, sys, time, boto3
from botocore.config import Config
store = boto3.client("secretsmanager", endpoint_url=sys.argv[-2], region_name="eu-west-1", config=Config(retries={"total_max_attempts": 1}))
secret = store.get_secret_value(SecretId="db/orders")["SecretString"]
${hold}`;
const requestsSource = `import hashlib, sys, time, requests
answer = requests.post(sys.argv[-2], data=${JSON.stringify(call.body)}, headers=${JSON.stringify(call.headers)}, timeout=20)
answer.raise_for_status()
secret = answer.json()["SecretString"]
${hold}`;
const urllibSource = `import hashlib, json, sys, time, urllib.request
request = urllib.request.Request(sys.argv[-2], ${JSON.stringify(call.body)}.encode(), ${JSON.stringify(call.headers)})
secret = json.load(urllib.request.urlopen(request, timeout=20))["SecretString"]
${hold}`;
const javaSource = `import java.net.URI;
import java.net.http.*;
import java.security.MessageDigest;
public class Fetch {
  public static void main(String[] words) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(words[words.length - 2])).POST(HttpRequest.BodyPublishers.ofString(${JSON.stringify(call.body)}))
      ${headers.map(([name, value]) => `.header(${JSON.stringify(name)}, ${JSON.stringify(value)})`).join('')}.build();
    var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) throw new RuntimeException("HTTP " + answer.statusCode() + " " + answer.body());
    var match = java.util.regex.Pattern.compile("\\"SecretString\\":\\\\s*\\"([^\\"]*)\\"").matcher(answer.body());
    if (!match.find()) throw new RuntimeException("no secret");
    var digest = MessageDigest.getInstance("SHA-256").digest(match.group(1).getBytes());
    System.out.println("holding " + words[words.length - 1] + " " + java.util.HexFormat.of().formatHex(digest));
    Thread.sleep(Long.MAX_VALUE);
  }
}
`;
const goHold = `	fmt.Printf("holding %s %x\\n", os.Args[len(os.Args)-1], sha256.Sum256([]byte(secret)))
	for {
		time.Sleep(time.Hour)
	}
}
`;
const goSource = `package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"
)

func main() {
	request, _ := http.NewRequest("POST", os.Args[len(os.Args)-2], strings.NewReader(${JSON.stringify(call.body)}))
${headers.map(([name, value]) => `	request.Header.Set(${JSON.stringify(name)}, ${JSON.stringify(value)})`).join('\n')}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	var said struct{ SecretString string }
	if err := json.NewDecoder(answer.Body).Decode(&said); err != nil || answer.StatusCode != 200 {
		fmt.Fprintln(os.Stderr, answer.Status, err)
		os.Exit(1)
	}
	secret := said.SecretString
${goHold}`;
// No package holds Vault's own client: this resolves its variables as ReadEnvironment and configureTLS of hashicorp/vault/api 1.16 (client.go) do, with
// HashiCorp's own go-rootcerts, which decides what the trust store is.
const vaultSource = `package main

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/hashicorp/go-rootcerts"
)

func fail(parts ...interface{}) {
	fmt.Fprintln(os.Stderr, parts...)
	os.Exit(1)
}

func main() {
	settings := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: os.Getenv("VAULT_TLS_SERVER_NAME")}
	if text := os.Getenv("VAULT_SKIP_VERIFY"); text != "" {
		skip, err := strconv.ParseBool(text)
		if err != nil {
			fail("could not parse VAULT_SKIP_VERIFY")
		}
		settings.InsecureSkipVerify = skip
	}
	certificate, key := os.Getenv("VAULT_CLIENT_CERT"), os.Getenv("VAULT_CLIENT_KEY")
	if certificate != "" && key != "" {
		pair, err := tls.LoadX509KeyPair(certificate, key)
		if err != nil {
			fail(err)
		}
		settings.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &pair, nil }
	} else if certificate != "" || key != "" {
		fail("both client cert and client key must be provided")
	}
	if os.Getenv("VAULT_CACERT") != "" || os.Getenv("VAULT_CACERT_BYTES") != "" || os.Getenv("VAULT_CAPATH") != "" {
		roots := &rootcerts.Config{CAFile: os.Getenv("VAULT_CACERT"), CACertificate: []byte(os.Getenv("VAULT_CACERT_BYTES")), CAPath: os.Getenv("VAULT_CAPATH")}
		if err := rootcerts.ConfigureTLS(settings, roots); err != nil {
			fail(err)
		}
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: settings}, Timeout: 20 * time.Second}
	request, _ := http.NewRequest("GET", os.Getenv("VAULT_ADDR")+"/v1/secret/data/orders", nil)
	request.Header.Set("X-Vault-Token", os.Getenv("VAULT_TOKEN"))
	answer, err := client.Do(request)
	if err != nil {
		fail(err)
	}
	var said struct{ Data struct{ Data struct{ Password string } } }
	if err := json.NewDecoder(answer.Body).Decode(&said); err != nil || answer.StatusCode != 200 {
		fail(answer.Status, err)
	}
	secret := said.Data.Data.Password
${goHold}`;
