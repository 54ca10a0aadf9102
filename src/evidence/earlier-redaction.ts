// Recordings made before contents were named by their masked bytes: such a blob carries the digest of the original, and what stood outside of its blocks was
// masked only where it looked like a secret.
import { redactPrivateParts } from './redact.ts';

const publicLabel =
  /^(?:(?:X509 |TRUSTED )?CERTIFICATE|X509 CRL|PKCS7|CMS|PUBLIC KEY|(?:NEW )?CERTIFICATE REQUEST|(?:DH|EC|DSA) PARAMETERS)$/;
const marker = /(-----(?:BEGIN|END) [^\r\n-]*-----)/;
const keyLine = /PRIVATE KEY|Proc-Type:|DEK-Info:/;
const credentialLine = /(?:pass(?:word|wd|phrase)?|secret|token|api_?key)["']?\s*[:=]\s*\S/i;
const encodedLine = /^\s*[A-Za-z0-9+/=]{24,}\s*$/;

/**
 * Whether the bytes can be what a collector made of some file: a part of them is masked, and nothing is left that it would mask. A text that is called
 * redacted and is not would stand in for any other file, because nobody can check it against the digest of the original.
 */
export function isRedacted(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString('latin1');
  if (maskedEarlier(text) !== text && Buffer.compare(redactPrivateParts(bytes).bytes, bytes) !== 0) return false;
  const lines = text.split(marker).flatMap((segment) => segment.split(/[\r\n]+/));
  return lines.some((line) => /^\s*x[x\s]*$/.test(line));
}

function maskedEarlier(text: string): string {
  let inside: 'nothing' | 'public' | 'private' = 'nothing';
  const parts = text.split(marker).map((segment) => {
    const label = /^-----(BEGIN|END) ([^\r\n-]*)-----$/.exec(segment);
    if (label !== null) {
      inside = label[1] === 'END' ? 'nothing' : publicLabel.test(label[2] ?? '') ? 'public' : 'private';
      return segment;
    }
    if (inside === 'private' || (inside === 'public' && looksLikeKey(segment))) return mask(segment);
    return linesMasked(segment, inside === 'public');
  });
  return parts.join('');
}

function linesMasked(segment: string, inPublicBlock: boolean): string {
  let key = false;
  const lines = segment.split(/(?<=\n)/).map((line) => {
    if (keyLine.test(line)) key = true;
    return key || (!inPublicBlock && (encodedLine.test(line) || credentialLine.test(line))) ? mask(line) : line;
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
