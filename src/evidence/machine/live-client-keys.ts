import { createHash, createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { ClientKey } from '../credential-evidence.ts';
import { readOrdinaryFile } from './bounded-read.ts';

/** The largest file that is looked at, as in the probe (70-client-keys.sh). */
const maximumBytes = 1_048_576;

/**
 * What may be said of a file that holds a client certificate or its key: the digest of the public half, of the key where both lie in it. Read here and
 * forgotten: nothing else of a key is kept. `place` is where this process opens what it is called.
 */
export async function readClientKey(path: string, place: string): Promise<ClientKey> {
  const reading = await readPublicHalf(place);
  return typeof reading === 'string' ? { path, reason: reading } : { path, publicKeySha256: digestOf(reading.half), holds: reading.holds };
}

interface PublicHalf {
  readonly holds: 'certificate' | 'key';
  readonly half: KeyObject;
}

async function readPublicHalf(place: string): Promise<PublicHalf | string> {
  let text: string;
  try {
    const read = await readOrdinaryFile(place);
    if ('reason' in read) return 'it is not a file that may be read';
    if (read.bytes.byteLength > maximumBytes) return `it is larger than ${maximumBytes} bytes`;
    text = read.bytes.toString('latin1');
  } catch {
    // Not there, or not ours to read; which of the two its status tells.
    return 'it is not a file that may be read';
  }
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: *4,ENCRYPTED/m.test(text)) return 'the key is encrypted';
  const [key] = /-----BEGIN ([A-Z ]*)PRIVATE KEY-----[^]*?-----END \1PRIVATE KEY-----/.exec(text) ?? [];
  const [certificate] = /-----BEGIN ((?:X509 |TRUSTED )?CERTIFICATE)-----[^]*?-----END \1-----/.exec(text) ?? [];
  if (key === undefined && certificate === undefined) return 'it holds neither a certificate nor a key in PEM';
  try {
    return key === undefined
      ? { holds: 'certificate', half: new X509Certificate(certificate ?? '').publicKey }
      : { holds: 'key', half: createPublicKey(createPrivateKey(key)) };
  } catch {
    // What node:crypto says of a key may quote it.
    return 'openssl could not read it';
  }
}

function digestOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}
