import { describe, expect, it } from 'vitest';
import type { WorkloadEvidence } from '../../../src/evidence/host-evidence.ts';
import type { ReplacedFile } from '../../../src/evidence/runtime.ts';
import { judgeWorkload } from '../../../src/restart/judge-workload.ts';
import type { EffectiveStore } from '../../../src/trust/effective-store.ts';
import { authority, codes, moment, running, storeOf, trusting, workload } from '../scene.ts';

const started = '2026-03-01T00:00:00Z';
const weak = authority('CN=Weak', { leaf: { keyType: 'rsa-1024' } });
const store = storeOf({ served: [weak.leaf], current: [weak.root] });
const library: ReplacedFile = { path: '/usr/lib/libssl.so.3', what: 'tls-library', replacedAt: '2026-05-01T00:00:00Z' };

function verdictOf(
  effective: EffectiveStore,
  replaced: readonly ReplacedFile[] | undefined,
  unusual: Partial<NonNullable<WorkloadEvidence['process']>> = {},
  asRunning?: EffectiveStore,
) {
  const evidence: WorkloadEvidence = {
    ...running(started),
    runtime: { family: 'node', version: '24.1.0', path: '/opt/node/bin/node', tlsLibrary: 'OpenSSL 3.5.0' },
    process: { startedAt: started, ...(replaced === undefined ? {} : { replaced }), ...unusual },
  };
  return judgeWorkload({ workload: workload({ evidence }), store, effective, asRunning }, moment);
}

describe('a runtime that was replaced under its process', () => {
  // OpenSSL 3.5 has a security level at which a key of 1024 bits is too short (CLIENTS §8, 9)
  const [before, after] = [trusting([weak.root], {}, 'node-20'), trusting([weak.root], {}, 'node-24')];

  it('is judged by the new one, which refuses what the old one took', () => {
    expect(verdictOf(before, undefined).verdict).toBe('ready');
    expect(verdictOf(after, undefined).verdict).toBe('will-fail');
    const verdict = verdictOf(after, [library]);
    expect(verdict).toMatchObject({ verdict: 'will-fail', latent: true, latentSince: '2026-05-01T00:00:00Z' });
    expect(codes(verdict)).toEqual(['WEAK_ALGORITHM', 'RUNTIME_REPLACED']);
  });

  it('is a remark where the new one accepts the store', () => {
    const verdict = verdictOf(before, [{ path: '/opt/node/bin/node', what: 'program' }]);
    expect(verdict).toMatchObject({ verdict: 'ready', latent: false, reasons: [{ code: 'RUNTIME_REPLACED', severity: 'medium' }] });
    expect(verdict.reasons[0]?.proof.summary).toBe(
      `the process runs since ${started} with /opt/node/bin/node (the program), which is not what lies there now: the next start runs node 24.1.0 with OpenSSL 3.5.0 (/opt/node/bin/node)`,
    );
  });

  it('names the old one where it is still there, and breaks with a restart what that one accepts', () => {
    const runtime = { family: 'node', version: '20.20.2', path: '/opt/node-20/bin/node' } as const;
    const replaced: readonly ReplacedFile[] = [{ path: '/opt/node-20/bin/node', what: 'program' }];
    const verdict = verdictOf(after, replaced, { runtime }, before);
    expect(verdict).toMatchObject({ verdict: 'will-fail', latent: true });
    expect(verdict.reasons.at(-1)?.proof.summary).toContain(
      'it runs node 20.20.2 (/opt/node-20/bin/node), the next start runs node 24.1.0',
    );
    // the old one would not take it either, so nothing waits for the restart
    expect(verdictOf(after, replaced, { runtime }, after).latent).toBe(false);
  });

  it('says nothing where nothing was replaced, or nothing runs', () => {
    expect(codes(verdictOf(before, undefined))).toEqual([]);
    expect(codes(verdictOf(before, []))).toEqual([]);
  });
});
