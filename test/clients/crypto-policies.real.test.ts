import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../require.ts';
import { type ConfiguredClients, neededPrograms, type StoreRequest, startConfiguredClients } from './configured-clients.ts';
import { cryptoPolicies } from './crypto-policies.ts';

const stores: Readonly<Record<string, StoreRequest>> = {
  'rsa 1024': { keyType: 'rsa-1024' },
  'rsa 2048 in 1.2': { keyType: 'rsa', only: 'TLSv1.2' },
  'rsa 4096 in 1.3': { keyType: 'rsa-4096', digest: 'sha384', only: 'TLSv1.3' },
  'P-256 in 1.2': { keyType: 'ec', only: 'TLSv1.2' },
  'P-384 in 1.3': { keyType: 'ec-384', digest: 'sha384', only: 'TLSv1.3' },
  'P-521 in 1.2': { keyType: 'ec-521', only: 'TLSv1.2' },
  'P-384 in 1.2': { keyType: 'ec-384', only: 'TLSv1.2' },
  'Ed25519 in 1.3': { keyType: 'ed25519', only: 'TLSv1.3' },
  'Ed25519 in 1.2': { keyType: 'ed25519', only: 'TLSv1.2' },
  'rsa 3072 in 1.2': { keyType: 'rsa-3072', only: 'TLSv1.2' },
  'SHA-1': { keyType: 'rsa-3072', digest: 'sha1' },
};

const start = 'openssl_conf = init\nnodejs_conf = init\n[init]\nssl_conf = tls\n[tls]\nsystem_default = system\n[system]\n';
/** Whose answers stay open: Node.js 24 brings the OpenSSL that the newest policies are written for. */
const open: Readonly<Record<string, readonly string[]>> = {
  'DEFAULT of Fedora 43': ['curl', 'openssl', 'python3', 'debian-python', 'node20'],
  'DEFAULT:NO-PQ of Fedora 44': ['curl', 'openssl', 'python3', 'debian-python', 'node20'],
  FUTURE: ['curl', 'openssl', 'python3', 'debian-python', 'node', 'node20'],
  FIPS: ['curl', 'openssl', 'python3', 'debian-python', 'node', 'node20'],
};

describeWith(neededPrograms, 'the crypto policies of Fedora and its like in real clients', () => {
  let running: ConfiguredClients | undefined;

  beforeAll(async () => {
    running = await startConfiguredClients(stores);
  }, 120_000);

  afterAll(() => running?.close());

  it.each(Object.entries(cryptoPolicies))(
    '%s',
    async (name, text) => {
      if (running === undefined) throw new Error('the clients were not started');
      const file = path.join(running.folder, 'policy.cnf');
      writeFileSync(file, start + text);
      const answers = await running.ask(file);
      expect(answers.filter(({ ours, real }) => ours !== real && ours !== 'unknown')).toEqual([]);
      const unknown = new Set(answers.filter(({ ours }) => ours === 'unknown').map(({ client }) => client));
      expect([...unknown]).toEqual(open[name] ?? []);
    },
    120_000,
  );
});
