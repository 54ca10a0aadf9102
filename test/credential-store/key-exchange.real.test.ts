import { execFile } from 'node:child_process';
import { expect, it } from 'vitest';
import { readServedChain } from '../../src/credential-store/sources/tls-endpoint.ts';
import { issue } from '../certificates.ts';
import { describeWith } from '../require.ts';
import { breakingOff, freePort, program, scratch } from './servers.ts';

describeWith(['openssl', '/usr/bin/curl'], 'a store that breaks off after its certificates', () => {
  it('is refused by curl, which trusts its chain', async () => {
    const files = scratch();
    const root = issue({ subject: 'CN=Root', ca: true, keyType: 'rsa' });
    const leaf = issue({ subject: 'CN=localhost', issuer: root, names: ['localhost'], keyType: 'rsa' });
    const [certificate, key, roots] = [
      files.write('leaf.pem', leaf.pem),
      files.write('leaf.key', leaf.keyPem),
      files.write('root.pem', root.pem),
    ];
    const port = await freePort();
    const server = await program(
      'openssl',
      ['s_server', '-tls1_2', '-accept', `127.0.0.1:${port}`, '-cert', certificate, '-key', key, '-www', '-quiet'],
      port,
    );
    const proxy = await breakingOff(port);
    try {
      const ask = (to: number): Promise<{ code: number; said: string }> =>
        new Promise((resolve) => {
          const words = ['-sS', '--cacert', roots, '--resolve', `localhost:${to}:127.0.0.1`, `https://localhost:${to}/`];
          const child = execFile('/usr/bin/curl', words, { env: {} }, (_error, _out, said) =>
            resolve({ code: child.exitCode ?? -1, said }),
          );
        });
      expect((await ask(port)).code).toBe(0);
      expect((await ask(proxy.port)).code).toBe(35);
      const read = (to: number) => readServedChain({ host: '127.0.0.1', port: to, serverName: 'localhost', timeoutMs: 5000 });
      expect(await read(port)).not.toHaveProperty('broken');
      expect(await read(proxy.port)).toMatchObject({ kind: 'read', broken: expect.stringContaining('127.0.0.1') });
    } finally {
      await proxy.stop();
      await server.stop();
      files.remove();
    }
  });
});
