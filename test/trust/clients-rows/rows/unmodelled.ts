import { right, rightBundle, rightHash, wrongBundle } from '../../effective-store/rows/folders.ts';
import type { Row } from '../../effective-store/rows/row.ts';

/** Clients without a profile: whatever they do, nothing is said. */
export const unmodelledRows: readonly Row[] = [
  { name: 'wget reads the bundle', client: 'wget', etc: rightBundle, real: 'trusts', says: 'unknown' },
  { name: 'wget does not read the hashed directory', client: 'wget', etc: rightHash, real: 'refuses', says: 'unknown' },
  {
    name: 'wget does not read SSL_CERT_FILE',
    client: 'wget',
    etc: wrongBundle,
    own: right,
    environment: { SSL_CERT_FILE: '{dir}/ca.pem' },
    real: 'refuses',
    says: 'unknown',
  },
  {
    name: 'wget adds --ca-certificate',
    client: 'wget',
    etc: wrongBundle,
    own: right,
    args: ['--ca-certificate={dir}/ca.pem'],
    real: 'trusts',
    says: 'unknown',
  },
];
