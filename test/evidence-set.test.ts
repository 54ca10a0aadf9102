import { describe, expect, it } from 'vitest';
import { ParseError } from '../src/errors.ts';
import { type EvidenceRecord, type MalformedLine, readRecord, writeRecord } from '../src/evidence-file.ts';
import type { EvidenceSet } from '../src/evidence-set.ts';
import { issue } from './certificates.ts';
import {
  certificateRecord,
  closed,
  header,
  hostRecord,
  inventoryRecord,
  join,
  leaf,
  madeAt,
  newRoot,
  records,
  services,
  store,
  type Trust,
} from './small-fleet.ts';

const without = (unwanted: (record: EvidenceRecord) => boolean): readonly EvidenceRecord[] =>
  records().filter((record) => !unwanted(record));
const factsOf = (set: EvidenceSet, id: string) => {
  const host = set.hosts.find((candidate) => candidate.id === id);
  if (host === undefined) throw new Error(`${id} is not in the inventory`);
  return set.factsOf(host);
};

/** The records as lines of which one is spoiled, read again. */
function spoiled(spoil: (line: string) => string, which: (record: EvidenceRecord) => boolean): readonly (EvidenceRecord | MalformedLine)[] {
  return records().flatMap(
    (record, index) => readRecord(which(record) ? spoil(writeRecord(record)) : writeRecord(record), index + 1) ?? [],
  );
}

const isHost = (id: string) => (record: EvidenceRecord) => record.type === 'host' && record.state === 'seen' && record.evidence.id === id;
const cutOff = (line: string): string => line.slice(0, -15);

describe('a whole evidence file', () => {
  it('is complete, with every host seen', () => {
    const set = join(records());
    expect(set).toMatchObject({ complete: true, remarks: [], gaps: [], declarationsLost: undefined });
    expect(set.hosts.map(({ id }) => [id, set.factsOf(inventoried(set, id)).kind])).toEqual([
      ['permissions-1', 'seen'],
      ['web-1', 'seen'],
      ['web-2', 'seen'],
    ]);
  });

  it('is the same whatever order its records stand in', () => {
    const [a, b] = [join(records()), join(records().toReversed())];
    for (const key of ['header', 'hosts', 'services', 'stores', 'gaps', 'complete', 'remarks', 'declarationsLost'] as const) {
      expect(b[key]).toEqual(a[key]);
    }
    for (const host of a.hosts) expect(b.factsOf(host)).toEqual(a.factsOf(host));
  });

  it('says which line its header was where that one is malformed', () => {
    const bad = spoiled(
      (line) => line.replace(`"now":"${madeAt}"`, '"now":"garbage"'),
      ({ type }) => type === 'header',
    );
    expect(() => join(bad)).toThrow('line 1 of evidence.jsonl, its header, is malformed: now: no ISO 8601 date or time');
  });

  it('needs a header: without it nothing says what it is', () => {
    expect(() => join(without(({ type }) => type === 'header'))).toThrow(ParseError);
  });
});

describe('a file that is not whole', () => {
  it('without its end record says that it was cut off', () => {
    const set = join(without(({ type }) => type === 'end'));
    expect(set.complete).toBe(false);
    expect(set.gaps).toContainEqual(expect.objectContaining({ reason: expect.stringContaining('cut off') }));
  });

  it('with fewer records than its end counts is not complete, and what was declared is not known', () => {
    const set = join(without((record) => record.type === 'service' && record.service.name === 'permissions'));
    expect(set.complete).toBe(false);
    expect(set.declarationsLost).toContain('lines are missing');
  });

  it('with more records than its end counts is not complete', () => {
    expect(join([...records(), { type: 'gap', gap: { scope: 'x', reason: 'y' } }]).complete).toBe(false);
  });

  it('that was interrupted says so', () => {
    const open = without(({ type }) => type === 'end');
    const set = join([...open, { type: 'end', records: open.length, interrupted: true }]);
    expect(set.complete).toBe(false);
    expect(set.remarks.join()).toContain('interrupted');
  });
});

