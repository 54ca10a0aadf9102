import { execFileSync } from 'node:child_process';
import { afterAll, expect, it } from 'vitest';
import { issue } from '../certificates.ts';
import { scratch } from '../credential-store/servers.ts';
import { describeWith, findProgram } from '../require.ts';
import { type Ran, runCli } from './built-cli.ts';

const home = scratch();
afterAll(() => home.remove());
const name = 'vault.example';
const root = issue({ subject: 'CN=Root', ca: true });
const leaf = issue({ subject: `CN=${name}`, issuer: root, names: [name], keyUsage: 0x80 });
const password = 'canary-1-sesame';

const verify = (...args: readonly string[]): Promise<Ran> =>
  runCli(['verify', '--now', '2026-06-01', '--chain', 'chain.pem', '--name', name, ...args], { cwd: home.folder });

function keystore(file: string, type: string): string {
  home.write('root.pem', root.pem);
  home.write('chain.pem', leaf.pem);
  const args = [
    '-importcert',
    '-noprompt',
    '-alias',
    'root',
    '-file',
    'root.pem',
    '-keystore',
    file,
    '-storetype',
    type,
    '-storepass',
    password,
  ];
  execFileSync(findProgram('keytool')!, args, { cwd: home.folder, env: { PATH: '/usr/bin:/bin' }, stdio: 'ignore' });
  return file;
}

describeWith(['keytool'], 'snowline verify with key stores that keytool made', () => {
  it.each(['JKS', 'PKCS12'])('opens %s with the password, and says it nowhere', async (type) => {
    const store = keystore(`right.${type}`, type);
    const [java, wrong, go, imported] = await Promise.all([
      verify('--trust-store', store, '--store-password', password, '--client', 'java'),
      verify('--trust-store', store, '--store-password', 'wrong', '--client', 'java'),
      verify('--trust-store', store, '--store-password', password, '--client', 'go'),
      verify('--trust-store', store, '--store-password', password, '--client', 'go', '--imported'),
    ]);
    expect(java).toMatchObject({ status: 0, stdout: expect.stringMatching(/^java would accept/) });
    expect(wrong).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(/--store-password does not open right\./) });
    expect(go).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('which the client does not read'),
      stderr: expect.stringContaining('--imported'),
    });
    expect(imported.status).toBe(0);
    for (const ran of [java, wrong, go, imported]) expect(ran.stdout + ran.stderr).not.toContain(password);
  });

  it('opens JKS without a password and finds nothing in PKCS#12, as Java does', async () => {
    const [jks, pkcs12] = await Promise.all([
      verify('--trust-store', keystore('without.jks', 'JKS'), '--client', 'java'),
      verify('--trust-store', keystore('without.p12', 'PKCS12'), '--client', 'java'),
    ]);
    expect(jks?.status).toBe(0);
    expect(pkcs12).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/trustAnchors parameter must be non-empty[\s\S]*encrypted, and no password opens it/),
      stderr: expect.stringContaining('--store-password'),
    });
  });
});

describeWith(['openssl'], 'snowline verify with key stores that openssl made', () => {
  const openssl = (file: string, ...args: readonly string[]): string => {
    const all = ['pkcs12', '-export', '-out', file, '-in', 'chain-and-root.pem', '-passout', `pass:${password}`, ...args];
    execFileSync(findProgram('openssl')!, all, { cwd: home.folder, env: {}, stdio: 'ignore' });
    return file;
  };
  it('takes the certificate of a private key for an anchor and no other, as Java does, and says both', async () => {
    const other = issue({ subject: 'CN=other', issuer: root, names: [name], keyUsage: 0x80 });
    home.write('chain-and-root.pem', leaf.pem + root.pem);
    home.write('leaf.key', leaf.keyPem);
    home.write('chain.pem', leaf.pem);
    home.write('other.pem', other.pem);
    const args = ['verify', '--now', '2026-06-01', '--name', name, '--client', 'java', '--store-password', password];
    const store = openssl('key.p12', '-inkey', 'leaf.key');
    const [own, foreign] = await Promise.all(
      ['chain.pem', 'other.pem'].map((chain) => runCli([...args, '--trust-store', store, '--chain', chain], { cwd: home.folder })),
    );
    expect(own).toMatchObject({ status: 0, stdout: expect.stringMatching(/^java would accept/) });
    expect(own?.stdout.replaceAll(/\s+/g, ' ')).toContain("'CN=vault.example' belongs to a private key: Java takes it for an anchor");
    expect(foreign).toMatchObject({ status: 1, stdout: expect.stringContaining('PKIX path building failed') });
  });

  it('says which mark the certificates lack, and what sets it', async () => {
    home.write('chain-and-root.pem', root.pem);
    const ran = await verify('--trust-store', openssl('nokeys.p12', '-nokeys'), '--store-password', password, '--client', 'java');
    expect(ran.status).toBe(1);
    expect(ran.stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /1 certificate without the mark of a trusted certificate \(trustedKeyUsage\).*keytool -importcert/,
    );
  });
});
