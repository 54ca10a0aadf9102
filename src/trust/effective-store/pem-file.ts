import type { FileTolerance } from '../../clients/client-profile.ts';
import { readTrustStore } from '../../formats/read-trust-store.ts';
import type { Unknown } from './store-part.ts';
import { type Tolerated, tolerate } from './tolerate.ts';

/** A file as a reader of PEM sees it: other formats hold nothing for it. */
export function readPemFile(bytes: Uint8Array, tolerance: FileTolerance): Tolerated | Unknown {
  const reading = readTrustStore(bytes);
  if (reading.format === 'pem') return tolerate(reading, tolerance);
  const { format } = reading;
  const why = format === 'unrecognised' ? 'holds no PEM block' : `is ${format}, which the client does not read`;
  return { kind: 'read', entries: [], remarks: [why], trouble: tolerance.whenNoCertificate === 'error' ? 'empty' : undefined };
}
