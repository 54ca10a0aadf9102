import { describe, expect, it } from 'vitest';
import { clientProfiles, profileNamed } from '../../src/clients/registry.ts';
import { type Acceptance, answerOf, splitOf } from '../../src/trust/compare-clients.ts';
import type { EffectiveStore } from '../../src/trust/effective-store.ts';
import { type Issued, issue } from '../certificates.ts';
import { read, someDay } from './path/question.ts';

const root = issue({ subject: 'CN=Root', ca: true, until: '2040-01-01T00:00:00Z' });
const expired = issue({ subject: 'CN=Old Root', ca: true, until: '2026-03-01T00:00:00Z' });
const leafOf = (issuer: Issued, more = {}): Issued =>
  issue({ subject: 'CN=vault.example', issuer, names: ['vault.example'], keyUsage: 0x80, until: '2027-03-01T00:00:00Z', ...more });

function ask(name: string, anchors: readonly Issued[], served: readonly Issued[], store: Partial<EffectiveStore> = {}) {
  const client = profileNamed(name);
  if (client === undefined) throw new Error(`no profile is called ${name}`);
  const known: EffectiveStore = {
    kind: 'known',
    client,
    anchors: anchors.map((anchor) => ({ certificate: read(anchor), file: 'ca.pem' })),
    loaded: [],
    remarks: [],
    verification: 'on',
    fatal: undefined,
  };
  return answerOf(client, { ...known, ...store } as EffectiveStore, { served: served.map(read), name: 'vault.example', at: someDay });
}

describe('the answer of one client', () => {
  it('accepts until the first certificate of the path ends', () => {
    const { acceptance, until } = ask('go', [root], [leafOf(root)]);
    expect({ acceptance, until: new Date(until ?? 0).toISOString().slice(0, 10) }).toEqual({ acceptance: 'accept', until: '2027-03-01' });
  });

  it('rejects now what it will accept later, and says from when', () => {
    const { acceptance, until, intervals } = ask('go', [root], [leafOf(root, { from: '2026-07-01T00:00:00Z' })]);
    expect(acceptance).toBe('reject');
    expect(until).toBeUndefined();
    expect(intervals.slice(0, 3).map((interval) => interval.verdict.kind)).toEqual(['rejected', 'accepted', 'rejected']);
  });

  it('rejects where it cannot use its store at all, without asking for a path', () => {
    expect(ask('curl', [root], [leafOf(root)], { fatal: 'curl: (77)' })).toMatchObject({ acceptance: 'reject', intervals: [] });
  });

  it('is unknown where the store is, and where there is no chain', () => {
    expect(ask('curl', [root], [leafOf(root)], { kind: 'unknown', reason: 'not read' })).toMatchObject({
      acceptance: 'unknown',
      intervals: [],
    });
    expect(ask('curl', [root], [])).toMatchObject({ acceptance: 'unknown' });
  });
});

describe('what several clients say together', () => {
  const split = (...answers: readonly Acceptance[]) => splitOf(answers.map((acceptance) => ({ acceptance })));

  it.each([
    [['accept', 'accept'], 'all-accept'],
    [['reject', 'reject'], 'all-reject'],
    [['reject', 'no-handshake'], 'all-reject'],
    [['accept', 'reject'], 'depends'],
    [['accept', 'no-handshake'], 'depends'],
    [['accept', 'reject', 'unknown'], 'depends'],
    [['accept', 'unknown'], 'unknown'],
    [['reject', 'unknown'], 'unknown'],
    [[], 'unknown'],
  ] as const)('%j is %s', (answers, consensus) => {
    expect(split(...answers).consensus).toBe(consensus);
  });

  it('counts each of them once', () => {
    expect(split('accept', 'reject', 'no-handshake', 'unknown', 'accept')).toEqual({
      consensus: 'depends',
      accept: 2,
      reject: 1,
      noHandshake: 1,
      unknown: 1,
    });
  });

  it('depends on the client where the root in the store has expired: Java does not look at its dates', () => {
    const answers = clientProfiles.map((profile) => ask(profile.name, [expired], [leafOf(expired)]));
    expect(splitOf(answers).consensus).toBe('depends');
    expect(answers.filter((answer) => answer.acceptance === 'accept').map((answer) => answer.client.family)).toContain('java');
    expect(answers.filter((answer) => answer.acceptance === 'reject').map((answer) => answer.client.name)).toEqual(
      expect.arrayContaining(['go', 'curl', 'node-24', 'python']),
    );
  });
});
