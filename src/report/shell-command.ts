import { displayWidth } from './table/display-width.ts';

/** Whether a step of a remedy is a command that somebody pastes into a shell, and no sentence about one (`vault operator init, or point services …`). */
export function isCommand(step: string): boolean {
  return begins.test(step) && !/, /.test(step.replaceAll(quoted, ''));
}

/** A step that ends in a command as what stands before it and the command: `put the value there: aws …`, `put it into FILE, or cp …`. */
export function leadAndCommand(step: string): readonly [string, string] | undefined {
  const [, lead, command] = ledIn.exec(step) ?? [];
  return lead === undefined || command === undefined || !isCommand(command) ? undefined : [lead, command];
}

/**
 * A command in lines of at most `width` columns which a shell reads as one: broken between its words alone, with `\` at the end. A word that is wider stays
 * whole: too wide is better than wrong. One of more than 2000 columns is left to whoever cuts texts (undefined): nobody pastes it.
 */
export function wrapCommand(command: string, width: number): readonly string[] | undefined {
  const columns = displayWidth(command);
  if (columns <= width) return [command];
  if (columns > mostColumns) return undefined;
  const [first = '', ...words] = command.match(word) ?? [];
  const lines = [first];
  for (const next of words) {
    const longer = `${lines.at(-1) ?? ''} ${next}`;
    if (displayWidth(longer) + continues.length <= width) lines[lines.length - 1] = longer;
    else lines.push(`${hang}${next}`);
  }
  return lines.map((line, index) => (index === lines.length - 1 ? line : line + continues));
}

/** Our choice: paths have at most 4096 bytes, and a command with one of a quarter of that still fits. */
const mostColumns = 2_000;
const continues = ' \\';
const hang = '  ';

// What remedies call (restart/remedy.ts, restart/checks); a new one that is missing here is wrapped as a sentence
const programs = 'aws|cat|chmod|chown|cp|keytool|openssl|setfacl|systemctl|vault';
const begins = new RegExp(`^(?:${programs}) `);
const ledIn = new RegExp(`^(.*?(?::|, or)) ((?:${programs}) .+)$`, 's');

const quoted = /'[^']*'|"[^"]*"/g;
// Blanks within quotes, or behind a backslash, do not end a word of a shell
const word = /(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\]|['"\\])+/g;
