import { execFile } from 'node:child_process';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readServedChain } from '../../src/credential-store/sources/tls-endpoint.ts';
import { type Issued, issue } from '../certificates.ts';
import { describeWith } from '../require.ts';
import { fragmenting, freePort, nginx, openssl, program, scratch } from './servers.ts';

const host = '127.0.0.1';
const timeoutMs = 15_000;
const root = issue({ subject: 'CN=Corp Root, O=Corp', ca: true });
const intermediate = issue({ subject: 'CN=Corp Issuing, O=Corp', ca: true, issuer: root });
const leaf = issue({ subject: 'CN=store.test', issuer: intermediate, names: ['store.test'] });
const rsaRoot = issue({ subject: 'CN=RSA Root', ca: true, keyType: 'rsa' });
const rsaLeaf = issue({ subject: 'CN=old.test', issuer: rsaRoot, keyType: 'rsa', names: ['old.test'] });
const stranger = issue({ subject: 'CN=Stranger', ca: true });
const odd = [leaf, root, stranger, intermediate, leaf, intermediate];
const clientCas = [issue({ subject: 'CN=Clients One, O=Corp', ca: true }), issue({ subject: 'CN=Clients Two', ca: true })];

const pem = (...certificates: readonly Issued[]): string => certificates.map((one) => one.pem).join('');
const hex = (certificates: readonly { readonly der: Uint8Array }[]): string[] =>
  certificates.map(({ der }) => Buffer.from(der).toString('hex'));

async function read(port: number, serverName?: string) {
  const reading = await readServedChain({ host, port, timeoutMs, serverName });
  if (reading.kind === 'unread') throw new Error(reading.reason);
  return { ...reading, chain: reading.certificates.map((der) => Buffer.from(der).toString('hex')) };
}

/** The chain as `openssl s_client -showcerts` prints it: another reader of the same handshake. */
function opensslChain(port: number, args: readonly string[] = []): string[] {
  const text = openssl(['s_client', '-connect', `${host}:${port}`, '-showcerts', ...args]);
  const blocks = text.split('Server certificate')[0]?.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => Buffer.from(block.replace(/-----[^-]+-----/g, ''), 'base64').toString('hex'));
}

/** The chain as node tells it, given the root as its own. */
function nodeChain(port: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ host, port, ca: [root.pem], rejectUnauthorized: false }, () => {
      const chain: string[] = [];
      let one = socket.getPeerCertificate(true);
      while (!chain.includes(one.raw.toString('hex'))) {
        chain.push(one.raw.toString('hex'));
        if (one.issuerCertificate === undefined) break;
        one = one.issuerCertificate;
      }
      socket.destroy();
      resolve(chain);
    });
    socket.on('error', reject);
  });
}

describeWith(['nginx', 'openssl'], 'nginx as a credential store', () => {
  const files = scratch();
  let ports: readonly number[] = [];
  let stop = async (): Promise<void> => {};
  const [good13, good12, odd13, odd12, short, required13, required12, optional13, optional12, chacha, retry, byName] = Array.from(
    { length: 12 },
    (_, at) => at,
  );

  beforeAll(async () => {
    const serve = (name: string, chain: string, key: Issued): string[] => [
      `ssl_certificate ${files.write(`${name}.pem`, chain)}`,
      `ssl_certificate_key ${files.write(`${name}.key`, key.keyPem)}`,
    ];
    const good = serve('good', pem(leaf, intermediate), leaf);
    const strange = serve('odd', pem(...odd), leaf);
    const clients = [`ssl_client_certificate ${files.write('clients.pem', pem(...clientCas))}`];
    const tls13 = 'ssl_protocols TLSv1.3';
    const tls12 = 'ssl_protocols TLSv1.2';
    const server = await nginx(files.folder, [
      [...good, tls13],
      [...good, tls12],
      [...strange, tls13],
      [...strange, tls12],
      [...serve('short', pem(leaf), leaf), tls13],
      [...good, tls13, ...clients, 'ssl_verify_client on'],
      [...good, tls12, ...clients, 'ssl_verify_client on'],
      [...good, tls13, ...clients, 'ssl_verify_client optional'],
      [...good, tls12, ...clients, 'ssl_verify_client optional'],
      [...good, tls13, 'ssl_conf_command Ciphersuites TLS_CHACHA20_POLY1305_SHA256'],
      [...good, tls13, 'ssl_ecdh_curve secp521r1'],
      [...good, tls13, 'server_name other.test'],
    ]);
    ports = server.ports;
    stop = server.stop;
  });
  afterAll(async () => {
    await stop();
    files.remove();
  });
  const port = (at: number | undefined): number => ports[at ?? -1]!;

  it.each([
    ['TLSv1.3', good13],
    ['TLSv1.2', good12],
  ])('gives leaf and intermediate over %s', async (protocol, at) => {
    const reading = await read(port(at));
    expect(reading.chain).toEqual(hex([leaf, intermediate]));
    expect(reading.protocol).toBe(protocol);
    expect(reading).not.toHaveProperty('clientCas');
  });

  it.each([odd13, odd12])(
    'gives an out-of-order chain with duplicates and a stranger as openssl sees it and as node does not (server %i)',
    async (at) => {
      const reading = await read(port(at));
      expect(reading.chain).toEqual(hex(odd));
      expect(reading.chain).toEqual(opensslChain(port(at)));
      const told = await nodeChain(port(at));
      expect(told).not.toEqual(reading.chain);
      expect(told).toEqual(hex([leaf, intermediate, root]));
    },
  );

  it('adds nothing where the intermediate is missing', async () => {
    expect((await read(port(short))).chain).toEqual(hex([leaf]));
  });

  it.each([required13, required12, optional13, optional12])(
    'gives the chain and the client CAs in order where a client certificate is asked for (server %i)',
    async (at) => {
      const reading = await read(port(at));
      expect(reading.chain).toEqual(hex([leaf, intermediate]));
      const names = reading.clientCas?.map((name) => [...clientCas].find(({ der }) => der.includes(Buffer.from(name, 'hex')))?.subject);
      expect(names).toEqual(clientCas.map(({ subject }) => subject));
    },
  );

  it.each([chacha, retry, byName])('gives the chain through another suite, another curve, another name (server %i)', async (at) => {
    expect((await read(port(at), 'other.test')).chain).toEqual(hex([leaf, intermediate]));
  });

  it.each([1, 7, 1000])('gives the same where the network delivers %i bytes at a time', async (sizeBytes) => {
    const slow = await fragmenting(port(odd13), sizeBytes);
    try {
      expect((await read(slow.port)).chain).toEqual(hex(odd));
    } finally {
      await slow.stop();
    }
  });

  it('adds nothing that the environment of node knows', async () => {
    // In this environment node itself tells leaf, intermediate and root.
    const env = {
      NODE_EXTRA_CA_CERTS: files.write('root.pem', pem(root, intermediate)),
      NODE_OPTIONS: '--use-openssl-ca',
      SSL_CERT_FILE: files.write('own.pem', pem(root, intermediate)),
    };
    const program = `
      const { readServedChain } = await import(${JSON.stringify(new URL('../../src/credential-store/sources/tls-endpoint.ts', import.meta.url).href)});
      const { certificates } = await readServedChain({ host: '${host}', port: ${port(short)}, timeoutMs: ${timeoutMs} });
      process.stdout.write(JSON.stringify(certificates.map((der) => Buffer.from(der).toString('hex'))));`;
    const told = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { env });
    expect(JSON.parse(told.stdout)).toEqual(hex([leaf]));
  });
});

