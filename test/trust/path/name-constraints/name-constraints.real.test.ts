import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goPath } from '../../../../src/clients/go-path.ts';
import {
  java25NameConstraints,
  javaNameConstraints,
  javaNameConstraintsWithWildcards,
} from '../../../../src/clients/java-name-constraints.ts';
import { javaPath } from '../../../../src/clients/java-path.ts';
import type { NameConstraintRules } from '../../../../src/clients/knobs/name-constraint-rules.ts';
import type { PathKnobs } from '../../../../src/clients/knobs/path-knobs.ts';
import { openssl3NameConstraints, openssl35NameConstraints } from '../../../../src/clients/openssl-name-constraints.ts';
import { openssl3Path } from '../../../../src/clients/openssl-path.ts';
import { describeWith } from '../../../require.ts';
import { engineAnswer } from './engine-answer.ts';
import { type IssuedRow, issueRows } from './issue-rows.ts';
import { nodeAnswers } from './node-answers.ts';
import { goAnswers, javaAnswers, javaVersion, opensslAnswers } from './real-answers.ts';
import { mixtures, pairs, structures } from './table.ts';

const java17 = '/usr/lib/jvm/java-17-openjdk-amd64/bin/java';
const java25 = '/usr/lib/jvm/temurin-25-jdk-amd64/bin/java';

/** Of the thousands of pairs and mixtures every fifth, so that all bases meet all kinds of names; all structures. */
const sample = [...everyFifth(pairs()), ...structures(), ...everyFifth(mixtures())];
/** Rows whose answer hangs on what is not modelled: damage in constraints that are not critical, forms of names that nobody uses. */
const mostUnknown = 20;

let folder: string;
let rows: readonly IssuedRow[];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'snowline-name-constraints-'));
  rows = issueRows(sample);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describeWith(['openssl'], 'openssl verify', () => {
  it('says the same of constraints and names of every form', async () => {
    expect(
      disagreements(await opensslAnswers(rows, path.join(folder, 'openssl')), {
        ...openssl3Path,
        nameConstraints: openssl3NameConstraints,
      }),
    ).toEqual([]);
  });
});

describeWith(['go'], 'Go', () => {
  it('says the same of constraints and names of every form', async () => {
    expect(disagreements(await goAnswers(rows, folder), goPath)).toEqual([]);
  });
});

describe('Node.js of this run', () => {
  it('says the same of constraints and names of every form', async () => {
    const nameConstraints = process.versions.openssl.startsWith('3.5.') ? openssl35NameConstraints : openssl3NameConstraints;
    expect(disagreements(await nodeAnswers(rows), { ...openssl3Path, nameConstraints })).toEqual([]);
  });
});

describe.each([java17, java25])('%s', (java) => {
  describeWith([java], 'beside the engine', () => {
    it('says the same of constraints and names of every form', async ({ skip }) => {
      const version = await javaVersion(java);
      const nameConstraints = rulesOf(version);
      if (nameConstraints === undefined) return skip(`Java ${version.join('.')} has not been measured`);
      expect(disagreements(await javaAnswers(java)(rows, folder), { ...javaPath, nameConstraints })).toEqual([]);
    });
  });
});

function rulesOf([feature = 0, , update = 0]: readonly number[]): NameConstraintRules | undefined {
  if (feature === 25) return update <= 3 ? java25NameConstraints : undefined;
  if (feature !== 17 || update === 20) return undefined;
  return update < 20 ? javaNameConstraints : javaNameConstraintsWithWildcards;
}

/** Where the real client says something else; also, that there is too little to tell by, or too much that is not modelled. */
function disagreements(said: readonly string[], knobs: PathKnobs): readonly string[] {
  const answers = rows.map((row, index) => ({ row, real: said[index] ?? 'no answer', ours: engineAnswer(row, knobs) }));
  const wrong = answers.filter(({ real, ours: [kind] }) => kind !== 'unknown' && (kind === 'ok') !== (real === 'ok'));
  const unknown = answers.filter(({ ours: [kind] }) => kind === 'unknown');
  const accepted = said.filter((real) => real === 'ok').length;
  return [
    ...wrong.map(({ row, real, ours }) => `${row.id}: ${real}, not ${ours.join(' ')}`),
    ...(Math.min(accepted, said.length - accepted) > rows.length / 4 ? [] : [`${accepted} of ${said.length} accepted`]),
    ...(unknown.length <= mostUnknown ? [] : unknown.map(({ row, ours }) => `${row.id}: ${ours.join(' ')}`)),
  ];
}

function everyFifth<T>(list: readonly T[]): readonly T[] {
  return list.filter((_, index) => index % 5 === 0);
}
