import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const folder = new URL('../../../src/restart/checks/', import.meta.url).pathname;

/** How a check may be broken: each way takes something for passed that the check has not passed. */
export const faults = ['passes always', 'passes what it cannot tell', 'never changes'] as const;
export type Fault = (typeof faults)[number];

/** A check with one fault. */
export interface Mutant {
  /** File of the check in src/restart/checks. */
  readonly file: string;
  /** Name of its export. */
  readonly check: string;
  readonly fault: Fault | `passes ${string}`;
}

interface CheckSource {
  readonly file: string;
  readonly check: string;
  readonly text: string;
}

/** The files of src/restart/checks that export a check. */
export function checkSources(): readonly CheckSource[] {
  return readdirSync(folder).flatMap((file) => {
    const text = readFileSync(path.join(folder, file), 'utf8');
    const check = /^export const (\w+): Check = \{$/m.exec(text)?.[1];
    return check === undefined ? [] : [{ file, check, text }];
  });
}

/** Every mutant that makes a difference: a check that tells nothing unknown cannot pass it, and one without later changes cannot lose them. */
export function mutantsOf({ file, check, text }: CheckSource): readonly Mutant[] {
  const codes = /codes: \[([^\]]*)\]/.exec(text)?.[1] ?? '';
  const mutants: readonly (Mutant['fault'] | undefined)[] = [
    'passes always',
    /\bunknownReason\(|kind: 'unknown'/.test(text) ? 'passes what it cannot tell' : undefined,
    /^ {2}changes\(/m.test(text) ? 'never changes' : undefined,
    ...[...codes.matchAll(/'(\w+)'/g)].map(([, code]) => `passes ${code ?? ''}` as const),
  ];
  return mutants.flatMap((fault) => (fault === undefined ? [] : [{ file, check, fault }]));
}

/** The source of a check with that fault: what it says is changed behind it, so that nothing of how it is written matters. */
export function broken(text: string, { check, fault }: Mutant): string {
  return `${text.replace(`export const ${check}: Check = {`, `const sound: Check = {`)}
const passed = { kind: 'pass' } as const;
export const ${check}: Check = { ...sound, ${bodyOf(fault)} };
`;
}

function bodyOf(fault: Mutant['fault']): string {
  switch (fault) {
    case 'passes always':
      return 'judge: () => passed';
    case 'never changes':
      return 'changes: () => []';
    case 'passes what it cannot tell':
      return `judge(subject, moment) { const said = sound.judge(subject, moment); return said.kind === 'unknown' ? passed : said; }`;
    default:
      return `judge(subject, moment) {
        const said = sound.judge(subject, moment);
        if (said.kind === 'not-applicable') return said;
        const reasons = (said.reasons ?? []).filter((reason) => reason.code !== '${fault.slice('passes '.length)}');
        return reasons.length === 0 ? { ...passed } : { ...said, reasons };
      }, changes(subject, moment) {
        const code = '${fault.slice('passes '.length)}';
        return (sound.changes?.(subject, moment) ?? []).filter((change) => change.to === 'pass' || change.reason().code !== code);
      }`;
  }
}
