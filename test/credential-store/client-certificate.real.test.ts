import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readServedChain } from '../../src/credential-store/sources/tls-endpoint.ts';
import { issue } from '../certificates.ts';
import { describeWith, findProgram } from '../require.ts';
import { freePort, nginx, program, scratch } from './servers.ts';

const host = '127.0.0.1';
const leaf = issue({ subject: 'CN=store.test', names: ['store.test'] });
const clientCa = issue({ subject: 'CN=Clients', ca: true });

/** Whether a certificate is needed, and how many CAs are named. */
async function seen(port: number): Promise<string> {
  const reading = await readServedChain({ host, port, timeoutMs: 15_000 });
  if (reading.kind === 'unread') throw new Error(reading.reason);
  return `${reading.protocol} ${reading.clientCertificate ?? 'not asked'} ${reading.clientCas?.length ?? 0}`;
}

describeWith(['nginx'], 'nginx that asks for a client certificate', () => {
  const files = scratch();
  const ways = ['on', 'optional', 'optional_no_ca', 'off'];
  const versions = ['TLSv1.2', 'TLSv1.3'];
  const cases = versions.flatMap((version) => ways.map((way) => [version, way] as const));
  let ports: readonly number[] = [];
  let stop = async (): Promise<void> => {};
  beforeAll(async () => {
    const own = [
      `ssl_certificate ${files.write('leaf.pem', leaf.pem)}`,
      `ssl_certificate_key ${files.write('leaf.key', leaf.keyPem)}`,
      `ssl_client_certificate ${files.write('clients.pem', clientCa.pem)}`,
    ];
    // As if Vault were behind it: what nginx lets through for this path it may not let through for others.
    const vault = `add_header Cache-Control no-store; return 200 '{"initialized":true,"sealed":false,"version":"1.15.0"}'`;
    const server = await nginx(
      files.folder,
      cases.map(([version, way]) => [...own, `ssl_protocols ${version}`, `ssl_verify_client ${way}`, vault]),
    );
    ports = server.ports;
    stop = server.stop;
  });
  afterAll(async () => {
    await stop();
    files.remove();
  });

  it.each(cases.map(([version, way], at) => [version, way, at] as const))(
    'refuses behind its handshake, and elsewhere proves nothing by it: %s %s',
    async (version, way, at) => {
      expect(await seen(ports[at]!)).toBe(`${version} ${{ off: 'not asked 0', on: 'required-by-answer 1' }[way] ?? 'unknown 1'}`);
    },
  );
});

describeWith(['openssl'], 'openssl s_server that asks for a client certificate', () => {
  const files = scratch();
  afterAll(() => files.remove());

  it.each([
    ['-tls1_3', '-Verify', 'TLSv1.3 required 1'],
    ['-tls1_2', '-Verify', 'TLSv1.2 required 1'],
    ['-tls1_3', '-verify', 'TLSv1.3 unknown 1'],
    ['-tls1_2', '-verify', 'TLSv1.2 unknown 1'],
  ])('%s %s', async (version, way, expected) => {
    const port = await freePort();
    const own = ['-cert', files.write('leaf.pem', leaf.pem), '-key', files.write('leaf.key', leaf.keyPem)];
    const ask = [way, '2', '-verify_return_error', '-CAfile', files.write('clients.pem', clientCa.pem)];
    const server = await program('openssl', ['s_server', '-accept', `${host}:${port}`, '-quiet', version, ...own, ...ask], port);
    try {
      expect(await seen(port)).toBe(expected);
    } finally {
      await server.stop();
    }
  });
});

const goServer = `package main

import ("crypto/tls"; "crypto/x509"; "net/http"; "os"; "strconv")

// A store on Go's net/http, which answers as Vault does: server PORT VERSION CLIENTAUTH [CAFILE]
func main() {
	version, _ := strconv.ParseUint(os.Args[2], 0, 16)
	auth, _ := strconv.Atoi(os.Args[3])
	config := &tls.Config{MinVersion: uint16(version), MaxVersion: uint16(version), ClientAuth: tls.ClientAuthType(auth)}
	if len(os.Args) > 4 {
		pem, _ := os.ReadFile(os.Args[4])
		config.ClientCAs = x509.NewCertPool()
		config.ClientCAs.AppendCertsFromPEM(pem)
	}
	http.HandleFunc("/v1/sys/health", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(429)
		w.Write([]byte("{\\"initialized\\":true,\\"sealed\\":false,\\"standby\\":true,\\"version\\":\\"1.15.0\\"}\\n"))
	})
	server := &http.Server{Addr: "127.0.0.1:" + os.Args[1], TLSConfig: config}
	panic(server.ListenAndServeTLS("leaf.pem", "leaf.key"))
}
`;

describeWith(['go'], 'a server of Go that asks for a client certificate', () => {
  const files = scratch();
  const binary = path.join(files.folder, 'server');
  beforeAll(() => {
    const source = files.write('server.go', goServer);
    files.write('leaf.pem', leaf.pem);
    files.write('leaf.key', leaf.keyPem);
    files.write('clients.pem', clientCa.pem);
    const env = { HOME: files.folder, PATH: '/usr/bin:/bin', GO111MODULE: 'off', CGO_ENABLED: '0' };
    execFileSync(findProgram('go')!, ['build', '-o', binary, source], { env });
  }, 120_000);
  afterAll(() => files.remove());

  // crypto/tls ClientAuthType: RequestClientCert 1, RequireAnyClientCert 2, VerifyClientCertIfGiven 3, RequireAndVerifyClientCert 4
  it.each([
    ['0x0303', '0', 'TLSv1.2 not asked 0'],
    ['0x0304', '0', 'TLSv1.3 not asked 0'],
    ['0x0303', '1', 'TLSv1.2 optional 0'],
    ['0x0304', '1', 'TLSv1.3 optional 0'],
    ['0x0303', '2', 'TLSv1.2 required 0'],
    ['0x0304', '2', 'TLSv1.3 required 0'],
    ['0x0303', '3', 'TLSv1.2 optional 1', 'clients.pem'],
    ['0x0304', '3', 'TLSv1.3 optional 1', 'clients.pem'],
    ['0x0303', '4', 'TLSv1.2 required 1', 'clients.pem'],
    ['0x0304', '4', 'TLSv1.3 required 1', 'clients.pem'],
    ['0x0304', '4', 'TLSv1.3 required 0'],
  ])('version %s, ClientAuthType %s: %s %s', async (version, auth, expected, ...cas) => {
    const port = await freePort();
    const start = `cd ${files.folder} && exec ./server "$@"`;
    const server = await program('sh', ['-c', start, 'sh', String(port), version, auth, ...cas], port);
    try {
      expect(await seen(port)).toBe(expected);
    } finally {
      await server.stop();
    }
  });
});
