import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AuditSettings, audit } from '../src/audit.ts';
import type { EvidenceRecord, MalformedLine } from '../src/evidence-file.ts';
import { readRecord, writeRecord } from '../src/evidence-file.ts';
import type { AuditReport } from '../src/report/audit-report.ts';
import { auditReportSchema } from '../src/report/audit-report.ts';
import { jsonReport } from '../src/report/json.ts';
import { issue } from './certificates.ts';
import {
  blobRecord,
  certificateRecord,
  closed,
  header,
  hostRecord,
  inventoryRecord,
  join,
  leaf,
  madeAt,
  name,
  newRoot,
  oldRoot,
  records,
  store,
} from './small-fleet.ts';

const settings: AuditSettings = { now: Date.parse(madeAt), horizonDays: 30, tool: { name: 'snowline', version: '0.0.0' } };
const report = (list: readonly (EvidenceRecord | MalformedLine)[], more: Partial<AuditSettings> = {}): AuditReport =>
  audit(join(list), [], { ...settings, ...more });
const verdicts = (of: AuditReport): Readonly<Record<string, string>> =>
  Object.fromEntries(of.hosts.map((host) => [host.id, host.restart.verdict]));
const replaced = (unwanted: (record: EvidenceRecord) => boolean, ...more: readonly EvidenceRecord[]): readonly EvidenceRecord[] =>
  closed([...records().filter((record) => !unwanted(record)), ...more]);
const isHost = (id: string) => (record: EvidenceRecord) => record.type === 'host' && record.state === 'seen' && record.evidence.id === id;

describe('audit of a small fleet', () => {
  const whole = report(records());

  it('tells who would come back and who would not', () => {
    expect(verdicts(whole)).toEqual({ 'web-1': 'ready', 'web-2': 'ready', 'permissions-1': 'will-fail' });
    expect(whole.summary).toMatchObject({ hosts: 3, ready: 2, willFail: 1, latent: 1, services: 2, noSurvivor: 1 });
    expect(whole.coverage).toMatchObject({ expected: 3, judged: 3, percent: 100, gaps: [] });
  });

  it('shows who watches the verdict that it gives, by the clock of the host', () => {
    const behind = records().map((record) =>
      record.type === 'host' && record.state === 'seen' && record.evidence.id !== 'web-2'
        ? { ...record, evidence: { ...record.evidence, clockSkewSeconds: -3600 * 24 * 365 * 20 } }
        : record,
    );
    const seen = new Map<string, unknown>();
    const said = report(behind, { watch: ({ host }, _moment, verdict) => seen.set(host?.id ?? '', verdict) });
    expect(verdicts(said)).toMatchObject({ 'web-1': 'will-fail', 'web-2': 'ready' });
    expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(said.hosts.map(({ id, restart }) => [id, restart.workloads[0]])));
  });

  it('tells which service is lost and what falls with it', () => {
    const [worst] = whole.services;
    expect(worst).toMatchObject({
      name: 'permissions',
      risk: 'outage',
      survivors: 0,
      blastRadius: ['web'],
      // its SSL_CERT_DIR leads nowhere
      causes: ['ONLY_OLD_CA', 'TRUST_STORE_PASSED_OVER'],
      since: '2026-04-01T00:00:00Z',
    });
    expect(whole.findings.map(({ ruleId }) => ruleId)).toEqual(
      expect.arrayContaining(['ONLY_OLD_CA', 'NO_SURVIVOR', 'ALL_AT_ONCE_DEPLOY', 'NO_ROLLBACK']),
    );
  });

  it('lists the certificates in use, and whether a used path runs through them', () => {
    const byDigest = new Map(whole.certificates.map((certificate) => [`${certificate.role} ${certificate.sha256}`, certificate]));
    expect(byDigest.get(`anchor ${newRoot.sha256}`)).toMatchObject({ onPath: true, hosts: 2 });
    expect(byDigest.get(`anchor ${oldRoot.sha256}`)).toMatchObject({ onPath: false, hosts: 1 });
    expect(byDigest.get(`served ${leaf.sha256}`)).toMatchObject({ onPath: true });
  });

  it('fits the published schema', () => {
    expect(auditReportSchema.safeParse(whole).error).toBeUndefined();
  });

  it('is the same for the same evidence', () => {
    expect(report(records())).toEqual(whole);
    expect(jsonReport(report(records()))).toBe(jsonReport(whole));
  });

  it('does not depend on the order of the records', () => {
    const list = [...records()];
    fc.assert(
      fc.property(fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }), (shuffled) => {
        expect(jsonReport(report(shuffled))).toBe(jsonReport(whole));
      }),
      { numRuns: 25, seed: 20261122 },
    );
  });

  it('gives the same report from the lines that were written', () => {
    const lines = records().map((record) => writeRecord(record));
    expect(report(lines.flatMap((line, index) => readRecord(line, index + 1) ?? []))).toEqual(whole);
  });

  it('does not remember the contents of another audit', () => {
    const list = records();
    expect(verdicts(report(list))['web-1']).toBe('ready');
    const withoutBlobs = closed(list.filter(({ type }) => type !== 'blob'));
    expect(verdicts(report(withoutBlobs))).toEqual({ 'web-1': 'unknown', 'web-2': 'unknown', 'permissions-1': 'unknown' });
  });

  it('may be judged for another day', () => {
    expect(verdicts(report(records(), { now: Date.parse('2035-12-15T00:00:00Z') }))['web-1']).toBe('at-risk');
    expect(verdicts(report(records(), { now: Date.parse('2037-01-01T00:00:00Z') }))['web-1']).toBe('will-fail');
  });
});