describeWith(['openssl'], 'openssl s_server as a credential store', () => {
  const files = scratch();
  afterAll(() => files.remove());

  async function serving(
    args: readonly string[],
    check: (port: number) => Promise<void>,
    [certificate, ...rest] = [leaf, intermediate],
  ): Promise<void> {
    const port = await freePort();
    const own = [
      '-cert',
      files.write('leaf.pem', certificate.pem),
      '-key',
      files.write('leaf.key', certificate.keyPem),
      '-cert_chain',
      files.write('chain.pem', pem(...rest)),
    ];
    const server = await program('openssl', ['s_server', '-accept', `${host}:${port}`, '-quiet', ...own, ...args], port);
    try {
      await check(port);
    } finally {
      await server.stop();
    }
  }

  it.each([['-tls1_3'], ['-tls1_2']])('gives its chain in records of 512 bytes over %s', async (version) => {
    await serving([version, '-max_send_frag', '512'], async (port) => {
      expect((await read(port)).chain).toEqual(hex([leaf, intermediate]));
    });
  });

  it('gives its chain where the client certificate is demanded and the handshake fails for lack of it', async () => {
    for (const version of ['-tls1_3', '-tls1_2']) {
      await serving(
        [version, '-Verify', '2', '-verify_return_error', '-CAfile', files.write('clients.pem', pem(...clientCas))],
        async (port) => {
          const reading = await read(port);
          expect(reading.chain).toEqual(hex([leaf, intermediate]));
          expect(reading.clientCas).toHaveLength(2);
        },
      );
    }
  });

  it('tells a request for any client certificate from none', async () => {
    await serving(['-verify', '2', '-no-CAfile', '-no-CApath'], async (port) => {
      expect(await read(port)).toHaveProperty('clientCas', []);
    });
    await serving([], async (port) => {
      expect(await read(port)).not.toHaveProperty('clientCas');
    });
  });

  it.each([['-tls1'], ['-tls1_1']])('reads the chain of a server that speaks no more than %s', async (version) => {
    await serving(
      [version, '-cipher', 'ALL:@SECLEVEL=0'],
      async (port) => {
        expect((await read(port)).chain).toEqual(hex([rsaLeaf, rsaRoot]));
      },
      [rsaLeaf, rsaRoot],
    );
  });

  it.each([['AES128-SHA'], ['AES256-GCM-SHA384'], ['ECDHE-RSA-CHACHA20-POLY1305'], ['DHE-RSA-AES128-SHA']])(
    'reads the chain of a server that knows %s only',
    async (cipher) => {
      await serving(
        ['-tls1_2', '-cipher', `${cipher}:@SECLEVEL=0`],
        async (port) => {
          expect((await read(port)).chain).toEqual(hex([rsaLeaf, rsaRoot]));
        },
        [rsaLeaf, rsaRoot],
      );
    },
  );

  it('gives the alert of a server that knows no suite with certificates', async () => {
    await serving(['-tls1_2', '-cipher', 'ADH-AES128-SHA:@SECLEVEL=0'], async (port) => {
      expect(await readServedChain({ host, port, timeoutMs })).toEqual({
        kind: 'unread',
        reason: `${host}:${port} refused the handshake with the alert handshake_failure`,
        reached: 'refusal',
      });
    });
  });
});
