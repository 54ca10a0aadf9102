import { type DocumentPurpose, documentPurposes } from './document-purpose.ts';

/**
 * Longest `words` that is sent: room for a dozen paths with their digests. SSM takes 64 KiB of document, and does not say whether what a
 * command adds to it counts; with this both fit (documentMax). What the probe grew by, this lost: more contents take more runs.
 */
export const wordsMax = 1_950;

/** Parameters of one run of the document, each of them within the pattern that the document allows. */
export interface DocumentParameters {
  readonly mode: string;
  readonly nonce: string;
  /** Further arguments of the probe, `encodeWords` of them. */
  readonly words: string;
  /** Number of the piece that `mode` piece asks for, from 0. */
  readonly piece: string;
  /** Seconds that the script may run on the host. */
  readonly timeout: string;
}

/**
 * Patterns of the parameters, without anything that means something to a shell, to JSON or to the agent's template (quotes, blanks, `$`, braces,
 * backslashes), because the agent puts values into the script as text. Written for Java (SSM checks) and Go (the agent checks), whose counted
 * repetitions end at 1,000.
 */
export const parameterPatterns = {
  mode: documentPurposes.probe.mode.pattern,
  nonce: '^[A-Za-z0-9]{16,64}$',
  words: '^[A-Za-z0-9/._:=@+,%-]*$',
  piece: '^[0-9]{1,4}$',
  timeout: '^[0-9]{1,5}$',
} as const satisfies Record<keyof DocumentParameters, string>;

/** The patterns of a document: what differs is what it may be asked to do. */
export function patternsFor(purpose: DocumentPurpose): Readonly<Record<keyof DocumentParameters, string>> {
  return { ...parameterPatterns, mode: documentPurposes[purpose].mode.pattern };
}

/**
 * Arguments as one text: commas between them, and each byte that is not a letter, a digit or one of `/._:=@+-` as `%` and three octal digits, which
 * `printf %b` of every shell turns back without a further program. Readable, because it shows in CloudTrail and in the console.
 */
export function encodeWords(words: readonly string[]): string {
  return words.map(encodeWord).join(',');
}

function encodeWord(word: string): string {
  return [...Buffer.from(word, 'utf8')].map(encodeByte).join('');
}

function encodeByte(byte: number): string {
  const character = String.fromCharCode(byte);
  return /[A-Za-z0-9/._:=@+-]/.test(character) ? character : `%${byte.toString(8).padStart(3, '0')}`;
}
