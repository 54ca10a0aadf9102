// Path validation beside pkijs on the same cases, one thread, as ratios of medians in one run. Ends with 1 where a bound is not met.
import { Certificate, CertificateChainValidationEngine } from 'pkijs';
import type { ClientProfile } from '../../src/clients/client-profile.ts';
import { profileNamed } from '../../src/clients/registry.ts';
import { answerForChain } from '../../src/restart/trust-answer.ts';
import { judgePath } from '../../src/trust/path/judge-path.ts';
import type { PathQuestion } from '../../src/trust/path/path-verdict.ts';
import { parseCertificate } from '../../src/x509/parse-certificate.ts';
import { type ChainOfThree, chainsOfThree, publicRoots } from './path-cases.ts';

/** How many times faster than pkijs, and how many times it must be. */
interface PathFigure {
  readonly what: string;
  readonly times: number;
  readonly atLeast: number;
}

const at = Date.parse('2026-06-01T12:00:00Z');
const client = profileOfGo();
const knobs = client.path;

function profileOfGo(): ClientProfile {
  const profile = profileNamed('go');
  if (profile === undefined) throw new Error('there is no profile called go');
  return profile;
}

function questionOf(chain: ChainOfThree, roots: readonly Uint8Array[]): PathQuestion {
  return {
    knobs,
    anchors: [...roots, chain.root].map((der) => ({ certificate: parseCertificate(der), file: 'bundle.pem' })),
    served: chain.served.map((der) => parseCertificate(der)),
    name: chain.name,
    at,
  };
}

function ours(question: PathQuestion): void {
  const verdict = judgePath(question);
  if (verdict.kind !== 'accepted') throw new Error(`${question.name}: ${verdict.kind}`);
}

async function theirs(chain: ChainOfThree, roots: readonly Uint8Array[]): Promise<void> {
  const read = (der: Uint8Array): Certificate => Certificate.fromBER(Uint8Array.from(der).buffer);
  const engine = new CertificateChainValidationEngine({
    trustedCerts: [...roots, chain.root].map(read),
    certs: chain.served.toReversed().map(read),
    checkDate: new Date(at),
  });
  const { result, resultMessage } = await engine.verify();
  if (!result) throw new Error(`pkijs: ${resultMessage}`);
}

// Each engine is given a whole batch at a time, as an audit gives it many chains: microseconds a chain
async function microsecondsOf(chains: readonly ChainOfThree[], work: (chain: ChainOfThree) => Promise<void> | void): Promise<number> {
  const start = process.hrtime.bigint();
  for (const chain of chains) {
    const pending = work(chain);
    if (pending !== undefined) await pending;
  }
  return Number(process.hrtime.bigint() - start) / 1e3 / chains.length;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const batch = 10;

// In each round every engine is asked about a batch of chains that it has not seen before; the medians of the rounds are compared
async function timePaths(rounds: number): Promise<readonly PathFigure[]> {
  const roots = publicRoots();
  const times: Record<'theirs' | 'cold' | 'theirsWithBundle' | 'coldWithBundle' | 'warm' | 'repeated', number[]> = {
    theirs: [],
    cold: [],
    theirsWithBundle: [],
    coldWithBundle: [],
    warm: [],
    repeated: [],
  };
  const warmUps = 3;
  for (let round = -warmUps; round < rounds; round += 1) {
    // two sets, so that no signature or key of the one is remembered from the other
    const [some, others] = [chainsOfThree(batch), chainsOfThree(batch)];
    const measured = {
      theirs: await microsecondsOf(some, (chain) => theirs(chain, [])),
      cold: await microsecondsOf(some, (chain) => ours(questionOf(chain, []))),
      theirsWithBundle: await microsecondsOf(others, (chain) => theirs(chain, roots)),
      coldWithBundle: await microsecondsOf(others, (chain) => ours(questionOf(chain, roots))),
      ...(await known(others, roots)),
    };
    if (round < 0) continue;
    for (const [name, value] of Object.entries(measured)) times[name as keyof typeof times].push(value);
  }
  const ratio = (slow: keyof typeof times, fast: keyof typeof times): number => median(times[slow]) / median(times[fast]);
  return [
    { what: 'cold, chain of three, one root', times: ratio('theirs', 'cold'), atLeast: 10 },
    { what: 'cold, chain of three, 145 roots', times: ratio('theirsWithBundle', 'coldWithBundle'), atLeast: 50 },
    { what: 'certificates and signatures known, 145 roots', times: ratio('theirsWithBundle', 'warm'), atLeast: 500 },
    { what: 'the same question again, 145 roots', times: ratio('theirsWithBundle', 'repeated'), atLeast: 5_000 },
  ];
}

async function known(
  chains: readonly ChainOfThree[],
  roots: readonly Uint8Array[],
): Promise<{ readonly warm: number; readonly repeated: number }> {
  const questions = new Map(chains.map((chain) => [chain, { ...questionOf(chain, roots), names: [chain.name] }]));
  const again = Array.from({ length: 100 }, () => chains).flat();
  const questionFor = (chain: ChainOfThree): PathQuestion & { readonly names: readonly string[] } => {
    const question = questions.get(chain);
    if (question === undefined) throw new Error(`nobody asked about ${chain.name}`);
    return question;
  };
  const repeat = (chain: ChainOfThree): void => {
    const { anchors, served, names } = questionFor(chain);
    if (answerForChain({ client, anchors }, served, names, at).verdict.kind !== 'accepted') throw new Error('not accepted');
  };
  for (const chain of chains) repeat(chain);
  return {
    warm: await microsecondsOf(again, (chain) => ours(questionFor(chain))),
    repeated: await microsecondsOf(again, repeat),
  };
}

for (const { what, times, atLeast } of await timePaths(10)) {
  console.log(
    `${times.toFixed(1).padStart(9)} times as fast as pkijs: ${what}  ${times >= atLeast ? `at least ${atLeast}` : `LESS THAN ${atLeast}`}`,
  );
  if (times < atLeast) process.exitCode = 1;
}
