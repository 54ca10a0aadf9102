import type { PathKnobs } from '../../clients/knobs/path-knobs.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { judgePath } from './judge-path.ts';
import type { PathQuestion, PathVerdict, TrustAnchor } from './path-verdict.ts';

/** Names and times of one chain, bundle and client that are remembered; a fleet asks for a handful. Our choice. */
const rememberedPerChain = 1_000;

const memory = new WeakMap<readonly TrustAnchor[], WeakMap<readonly Certificate[], WeakMap<PathKnobs, Map<string, PathVerdict>>>>();

/**
 * judgePath, answered from memory where the very same bundle, chain and client (the same objects) were asked about for that name and time before. A
 * fleet asks a handful of questions thousands of times. What is remembered goes with the bundle and the chain.
 */
export function rememberedVerdict(question: PathQuestion): PathVerdict {
  const byChain = among(
    memory,
    question.anchors,
    () => new WeakMap<readonly Certificate[], WeakMap<PathKnobs, Map<string, PathVerdict>>>(),
  );
  const byClient = among(byChain, question.served, () => new WeakMap<PathKnobs, Map<string, PathVerdict>>());
  const answers = among(byClient, question.knobs, () => new Map<string, PathVerdict>());
  const key = question.name === undefined ? `${question.at}` : `${question.at} ${question.name}`;
  const known = answers.get(key);
  if (known !== undefined) return known;
  const verdict = judgePath(question);
  if (answers.size >= rememberedPerChain) answers.clear();
  answers.set(key, verdict);
  return verdict;
}

function among<K extends object, V>(map: WeakMap<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
