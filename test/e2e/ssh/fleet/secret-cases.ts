import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rootHome } from '../../../root-home.ts';
import { type Case, fails, ready } from './audited-case.ts';
import type { Authorities } from './authorities.ts';
import { everywhere, pemOf } from './planted-service.ts';

/** Hosts that hold secrets where trust is looked for: beside certificates, in key stores, in drop-ins and in folders of credentials. */
export function secretCases(ca: Authorities, secretOf: (host: string) => string): readonly Case[] {
  const right = everywhere(ca.foreign, ca.current);
  const none = everywhere(ca.foreign);
  const file = '/etc/corp/ca.pem';
  const extra = { NODE_EXTRA_CA_CERTS: file };
  const dropIn = (host: string, ...lines: readonly string[]) => ({
    [`/etc/systemd/system/svc-${host}.service.d/50-corp.conf`]: `[Service]\n${lines.join('\n')}\nEnvironment=DB_PASSWORD=${secretOf(host)}\n`,
  });
  return [
    {
      name: 'node-drop-in',
      client: 'node',
      store: none,
      files: { ...dropIn('node-drop-in', `Environment=NODE_EXTRA_CA_CERTS=${file}`), [file]: pemOf(ca.current) },
      service: { viaDropIn: extra },
      truth: ready,
    },
    {
      name: 'node-drop-in-resets',
      client: 'node',
      store: none,
      service: { environment: extra, viaDropIn: { NODE_EXTRA_CA_CERTS: '' } },
      files: { ...dropIn('node-drop-in-resets', 'Environment='), [file]: pemOf(ca.current) },
      truth: fails('CURRENT_CA_MISSING'),
    },
    {
      // The service's user may not read it by the mode alone; what else may let it in is not looked at.
      name: 'node-closed-file',
      client: 'node',
      store: right,
      service: { environment: extra, user: 'app' },
      files: { [file]: { content: pemOf(ca.current), mode: 0o600 } },
      isReal: false,
      truth: { verdict: 'unknown', says: /whether app may read \/etc\/corp\/ca\.pem/ },
    },
    {
      name: 'java-keys-in-store',
      client: 'java',
      store: none,
      service: { options: ['-Djavax.net.ssl.trustStore=/etc/corp/mixed.jks', `-Ddb.password=${secretOf('java-keys-in-store')}`] },
      files: { '/etc/corp/mixed.jks': mixedKeyStore(ca) },
      // Java would trust it, and nobody may look: the store never leaves the host.
      isReal: false,
      truth: { verdict: 'unknown' },
    },
    {
      name: 'go-client-key',
      client: 'go',
      declaredClient: 'vault',
      store: none,
      service: {
        environment: { VAULT_CACERT: file, VAULT_CLIENT_CERT: '/etc/corp/client.pem', VAULT_CLIENT_KEY: '/etc/corp/client.key' },
        environmentFile: { VAULT_ADDR: `https://app:${secretOf('go-client-key')}@secrets.corp.test:8200` },
      },
      files: {
        [file]: pemOf(ca.current),
        '/etc/corp/client.pem': pemOf(ca.foreign),
        '/etc/corp/client.key': { content: ca.foreign.keyPem, mode: 0o600 },
      },
      // Whether the two are a pair that can be read is not judged, so that what really happens proves nothing.
      isReal: false,
      truth: { verdict: 'unknown' },
    },
    {
      name: 'aws-credentials',
      client: 'python',
      store: right,
      files: {
        [`${rootHome}/.aws/credentials`]: `[default]\naws_access_key_id = AKIAABCDEFGHIJKLMNOP\naws_secret_access_key = ${secretOf('aws-credentials')}\n`,
        [`${rootHome}/.aws/config`]: `[default]\nregion = eu-west-1\nsso_start_url = https://x:${secretOf('aws-credentials')}@sso.corp.test\n`,
        [`${rootHome}/.curlrc`]: `user = "app:${secretOf('aws-credentials')}"\n`,
        [`${rootHome}/.netrc`]: `machine secrets.corp.test password ${secretOf('aws-credentials')}\n`,
      },
      truth: ready,
    },
  ];
}

/** A JKS with the current root and a private key in it. */
function mixedKeyStore(ca: Authorities): Buffer {
  const folder = mkdtempSync(path.join(tmpdir(), 'snowline-keys-'));
  try {
    const store = path.join(folder, 'mixed.jks');
    writeFileSync(path.join(folder, 'ca.pem'), pemOf(ca.current));
    const common = ['-keystore', store, '-storetype', 'jks', '-storepass', 'changeit'];
    execFileSync('keytool', ['-genkeypair', '-alias', 'own', '-keyalg', 'EC', '-dname', 'CN=app', '-keypass', 'changeit', ...common], {
      stdio: 'ignore',
    });
    execFileSync('keytool', ['-importcert', '-noprompt', '-alias', 'corp', '-file', path.join(folder, 'ca.pem'), ...common], {
      stdio: 'ignore',
    });
    return readFileSync(store);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A part of the encrypted private key of a JKS: 32 bytes, as latin1. */
export function keyBytesOf(keyStore: Buffer): string {
  // sun.security.provider.KeyProtector: OID 1.3.6.1.4.1.42.2.17.1.1, NULL, then the protected key in an OCTET STRING
  const at = keyStore.indexOf(Buffer.from('060a2b060104012a02110101', 'hex'));
  if (at < 0) throw new Error('the key store holds no private key');
  return keyStore.toString('latin1', at + 30, at + 62);
}
