/** What the command line asks for. */
export interface Arguments {
  readonly cases: readonly string[];
  readonly answers: readonly string[];
  readonly client: string | undefined;
  readonly json: boolean;
  /** Ids to judge and to explain. */
  readonly only: readonly string[];
  /** How many disagreements are explained. */
  readonly limit: number;
}

/** A command line that cannot be followed. */
export class ArgumentError extends Error {}

/** How it is called. */
export const usage = `usage: npm run -s conformance -- [--client PROFILE] [--cases FILE.jsonl…] [--answers FILE.jsonl…] [--json] [--only ID…] [--limit N]

Judges the cases as the client and compares with its recorded answers. Without --cases the shared corpora, without --answers the answers
that are shared with them, without --client every client of these. Ends with 1 where anything disagrees that test/corpus/exceptions.json
does not excuse, with 2 where the call or a file is wrong.`;

/** Flags may be repeated, take several values, and carry one after \`=\`. @throws ArgumentError */
export function parseArguments(words: readonly string[]): Arguments {
  const values: Record<string, string[]> = { '--cases': [], '--answers': [], '--client': [], '--only': [], '--limit': [] };
  let json = false;
  let current: string[] | undefined;
  for (const word of words) {
    const [flag = word, value] = word.startsWith('--') ? splitAtEquals(word) : [undefined, word];
    if (word === '--json') json = true;
    if (word === '--json') current = undefined;
    else if (word.startsWith('--')) {
      current = Object.hasOwn(values, flag) ? values[flag] : undefined;
      if (current === undefined) throw new ArgumentError(`unknown flag ${flag}`);
      if (value !== undefined) current.push(value);
    } else if (current === undefined) throw new ArgumentError(`"${word}" belongs to no flag`);
    else current.push(word);
  }
  return {
    cases: values['--cases'] ?? [],
    answers: values['--answers'] ?? [],
    client: only('--client', values['--client'] ?? []),
    json,
    only: values['--only'] ?? [],
    limit: numberFrom(only('--limit', values['--limit'] ?? []) ?? '20'),
  };
}

function splitAtEquals(word: string): readonly [string, string | undefined] {
  const at = word.indexOf('=');
  return at === -1 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

function only(flag: string, values: readonly string[]): string | undefined {
  if (values.length > 1) throw new ArgumentError(`${flag} is given ${values.length} times: ${values.join(', ')}`);
  return values[0];
}

function numberFrom(text: string): number {
  if (!/^\d+$/.test(text)) throw new ArgumentError(`--limit "${text}" is no number`);
  return Number(text);
}
