import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ReRead } from '../../../src/clients/client-profile.ts';
import { profileNamed } from '../../../src/clients/registry.ts';
import { issue } from '../../certificates.ts';
import { javaKeyStore } from '../../fixtures/incident/trust-stores.ts';
import { describeWith, findProgram } from '../../require.ts';
import { succeed } from '../effective-store/real-clients.ts';

const dates = { from: '2020-01-01T00:00:00Z', until: '2049-01-01T00:00:00Z' };
const root = issue({ subject: 'CN=Right Root, O=Corp', ca: true, ...dates });
const other = issue({ subject: 'CN=Other Root, O=Corp', ca: true, ...dates });
const leaf = issue({ subject: 'CN=localhost', issuer: root, names: ['localhost'], ...dates });

/** A program that connects once for every line it reads, and answers `ok` or `failed`; a line `new` asks for a new client first. */
interface Lasting {
  readonly profile: string;
  readonly command: (folder: string) => readonly string[];
  readonly environment: (folder: string) => Readonly<Record<string, string>>;
  /** What a new client in the same process does after the swap; without it there is no such thing. */
  readonly newClient?: 'ok' | 'failed';
}

const python3 = findProgram('python3') ?? 'python3';
const pythonLoop = (setUp: string, call: string) => `
import sys, os
url = os.environ['URL']
${setUp}
for line in sys.stdin:
    if line.strip() == 'new':
        make()
    try:
        ${call}
        print('ok', flush=True)
    except Exception as error:
        print('failed', flush=True)
`;
const boto3 = `
import boto3, botocore.config
def make():
    global client
    config = botocore.config.Config(retries={'max_attempts': 0})
    client = boto3.client('sts', endpoint_url=url, region_name='eu-west-1', aws_access_key_id='x', aws_secret_access_key='y', config=config)
make()`;
const nodeLoop = `
const once = () => new Promise((done) => require('node:https').get(process.env.URL, { agent: false }, (r) => { r.resume(); r.on('end', () => done('ok')); }).on('error', () => done('failed')));
require('node:readline').createInterface({ input: process.stdin }).on('line', async () => console.log(await once()));`;

const lasting: Readonly<Record<string, Lasting>> = {
  node: {
    profile: 'node-20',
    command: () => ['/usr/bin/node', '-e', nodeLoop],
    environment: (f) => ({ NODE_EXTRA_CA_CERTS: `${f}/ca.pem` }),
  },
  go: {
    profile: 'go',
    command: (f) => [`${f}/lasting`],
    environment: (f) => ({ SSL_CERT_FILE: `${f}/ca.pem`, SSL_CERT_DIR: '/nonexistent' }),
  },
  java: {
    profile: 'java',
    command: (f) => ['/usr/bin/java', '-XX:TieredStopAtLevel=1', `-Djavax.net.ssl.trustStore=${f}/ca.jks`, `${f}/Lasting.java`],
    environment: () => ({}),
    newClient: 'failed',
  },
  urllib: {
    profile: 'python',
    command: () => ['PYTHON', '-c', pythonLoop('import urllib.request', 'urllib.request.urlopen(url, timeout=20).read()')],
    environment: (f) => ({ SSL_CERT_FILE: `${f}/ca.pem`, SSL_CERT_DIR: '/nonexistent' }),
  },
  requests: {
    profile: 'requests',
    command: () => ['PYTHON', '-c', pythonLoop('import requests', 'requests.get(url, timeout=20)')],
    environment: (f) => ({ REQUESTS_CA_BUNDLE: `${f}/ca.pem` }),
  },
  boto3: {
    profile: 'boto3',
    command: () => ['PYTHON', '-c', pythonLoop(boto3, 'client.get_caller_identity()')],
    environment: (f) => ({ AWS_CA_BUNDLE: `${f}/ca.pem` }),
    newClient: 'failed',
  },
};

const after: Readonly<Record<ReRead, 'ok' | 'failed'>> = { 'at-start': 'ok', 'per-client': 'ok', 'per-connection': 'failed' };
const answer = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::1:user/a</Arn><UserId>a</UserId><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;

describeWith(
  ['/usr/bin/node', '/usr/bin/go', '/usr/bin/java', 'python3'],
  'what a running client does when its trust file is swapped',
  () => {
    let folder = '';
    let server: https.Server;
    let url = '';
    let python = '';
    const children: ChildProcess[] = [];

    beforeAll(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'snowline-re-read-'));
      server = https.createServer({ cert: leaf.pem, key: leaf.keyPem }, (_request, response) => {
        // the next connection must make its own handshake
        response.setHeader('connection', 'close');
        response.end(answer);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      url = `https://localhost:${(server.address() as AddressInfo).port}/`;
      python = (await succeed([python3, '-c', 'import sys; print(sys.executable)'])).text.trim();
      writeFileSync(`${folder}/lasting.go`, goLoop);
      writeFileSync(`${folder}/Lasting.java`, javaLoop);
      const environment = { HOME: folder, GO111MODULE: 'off', GOFLAGS: '', GOCACHE: path.join(tmpdir(), 'snowline-go-cache') };
      await succeed(['/usr/bin/go', 'build', '-o', `${folder}/lasting`, `${folder}/lasting.go`], environment, 120_000);
    }, 150_000);

    afterAll(() => {
      for (const child of children) child.kill('SIGKILL');
      server.close();
      rmSync(folder, { recursive: true, force: true });
    });

    function put(where: string, anchor: typeof root): void {
      const { content, encoding } = javaKeyStore([anchor], Date.parse('2026-01-10T08:00:00Z'));
      writeFileSync(`${where}/ca.pem`, anchor.pem);
      writeFileSync(`${where}/ca.jks`, Buffer.from(content, encoding));
    }

    it.each(Object.entries(lasting))('%s', async (_name, { profile, command, environment, newClient }) => {
      put(folder, root);
      const [program = '', ...args] = command(folder).map((word) => (word === 'PYTHON' ? python : word));
      const child = spawn(program, args, {
        stdio: ['pipe', 'pipe', 'inherit'],
        env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent', URL: url, ...environment(folder) },
      });
      children.push(child);
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const ask = async (line: string): Promise<string> => {
        child.stdin.write(`${line}\n`);
        return String((await lines.next()).value);
      };
      expect(await ask('again')).toBe('ok');
      put(folder, other);
      const reRead = profileNamed(profile)?.reRead;
      expect({ reRead, afterwards: await ask('again') }).toEqual({ reRead, afterwards: reRead && after[reRead] });
      expect(newClient === undefined ? undefined : await ask('new')).toBe(newClient);
      child.stdin.end();
    });
  },
);

const goLoop = `package main
import ("bufio";"fmt";"net/http";"os")
func main() { s := bufio.NewScanner(os.Stdin)
 for s.Scan() {
  c := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
  if r, err := c.Get(os.Getenv("URL")); err != nil { fmt.Println("failed") } else { r.Body.Close(); fmt.Println("ok") } } }`;

const javaLoop = `
import java.io.*;
import java.net.URI;
import javax.net.ssl.*;
public class Lasting { public static void main(String[] a) throws Exception {
  var in = new BufferedReader(new InputStreamReader(System.in));
  for (String line = in.readLine(); line != null; line = in.readLine()) {
    try {
      var c = (HttpsURLConnection) URI.create(System.getenv("URL")).toURL().openConnection();
      if (line.equals("new")) {
        var context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        c.setSSLSocketFactory(context.getSocketFactory());
      }
      c.getInputStream().readAllBytes();
      System.out.println("ok");
    } catch (IOException e) { System.out.println("failed"); }
  } } }`;
