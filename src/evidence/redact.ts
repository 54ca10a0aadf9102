/** Bytes with every private part replaced in place, and how many parts that were. */
export interface Redaction {
  readonly bytes: Uint8Array;
  readonly count: number;
}

// Everything that is not on this list is private: a label that we do not know may hold a key.
const publicLabel =
  /^(?:(?:X509 |TRUSTED )?CERTIFICATE|X509 CRL|PKCS7|CMS|PUBLIC KEY|(?:NEW )?CERTIFICATE REQUEST|(?:DH|EC|DSA) PARAMETERS)$/;
const marker = /(-----(?:BEGIN|END) [^\r\n-]*-----)/;
// Where a marker is damaged its block is not seen as one; these lines then still say what follows.
const keyLine = /PRIVATE KEY|Proc-Type:|DEK-Info:/;
const credentialLine = /(?:pass(?:word|wd|phrase)?|secret|token|api_?key)["']?\s*[:=]\s*\S/i;
const encodedLine = /^\s*[A-Za-z0-9+/=]{24,}\s*$/;

/**
 * Returns the bytes of a PEM file with private-key blocks masked; length and line structure stay, because byte offsets
 * and damage between blocks are evidence. Also masked: blocks of unknown labels, keys under a certificate's label, and
 * outside of blocks bare base64 and lines that assign a credential (our choice: a comment needs neither).
 */
export function redactPrivateParts(bytes: Uint8Array): Redaction {
  // latin1 maps each byte to one character and back, so offsets stay whatever the file's encoding is.
  const text = Buffer.from(bytes).toString('latin1');
  const parts: string[] = [];
  let count = 0;
  let inside: 'nothing' | 'public' | 'private' = 'nothing';
  const hide = (part: string): string => {
    if (/\S/.test(part)) count += 1;
    return mask(part);
  };
  for (const segment of text.split(marker)) {
    const label = /^-----(BEGIN|END) ([^\r\n-]*)-----$/.exec(segment);
    if (label !== null) {
      inside = label[1] === 'END' ? 'nothing' : publicLabel.test(label[2] ?? '') ? 'public' : 'private';
      parts.push(segment);
    } else if (inside === 'private' || (inside === 'public' && looksLikeKey(segment))) {
      parts.push(hide(segment));
    } else {
      parts.push(redactLines(segment, inside === 'public', hide));
    }
  }
  return count === 0 ? { bytes, count } : { bytes: Buffer.from(parts.join(''), 'latin1'), count };
}

/**
 * Whether the bytes can be what redactPrivateParts made of some file: a part of them is masked, and nothing is left that it would mask. A text that is called
 * redacted and is not would stand in for any other file, because nobody can check it against the digest of the original.
 */
export function isRedacted(bytes: Uint8Array): boolean {
  const again = redactPrivateParts(bytes).bytes;
  if (Buffer.compare(again, bytes) !== 0) return false;
  const outside = Buffer.from(bytes)
    .toString('latin1')
    .split(marker)
    .flatMap((segment) => segment.split(/[\r\n]+/));
  return outside.some((line) => /^\s*x[x\s]*$/.test(line));
}

function redactLines(segment: string, inPublicBlock: boolean, hide: (line: string) => string): string {
  let key = false;
  const lines = segment.split(/(?<=\n)/).map((line) => {
    if (keyLine.test(line)) key = true;
    if (key || (!inPublicBlock && (encodedLine.test(line) || credentialLine.test(line)))) return hide(line);
    return line;
  });
  return lines.join('');
}

// A certificate starts SEQUENCE, SEQUENCE, then [0] or INTEGER. PKCS#1, PKCS#8 and SEC 1 keys start SEQUENCE, INTEGER;
// an encrypted PKCS#8 key SEQUENCE, SEQUENCE, OBJECT IDENTIFIER (RFC 5958 §3).
function looksLikeKey(base64: string): boolean {
  const start = Buffer.from(base64.replaceAll(/\s/g, '').slice(0, 32), 'base64');
  const inner = contentOf(start, 0);
  if (start[0] !== 0x30 || inner === undefined) return false;
  if (start[inner] === 0x02) return true;
  const innermost = start[inner] === 0x30 ? contentOf(start, inner) : undefined;
  // PKCS#7 also starts with an identifier, but one level up.
  return innermost !== undefined && start[innermost] === 0x06;
}

function contentOf(der: Uint8Array, at: number): number | undefined {
  const length = der[at + 1];
  if (length === undefined) return undefined;
  return at + 2 + (length > 0x80 ? length - 0x80 : 0);
}

function mask(text: string): string {
  return text.replaceAll(/[^\s]/g, 'x');
}
