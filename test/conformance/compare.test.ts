import { describe, expect, it } from 'vitest';
import { recordedClient } from '../../src/clients/recorded-answers.ts';
import { type Issued, issue } from '../certificates.ts';
import { runCases } from './compare.ts';
import { type CorpusAnswer, type CorpusCase, counts } from './corpus-files.ts';
import { isClean, tallyOf } from './tally.ts';

const root = issue({ subject: 'CN=Root', ca: true });
const leaf = issue({ subject: 'CN=vault.example', issuer: root, names: ['vault.example'], keyUsage: 0x80 });
const base64 = (issued: Issued): string => issued.der.toString('base64');
const plain: CorpusCase = {
  id: 'plain',
  source: 'made here',
  file: 'made.jsonl',
  time: '2026-06-01T00:00:00Z',
  peer: { kind: 'DNS', value: 'vault.example' },
  eku: [],
  leaf: base64(leaf),
  intermediates: [],
  roots: [base64(root)],
  crls: [],
};
const elsewhere: CorpusCase = { ...plain, id: 'elsewhere', roots: [base64(issue({ subject: 'CN=Other', ca: true }))] };
const cases = new Map([plain, elsewhere].map((one) => [one.id, one]));
const go = named('go');

function named(name: string) {
  const client = recordedClient(name);
  if (client === undefined) throw new Error(`no client is called ${name}`);
  return client;
}

function tally(answers: readonly CorpusAnswer[], exceptions = {}, client = go) {
  return tallyOf(runCases({ client, cases, answers }), exceptions);
}

const answer = (id: string, outcome: CorpusAnswer['outcome'], error?: string): CorpusAnswer => ({ id, outcome, error });
const unknownAuthority = 'x509: certificate signed by unknown authority';

describe('a run over cases', () => {
  it('counts agreement, and the reasons of joint rejections', () => {
    const found = tally([answer('plain', 'SUCCESS'), answer('elsewhere', 'FAILURE', unknownAuthority)]);
    expect(found).toMatchObject({ client: 'go', cases: 2, agree: 2, falseAccepts: 0, falseRejects: 0, crashes: 0, disagreements: [] });
    expect(found).toMatchObject({ reasonAgree: 1, reasonsCompared: 1 });
    expect(isClean(found)).toBe(true);
  });

  it('says which of the two differs, and by which reason', () => {
    const found = tally([answer('plain', 'FAILURE', unknownAuthority), answer('elsewhere', 'SUCCESS')]);
    expect(found).toMatchObject({ agree: 0, falseAccepts: 1, falseRejects: 1, disagreements: ['elsewhere', 'plain'] });
    expect(tally([answer('elsewhere', 'FAILURE', 'x509: too many intermediates for path length constraint')]).reasonAgree).toBe(0);
  });

  it('leaves out SKIP, answers without a case and cases without an answer, and counts them', () => {
    const run = runCases({ client: go, cases, answers: [answer('plain', 'SKIP'), answer('nowhere', 'SUCCESS')] });
    expect(run.comparisons).toEqual([]);
    expect(run.leftOut).toEqual({ notCounting: 0, skipped: 1, answersWithoutCase: 1, casesWithoutAnswer: 1 });
    expect(isClean(tallyOf(run, {}))).toBe(false);
  });

  it('excuses a false reject with a reason, never a false accept, and calls an excuse stale that is not needed', () => {
    const exceptions = { go: { plain: 'a reason', elsewhere: 'a reason' } };
    const rejected = tally([answer('elsewhere', 'SUCCESS')], exceptions);
    expect(rejected).toMatchObject({ excused: ['elsewhere'], stale: [] });
    expect(isClean(rejected)).toBe(true);
    const accepted = tally([answer('plain', 'FAILURE')], exceptions);
    expect(accepted).toMatchObject({ falseAccepts: 1, excused: [], stale: ['plain'] });
    expect(isClean(accepted)).toBe(false);
  });

  it('is unknown for every case where no finished profile speaks for the client, or a certificate cannot be read', () => {
    const nobody = { name: 'nobody', profiles: ['nobody'], recorded: 'handshake' } as const;
    expect(tally([answer('plain', 'SUCCESS')], {}, nobody)).toMatchObject({ cases: 1, agree: 0, unknown: 1, falseRejects: 0 });
    const broken = new Map([['plain', { ...plain, leaf: 'MAA=' }]]);
    expect(tallyOf(runCases({ client: go, cases: broken, answers: [answer('plain', 'FAILURE')] }), {})).toMatchObject({
      agree: 0,
      unknown: 1,
    });
  });
});

describe('the cases that count', () => {
  it.each([
    ['a DNS name', {}, true],
    ['an IP address', { peer: { kind: 'IP', value: '10.0.0.1' } }, true],
    ['a mail address', { peer: { kind: 'RFC822', value: 'a@b' } }, false],
    ['a revocation list', { crls: ['MAA='] }, false],
    ['server authentication', { eku: ['serverAuth'] }, true],
    ['client authentication', { eku: ['clientAuth'] }, false],
    ['no name', { peer: undefined }, false],
    ['no name, of PKITS', { peer: undefined, id: 'pkits::1' }, true],
    ['no name, of PKITS by its source', { peer: undefined, source: 'nist-pkits (x)' }, true],
  ])('with %s', (_, change, counting) => {
    expect(counts({ ...plain, ...change }, go)).toBe(counting);
  });

  it('of PKITS do not where the client was recorded in a handshake, which has a name', () => {
    expect(counts({ ...plain, peer: undefined, id: 'pkits::1' }, named('curl'))).toBe(false);
  });
});
