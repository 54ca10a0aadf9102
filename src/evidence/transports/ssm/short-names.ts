/** Names that the probe gives to its functions and to variables of the shell: words with a `_` that nothing else in it uses as text. */
const given = /^([a-z]+(?:_[a-z0-9]+)+)\(\)|\bfunction ([a-z]+(?:_[a-z0-9]+)+)\(|^(?!LC_ALL=)([A-Z]+(?:_[A-Z0-9]+)+)=/gm;

// A name of a function within a path or a longer word with dashes is none; variables stand everywhere, as in `${A_B-}`.
const words = /\b[A-Z]\w*\b|(?<![\w/.-])\w+(?![\w/.-])/g;

/**
 * The script with short names in the place of those that it gives itself, in the order of how often they stand there. The document that SSM takes holds
 * 64 KiB, and long names are for those who read the probe: they get it whole.
 */
export function withShortNames(script: string): string {
  const names = new Set([...script.matchAll(given)].map(([, shell, awk, variable]) => shell ?? awk ?? variable ?? ''));
  const counts = new Map<string, number>();
  for (const [word] of script.matchAll(words)) {
    if (names.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const byUse = [...counts].sort(([a, first], [b, second]) => second - first || (a < b ? -1 : 1)).map(([name]) => name);
  const free = shortNames(byUse.length, new Set(script.match(/\w+/g)));
  const short = new Map(byUse.map((name, index) => [name, free[index] ?? name]));
  return script.replaceAll(words, (word) => short.get(word) ?? word);
}

// `_a`, `_b`, … `_aa`, …: as many as are asked for, without those that are taken.
function shortNames(count: number, taken: ReadonlySet<string>): readonly string[] {
  const names: string[] = [];
  for (let number = 0; names.length < count; number++) {
    const name = `_${lettersOf(number)}`;
    if (!taken.has(name)) names.push(name);
  }
  return names;
}

function lettersOf(number: number): string {
  const last = String.fromCharCode(97 + (number % 26));
  return number < 26 ? last : lettersOf(Math.floor(number / 26) - 1) + last;
}
