import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptanceFrom, acceptedUntil } from '../../src/trust/acceptance.ts';
import { judgePath } from '../../src/trust/path/judge-path.ts';
import { issue } from '../certificates.ts';
import { type Asked, questionOf, someDay, storeName } from './path/question.ts';

const root = issue({ subject: 'CN=Root', ca: true, until: '2030-01-01T00:00:00Z' });
const issuing = issue({ subject: 'CN=Issuing', ca: true, issuer: root, until: '2028-01-01T00:00:00Z' });
const leaf = issue({ subject: `CN=${storeName}`, issuer: issuing, names: [storeName], until: '2026-08-01T00:00:00Z' });
const plain: Asked = { client: 'node-20', store: [root], served: [leaf, issuing] };

const untilOf = (asked: Asked): string | undefined => {
  const until = acceptedUntil(acceptanceFrom(questionOf(asked)));
  return until === undefined ? undefined : new Date(until).toISOString();
};
const kindsOf = (asked: Asked): readonly string[] => acceptanceFrom(questionOf(asked)).map(({ verdict }) => verdict.kind);

describe('acceptanceFrom', () => {
  it('ends with the certificate of the path that ends first', () => {
    expect(untilOf(plain)).toBe('2026-08-01T00:00:00.000Z');
    const long = issue({ subject: `CN=${storeName}`, issuer: issuing, names: [storeName], until: '2035-01-01T00:00:00Z' });
    expect(untilOf({ ...plain, served: [long, issuing] })).toBe('2028-01-01T00:00:00.000Z');
  });

  it('ends one millisecond later for clients that accept in the second of notAfter', () => {
    expect(untilOf({ ...plain, client: 'go' })).toBe('2026-08-01T00:00:00.001Z');
  });

  it('does not end with an anchor whose dates the client ignores', () => {
    const short = issue({ subject: 'CN=Short Root', ca: true, until: '2026-07-01T00:00:00Z' });
    const end = issue({ subject: `CN=${storeName}`, issuer: short, names: [storeName], until: '2026-08-01T00:00:00Z' });
    expect(untilOf({ client: 'java', store: [short], served: [end] })).toBe('2026-08-01T00:00:00.001Z');
    expect(untilOf({ client: 'go', store: [short], served: [end] })).toBe('2026-07-01T00:00:00.001Z');
  });

  it.each(['node-20', 'go', 'java', 'curl'] as const)('agrees with the engine one second before and after each boundary (%s)', (client) => {
    const intervals = acceptanceFrom(questionOf({ ...plain, client }));
    expect(intervals.length).toBeGreaterThan(2);
    for (const { from, until, verdict } of intervals) {
      const inside = until === Number.POSITIVE_INFINITY ? from + 1000 : until - 1;
      expect(judgePath(questionOf({ ...plain, client, at: from })).kind).toBe(verdict.kind);
      expect(judgePath(questionOf({ ...plain, client, at: inside })).kind).toBe(verdict.kind);
    }
  });

  it('covers all time from the question on without a hole', () => {
    const intervals = acceptanceFrom(questionOf(plain));
    expect(intervals[0]?.from).toBe(someDay);
    expect(intervals.at(-1)?.until).toBe(Number.POSITIVE_INFINITY);
    for (const [index, { until }] of intervals.slice(0, -1).entries()) expect(intervals[index + 1]?.from).toBe(until);
  });

  it('is not ended by certificates that no path could touch', () => {
    const unrelated = issue({ subject: 'CN=Unrelated', ca: true, until: '2026-06-15T00:00:00Z' });
    expect(kindsOf({ ...plain, store: [root, unrelated] })).toEqual(kindsOf(plain));
  });

  it('names no end of an acceptance that has not begun, even if it begins later', () => {
    const early = { ...plain, at: Date.parse('2025-06-01T00:00:00Z') };
    expect(kindsOf(early)).toEqual(['rejected', 'accepted', 'rejected', 'rejected', 'rejected']);
    expect(untilOf(early)).toBeUndefined();
  });

  it('follows a greedy client onto another path at another time', () => {
    // the stored intermediate is taken while it is valid and, once it has expired, instead of the renewed one that is served
    const stored = issue({ subject: 'CN=Issuing', ca: true, issuer: root, key: issuing.keys, until: '2026-07-01T00:00:00Z' });
    const asked: Asked = { client: 'node-20', store: [root, stored], served: [leaf, issuing] };
    expect(untilOf(asked)).toBe('2026-07-01T00:00:00.000Z');
    expect(untilOf({ ...asked, client: 'go' })).toBe('2026-08-01T00:00:00.001Z');
  });

  it('follows it onto a path that begins later, and off it again', () => {
    // the only intermediate is valid for two weeks: before and after them the path ends in one that is not
    const young = issue({
      subject: 'CN=Issuing',
      ca: true,
      issuer: root,
      key: issuing.keys,
      from: '2026-07-01T00:00:00Z',
      until: '2026-07-15T00:00:00Z',
    });
    const asked: Asked = { client: 'node-20', store: [root], served: [leaf, young] };
    expect(kindsOf(asked)).toEqual(['rejected', 'accepted', 'rejected', 'rejected', 'rejected']);
  });

  it('gives up on a store of which every root is a boundary of its own', () => {
    const made = issue({ subject: 'CN=Many', ca: true, keyIds: false });
    const many = Array.from({ length: 500 }, (_, index) =>
      issue({ subject: 'CN=Many', ca: true, keyIds: false, key: made.keys, until: new Date(Date.UTC(2030, 0, 1, index)).toISOString() }),
    );
    const end = issue({
      subject: `CN=${storeName}`,
      issuer: issue({ subject: 'CN=Many', ca: true, keyIds: false }),
      names: [storeName],
      keyIds: false,
    });
    expect(kindsOf({ client: 'java', store: many, served: [end] }).at(-1)).toBe('unsupported');
  });

  it('ends where an anchor of the same name becomes valid that stands first in the store, for a client that never goes back', () => {
    const twin = issue({ subject: 'CN=Twin', ca: true, keyIds: false });
    const other = issue({ subject: 'CN=Twin', ca: true, keyIds: false, from: '2026-07-01T00:00:00Z' });
    const end = issue({ subject: `CN=${storeName}`, issuer: twin, names: [storeName], keyIds: false });
    const asked: Asked = { client: 'node-20', store: [other, twin], served: [end] };
    expect(kindsOf(asked).slice(0, 2)).toEqual(['accepted', 'rejected']);
    expect(kindsOf({ ...asked, client: 'go' }).slice(0, 2)).toEqual(['accepted', 'accepted']);
    expect(untilOf(asked)).toBe('2026-07-01T00:00:00.000Z');
  });

  it('says of any moment what the engine says of it', () => {
    const intervals = acceptanceFrom(questionOf(plain));
    fc.assert(
      fc.property(fc.integer({ min: someDay, max: Date.parse('2040-01-01T00:00:00Z') }), (at) => {
        const interval = intervals.find(({ from, until }) => from <= at && at < until);
        expect(interval?.verdict.kind).toBe(judgePath(questionOf({ ...plain, at })).kind);
      }),
      { numRuns: 200, seed: 20261122 },
    );
  });
});
