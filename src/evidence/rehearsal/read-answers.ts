import { outcomeOf } from './outcome-of.ts';
import type { HandshakeAnswer, RehearsalTask } from './rehearsal-task.ts';

/** What a host answered: its handshakes, or why that is no answer. */
export type RehearsalReading =
  | { readonly kind: 'answers'; readonly answers: readonly HandshakeAnswer[] }
  | { readonly kind: 'none'; readonly reason: string };

/** Characters of one answer's text, after which it is cut. Our choice. */
const textLimit = 4_000;

/** Reads the records of the script between its first and last line; `nonce` keeps them apart from what a login script printed. */
export function readAnswers(stdout: Uint8Array, nonce: string, tasks: readonly RehearsalTask[]): RehearsalReading {
  const text = Buffer.from(stdout).toString('utf8');
  const begin = `begin\tsnowline-rehearsal/1\t${nonce}\n`;
  const end = `\nend\t${nonce}`;
  const from = text.startsWith(begin) ? 0 : text.indexOf(`\n${begin}`) + 1;
  if (!text.startsWith(begin, from)) return { kind: 'none', reason: 'the host answered something else than the rehearsal' };
  const to = text.indexOf(end, from);
  if (to === -1) return { kind: 'none', reason: 'the answer of the rehearsal was cut off' };
  const body = text.slice(from + begin.length, to + 1);
  const records = body.split(/^(?=handshake\t)/m).filter((record) => record.startsWith('handshake\t'));
  if (records.length === 0 && tasks.length > 0) return { kind: 'none', reason: 'the host has no awk, which the rehearsal needs' };
  return { kind: 'answers', answers: records.flatMap((record) => answerIn(record, tasks)) };
}

function answerIn(record: string, tasks: readonly RehearsalTask[]): readonly HandshakeAnswer[] {
  const [head = '', ...lines] = record.split('\n');
  const [, number = '', address = '', user = '', code = '', program = ''] = head.split('\t');
  const index = Number(number);
  const task = tasks[index];
  if (task === undefined || number === '') return [];
  const said = lines
    .filter((line) => line.startsWith('|'))
    .map((line) => plainLine(line.slice(1)))
    .join('\n')
    .slice(0, textLimit);
  const outcome = outcomeOf({ client: task.client, code: /^\d+$/.test(code) ? Number(code) : undefined, text: said });
  return [{ task: index, address: plainLine(address), user: plainLine(user), program: plainLine(program), outcome, text: said }];
}

/** Characters of one line. Our choice: Java's longest cause has 190. */
const lineLimit = 400;

function plainLine(text: string): string {
  return text.slice(0, lineLimit).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '');
}
