import { isCommand, leadAndCommand } from './shell-command.ts';

/** What to do in order, each step a line: what not to do before, the steps, and the restart last. */
export interface RemedySteps {
  /** `do not restart it`, where one of the remedies says so. */
  readonly first: string | undefined;
  readonly steps: readonly string[];
}

/**
 * The remedies of several reasons as one list. A remedy is a sentence of steps (`do not restart it; save …; cat …; then restart one host alone`): who did one
 * of several to its end would restart a host that is still lost.
 */
function remedySteps(remedies: readonly string[]): RemedySteps {
  const parts = remedies.flatMap((remedy) => splitAtSemicolons(remedy)).flatMap((part) => withoutEnding(part));
  const isWarning = (part: string): boolean => part === 'do not restart it';
  const isEnding = (part: string): boolean => /^(?:(?:re)?start one |look again before any restart$)/.test(part);
  const ordered = [...parts.filter((part) => !isEnding(part)), ...parts.filter((part) => isEnding(part)).toSorted(looksFirst)];
  return { first: parts.find(isWarning), steps: [...new Set(ordered.filter((part) => !isWarning(part)))] };
}

/** The steps as lines, numbered where there are several; a command that a sentence leads to has a line of its own. */
export function remedyLines(remedies: readonly string[]): readonly string[] {
  const { first, steps } = remedySteps(remedies);
  const numbered = steps.length > 1 ? steps.map((step, index) => `${index + 1}. ${step}`) : steps;
  return [...(first === undefined ? [] : [first]), ...numbered.flatMap((step) => leadAndCommand(step) ?? [step])];
}

/** One remedy as the sentence that it is, its commands on lines of their own; several as lines: the first alone would end with a restart. */
export function remedyTexts(remedies: readonly string[]): readonly string[] {
  return new Set(remedies).size > 1 ? remedyLines(remedies) : remedies.slice(0, 1).flatMap((remedy) => sentenceLines(remedy));
}

function sentenceLines(remedy: string): readonly string[] {
  const lines: string[] = [];
  let sentence: string[] = [];
  const endSentence = (): void => {
    if (sentence.length > 0) lines.push(sentence.join('; '));
    sentence = [];
  };
  for (const part of splitAtSemicolons(remedy)) {
    const [step = part, ending] = withoutEnding(part);
    const [lead, command] = isCommand(step) ? [undefined, step] : (leadAndCommand(step) ?? []);
    if (command === undefined) {
      sentence.push(part);
      continue;
    }
    if (lead !== undefined) sentence.push(lead);
    endSentence();
    lines.push(command);
    if (ending !== undefined) sentence.push(`then ${ending}`);
  }
  endSentence();
  return lines;
}

function looksFirst(a: string, b: string): number {
  return Number(b.startsWith('look')) - Number(a.startsWith('look'));
}

// `…, then restart one host alone` and `…, and look again before any restart` are steps of their own
function withoutEnding(part: string): readonly string[] {
  const [, own, then, look] = /^(?:(.+), )?(?:then (.+)|and (look again before any restart))$/s.exec(part) ?? [];
  const ending = then ?? look;
  if (ending === undefined) return [part];
  return own === undefined ? [ending] : [own, ending];
}

// Not within quotes: names of certificates and paths may hold anything. Where quotes do not close, the sentence stays whole
function splitAtSemicolons(remedy: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  let quote: string | undefined;
  for (let at = 0; at < remedy.length; at += 1) {
    const character = remedy.charAt(at);
    if (quote !== undefined) {
      // a quoted quote of a shell ('\'') closes nothing, nor does an apostrophe open anything
      if (character === quote && (quote === '"' || /^(?:[\s;,)]|$)/.test(remedy.charAt(at + 1)))) quote = undefined;
    } else if (character === '"' || (character === "'" && (at === 0 || /[\s(=]/.test(remedy.charAt(at - 1))))) {
      quote = character;
    } else if (character === ';' && remedy.charAt(at + 1) === ' ') {
      parts.push(remedy.slice(from, at));
      from = at + 2;
    }
  }
  return quote === undefined ? [...parts, remedy.slice(from)] : [remedy];
}
