import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { packedMax, pieceSize } from './document-script.ts';

/** What the document prints as one answer: a piece of the packed output, or why there is none. */
export type DocumentAnswer =
  | {
      readonly kind: 'piece';
      readonly index: number;
      /** Characters of the whole packed output. */
      readonly length: number;
      /** SHA-256 of the whole packed output; undefined where the host has no program for it. */
      readonly sha256: string | undefined;
      readonly text: string;
    }
  | { readonly kind: 'failed'; readonly reason: string; readonly mayRetry: boolean };

/**
 * Characters of stdout that come back from a host, and what stands at the end of what was cut.
 * amazon-ssm-agent iohandler.go DefaultOutputConfig, pluginutil.go StringPrefix: an output of exactly this length is cut too.
 */
export const outputLimit = 24_000;
const cutMark = '--output truncated--';

const failures: Readonly<Record<string, { readonly reason: string; readonly mayRetry: boolean }>> = {
  'no-base64': { reason: 'the host has no base64, which the document needs', mayRetry: false },
  'no-gzip': { reason: 'the host has no gzip, which the document needs', mayRetry: false },
  'no-tr': { reason: 'the host has no tr, which the document needs', mayRetry: false },
  'no-space': {
    reason: 'the output does not fit into one answer of SSM, and /run of the host has no room to keep the rest',
    mayRetry: false,
  },
  'too-large': { reason: `the output is too large for SSM: more than ${packedMax} characters when packed`, mayRetry: false },
  gone: { reason: 'the host does not keep the rest of its output any more', mayRetry: true },
};

/** Reads one answer. The nonce keeps apart what the document printed and what a login script or the agent added. */
export function readAnswer(stdout: string, nonce: string): DocumentAnswer {
  const header = new RegExp(
    `^snowline-ssm/1 ${nonce} (?:failed ([a-z0-9-]{1,20})|piece (\\d{1,4}) (\\d{1,9}) ([0-9a-f]{64}|-))$`,
    'm',
  ).exec(stdout);
  if (header === null) return failed(`the command succeeded without the document's answer (${stdout.length} characters of something else)`);
  const [whole, failure, index, length, sha256] = header;
  if (failure !== undefined) {
    const known = failures[failure];
    return known === undefined ? failed('the document gave up for a reason that this version does not know') : { kind: 'failed', ...known };
  }
  const rest = stdout.slice(header.index + whole.length + 1);
  const end = rest.indexOf(`\nend ${nonce}`);
  if (end === -1) {
    const cut = stdout.length >= outputLimit || stdout.trimEnd().endsWith(cutMark);
    return failed(
      cut ? `SSM cut the answer off at ${outputLimit} characters` : `the answer ends before its end (${stdout.length} characters seen)`,
    );
  }
  const piece = { kind: 'piece', index: Number(index), length: Number(length), sha256: sha256 === '-' ? undefined : sha256 } as const;
  const expected = Math.max(0, Math.min(pieceSize, piece.length - piece.index * pieceSize));
  const text = rest.slice(0, end);
  if (text.length !== expected || piece.length > packedMax) {
    return failed(`a piece of the answer has ${text.length} characters where ${expected} were due`);
  }
  return { ...piece, text };
}

/** Output of the probe from all its pieces in order, or why it is not what the host sent off. Never larger than `maximumBytes`. */
export function unpackAnswer(
  pieces: readonly Extract<DocumentAnswer, { readonly kind: 'piece' }>[],
  maximumBytes: number,
): { readonly kind: 'output'; readonly stdout: Uint8Array } | Extract<DocumentAnswer, { readonly kind: 'failed' }> {
  const [first] = pieces;
  const text = pieces.map((piece) => piece.text).join('');
  const changed = pieces.some(
    (piece, at) =>
      piece.index !== at || piece.length !== first?.length || (piece.sha256 ?? first.sha256) !== (first.sha256 ?? piece.sha256),
  );
  const digest = createHash('sha256').update(text).digest('hex');
  if (first === undefined || changed || text.length !== first.length || (first.sha256 ?? digest) !== digest) {
    return { kind: 'failed', reason: 'the pieces of the answer do not add up to what the host sent off', mayRetry: true };
  }
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return failed('the answer is not packed as the document packs it');
  try {
    return { kind: 'output', stdout: gunzipSync(Buffer.from(text, 'base64'), { maxOutputLength: maximumBytes }) };
  } catch (error) {
    const tooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return failed(tooLarge ? `the probe printed more than ${maximumBytes} bytes` : 'the answer is not packed as the document packs it');
  }
}

function failed(reason: string): Extract<DocumentAnswer, { readonly kind: 'failed' }> {
  return { kind: 'failed', reason, mayRetry: false };
}
