import { expect, it } from 'vitest';
import { profileNamed } from '../../../src/clients/registry.ts';
import type { Launch, WorkloadEvidence } from '../../../src/evidence/host-evidence.ts';
import { resolveEffectiveStore } from '../../../src/trust/effective-store.ts';
import { issue } from '../../certificates.ts';
import { PlantedEvidence, workloadOf } from './planted-host.ts';

const root = issue({ subject: 'CN=Corp Root', ca: true });

function resolve(client: string, start: Partial<Launch>, missing: WorkloadEvidence['missing'] = []) {
  const planted = new PlantedEvidence({ etc: {}, own: { 'ca.pem': root.pem }, dir: '/own' });
  const environment = { VAULT_CACERT: '/own/ca.pem', SSL_CERT_FILE: '/own/ca.pem', SSL_CERT_DIR: '/own/missing' };
  const runtime = { family: 'go', version: '1.22.1' } as const;
  const nextStart = { environment: { ...environment, ...start.environment }, options: { ...start.options } };
  const workload = { ...workloadOf(runtime, nextStart), missing };
  const profile = profileNamed(client);
  if (profile === undefined) throw new Error(`no profile ${client}`);
  const store = resolveEffectiveStore({ workload, host: planted.host(workload), profile, readBlob: (sha256) => planted.blobs.get(sha256) });
  return store.kind === 'unknown' ? store.reason : store.kind;
}

it.each([['VAULT_CLIENT_CERT'], ['VAULT_CLIENT_KEY']])(
  "%s leaves the trust store of Vault's client known, where it was collected",
  (name) => {
    expect(resolve('vault', { environment: { [name]: '/srv/gone.pem' } })).toBe('known');
    const option = name === 'VAULT_CLIENT_CERT' ? '-client-cert' : '-client-key';
    const both = { environment: { [name]: '/srv/gone.pem' }, options: { [option]: '/srv/other.pem' } };
    expect(resolve('vault', both)).toContain(`${option} and ${name} both name a part of a client certificate`);
    const missing = [{ fact: `nextStart.environment.${name}`, reason: 'it is set; its content is not collected' }];
    expect(resolve('vault', {}, missing)).toContain(name);
    // a plain program of Go does not look at it
    expect(resolve('go', { environment: { [name]: '/srv/gone.pem' } })).toBe('known');
    expect(resolve('go', {}, missing)).toBe('known');
  },
);

it('a provider of key stores, or a type of them without a file, leaves the trust store of Java open', () => {
  const options = (...names: readonly string[]) => ({ options: Object.fromEntries(names.map((name) => [`javax.net.ssl.${name}`, 'set'])) });
  expect(resolve('java', options('keyStoreProvider'))).toContain('keyStoreProvider');
  expect(resolve('java', options('keyStoreType'))).toContain('keyStoreType');
  expect(resolve('java', options('keyStoreType', 'keyStore'))).not.toContain('keyStore');
});