// Whatever is taken away or damaged: a host may become unknown or worse, never ready.
describe('nothing is ready without positive evidence:', () => {
  const otherLeaf = issue({ subject: `CN=${name}`, issuer: issue({ subject: 'CN=Elsewhere', ca: true }), names: [name] });
  const served = (certificates: readonly string[]): EvidenceRecord => ({
    type: 'store',
    store: { ...store, servedChain: { state: 'known', certificates, observedAt: madeAt, from: 'handshake' } },
  });
  const isStore = ({ type }: EvidenceRecord): boolean => type === 'store';

  it.each<[string, readonly EvidenceRecord[]]>([
    ['no evidence of the host', replaced(isHost('web-1'))],
    ['a host that was not reached', replaced(isHost('web-1'), { type: 'host', state: 'missing', id: 'web-1', reason: 'timed out' })],
    ['a bundle that is not in the evidence', replaced((record) => record.type === 'blob')],
    ['a bundle that does not hash to its name', replaced((record) => record.type === 'blob', forgedBundle())],
    ['no record of the store', replaced(isStore)],
    ['a served certificate without its record', replaced(isStore, served(['c'.repeat(64)]))],
    ['a second served certificate without its record', replaced(isStore, served([leaf.sha256, 'c'.repeat(64)]))],
    ['an empty served chain', replaced(isStore, served([]))],
    [
      'a store that was not reached',
      replaced(isStore, { type: 'store', store: { ...store, servedChain: { state: 'unknown', reason: 'refused' } } }),
    ],
    ['a chain of another CA', replaced(isStore, served([otherLeaf.sha256]), certificateRecord(otherLeaf))],
    ['a service that was not seen on the host', replaced(isHost('web-1'), hostRecord('web-1', 'new', 'cron'))],
    [
      'a runtime that was not measured',
      replaced(isHost('web-1'), hostRecord('web-1', 'new', 'web', { runtime: { family: 'java', version: '8.0' } })),
    ],
    ['a runtime that is not known', replaced(isHost('web-1'), runtimeless())],
    [
      'settings that could not be read',
      replaced(isHost('web-1'), hostRecord('web-1', 'new', 'web', { missing: [{ fact: 'nextStart.environment', reason: 'denied' }] })),
    ],
    ['evidence of last year', replaced(isHost('web-1'), stale())],
  ])('%s', (_what, list) => {
    expect(verdicts(report(list))['web-1']).toMatch(/^(?:unknown|will-fail)$/);
  });

  it('a host that no transport ever reached is unknown for a reason of its own, in the ledger too', () => {
    const reason = 'SSM does not list the instance';
    const list = replaced(isHost('web-1'), { type: 'host', state: 'missing', id: 'web-1', reason, code: 'HOST_NEVER_MANAGED' });
    const { hosts, coverage } = report(list);
    const [workload] = hosts.find(({ id }) => id === 'web-1')?.restart.workloads ?? [];
    expect(workload).toMatchObject({ verdict: 'unknown', reasons: [{ code: 'HOST_NEVER_MANAGED', proof: { summary: reason } }] });
    expect(coverage.ledger.find(({ scope }) => scope.service === 'web')).toMatchObject({
      expected: 2,
      seen: 1,
      judged: 1,
      holes: [{ code: 'HOST_NEVER_MANAGED', reason, count: 1, examples: ['web-1'] }],
    });
  });

  it('a host without evidence stands in the denominator of the coverage', () => {
    expect(report(replaced(isHost('web-1'))).coverage).toMatchObject({ expected: 3, judged: 2, percent: 66.6 });
  });

  it('a service that lost its declaration is unknown, also where default stores would stand in', () => {
    const list = records().flatMap((record, index) => {
      const line = writeRecord(
        record.type === 'header' ? { ...header, settings: { ...header.settings, defaultStores: ['secrets'] } } : record,
      );
      const isWeb = record.type === 'service' && record.service.name === 'web';
      return readRecord(isWeb ? line.slice(0, 40) : line, index + 1) ?? [];
    });
    expect(verdicts(report(list))).toMatchObject({ 'web-1': 'unknown', 'web-2': 'unknown', 'permissions-1': 'will-fail' });
  });

  it('verification that is switched off is ready only with a store that was reached, and is a finding', () => {
    const off = hostRecord('web-1', 'old', 'web', {
      runtime: { family: 'node', version: '20.20.2' },
      nextStart: { environment: { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, options: {} },
    });
    const reached = report(replaced(isHost('web-1'), off));
    expect(verdicts(reached)['web-1']).toBe('ready');
    expect(reached.findings).toContainEqual(expect.objectContaining({ ruleId: 'VERIFICATION_DISABLED', severity: 'high' }));
    const unreached = { ...store, servedChain: { state: 'unknown' as const, reason: 'refused' }, generations: {} };
    const alone = report(replaced((record) => isHost('web-1')(record) || isStore(record), off, { type: 'store', store: unreached }));
    expect(verdicts(alone)['web-1']).toBe('unknown');
  });

  it('an empty inventory is a gap and no 100 %', () => {
    const empty = report(closed([header]));
    expect(empty.coverage.percent).toBe(0);
    expect(empty.coverage.gaps).toContainEqual({ kind: 'nothing', scope: 'inventory', reason: 'the inventory lists no host' });
  });

  it('a fleet in which nobody consumes a store is a gap and no 100 %', () => {
    const seen = [header, inventoryRecord('web-1'), hostRecord('web-1')];
    const idle = report(closed([...seen, { type: 'store', store }]));
    expect(verdicts(idle)).toEqual({ 'web-1': 'not-applicable' });
    expect(verdicts(report(closed(seen)))).toEqual({ 'web-1': 'unknown' });
    expect(idle.coverage).toMatchObject({ percent: 0, gaps: [{ scope: 'consumers' }] });
  });
});

function forgedBundle(): EvidenceRecord {
  const [real, other] = [blobRecord('new'), blobRecord('both')];
  if (real.type !== 'blob' || other.type !== 'blob') throw new Error('no blob was made');
  return { type: 'blob', blob: { ...other.blob, sha256: real.blob.sha256 } };
}

function runtimeless(): EvidenceRecord {
  const record = hostRecord('web-1');
  if (record.type !== 'host' || record.state !== 'seen') throw new Error('no host was made');
  const workloads = record.evidence.workloads.map((workload) => ({
    name: workload.name,
    origin: workload.origin,
    nextStart: workload.nextStart,
  }));
  return { ...record, evidence: { ...record.evidence, workloads } };
}

function stale(): EvidenceRecord {
  const record = hostRecord('web-1');
  if (record.type !== 'host' || record.state !== 'seen') throw new Error('no host was made');
  return { ...record, evidence: { ...record.evidence, observedAt: '2025-06-01T00:00:00Z' } };
}
