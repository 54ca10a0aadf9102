import { execFile, execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { observeStore } from '../../../src/credential-store/observe-store.ts';
import { readClientKey } from '../../../src/evidence/machine/live-client-keys.ts';
import { judgeWorkload } from '../../../src/restart/judge-workload.ts';
import { type StoreView, viewStore } from '../../../src/restart/store-view.ts';
import { parseCertificate } from '../../../src/x509/parse-certificate.ts';
import { type Issued, issue } from '../../certificates.ts';
import { freePort, nginx, program, type Running, scratch } from '../../credential-store/servers.ts';
import { describeWith, findProgram } from '../../require.ts';
import { clientAuth, clientCa, clientOf, otherCa, subjectOf } from '../client-scene.ts';
import { moment } from '../scene.ts';

const serverCa = issue({ subject: 'CN=Server CA', ca: true });
const server = issue({ subject: 'CN=localhost', issuer: serverCa, names: ['localhost'] });
const issuing = issue({ subject: 'CN=Issuing', ca: true, issuer: clientCa });
const expiredIssuing = issue({ subject: 'CN=Issuing', ca: true, issuer: clientCa, until: '2026-02-01T00:00:00Z' });
const now = { ...moment, now: Date.now() };

interface Case {
  readonly chain: readonly Issued[];
  readonly key?: Issued | 'missing' | 'certificate' | undefined;
}
const [good, below, belowExpired] = [clientOf(), clientOf({ issuer: issuing }), clientOf({ issuer: expiredIssuing })];
const cases: Readonly<Record<string, Case>> = {
  good: { chain: [good] },
  'with its intermediate': { chain: [below, issuing] },
  'without its intermediate': { chain: [below] },
  'with an expired intermediate': { chain: [belowExpired, expiredIssuing] },
  expired: { chain: [clientOf({ until: '2026-02-01T00:00:00Z' })] },
  'not valid yet': { chain: [clientOf({ from: '2035-01-01T00:00:00Z' })] },
  'of another CA': { chain: [clientOf({ issuer: otherCa })] },
  'for servers alone': { chain: [clientOf({ eku: ['1.3.6.1.5.5.7.3.1'] })] },
  'for both': { chain: [clientOf({ eku: ['1.3.6.1.5.5.7.3.1', clientAuth] })] },
  'with the key of another': { chain: [good], key: clientOf() },
  'without its key': { chain: [good], key: 'missing' },
  'with a certificate for a key': { chain: [good], key: 'certificate' },
};

const pythonCode = `import ssl, sys, urllib.request
c = ssl.create_default_context(cafile='ca.pem')
if len(sys.argv) > 2: c.load_cert_chain(sys.argv[2], sys.argv[3])
print(urllib.request.urlopen(sys.argv[1], context=c, timeout=20).read().decode())`;
const nodeCode = `const [url, cert, key] = process.argv.slice(1), { readFileSync: read } = require('node:fs');
require('node:https').get(url, { ca: read('ca.pem'), ...(cert ? { cert: read(cert), key: read(key) } : {}) }, (r) => {
  r.setEncoding('utf8').on('data', (text) => console.log(r.statusCode, text)).on('end', () => { process.exitCode = r.statusCode === 200 ? 0 : 1 });
}).on('error', (e) => { console.error(e.code, e.message); process.exitCode = 1 });`;
const goCode = `package main
import ("crypto/tls";"crypto/x509";"fmt";"io";"net/http";"os")
func main() {
	pem, _ := os.ReadFile("ca.pem")
	c := &tls.Config{RootCAs: x509.NewCertPool()}
	c.RootCAs.AppendCertsFromPEM(pem)
	if len(os.Args) > 3 {
		pair, err := tls.LoadX509KeyPair(os.Args[3], os.Args[4])
		if err != nil { fmt.Println(err); os.Exit(1) }
		// hashicorp/vault api/client.go, configureTLS
		if os.Args[1] == "vault" { c.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &pair, nil } }
		if os.Args[1] == "go" { c.Certificates = []tls.Certificate{pair} }
	}
	r, err := (&http.Client{Transport: &http.Transport{TLSClientConfig: c}}).Get(os.Args[2])
	if err != nil { fmt.Println(err); os.Exit(1) }
	text, _ := io.ReadAll(r.Body)
	// as the API of Vault words it
	fmt.Printf("Code: %d. %s", r.StatusCode, text)
	if r.StatusCode != 200 { os.Exit(1) }
}`;
// A server on OpenSSL, which ends the handshake with alerts
const pythonServer = `import http.server, ssl, sys
class Store(http.server.BaseHTTPRequestHandler):
  def do_GET(self):
    self.send_response(200); self.end_headers(); self.wfile.write(b'the secret\\n')
class Server(http.server.ThreadingHTTPServer):
  def get_request(self):
    connection, address = self.socket.accept()
    return context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.minimum_version = context.maximum_version = getattr(ssl.TLSVersion, 'TLSv' + sys.argv[2])
context.load_cert_chain('server.pem', 'server.key')
context.load_verify_locations('clients.pem')
context.verify_mode = ssl.CERT_REQUIRED
Server(('127.0.0.1', int(sys.argv[1])), Store).serve_forever()
`;
const goServer = `package main
import ("crypto/tls";"crypto/x509";"net/http";"os")
func main() {
	pem, _ := os.ReadFile("clients.pem")
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("the secret\\n")) })
	s := &http.Server{Addr: "127.0.0.1:" + os.Args[1], TLSConfig: &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool}}
	panic(s.ListenAndServeTLS("server.pem", "server.key"))
}`;

type ClientName = 'curl' | 'python' | 'node-20' | 'node-24' | 'go' | 'vault';
const clients: Readonly<Record<ClientName, (url: string, files: readonly string[]) => readonly string[]>> = {
  curl: (url, [cert, key]) => [
    'curl',
    '-sSf',
    '--cacert',
    'ca.pem',
    ...(cert === undefined ? [] : ['--cert', cert, '--key', key ?? '']),
    url,
  ],
  python: (url, files) => ['/usr/bin/python3', '-c', pythonCode, url, ...files],
  'node-20': (url, files) => ['/usr/bin/node', '-e', nodeCode, url, ...files],
  'node-24': (url, files) => [process.execPath, '-e', nodeCode, url, ...files],
  go: (url, files) => ['./client', 'go', url, ...files],
  vault: (url, files) => ['./client', 'vault', url, ...files],
};

describeWith(['nginx', 'curl', 'go', '/usr/bin/node', '/usr/bin/python3'], 'a store that demands client certificates', () => {
  const files = scratch();
  const running: Running[] = [];
  const stores = new Map<string, { readonly port: number; readonly view: StoreView }>();

  beforeAll(async () => {
    files.write('ca.pem', serverCa.pem);
    files.write('clients.pem', clientCa.pem);
    const own = { pem: files.write('server.pem', server.pem), key: files.write('server.key', server.keyPem) };
    const env = { HOME: files.folder, PATH: '/usr/bin:/bin', GO111MODULE: 'off', CGO_ENABLED: '0' };
    files.write('store.py', pythonServer);
    for (const [name, code] of Object.entries({ client: goCode, server: goServer })) {
      execFileSync(findProgram('go') ?? 'go', ['build', '-o', path.join(files.folder, name), files.write(`${name}.go`, code)], { env });
    }
    const ports = new Map<string, number>();
    const web = await nginx(
      files.folder,
      ['TLSv1.3', 'TLSv1.2'].map((version) => [
        `ssl_certificate ${own.pem}`,
        `ssl_certificate_key ${own.key}`,
        `ssl_client_certificate ${path.join(files.folder, 'clients.pem')}`,
        `ssl_protocols ${version}`,
        'ssl_verify_client on',
        "return 200 'the secret'",
      ]),
    );
    running.push({ port: 0, stop: web.stop });
    for (const [at, version] of ['1.3', '1.2'].entries()) ports.set(`nginx ${version}`, web.ports[at] ?? 0);
    for (const version of ['1.3', '1.2']) {
      const port = await freePort();
      running.push(
        await program('sh', ['-c', `cd ${files.folder} && exec /usr/bin/python3 store.py ${port} ${version.replace('.', '_')}`], port),
      );
      ports.set(`openssl ${version}`, port);
    }
    const port = await freePort();
    running.push(await program('sh', ['-c', `cd ${files.folder} && exec ./server ${port}`], port));
    ports.set('go', port);
    for (const [name, at] of ports) stores.set(name, { port: at, view: await observed(at) });
  }, 120_000);
  afterAll(async () => {
    for (const one of running) await one.stop();
    files.remove();
  });

  async function observed(port: number): Promise<StoreView> {
    const declaration = {
      name: 'secrets',
      endpoint: `localhost:${port}`,
      servedChain: { from: 'tls', connect: `127.0.0.1:${port}` },
      generations: { from: 'files', current: 'ca.pem' },
      clientCas: { current: 'clients.pem' },
    } as const;
    const seen = await observeStore(declaration, { now: Date.now, timeoutMs: 15_000, baseDirectory: files.folder });
    const known = new Map(seen.certificates.map(({ sha256, der }) => [sha256, parseCertificate(Buffer.from(der, 'base64'))]));
    return viewStore(seen.state, (sha256) => known.get(sha256));
  }

  const rows = Object.keys(cases).flatMap((name) =>
    ['nginx 1.3', 'openssl 1.3', 'openssl 1.2', 'go'].map((store) => [name, store] as const),
  );
  it.each(rows)(
    'treats a certificate %s as predicted for every client: %s',
    async (name, storeName) => {
      const { chain, key = chain[0] } = cases[name] ?? { chain: [] };
      const { port, view } = stores.get(storeName) ?? { port: 0, view: undefined };
      const [own] = chain;
      if (view === undefined || own === undefined || key === undefined) throw new Error('nothing to show');
      const pem = chain.map((one) => one.pem).join('');
      const certificate = files.write(`${name}.pem`.replaceAll(' ', '-'), pem);
      const keyPath = path.join(files.folder, `${name}.key`.replaceAll(' ', '-'));
      if (key !== 'missing') {
        files.write(path.basename(keyPath), key === 'certificate' ? own.pem : key.keyPem);
        chmodSync(keyPath, 0o600);
      }
      const seen = {
        ...(await readClientKey(keyPath, keyPath)),
        owner: 'root',
        mode: '0600',
        ...(key === 'missing' ? { missing: true as const } : {}),
      };
      const asked = (Object.keys(clients) as ClientName[]).filter(
        (client) => storeName.endsWith('1.3') || !/^(?:node|python)/.test(client),
      );
      const surprises = await Promise.all(
        asked.map(async (client) => {
          const subject = subjectOf(view, {
            client,
            pem,
            keyOf: good,
            trusting: [serverCa],
            certificate: { path: certificate },
            key: { publicKeySha256: undefined, holds: undefined, ...seen },
            evidence: { unit: { name: 'web.service', state: 'active' } },
            ...(client === 'curl' ? { options: { '--cert': certificate, '--key': keyPath } } : {}),
            ...(client === 'vault'
              ? { environment: { VAULT_CLIENT_CERT: certificate, VAULT_CLIENT_KEY: keyPath, VAULT_ADDR: `https://localhost:${port}` } }
              : {}),
            ...(['curl', 'vault'].includes(client) ? {} : { declared: { certificate, key: keyPath } }),
          });
          const { verdict, reasons } = judgeWorkload(subject, now);
          const { got, log } = await started(clients[client](`https://localhost:${port}/`, [certificate, keyPath]), files.folder);
          const predicted = got ? 'ready' : 'will-fail';
          // Go's server of 1.19 knows one alert for all that is wrong with a certificate
          const ownText = storeName !== 'go' || reasons[0]?.code.startsWith('CLIENT_KEY') === true;
          const text = ownText ? (reasons[0]?.expectedError ?? '') : '';
          const isSaid = log.includes(text) || isCutShort(log);
          return verdict === predicted && isSaid ? [] : [{ client, verdict, got, log, reasons }];
        }),
      );
      expect(surprises.flat()).toEqual([]);
    },
    60_000,
  );
});

async function started([run = '', ...args]: readonly string[], cwd: string): Promise<{ readonly got: boolean; readonly log: string }> {
  const ran = promisify(execFile)(run, args, { cwd, env: { PATH: '/usr/bin:/bin' }, timeout: 20_000 });
  return ran.then(
    ({ stdout }) => ({ got: true, log: stdout }),
    (error: { stdout?: string; stderr?: string }) => ({ got: false, log: `${error.stdout ?? ''}${error.stderr ?? ''}` }),
  );
}

// In TLS 1.3 a client is done before it is refused: where it goes on to write, that may fail before it has read the alert
function isCutShort(log: string): boolean {
  return /broken pipe|connection reset|reset by peer|EOF occurred|getpeername|EPIPE|ECONNRESET/i.test(log);
}
