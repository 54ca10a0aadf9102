// A client that verifies nothing gets its secrets from anybody: ready, and never without a word.
import { expect, it } from 'vitest';
import { profileNamed } from '../../../src/clients/registry.ts';
import type { Launch } from '../../../src/evidence/host-evidence.ts';
import { judgeWorkload } from '../../../src/restart/judge-workload.ts';
import { resolveEffectiveStore } from '../../../src/trust/effective-store.ts';
import { current, moment, previous, storeOf, workload } from '../../restart/scene.ts';
import { PlantedEvidence, workloadOf } from './planted-host.ts';

const store = storeOf({ served: [current.leaf], current: [current.root] });

function judged(client: string, { environment = {}, options = {} }: Partial<Launch>) {
  const profile = profileNamed(client);
  if (profile === undefined) throw new Error(`no profile ${client}`);
  const planted = new PlantedEvidence({ etc: { 'ca-certificates.crt': previous.root.pem }, own: {}, dir: '/srv' });
  const address = client === 'vault' ? { VAULT_ADDR: store.state.endpoint } : {};
  const evidence = {
    ...workloadOf({ family: 'go', version: '1.19.8', home: '/usr/lib/ssl' }, { environment: { ...environment, ...address }, options }),
    origin: 'systemd-unit' as const,
  };
  const effective = resolveEffectiveStore({
    workload: evidence,
    host: planted.host(evidence),
    profile,
    readBlob: (sha256) => planted.blobs.get(sha256),
  });
  return judgeWorkload({ workload: workload({ evidence }), store, effective }, moment);
}

const settings: readonly (readonly [string, Partial<Launch>, string])[] = [
  ['curl', { options: { '--insecure': '' } }, '--insecure'],
  ['boto3', { environment: { AWS_CA_BUNDLE: '' } }, 'AWS_CA_BUNDLE'],
  ['boto3', { environment: { REQUESTS_CA_BUNDLE: '' } }, 'REQUESTS_CA_BUNDLE'],
  ['boto3', { options: { ca_bundle: '' } }, 'ca_bundle'],
  ['boto3', { options: { '--ca-bundle': '' } }, '--ca-bundle'],
  ['boto3', { options: { '--no-verify-ssl': '' } }, '--no-verify-ssl'],
  ['node-20', { environment: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } }, 'NODE_TLS_REJECT_UNAUTHORIZED'],
  ['node-24', { environment: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } }, 'NODE_TLS_REJECT_UNAUTHORIZED'],
  ['vault', { environment: { VAULT_SKIP_VERIFY: '1' } }, 'VAULT_SKIP_VERIFY'],
  ['vault', { options: { '-tls-skip-verify': '' } }, '-tls-skip-verify'],
];

it.each(settings)('%s with %o has a finding of its own', (client, launch, name) => {
  const { verdict, reasons } = judged(client, launch);
  expect(verdict).toBe('ready');
  expect(reasons[0]).toMatchObject({ code: 'VERIFICATION_DISABLED', severity: 'high', proof: { summary: expect.stringContaining(name) } });
});

it.each<readonly [string, Partial<Launch>]>([
  ['curl', { environment: { CURL_CA_BUNDLE: '' } }],
  ['aws-sdk-go', { environment: { AWS_CA_BUNDLE: '' } }],
  ['aws-sdk-go-v2', { options: { ca_bundle: '' } }],
  ['vault', { environment: { VAULT_SKIP_VERIFY: 'false' } }],
])('%s with %o verifies', (client, launch) => {
  const { verdict, reasons } = judged(client, launch);
  expect(verdict).toBe('will-fail');
  expect(reasons.map(({ code }) => code)).not.toContain('VERIFICATION_DISABLED');
});

it('names the setting first where there is more to say', () => {
  const planted = new PlantedEvidence({ etc: {}, own: {}, dir: '/srv' });
  const runtime = { family: 'curl', version: '7.88.1', tlsLibrary: 'OpenSSL 3.0.19' } as const;
  const evidence = {
    ...workloadOf(runtime, { environment: {}, options: { '--insecure': '' } }),
    missing: [{ fact: 'unit', reason: 'no unit' }],
  };
  const profile = profileNamed('curl');
  if (profile === undefined) throw new Error('no profile');
  const found = resolveEffectiveStore({ workload: evidence, host: planted.host(evidence), profile, readBlob: () => undefined });
  expect(found).toMatchObject({ verification: 'off', remarks: [expect.stringContaining('--insecure'), 'no unit'] });
});
