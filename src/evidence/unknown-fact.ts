import type { MissingFact } from './host-evidence.ts';

// What facts of a workload are called in a sentence, the longer names first; what each of them is, MissingFact tells
const subjects: readonly (readonly [prefix: string, subject: (name: string, of: string) => string])[] = [
  ['nextStart.environment', (name, of) => `${name || 'the environment'} of ${of} at its next start is`],
  [
    'nextStart.options',
    (name, of) => (name === '' ? `the options of ${of} at its next start are` : `${name} of ${of} at its next start is`),
  ],
  ['nextStart.before', (_, of) => `what is started with ${of} is`],
  ['nextStart.access', (_, of) => `what ${of} may read at its next start is`],
  ['nextStart.start', (_, of) => `the next start of ${of} is`],
  ['nextStart', (_, of) => `the next start of ${of} is`],
  ['trustFiles', (_, of) => `the trust store of ${of} is`],
];

/**
 * The sentence that a fact of a workload is not known, and why, without the fact's name in the evidence: `the options of web at its next start are not known:
 * …`. A fact that is not among those is called by its name.
 */
export function unknownFact({ fact, reason }: MissingFact, workload: string): string {
  const found = subjects.find(([prefix]) => fact === prefix || fact.startsWith(`${prefix}.`));
  const subject = found === undefined ? `${fact} of ${workload} is` : found[1](fact.slice(found[0].length + 1), workload);
  return `${subject} not known: ${reason}`;
}
