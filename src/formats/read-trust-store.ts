import { format as der } from './der.ts';
import { format as jceks } from './jceks.ts';
import { format as jks } from './jks.ts';
import { format as nss } from './nss.ts';
import { format as pem } from './pem.ts';
import { format as pkcs7 } from './pkcs7.ts';
import { format as pkcs12 } from './pkcs12.ts';
import type { ReadOptions, TrustStoreFormat, TrustStoreReading } from './trust-store.ts';

/** Every format, in the order in which they are asked: the text formats last, because a text may hold anything. */
export const formats: readonly TrustStoreFormat[] = [jks, jceks, pkcs12, der, nss, pkcs7, pem];

// Thousands of hosts hold the same few files, and a blob store hands out the same bytes for each of them
const readings = new WeakMap<Uint8Array, Map<string, TrustStoreReading>>();

/**
 * Reads a file by its content, never by its name; what no format recognises has no entries and says so. Never throws. The same bytes (the very
 * object, which nobody changes) are read once.
 */
export function readTrustStore(bytes: Uint8Array, options: ReadOptions = {}): TrustStoreReading {
  const known = readings.get(bytes) ?? new Map<string, TrustStoreReading>();
  readings.set(bytes, known);
  const key = JSON.stringify(options);
  const reading = known.get(key) ?? readAnew(bytes, options);
  known.set(key, reading);
  return reading;
}

function readAnew(bytes: Uint8Array, options: ReadOptions): TrustStoreReading {
  if (bytes.length === 0) return unrecognised('not-a-certificate', 'file is empty: no certificates');
  const format = formats.find((candidate) => candidate.recognise(bytes));
  if (format !== undefined) return format.read(bytes, options);
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return unrecognised('unsupported', utf16 ? 'text is UTF-16, which no client reads' : 'no trust store of a known format');
}

function unrecognised(kind: 'not-a-certificate' | 'unsupported', message: string): TrustStoreReading {
  return { format: 'unrecognised', entries: [], damage: [{ kind, byteOffset: 0, message }] };
}
