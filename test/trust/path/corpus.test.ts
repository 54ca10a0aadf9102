import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type RecordedClient, recordedClient } from '../../../src/clients/recorded-answers.ts';
import { type Comparison, type Run, runCases } from '../../conformance/compare.ts';
import { type CorpusName, corpusFile, corpusFolder, corpusNames, readAnswers, readCases } from '../../conformance/corpus-files.ts';
import { readExceptions } from '../../conformance/exceptions.ts';
import { tallyOf } from '../../conformance/tally.ts';
import { describeWith } from '../../require.ts';

/** What must agree, in percent: of the cases of each corpus, and of the reasons of joint rejections that can be compared. */
interface Least extends Readonly<Partial<Record<CorpusName, number>>> {
  readonly reasons: number;
}

// Handshakes were asked about names that they have, so PKITS and the constraints of BetterTLS were left to verifiers alone
const byHandshake: Least = { operational: 100, random: 99.5, limbo: 99, 'bettertls-pathbuilding': 99, reasons: 95 };
const byLibrary: Least = { ...byHandshake, 'bettertls-nameconstraints': 99, pkits: 99 };
const least: Readonly<Record<string, Least>> = {
  'openssl-1.1.1': byHandshake,
  'openssl-3.0': byHandshake,
  'openssl-3.5': byHandshake,
  'openssl-verify': byLibrary,
  'python-3.11': byHandshake,
  curl: byHandshake,
  go: byLibrary,
  java: byLibrary,
};

const exceptions = readExceptions();
const sentences = (some: readonly Comparison[]): readonly string[] => some.map((one) => `${one.case.id}: ${one.verdict.kind}`);

describeWith([corpusFolder], 'judgePath beside real clients', () => {
  const runs = runsByName();

  it('knows the client of every file of answers', () => {
    expect([...runs.keys()].toSorted()).toEqual(expect.arrayContaining(Object.keys(least).toSorted()));
  });

  it('excuses only clients and cases that are there', () => {
    const ids = new Set([...runs.values()].flatMap(({ comparisons }) => comparisons.map((one) => one.case.id)));
    expect(
      Object.entries(exceptions).flatMap(([name, of]) => (runs.has(name) ? Object.keys(of).filter((id) => !ids.has(id)) : [name])),
    ).toEqual([]);
  });

  describe.each(Object.entries(least))('%s', (name, { reasons, ...shares }) => {
    const run = runs.get(name);
    const comparisons = run?.comparisons ?? [];
    const tally = run === undefined ? undefined : tallyOf(run, exceptions);

    it('accepts nothing that the client rejected', () => {
      expect(comparisons.length).toBeGreaterThan(0);
      expect(sentences(comparisons.filter((one) => one.outcome === 'false-accept'))).toEqual([]);
    });

    it('never throws', () => {
      expect(sentences(comparisons.filter((one) => one.outcome === 'crash'))).toEqual([]);
    });

    it('rejects what the client accepted in the excused cases only, and every excuse is needed', () => {
      const unexcused = comparisons.filter((one) => one.outcome === 'false-reject' && tally?.excused.includes(one.case.id) !== true);
      expect(sentences(unexcused)).toEqual([]);
      expect(tally?.stale).toEqual([]);
    });

    it.each(Object.entries(shares))('agrees on nearly all of %s', (corpus, percent) => {
      const of = comparisons.filter((one) => path.basename(one.case.file, '.jsonl') === corpus);
      const differing = of.filter((one) => one.outcome !== 'agree' && tally?.excused.includes(one.case.id) !== true);
      expect(of.length, `cases of ${corpus}`).toBeGreaterThan(0);
      expect(100 - (differing.length / of.length) * 100, `${differing.length} of ${of.length} differ`).toBeGreaterThanOrEqual(percent);
    });

    it('rejects for the reason that the client names', () => {
      expect(tally?.reasonsCompared).toBeGreaterThan(0);
      expect((tally?.reasonAgree ?? 0) * 100).toBeGreaterThanOrEqual(reasons);
    });
  });
});

function runsByName(): ReadonlyMap<string, Run> {
  const cases = readCases(corpusNames.map(corpusFile));
  return new Map(
    readdirSync(`${corpusFolder}answers`).map((file) => {
      const client = clientOf(file);
      return [client.name, runCases({ client, cases, answers: readAnswers([`${corpusFolder}answers/${file}`]) })];
    }),
  );
}

function clientOf(file: string): RecordedClient {
  const client = recordedClient(path.basename(file, '.jsonl'));
  if (client === undefined) throw new Error(`nobody is known by the answers ${file}`);
  return client;
}
