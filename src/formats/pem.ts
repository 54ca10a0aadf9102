import { ParseError } from '../errors.ts';
import { readNode } from '../x509/der.ts';
import { endOfValue } from './der-start.ts';
import { decodeBase64, hasPlainBody, type PemBlock, pemBlocks } from './pem-blocks.ts';
import { asReadersSee } from './pem-readers.ts';
import { readEntry, sortOut } from './read-entry.ts';
import { readTrustSettings } from './trust-settings.ts';
import type { Damage, TrustStoreEntry, TrustStoreFormat, TrustStoreReading } from './trust-store.ts';

/** PEM bundles: what stands between the blocks is comment, as for every client measured. */
export const format: TrustStoreFormat = {
  name: 'pem',
  recognise: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('-----BEGIN '),
  read: readPem,
};

/** The certificates of PEM text or bytes in order, as DER, and what is damaged between them. */
export function readPemCertificates(pem: string | Uint8Array): {
  readonly ders: readonly Uint8Array[];
  readonly damage: readonly Damage[];
} {
  const { entries, damage } = readPem(typeof pem === 'string' ? Buffer.from(pem, 'utf8') : pem);
  return { ders: entries.map((entry) => entry.certificate.der), damage };
}

// PEM_STRING_X509, _X509_OLD and _X509_TRUSTED of openssl/pem.h
const marks: Readonly<Record<string, TrustStoreEntry['mark']>> = {
  CERTIFICATE: 'plain',
  'X509 CERTIFICATE': 'openssl-trusted',
  'TRUSTED CERTIFICATE': 'openssl-trusted',
};

function readPem(bytes: Uint8Array): TrustStoreReading {
  // One character a byte, so that offsets in the text are offsets in the file
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const found: (TrustStoreEntry | Damage)[] = [];
  const start = text.startsWith('\u00ef\u00bb\u00bf') ? 3 : 0;
  const blocks = pemBlocks(text, start);
  if (start > 0) found.push({ kind: 'byte-order-mark', byteOffset: 0, message: 'byte order mark before the first line', touches: [start] });
  let isPlain = start === 0 && !text.includes('\0');
  for (const [index, block] of blocks.entries()) {
    const { item, isOrdinary } = readBlock(block);
    found.push(item);
    isPlain &&= isOrdinary && block.afterEnd === 'newline';
    if (block.frame === 'whole' && block.afterEnd !== 'newline') found.push(missingNewline(block, blocks[index + 1]));
  }
  // Nearly every bundle: blocks of ordinary lines, of which all readers make the same
  return { format: 'pem', ...sortOut(isPlain ? found : asReadersSee(text, found, readLabelled)) };
}

interface ReadBlock {
  readonly item: TrustStoreEntry | Damage;
  /** Whether all readers take or pass over the block alike. */
  readonly isOrdinary: boolean;
}

function readBlock(block: PemBlock): ReadBlock {
  const { byteOffset, label, body } = block;
  const damaged = (kind: Damage['kind'], message: string): ReadBlock => ({ item: { kind, byteOffset, message }, isOrdinary: false });
  if (block.frame === 'stray-begin')
    return damaged('not-a-certificate', 'BEGIN that does not stand on a line of its own: no client reads it');
  if (block.frame === 'truncated') return damaged('truncated-tail', 'file ends inside a block');
  if (block.frame === 'unclosed') return damaged('garbage-entry', 'BEGIN without END');
  if (block.frame === 'wrong-end') return damaged('garbage-entry', 'END line does not fit its BEGIN line');
  // Not even decoded; and where evidence was collected the key has been redacted
  if (label.endsWith('PRIVATE KEY')) {
    return { item: { kind: 'not-a-certificate', byteOffset, message: otherBlock(label) }, isOrdinary: block.hasPlainLines };
  }
  // Base64 is checked whatever the block is: OpenSSL refuses the whole file for any block that is not
  const bytes = decodeBase64(body);
  if (bytes === undefined) return damaged('garbage-entry', 'block is not base64');
  const item = readLabelled(label, bytes, byteOffset);
  const isAsItsLabelSays = 'certificate' in item ? item.certificate.der.length === bytes.length : marks[label] === undefined;
  return { item, isOrdinary: isAsItsLabelSays && block.hasPlainLines && hasPlainBody(body) };
}

/** What a block holds by its label. */
function readLabelled(label: string, bytes: Uint8Array, byteOffset: number): TrustStoreEntry | Damage {
  const mark = marks[label];
  if (label === 'X509 CRL' && endOfValue(bytes) === undefined)
    return { kind: 'garbage-entry', byteOffset, message: 'not a revocation list' };
  if (mark === undefined) return { kind: 'not-a-certificate', byteOffset, message: otherBlock(label) };
  if (label === 'TRUSTED CERTIFICATE') return readTrusted(bytes, byteOffset);
  return readEntry(bytes, { byteOffset, mark });
}

const knownLabels =
  /^(?:(?:RSA |EC |DSA |ENCRYPTED |OPENSSH )?PRIVATE KEY|(?:RSA )?PUBLIC KEY|PKCS7|CMS|X509 CRL|(?:NEW )?CERTIFICATE REQUEST|(?:EC|DH|DSA) PARAMETERS)$/;

// Labels of hosts are hostile text: only those that are known are repeated.
function otherBlock(label: string): string {
  return knownLabels.test(label) ? `block is ${label}, not a certificate` : 'block of an unknown kind, not a certificate';
}

/** OpenSSL's X509_AUX: the certificate, then X509_CERT_AUX with uses that its owner allows or refuses (openssl x509 -addtrust). */
function readTrusted(bytes: Uint8Array, byteOffset: number): TrustStoreEntry | Damage {
  try {
    const end = readNode(bytes).end;
    const settings = readTrustSettings(bytes.subarray(end));
    if (!settings.forServers) {
      return { kind: 'not-a-certificate', byteOffset, message: 'trusted certificate says that it is not for TLS servers' };
    }
    return readEntry(bytes.subarray(0, end), { byteOffset, mark: 'openssl-trusted', alias: settings.alias });
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return { kind: 'garbage-entry', byteOffset, message: `not a trusted certificate: ${error.message}` };
  }
}

function missingNewline(block: PemBlock, next: PemBlock | undefined): Damage {
  const glued = block.afterEnd === 'begin';
  return {
    kind: 'missing-newline',
    byteOffset: block.byteOffset,
    message: glued ? 'no newline between an END and the next BEGIN' : 'text after END on the same line',
    touches: [block.byteOffset, ...(glued && next !== undefined ? [next.byteOffset] : [])],
  };
}
