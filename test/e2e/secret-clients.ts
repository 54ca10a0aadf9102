import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** Default clients of a machine that are started here for real, as the scan names them. */
export const fetchingClients = ['curl', 'python', 'node', 'java'] as const;
export type FetchingClient = (typeof fetchingClients)[number];

/** What the secret holds that they fetch. */
export const secretValue = 'orders-database-password';
const secretId = 'db/orders';

/** A call of Secrets Manager as it goes over the wire; moto takes any signature. */
export function secretCall(action: 'CreateSecret' | 'GetSecretValue') {
  return {
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `secretsmanager.${action}`,
      authorization: 'AWS4-HMAC-SHA256 Credential=AKIATEST/20260101/eu-west-1/secretsmanager/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(action === 'CreateSecret' ? { Name: secretId, SecretString: secretValue } : { SecretId: secretId }),
  };
}

const call = secretCall('GetSecretValue');
const headers = Object.entries(call.headers);

const python = `
import sys, urllib.request
request = urllib.request.Request(sys.argv[1], ${JSON.stringify(call.body)}.encode(), ${JSON.stringify(call.headers)})
print(urllib.request.urlopen(request, timeout=30).read().decode())`;

const node = `
const request = require('node:https').request(process.argv[1], { method: 'POST', headers: ${JSON.stringify(call.headers)} }, (answer) => answer.pipe(process.stdout));
request.on('error', (error) => { console.error(error.code + ': ' + error.message); process.exitCode = 1; });
request.end(${JSON.stringify(call.body)});`;

const java = `
import java.net.URI;
import java.net.http.*;
public class Fetch { public static void main(String[] a) throws Exception {
  var request = HttpRequest.newBuilder(URI.create(a[0])).POST(HttpRequest.BodyPublishers.ofString(${JSON.stringify(call.body)}))
    ${headers.map(([name, value]) => `.header(${JSON.stringify(name)}, ${JSON.stringify(value)})`).join('')}.build();
  System.out.println(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body()); } }`;

/** The command with which the machine's own client of that family fetches the secret; its sources are written into the folder. */
export function fetchCommand(client: FetchingClient, url: string, folder: string): readonly string[] {
  switch (client) {
    case 'curl':
      return [
        '/usr/bin/curl',
        '-sS',
        '--max-time',
        '30',
        ...headers.flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
        '-d',
        call.body,
        url,
      ];
    case 'python':
      return ['/usr/bin/python3', '-c', python, url];
    case 'node':
      return ['/usr/bin/node', '-e', node, url];
    case 'java': {
      const source = path.join(folder, 'Fetch.java');
      writeFileSync(source, java);
      return ['/usr/bin/java', '-XX:TieredStopAtLevel=1', source, url];
    }
  }
}
