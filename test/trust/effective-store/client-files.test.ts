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

const inVain = /has to be there and to (?:fit|open), and that was not looked into$/;

it.each([['VAULT_CLIENT_CERT'], ['VAULT_CLIENT_KEY']])("%s, which Vault's client insists on, leaves its store open", (name) => {
  expect(resolve('vault', { environment: { [name]: '/srv/gone.pem' } })).toMatch(inVain);
  expect(resolve('vault', { environment: { [name]: '' } })).toBe('known');
  const missing = [{ fact: `nextStart.environment.${name}`, reason: 'it is set; its content is not collected' }];
  expect(resolve('vault', {}, missing)).toContain(name);
  // a plain program of Go does not look at it
  expect(resolve('go', { environment: { [name]: '/srv/gone.pem' } })).toBe('known');
  expect(resolve('go', {}, missing)).toBe('known');
});

it.each([['keyStore'], ['keyStoreType'], ['keyStoreProvider']])(
  'javax.net.ssl.%s, which the JVM insists on, leaves the store of Java open',
  (name) => {
    expect(resolve('java', { options: { [`javax.net.ssl.${name}`]: 'set' } })).toMatch(inVain);
  },
);