describe('a malformed line', () => {
  it('of a host makes that host missing by its number, and no other', () => {
    const set = join(spoiled(cutOff, isHost('web-1')));
    expect(factsOf(set, 'web-1')).toMatchObject({
      kind: 'missing',
      reason: expect.stringMatching(/line \d+ of evidence.jsonl is malformed/),
    });
    expect(factsOf(set, 'web-2').kind).toBe('seen');
    expect(set).toMatchObject({ complete: false, declarationsLost: undefined });
  });

  it('knows that declarations are lost when the file was cut off before its service lines', () => {
    const announced = records().map((record) => (record.type === 'header' ? { ...record, services: 1 } : record));
    const whole = join(announced);
    const cut = join(announced.filter((record) => record.type !== 'service' && record.type !== 'end'));
    expect(whole.services).not.toHaveLength(0);
    expect(whole.declarationsLost).toBeUndefined();
    expect(cut.declarationsLost).toContain('lines are missing');
  });

  it('of a host whose id cannot be made out makes it missing too', () => {
    const set = join(spoiled(() => '{"type":"host","sta', isHost('web-1')));
    expect(factsOf(set, 'web-1').kind).toBe('missing');
  });

  it.each([
    ['a service', 'service', cutOff],
    ['a service beyond recognition', 'service', () => '\u0000\u0001'],
    ['a service whose type is garbled', 'service', (line: string) => line.replace('"service"', '"servise"')],
    ['a store, without which nothing is detected', 'store', cutOff],
  ] as const)('of %s may have declared what is used', (_what, type, spoil) => {
    expect(join(spoiled(spoil, (record) => record.type === type)).declarationsLost).toContain('malformed');
  });

  it.each(['certificate', 'blob', 'inventory'] as const)('of a %s declares nothing, and is a gap', (type) => {
    const set = join(spoiled(cutOff, (record) => record.type === type));
    expect(set.declarationsLost).toBeUndefined();
    expect(set.complete).toBe(false);
    expect(set.gaps.length).toBeGreaterThan(0);
  });

  it('of an inventory record leaves a gap for the host whose evidence is there', () => {
    const set = join(spoiled(cutOff, (record) => record.type === 'inventory' && record.host.id === 'web-1'));
    expect(set.hosts.map(({ id }) => id)).toEqual(['permissions-1', 'web-2']);
    expect(set.gaps).toContainEqual({
      kind: 'evidence',
      scope: 'web-1',
      reason: 'evidence.jsonl holds evidence of it but no inventory record',
      hosts: 1,
    });
  });
});

describe('content addressing', () => {
  it('refuses a certificate under the name of another', () => {
    const forged: EvidenceRecord = { type: 'certificate', certificate: { sha256: newRoot.sha256, der: leaf.der.toString('base64') } };
    const set = join(
      closed([...without((record) => record.type === 'certificate' && record.certificate.sha256 === newRoot.sha256), forged]),
    );
    expect(set.certificateOf(newRoot.sha256)).toBeUndefined();
    expect(set.certificateOf(leaf.sha256)?.sha256).toBe(leaf.sha256);
  });

  it('has no certificate for bytes that are none, even under their right name', () => {
    const other = issue({ subject: 'CN=cut' });
    const cut: EvidenceRecord = certificateRecord({ ...other, der: other.der.subarray(0, 40) });
    expect(join(closed([...records(), cut])).certificateOf(other.sha256)).toBeUndefined();
  });
});

