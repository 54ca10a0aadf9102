import { readTrustStore } from '../../formats/read-trust-store.ts';
import { asReadBy, type StoreReader } from './readable-entries.ts';
import type { Unknown } from './store-part.ts';
import { type Tolerated, tolerate } from './tolerate.ts';

/** A file as a reader of PEM sees it: other formats hold nothing for it. */
export function readPemFile(bytes: Uint8Array, tolerance: StoreReader): Tolerated | Unknown {
  const reading = readTrustStore(bytes);
  if (reading.format === 'pem') return tolerate(asReadBy(reading, tolerance), tolerance);
  const { format } = reading;
  const why = format === 'unrecognised' ? 'holds no PEM block' : `is ${format}, which the client does not read`;
  return { kind: 'read', entries: [], remarks: [why], trouble: tolerance.whenNoCertificate === 'error' ? 'empty' : undefined };
}
