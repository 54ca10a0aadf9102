import { type Picture, readPicture } from '../../../src/evidence/probe/picture.ts';

/** The nonce of the reports that tests write by hand. */
export const writtenNonce = 'WrittenByHand0001';

/** One record as the probe would print it; fields are escaped, lines of its text get their bar. */
export function record(kind: string, fields: readonly (string | number)[], text: readonly string[] = []): string {
  return [[kind, ...fields.map((field) => escape(String(field)))].join('\t'), ...text.map((line) => `|${escape(line)}`)].join('\n');
}

/** A whole report with these records. */
export function report(records: readonly string[], mode: 'facts' | 'contents' = 'facts', nonce = writtenNonce): string {
  const lines = records.flatMap((one) => one.split('\n'));
  return [`begin\tsnowline-probe/1\t${nonce}\t${mode}`, ...lines, `end\t${nonce}\t${lines.length + 2}`, ''].join('\n');
}

/** The picture of these records. */
export function pictureOf(records: readonly string[]): Picture {
  return readPicture(Buffer.from(records.map((one) => `${one}\n`).join(''), 'utf8'));
}

/** Status of a path: owner root, device 1. Folders above it are up to the test. */
export function file(
  path: string,
  parts: {
    readonly type?: string;
    readonly target?: string;
    readonly mode?: string;
    readonly inode?: number;
    readonly size?: number;
    readonly changed?: string;
  } = {},
): string {
  const {
    type = 'file',
    target = '-',
    mode = type === 'directory' ? '0755' : '0644',
    inode = 1000 + path.length,
    size = 10,
    changed = '1700000001.25',
  } = parts;
  return record('file', [path, type, 0, 0, mode, size, '1700000000.5', 1, inode, target, changed]);
}

/** Status of folders. */
export function folders(...paths: readonly string[]): readonly string[] {
  return paths.map((path) => file(path, { type: 'directory' }));
}

function escape(field: string): string {
  return field.replaceAll(/[\p{Cc}\\]/gu, (character) => {
    const letter = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }[character];
    return letter ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}
