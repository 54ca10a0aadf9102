import { right, rightBundle, unhashed, wrong, wrongBundle } from './folders.ts';
import type { Row } from './row.ts';

const file = { own: right };

export const goRows: readonly Row[] = [
  { name: 'go reads the default bundle', client: 'go', etc: rightBundle, real: 'trusts' },
  { name: 'go reads every file of the directory, hashed or not', client: 'go', etc: unhashed, real: 'trusts' },
  {
    name: 'go with SSL_CERT_FILE alone still reads the directory',
    client: 'go',
    etc: rightBundle,
    own: wrong,
    environment: { SSL_CERT_FILE: '{dir}/ca.pem' },
    real: 'trusts',
  },
  {
    name: 'go with SSL_CERT_FILE and SSL_CERT_DIR reads nothing else',
    client: 'go',
    etc: rightBundle,
    own: wrong,
    environment: { SSL_CERT_FILE: '{dir}/ca.pem', SSL_CERT_DIR: '{dir}/hashed' },
    real: 'refuses',
  },
  {
    name: 'go goes on silently with a missing SSL_CERT_FILE',
    client: 'go',
    etc: unhashed,
    environment: { SSL_CERT_FILE: '{dir}/missing.pem' },
    real: 'trusts',
  },
  {
    name: 'go with a missing SSL_CERT_FILE does not try its list',
    client: 'go',
    etc: rightBundle,
    environment: { SSL_CERT_FILE: '{dir}/missing.pem', SSL_CERT_DIR: '{dir}/missing' },
    real: 'refuses',
  },
  {
    name: 'go does not read AWS_CA_BUNDLE',
    client: 'go',
    etc: wrongBundle,
    ...file,
    environment: { AWS_CA_BUNDLE: '{dir}/ca.pem' },
    real: 'refuses',
  },
];
