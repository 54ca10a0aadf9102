import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EvidenceRecord, evidenceJsonSchema, readRecord, writeRecord } from '../src/evidence-file.ts';
import { hostRecord, records } from './small-fleet.ts';

const line = (record: EvidenceRecord): string => writeRecord(record);

describe('readRecord', () => {
  it('reads every kind of record that is written', () => {
    const all = records();
    expect(new Set(all.map(({ type }) => type))).toEqual(
      new Set(['header', 'inventory', 'service', 'store', 'certificate', 'blob', 'host', 'end']),
    );
    for (const record of all) expect(readRecord(line(record), 1)).toEqual(record);
  });

  it('reads a gap, a missing host and one that is like others', () => {
    const others: readonly EvidenceRecord[] = [
      { type: 'gap', gap: { scope: '1234/eu-west-1', reason: 'denied' } },
      { type: 'host', state: 'missing', id: 'i-9', reason: 'timed out' },
      { type: 'host', state: 'like', id: 'i-9', observedAt: '2026-06-01T00:00:00Z', evidence: 'a'.repeat(64) },
    ];
    for (const record of others) expect(readRecord(line(record), 1)).toEqual(record);
  });

  it('writes one line, whatever texts from hosts hold', () => {
    const record: EvidenceRecord = { type: 'gap', gap: { scope: 'a\nb', reason: '\u2028\r\n"' } };
    expect(line(record)).not.toContain('\n');
    expect(readRecord(line(record), 1)).toEqual(record);
  });

  it('passes over empty lines', () => {
    expect(readRecord('', 3)).toBeUndefined();
    expect(readRecord('  \t', 3)).toBeUndefined();
  });

  it.each([
    ['text', 'nonsense'],
    ['an array', '[]'],
    ['null', 'null'],
    ['a number', '7'],
    ['an unknown type', '{"type":"weather"}'],
    ['no type', '{"host":{}}'],
    ['a host without its state', '{"type":"host","id":"i-1"}'],
    ['an inventory without a host', '{"type":"inventory"}'],
    ['a certificate under a name that is no digest', '{"type":"certificate","certificate":{"sha256":"x","der":""}}'],
    ['a store without names', line({ type: 'end', records: 1, interrupted: false }).replace('"end"', '"store"')],
    [
      'another version of the format',
      line(records()[0] ?? { type: 'end', records: 0, interrupted: false }).replace('evidence/v1', 'evidence/v2'),
    ],
  ])('calls %s malformed, by the number of its line', (_what, text) => {
    expect(readRecord(text, 12)).toMatchObject({ type: 'malformed', line: 12 });
  });

  it('tells what a line that was cut off seems to have been', () => {
    const whole = line(hostRecord('i-1'));
    expect(readRecord(whole.slice(0, whole.length - 20), 5)).toMatchObject({ type: 'malformed', line: 5, was: 'host', host: 'i-1' });
  });

  it.each([
    ['header', 'now', 'garbage'],
    ['header', 'startedAt', '2026-02-31T00:00:00Z'],
    ['header', 'horizonDays', -1],
    ['header', 'horizonDays', 1e300],
    ['host', 'observedAt', 'not a date'],
    ['host', 'startedAt', 'yesterday'],
    ['host', 'modifiedAt', '+275760-09-13T00:00:00Z'],
    ['inventory', 'launchedAt', '0'],
    ['store', 'observedAt', ''],
    ['store', 'since', '2026-06-01T00:00:00'],
    ['store', 'switchAt', 'soon'],
  ] as const)('calls a %s malformed whose %s is %j, since a verdict would rest on it', (type, key, value) => {
    const record = datedRecords().find((candidate) => candidate.type === type);
    if (record === undefined) throw new Error(`there is no ${type}`);
    const good = line(record);
    expect(readRecord(good, 1)?.type).toBe(type);
    const bad = good.replace(new RegExp(`"${key}":(?:"[^"]*"|\\d+)`), `"${key}":${JSON.stringify(value)}`);
    expect(bad).not.toBe(good);
    expect(readRecord(bad, 7)).toMatchObject({ type: 'malformed', line: 7, was: type, reason: expect.stringContaining(key) });
  });

  it('takes days for the age of evidence, and does without', () => {
    const settings = { serviceTag: 's', ownerTag: 'o', certificateExpiry: { high: 7, medium: 14, low: 30 }, rules: [] };
    const text = (maxAgeDays?: number) =>
      line({ ...headerOf(), settings: { ...settings, ...(maxAgeDays === undefined ? {} : { maxAgeDays }) } });
    expect([text(), text(0.5), text(-1)].map((one) => readRecord(one, 1)?.type)).toEqual(['header', 'header', 'malformed']);
  });

  it('knows the host of a malformed line by the place of its id, not by the first id in its text', () => {
    const malformed = '{"type":"host","state":"seen","evidence":{"os":{"id":"debian","type":"x"},"id":"i-1"}}';
    expect(readRecord(malformed, 1)).toMatchObject({ type: 'malformed', was: 'host', host: 'i-1' });
    expect(readRecord('{"gap":{"type":"blob"},"type":"store"}', 1)).toMatchObject({ type: 'malformed', was: 'store', host: undefined });
  });

  it('does not repeat the content of a malformed line, which may hold anything', () => {
    const secret = 'hunter2-AKIA0123456789';
    for (const text of [
      `{"type":"host","state":"${secret}"`,
      `{"type":"${secret}"}`,
      secret,
      `{"type":"gap","gap":{"scope":{"a":"${secret}"}}}`,
    ]) {
      const read = readRecord(text, 1);
      expect(read?.type).toBe('malformed');
      expect(JSON.stringify(read)).not.toContain(secret);
    }
  });

  it('makes a record, a malformed line or nothing of any cut of any line', () => {
    const lines = records().map(line);
    fc.assert(
      fc.property(fc.constantFrom(...lines), fc.nat(), (text, at) => {
        const cut = text.slice(0, at % text.length);
        const read = readRecord(cut, 1);
        expect(read === undefined ? cut.trim() : read.type).toBe(read === undefined ? '' : 'malformed');
      }),
      { numRuns: 400, seed: 20261122 },
    );
  });
});

it('has a JSON Schema with a name', () => {
  expect(evidenceJsonSchema()).toMatchObject({ $id: 'urn:snowline:evidence:v1' });
});

function headerOf() {
  const header = records().find((record) => record.type === 'header');
  if (header?.type !== 'header') throw new Error('the fleet has a header');
  return header;
}

/** One record of each kind that has times, with all of them. */
function datedRecords(): readonly EvidenceRecord[] {
  const at = '2026-06-01T00:00:00Z';
  return records().flatMap((record): EvidenceRecord[] => {
    if (record.type === 'inventory') return [{ ...record, host: { ...record.host, launchedAt: at } }];
    if (record.type === 'store') return [{ ...record, store: { ...record.store, switchAt: at } }];
    if (record.type === 'host' && record.state === 'seen') {
      const trustFiles = record.evidence.trustFiles.map((file) => ({ ...file, modifiedAt: at }));
      return [{ ...record, evidence: { ...record.evidence, trustFiles } }];
    }
    return record.type === 'header' ? [record] : [];
  });
}
