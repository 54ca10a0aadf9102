import { describe, expect, it } from 'vitest';
import { profileNamed } from '../../../src/clients/registry.ts';
import type { WorkloadEvidence } from '../../../src/evidence/host-evidence.ts';
import type { Runtime } from '../../../src/evidence/runtime.ts';
import { type EffectiveStore, resolveEffectiveStore } from '../../../src/trust/effective-store.ts';
import { issue } from '../../certificates.ts';
import { PlantedEvidence, workloadOf } from './planted-host.ts';

const root = issue({ subject: 'CN=Corp Root', ca: true });
const other = issue({ subject: 'CN=Other Root', ca: true });

function resolve(
  client: string,
  packagedRoots: Runtime['packagedRoots'],
  more: { readonly environment?: Record<string, string>; readonly missing?: WorkloadEvidence['missing'] } = {},
): EffectiveStore {
  const planted = new PlantedEvidence({ etc: {}, own: { 'certifi.pem': root.pem, 'botocore.pem': other.pem }, dir: '/site' });
  const runtime: Runtime = {
    family: 'python',
    version: '3.11.7',
    home: '/usr/lib/ssl',
    ...(packagedRoots === undefined ? {} : { packagedRoots }),
  };
  const workload = { ...workloadOf(runtime, { environment: more.environment ?? {}, options: {} }), missing: more.missing ?? [] };
  const profile = profileNamed(client);
  if (profile === undefined) throw new Error(`no profile ${client}`);
  return resolveEffectiveStore({ workload, host: planted.host(workload), profile, readBlob: (sha256) => planted.blobs.get(sha256) });
}

const told = (store: EffectiveStore) =>
  store.kind === 'unknown' ? store.reason : store.loaded.map(({ path, because }) => `${path}: ${because}`);

describe('roots that Python packages bring along', () => {
  const both = { certifi: '/site/certifi.pem', botocore: '/site/botocore.pem' };

  it('are those of certifi, and those of botocore only without it', () => {
    expect(told(resolve('requests', both))).toEqual(['/site/certifi.pem: default of Python requests']);
    expect(told(resolve('boto3', both))).toEqual(['/site/certifi.pem: default of AWS SDK for Python (boto3, awscli)']);
    expect(told(resolve('boto3', { botocore: '/site/botocore.pem' }))).toEqual([
      '/site/botocore.pem: default of AWS SDK for Python (boto3, awscli)',
    ]);
    expect(told(resolve('requests', { botocore: '/site/botocore.pem' }))).toMatch(/none of the packages .* was found \(certifi\)/);
    expect(told(resolve('requests', undefined))).toMatch(/were not recorded/);
  });

  it('are not known where a variable may lead to others, unless a bundle is named', () => {
    const missing = [{ fact: 'nextStart.environment.PYTHONPATH', reason: 'PYTHONPATH is set' }];
    expect(told(resolve('requests', both, { missing }))).toMatch(/PYTHONPATH may lead/);
    expect(told(resolve('requests', both, { missing, environment: { REQUESTS_CA_BUNDLE: '/site/certifi.pem' } }))).toEqual([
      '/site/certifi.pem: REQUESTS_CA_BUNDLE',
    ]);
    expect(resolve('python', both, { missing })).toMatchObject({ kind: 'known' });
  });
});
