import { describe, expect, it } from 'vitest';
import { profileNamed } from '../../../src/clients/registry.ts';
import type { Launch } from '../../../src/evidence/host-evidence.ts';
import type { Runtime } from '../../../src/evidence/runtime.ts';
import { judgeWorkload } from '../../../src/restart/judge-workload.ts';
import type { WorkloadVerdict } from '../../../src/restart/restart-verdict.ts';
import { resolveEffectiveStore } from '../../../src/trust/effective-store.ts';
import { javaKeyStore } from '../../fixtures/incident/trust-stores.ts';
import { PlantedEvidence, workloadOf } from '../../trust/effective-store/planted-host.ts';
import { codes, current, judge, moment, previous, running, storeOf, trusting, workload } from '../scene.ts';

const store = storeOf({ served: [current.leaf], current: [current.root] });
const java: Runtime = { family: 'java', version: '17.0.15', home: '/usr/lib/jvm/java-17-openjdk-amd64' };
const other: Runtime = { family: 'go', version: '1.19.8', home: '/usr/lib/ssl' };

/** The verdict on a client of a host whose own stores hold these, and in whose folder /srv lie a bundle and a folder. */
function judged(client: string, { environment = {}, options = {} }: Partial<Launch>, anchor = current.root): WorkloadVerdict {
  const profile = profileNamed(client);
  if (profile === undefined) throw new Error(`no profile ${client}`);
  const etc = { 'ca-certificates.crt': anchor.pem, 'java/cacerts': Buffer.from(javaKeyStore([anchor], 0).content, 'base64') };
  const planted = new PlantedEvidence({ etc, own: { 'ca.pem': current.root.pem, 'folder/ca.pem': current.root.pem }, dir: '/srv' });
  const evidence = { ...workloadOf(client === 'java' ? java : other, { environment, options }), origin: 'systemd-unit' as const };
  const effective = resolveEffectiveStore({
    workload: evidence,
    host: planted.host(evidence),
    profile,
    readBlob: (sha256) => planted.blobs.get(sha256),
  });
  return judgeWorkload({ workload: workload({ evidence }), store, effective }, moment);
}

const silent: readonly (readonly [string, Partial<Launch>])[] = [
  ['java', { options: { 'javax.net.ssl.trustStore': '/srv/missing.pem' } }],
  ['python', { environment: { SSL_CERT_FILE: '/srv/missing.pem' } }],
  ['python', { environment: { SSL_CERT_DIR: '/srv/missing' } }],
  ['python', { environment: { SSL_CERT_FILE: '' } }],
  ['go', { environment: { SSL_CERT_FILE: '/srv/missing.pem' } }],
  ['go', { environment: { SSL_CERT_FILE: '/srv/folder' } }],
  ['go', { environment: { SSL_CERT_DIR: '/srv/ca.pem' } }],
];

describe('a named trust store that the client passes over in silence', () => {
  it.each(silent)('is a finding beside the verdict: %s with %o', (client, launch) => {
    const { reasons } = judged(client, launch);
    const [found, ...more] = reasons.filter(({ code }) => code === 'TRUST_STORE_PASSED_OVER');
    expect(more).toEqual([]);
    const named = Object.keys({ ...launch.environment, ...launch.options })[0] ?? '';
    const path = Object.values({ ...launch.environment, ...launch.options })[0] ?? '';
    expect(found).toMatchObject({ severity: 'medium', remedy: expect.stringContaining('take the setting away') });
    expect(found?.proof.summary).toMatch(new RegExp(path === '' ? named : path));
    expect(reasons.filter(({ proof }) => proof.summary === found?.proof.summary)).toHaveLength(1);
  });

  it('is told too where the verdict is open', () => {
    const asking = storeOf({ served: { state: 'not-configured' }, current: [current.root], switchAt: '2026-06-10T00:00:00Z' });
    const remarks = ['X names /y, which is not there'];
    const { verdict, reasons } = judge(asking, trusting([current.root], { remarks, passedOver: remarks }));
    // the last one is that of a handshake that nobody has looked at
    expect([verdict, codes({ reasons })]).toEqual(['unknown', ['UNKNOWN_EVIDENCE', 'TRUST_STORE_PASSED_OVER', 'UNKNOWN_EVIDENCE']]);
  });

  it('changes no verdict', () => {
    const missing = { options: { 'javax.net.ssl.trustStore': '/srv/missing.pem' } };
    expect(judged('java', missing).verdict).toBe('ready');
    expect(judged('java', missing, previous.root).verdict).toBe('will-fail');
    expect(judged('go', { environment: { SSL_CERT_FILE: '/srv/missing.pem' } }).verdict).toBe(judged('go', {}).verdict);
  });

  it.each<readonly [string, Partial<Launch>]>([
    ['java', {}],
    ['go', { environment: { SSL_CERT_FILE: '/srv/ca.pem', SSL_CERT_DIR: '' } }],
    // an error that it says itself
    ['curl', { options: { '--cacert': '/srv/missing.pem' } }],
    ['vault', { environment: { VAULT_CACERT: '/srv/missing.pem' } }],
    ['requests', { environment: { REQUESTS_CA_BUNDLE: '/srv/folder' } }],
  ])('is another case than %s with %o', (client, launch) => {
    expect(codes(judged(client, launch))).not.toContain('TRUST_STORE_PASSED_OVER');
  });
});

describe('what else is told beside the verdict', () => {
  it('is damage that the client survives, as no more than that', () => {
    const { reasons } = judge(store, trusting([current.root], { remarks: ['/x: damaged at byte 7'] }));
    expect(reasons).toMatchObject([{ code: 'TRUST_STORE_DAMAGED', severity: 'info' }]);
  });

  it('is a start that was taken from the running process, which is no damage', () => {
    const why = 'no unit starts this process';
    const evidence = { ...running('2026-03-01T00:00:00Z'), origin: 'process' as const, missing: [{ fact: 'unit', reason: why }] };
    const { verdict, reasons } = judge(store, trusting([previous.root], { remarks: [why] }), { evidence });
    expect(verdict).toBe('will-fail');
    expect(reasons.at(-1)).toMatchObject({ code: 'UNKNOWN_EVIDENCE', severity: 'info', proof: { summary: why } });
    expect(codes({ reasons })).not.toContain('TRUST_STORE_DAMAGED');
  });

  it('is said once where verification is off', () => {
    const off = trusting([], { verification: 'off', remarks: ['X switches verification off', '/y: holds no certificate'] });
    expect(judge(store, off).reasons.map(({ code, proof }) => [code, proof.summary])).toEqual([
      ['VERIFICATION_DISABLED', 'X switches verification off'],
      ['TRUST_STORE_DAMAGED', '/y: holds no certificate'],
    ]);
  });
});
