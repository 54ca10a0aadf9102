import { execFileSync, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { storeSchema } from '../../src/config/config.ts';
import { observeStore } from '../../src/credential-store/observe-store.ts';
import { issue } from '../certificates.ts';
import { describeWith, findProgram } from '../require.ts';
import { nginx, scratch } from './servers.ts';

// One nginx with a certificate of each kind: which of them a client gets depends on the client.
describeWith(['nginx', 'curl', 'unshare'], 'a server with two certificates', () => {
  const ec = issue({ subject: 'CN=ec' });
  const rsa = issue({ subject: 'CN=rsa', keyType: 'rsa' });
  const files = scratch();
  let ports: readonly number[] = [];
  let stop = (): Promise<void> => Promise.resolve();

  beforeAll(async () => {
    const both = [ec, rsa].flatMap(({ pem, keyPem, subject }) => [
      `ssl_certificate ${files.write(`${subject.slice(3)}.pem`, pem)}`,
      `ssl_certificate_key ${files.write(`${subject.slice(3)}.key`, keyPem)}`,
    ]);
    ({ ports, stop } = await nginx(files.folder, [
      ['ssl_protocols TLSv1.2', ...both],
      ['ssl_protocols TLSv1.3', ...both],
    ]));
  });
  afterAll(async () => {
    await stop();
    files.remove();
  });

  const byCurl = (port: number | undefined): string => {
    const { stderr } = spawnSync(findProgram('curl') ?? '', ['-kvso', '/dev/null', `https://127.0.0.1:${port}/`], {
      env: {},
      encoding: 'utf8',
    });
    return /subject:.*CN=(\w+)/.exec(stderr)?.[1] ?? stderr;
  };
  const byNode = (port: number | undefined): string =>
    execFileSync(
      process.execPath,
      [
        '-e',
        `const s=require('tls').connect({port:${port},host:'127.0.0.1',rejectUnauthorized:false},()=>{process.stdout.write(s.getPeerCertificate().subject.CN);s.end()})`,
      ],
      { env: {}, encoding: 'utf8' },
    );

  it('shows curl and Node.js different ones over TLS 1.2', () => {
    expect([byCurl(ports[0]), byNode(ports[0])]).toEqual(['ec', 'rsa']);
  });

  it.each([0, 1])('shows both to the observer, whichever of them is the main one: server %d', async (index) => {
    const declaration = storeSchema.parse({ name: 'vault', endpoint: `127.0.0.1:${ports[index]}` });
    const { state } = await observeStore(declaration, { now: () => 0, timeoutMs: 5000, baseDirectory: '/' });
    const [node] = state.nodes ?? [];
    const chains =
      node?.state === 'known'
        ? [node.certificates, ...node.narrower.flatMap((one) => ('certificates' in one ? [one.certificates] : []))]
        : [];
    expect(new Set(chains.flat())).toEqual(new Set([ec.sha256, rsa.sha256]));
  });

  it('is found at every address that the hosts file names', () => {
    const hosts = files.write('hosts', '127.0.0.1 localhost store.test\n127.0.0.5 store.test\n::1 store.test\n');
    const script = files.write(
      'observe.ts',
      `import { observeStore } from ${JSON.stringify(new URL('../../src/credential-store/observe-store.ts', import.meta.url).pathname)};
const declaration = { name: 'vault', endpoint: 'store.test:${ports[1]}', servedChain: { from: 'tls' } };
const { state } = await observeStore(declaration, { now: () => 0, timeoutMs: 5000, baseDirectory: '/' });
process.stdout.write(JSON.stringify(state.nodes.map(({ address, state, reason, excused }) => [address, state, reason, excused])));`,
    );
    const told = execFileSync(
      findProgram('unshare') ?? '',
      ['-m', 'sh', '-c', 'mount --bind "$1" /etc/hosts && exec "$2" "$3"', 'sh', hosts, process.execPath, script],
      { env: { PATH: '/usr/bin:/bin' }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const port = String(ports[1]);
    expect(JSON.parse(told)).toEqual([
      [`127.0.0.1:${port}`, 'known', null, null],
      [`127.0.0.5:${port}`, 'unknown', `connection refused by 127.0.0.5:${port}`, null],
      [`[::1]:${port}`, 'unknown', `connection refused by [::1]:${port}`, 'family-out-of-reach'],
    ]);
  });
});
