/** Bytes with every private part replaced in place, and how many parts that were. */
export interface Redaction {
  readonly bytes: Uint8Array;
  readonly count: number;
}

// Blocks under these labels may be public. Everything else is private: a label that we do not know may hold a key.
const publicLabel =
  /^(?:(?:X509 |TRUSTED )?CERTIFICATE|X509 CRL|PKCS7|CMS|PUBLIC KEY|(?:NEW )?CERTIFICATE REQUEST|(?:DH|EC|DSA) PARAMETERS)$/;
/** Words that labels are made of; any other may say something private. */
const labelWord =
  /^(?:BEGIN|END|X509|TRUSTED|CERTIFICATE|CRL|PKCS7|CMS|PUBLIC|KEY|NEW|REQUEST|[DER][CHS]A?|PARAMETERS|PRIVATE|ENCRYPTED|\u00ef\u00bb\u00bf)$/;
const marker = /(-----(?:BEGIN|END) [^\r\n-]*-----)/;
const byteOrderMark = '\u00ef\u00bb\u00bf';
// A damaged marker is damage that clients see. Longer lines are none (our choice).
const damagedMarker = /^-+ ?(?:BEGIN|END) [A-Z0-9 ]+-*\s*$/;
const maximumMarker = 100;
const privateCharacter = /[!-,./0-9;<>-\u009f\u00a1-\u00ff]/;

/**
 * Returns the bytes of a PEM file with all masked that is not a certificate, a revocation list or a request: other blocks, blocks under a public label that
 * hold anything else, and whatever stands outside of blocks, comments too, since a secret can be written in more ways than a list could tell.
 * Length and lines stay, because byte offsets and damage are evidence. The probe does the same on its host (65-redact.sh), byte for byte.
 */
export function redactPrivateParts(bytes: Uint8Array): Redaction {
  // latin1 maps each byte to one character and back, so offsets stay whatever the file's encoding is.
  const text = Buffer.from(bytes).toString('latin1');
  const parts: string[] = [];
  let count = 0;
  let label = '';
  let opened = '-';
  for (const segment of text.split(marker)) {
    const mark = /^-----(BEGIN|END) ([^\r\n-]*)-----$/.exec(segment);
    if (mark !== null) {
      const isEnd = mark[1] === 'END';
      if (!isEnd) opened = `${mark[2] ?? ''}-----`;
      label = isEnd ? '' : (mark[2] ?? '') || 'unknown';
      count += unknownWords(segment);
      // Clients refuse an END that does not fit its BEGIN, so the two still differ where they did; labels of other lengths do anyway.
      parts.push(maskWords(segment, segment.includes(opened) ? 'X' : 'Y'));
    } else if (publicLabel.test(label) && isPublic(segment, label)) {
      parts.push(segment);
    } else {
      const lines = segment.split(/(?<=\n)/);
      const hidden = lines.filter((line) => privateCharacter.test(line.slice(publicStart(line)))).length;
      count += label === '' ? hidden : Math.min(hidden, 1);
      for (const line of lines) count += unknownWords(line.slice(0, publicStart(line)));
      parts.push(...lines.map(mask));
    }
  }
  return count === 0 ? { bytes, count } : { bytes: Buffer.from(parts.join(''), 'latin1'), count };
}

function isDamagedMarker(line: string): boolean {
  const text = line.endsWith('\n') ? line.slice(0, -1) : line;
  return text.length <= maximumMarker && damagedMarker.test(text);
}

// Clients give up at some lines and pass over others: whether a line is base64, ends a block or is a header has to stay as it is. So do control characters.
function mask(line: string): string {
  const start = publicStart(line);
  return (
    maskWords(line.slice(0, start), 'X') +
    line
      .slice(start)
      .replaceAll(/[A-Za-z0-9+/]/g, 'x')
      .replaceAll(/[!-,./;<>-wy-\u009f\u00a1-\u00ff]/g, '?')
  );
}

const words = /[!-,.-\u009f\u00a1-\u00ff]+/g;

// Of a marker: its label in the place of which letters are put that no label has.
function maskWords(text: string, fill: 'X' | 'Y'): string {
  return text.replaceAll(words, (word) => (labelWord.test(word) ? word : fill.repeat(word.length)));
}

function unknownWords(text: string): number {
  return (text.match(words) ?? []).filter((word) => !labelWord.test(word)).length;
}

/** How many characters at the start of a line stay. */
function publicStart(line: string): number {
  if (isDamagedMarker(line)) return line.length;
  const start = line.startsWith(byteOrderMark) ? byteOrderMark.length : 0;
  return start + (/^-----(?:BEGIN|END) /.exec(line.slice(start, start + 16))?.[0].length ?? 0);
}

// Certificate, CertificateList and CertificationRequest: SEQUENCE { SEQUENCE, SEQUENCE, BIT STRING }, and nothing behind it (RFC 5280 §4.1, §5.1; RFC 2986 §4.2).
function isPublic(body: string, label: string): boolean {
  const base64 = body.replaceAll(/\s/g, '');
  if (base64 === '') return true;
  const digits = base64.search(/[^A-Za-z0-9+/]/);
  if (base64.length % 4 !== 0 || (digits !== -1 && !/^={1,2}$/.test(base64.slice(digits)))) return false;
  const der = Buffer.from(base64, 'base64');
  const outer = elementAt(der, 0, 0x30, der.length);
  const signed = outer && elementAt(der, outer.start, 0x30, outer.stop);
  const algorithm = signed && elementAt(der, signed.stop, 0x30, outer.stop);
  const signature = algorithm && elementAt(der, algorithm.stop, 0x03, outer.stop);
  if (signature?.stop !== outer?.stop || outer === undefined || signed === undefined) return false;
  // A version or serial number, or the algorithm of a list of version 1
  if (![0xa0, 0x02, 0x30].includes(der[signed.start] ?? 0)) return false;
  if (outer.stop === der.length) return true;
  // The settings of trust behind OpenSSL's TRUSTED CERTIFICATE (x_x509a.c, X509_CERT_AUX)
  const settings = label === 'TRUSTED CERTIFICATE' ? elementAt(der, outer.stop, 0x30, der.length) : undefined;
  if (settings?.stop !== der.length) return false;
  // Each element of them is known by its tag; a key begins with a number.
  if (settings.start === settings.stop || [0xa0, 0x0c, 0x04, 0xa1].includes(der[settings.start] ?? 0)) return true;
  const uses = elementAt(der, settings.start, 0x30, settings.stop);
  const first = uses && elementAt(der, uses.start, 0x06, settings.stop);
  // An encrypted key begins with an identifier too, of its algorithm, whose parameters follow (RFC 8018 §A).
  return first !== undefined && der[first.stop] !== 0x30;
}

interface Element {
  /** Where its content starts and stops. */
  readonly start: number;
  readonly stop: number;
}

// X.690 §8.1, of definite length
function elementAt(der: Uint8Array, at: number, tag: number, limit: number): Element | undefined {
  const first = der[at + 1];
  if (der[at] !== tag || first === undefined || at + 2 > limit || first === 0x80 || first > 0x84) return undefined;
  const start = at + 2 + (first > 0x80 ? first - 0x80 : 0);
  if (start > limit) return undefined;
  const length = first < 0x80 ? first : der.subarray(at + 2, start).reduce((sum, byte) => sum * 256 + byte, 0);
  return start + length <= limit ? { start, stop: start + length } : undefined;
}
