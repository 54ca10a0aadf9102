import { beforeAll, describe, expect, it } from 'vitest';
import { javaPath } from '../../../src/clients/java-path.ts';
import { judgePath } from '../../../src/trust/path/judge-path.ts';
import type { PathVerdict } from '../../../src/trust/path/path-verdict.ts';
import type { Issued } from '../../certificates.ts';
import { type Authority, authorityAt } from '../../corpus/authority.ts';
import { outputOf } from '../../corpus/clients/run-program.ts';
import type { CaseSketch } from '../../corpus/generated-case.ts';
import { describeWith } from '../../require.ts';
import { read } from './question.ts';
import { chainShapes } from './variants/chain-shapes.ts';
import { endEntityUsages } from './variants/end-entity-usages.ts';
import { issuerPairs } from './variants/issuer-pairs.ts';
import { issuingGraphs } from './variants/issuing-graphs.ts';
import { policyMixes } from './variants/policy-mixes.ts';
import { searchLimits } from './variants/search-limits.ts';
import { selfIssuedPolicies } from './variants/self-issued-policies.ts';

const javas = [
  ['Java 17', '/usr/lib/jvm/java-17-openjdk-amd64/bin/java'],
  ['Java 25', '/usr/lib/jvm/temurin-25-jdk-amd64/bin/java'],
] as const;
const now = Date.parse('2026-11-20T00:00:00Z');
const program = new URL('java/TrustManagerAnswers.java', import.meta.url).pathname;

const tables: Readonly<Record<string, (authority: Authority) => readonly CaseSketch[]>> = {
  'two certificates of one issuer': issuerPairs,
  'shapes of served chains': chainShapes,
  'limits of the search': searchLimits,
  'certificate policies': policyMixes,
  'policies beside self-issued certificates': selfIssuedPolicies,
  'usages of an end-entity': endEntityUsages,
  'random graphs of issuers': (authority) => issuingGraphs(authority, 400, 17),
};

/** Where several anchors fit and some of them are no CA, Java itself answers now so, now so (identity hashes): such graphs have no answer. */
const leftToChance = 0.03;

describe.each(javas)('%s', (name, java) => {
  describeWith([java], `${name} beside the engine`, () => {
    const answers = new Map<string, string>();
    const cases = Object.entries(tables).map(([title, table]) => ({ title, sketches: table(authorityAt(now)) }));

    beforeAll(async () => {
      const all = cases.flatMap(({ sketches }) => sketches);
      const input = all.map((sketch) => `${now}\t${listed(sketch.served)}\t${listed(sketch.bundle)}\n`).join('');
      const printed = (await outputOf(java, ['-XX:TieredStopAtLevel=1', program], { input })).trim().split('\n');
      if (printed.length !== all.length) throw new Error(`${name} answered ${printed.length} of ${all.length} questions`);
      for (const [index, sketch] of all.entries()) answers.set(sketch.id, printed[index] ?? '');
    }, 120_000);

    it.each(cases)('says the same of $title', ({ sketches }) => {
      const verdicts = sketches.map((sketch) => ({ sketch, said: answers.get(sketch.id) ?? '', verdict: judge(sketch) }));
      const wrong = verdicts.filter(
        ({ said, verdict }) => verdict.kind !== 'unsupported' && (verdict.kind === 'accepted') !== (said === 'ACCEPTED'),
      );
      expect(wrong.map(({ sketch, said, verdict }) => `${sketch.id}: ${said}, not ${verdict.kind}`)).toEqual([]);
      expect(new Set(verdicts.map(({ said }) => said === 'ACCEPTED'))).toEqual(new Set([true, false]));
      const unknown = verdicts.filter(({ verdict }) => verdict.kind === 'unsupported').length;
      expect(unknown / verdicts.length).toBeLessThan(leftToChance);
    });
  });
});

function judge(sketch: CaseSketch): PathVerdict {
  const anchors = sketch.bundle.map((issued) => ({ certificate: read(issued), file: 'cacerts' }));
  return judgePath({ knobs: javaPath, anchors, served: sketch.served.map(read), name: undefined, at: now, withoutHandshake: true });
}

function listed(certificates: readonly Issued[]): string {
  return certificates.map(({ der }) => Buffer.from(der).toString('base64')).join(',');
}