describe('a record that stands twice', () => {
  it('changes nothing where both are the same', () => {
    expect(join(closed([...records(), inventoryRecord('web-1'), hostRecord('web-1')]))).toMatchObject({
      complete: true,
      declarationsLost: undefined,
    });
  });

  it.each([
    ['evidence that differs', hostRecord('web-1', 'old')],
    ['evidence and none', { type: 'host', state: 'missing', id: 'web-1', reason: 'timed out' }],
    ['two inventory records', inventoryRecord('web-1', 'permissions')],
  ] as const)('with %s makes its host missing, in either order', (_what, record) => {
    for (const list of [
      [...records(), record],
      [record, ...records()],
    ]) {
      const set = join(closed(list));
      expect(factsOf(set, 'web-1')).toMatchObject({ kind: 'missing', reason: expect.stringContaining('twice') });
      expect(set.complete).toBe(false);
    }
  });

  it('with a later observation judges its host by the later one, in either order, and says so', () => {
    const later = observed('web-1', '2026-06-02T00:00:00Z', 'old');
    for (const list of [
      [...records(), later],
      [later, ...records()],
    ]) {
      const set = join(closed(list));
      expect(factsOf(set, 'web-1')).toEqual({ kind: 'seen', evidence: later.evidence });
      expect(set.remarks).toEqual(['evidence.jsonl holds evidence of host web-1 more than once, and not the same']);
    }
  });

  it('and could not be read makes its host missing, however new the other one is', () => {
    const later = observed('web-1', '2026-06-02T00:00:00Z', 'new');
    for (const which of [1, 2]) {
      const lines = closed([
        ...records(),
        ...(which === 1 ? [hostRecord('web-1', 'old'), later] : [later, hostRecord('web-1', 'old')]),
      ]).map(writeRecord);
      const bad = lines.map((text) =>
        text.includes('web-1') && text.includes('2026-06-02')
          ? text
          : text.replace('"seen","evidence":{"id":"web-1"', '"seex","evidence":{"id":"web-1"'),
      );
      const set = join(bad.flatMap((text, index) => readRecord(text, index + 1) ?? []));
      expect(factsOf(set, 'web-1')).toMatchObject({
        kind: 'missing',
        reason: expect.stringMatching(/line \d+ of evidence.jsonl is malformed/),
      });
    }
  });

  it('and shows a store differently may hide what uses it, in either order', () => {
    const other: EvidenceRecord = { type: 'store', store: { ...store, names: ['elsewhere'] } };
    for (const list of [
      [...records(), other],
      [other, ...records()],
    ]) {
      expect(join(closed(list)).declarationsLost).toBe('evidence.jsonl holds store secrets twice, and not the same');
    }
  });

  it('as a second header with other default stores leaves open who uses which', () => {
    const other: EvidenceRecord = { ...header, settings: { ...header.settings, defaultStores: [] } };
    for (const list of [
      [...records(), other],
      [other, ...records()],
    ]) {
      expect(join(closed(list)).declarationsLost).toContain('default stores twice');
    }
  });

  it('as inventory keeps what either says runs on the host', () => {
    for (const list of [
      [...records(), inventoryRecord('web-1', 'permissions')],
      [inventoryRecord('web-1', 'permissions'), ...records()],
    ]) {
      expect(
        join(closed(list))
          .hosts.find(({ id }) => id === 'web-1')
          ?.services.toSorted(),
      ).toEqual(['permissions', 'web']);
    }
  });

  it('and declares a service differently takes both declarations away', () => {
    const set = join(closed([...records(), { type: 'service', service: { name: 'web', stores: [] } }]));
    expect(set.services.map(({ name }) => name)).toEqual(['permissions']);
    expect(set.declarationsLost).toContain('twice');
    expect(services).toHaveLength(2);
  });

  it('and shows a store differently takes the store away', () => {
    const other = { ...store, servedChain: { state: 'unknown' as const, reason: 'refused' } };
    const set = join(closed([...records(), { type: 'store', store: other }]));
    expect(set.stores).toEqual([]);
    expect(set.complete).toBe(false);
  });

  it('as a second header that differs is said', () => {
    expect(join(closed([...records(), { ...header, horizonDays: 1 }])).remarks.join()).toContain('header twice');
  });
});

describe('evidence that contradicts itself', () => {
  const twice = (sha256: string): EvidenceRecord => {
    const { evidence } = observed('web-1', madeAt, 'old');
    return {
      type: 'host',
      state: 'seen',
      evidence: { ...evidence, trustFiles: [...evidence.trustFiles, { ...evidence.trustFiles[0]!, sha256 }] },
    };
  };

  it('makes its host missing where a trust file stands twice with different contents', () => {
    const set = join(closed([...without(isHost('web-1')), twice('c'.repeat(64))]));
    expect(factsOf(set, 'web-1')).toEqual({
      kind: 'missing',
      reason: 'its evidence lists /etc/ssl/certs/ca-certificates.crt twice, with different contents',
    });
  });

  it('is none where the same stands twice', () => {
    const [known] = observed('web-1', madeAt, 'old').evidence.trustFiles;
    expect(factsOf(join(closed([...without(isHost('web-1')), twice(known?.sha256 ?? '')])), 'web-1').kind).toBe('seen');
  });
});

describe('a host that is like others', () => {
  const like = (evidence: string): EvidenceRecord => ({
    type: 'host',
    state: 'like',
    id: 'web-1',
    observedAt: '2026-06-01T00:00:00Z',
    evidence,
  });

  it('is missing where the evidence that it names is not there', () => {
    const set = join(closed([...without(isHost('web-1')), like('b'.repeat(64))]));
    expect(factsOf(set, 'web-1')).toMatchObject({ kind: 'missing', reason: expect.stringContaining('b'.repeat(64)) });
  });

  it('is missing where what it names is no evidence', () => {
    const blob = records().find((record) => record.type === 'blob');
    if (blob?.type !== 'blob') throw new Error('the fleet has no blob');
    expect(factsOf(join(closed([...without(isHost('web-1')), like(blob.blob.sha256)])), 'web-1').kind).toBe('missing');
  });
});

function observed(id: string, observedAt: string, trust: Trust) {
  const record = hostRecord(id, trust);
  if (record.type !== 'host' || record.state !== 'seen') throw new Error('a host record holds evidence');
  return { ...record, evidence: { ...record.evidence, observedAt } };
}

function inventoried(set: EvidenceSet, id: string) {
  const host = set.hosts.find((candidate) => candidate.id === id);
  if (host === undefined) throw new Error(`${id} is not in the inventory`);
  return host;
}
