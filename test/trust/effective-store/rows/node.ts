import { damages } from './damage.ts';
import { right, rightBundle, rightHash, unhashed, wrong, wrongBundle } from './folders.ts';
import type { Row } from './row.ts';

const file = { own: right };

const system = { client: 'node' as const, args: ['--use-system-ca'], options: { '--use-system-ca': '' } };
const nodeSystemRows: readonly Row[] = [
  { name: 'node --use-system-ca reads every file of the directory, hashed or not', ...system, etc: unhashed, real: 'trusts' },
  { name: 'node --use-system-ca reads ca-certificates.crt as a file of the directory', ...system, etc: rightBundle, real: 'trusts' },
  {
    name: 'node --use-system-ca reads SSL_CERT_FILE',
    ...system,
    etc: wrongBundle,
    own: right,
    environment: { SSL_CERT_FILE: '{dir}/ca.pem' },
    real: 'trusts',
  },
  {
    name: 'node --use-system-ca with SSL_CERT_FILE still reads the directory',
    ...system,
    etc: unhashed,
    own: wrong,
    environment: { SSL_CERT_FILE: '{dir}/ca.pem' },
    real: 'trusts',
  },
  {
    name: 'node --use-system-ca with SSL_CERT_DIR does not read the default directory',
    ...system,
    etc: unhashed,
    own: wrong,
    environment: { SSL_CERT_DIR: '{dir}/hashed' },
    real: 'refuses',
  },
  {
    name: 'node --use-system-ca reads SSL_CERT_DIR',
    ...system,
    etc: wrongBundle,
    own: right,
    environment: { SSL_CERT_DIR: '{dir}/hashed' },
    real: 'trusts',
  },
  {
    name: 'node --use-system-ca does not split SSL_CERT_DIR',
    ...system,
    etc: wrongBundle,
    own: right,
    environment: { SSL_CERT_DIR: '{dir}/missing:{dir}/hashed' },
    real: 'refuses',
    collected: 'unknown',
  },
  {
    name: 'node --use-system-ca with an empty SSL_CERT_DIR',
    ...system,
    etc: unhashed,
    own: right,
    environment: { SSL_CERT_DIR: '' },
    real: 'refuses',
  },
  {
    name: 'node NODE_USE_SYSTEM_CA=1 reads the same',
    client: 'node',
    etc: unhashed,
    environment: { NODE_USE_SYSTEM_CA: '1' },
    real: 'trusts',
  },
  { name: 'node NODE_USE_SYSTEM_CA=0 does not', client: 'node', etc: unhashed, environment: { NODE_USE_SYSTEM_CA: '0' }, real: 'refuses' },
  {
    name: 'node --use-system-ca and a bad file',
    ...system,
    etc: (m) => ({ 'bad.pem': damages['a garbage certificate before the root']?.(m) ?? '', 'z.pem': m.root.pem }),
    real: 'trusts',
  },
];

export const nodeRows: readonly Row[] = [
  ...(['node20', 'node'] as const).flatMap((client): Row[] => [
    {
      name: `${client} does not read the system's store`,
      client,
      etc: rightHash,
      ...file,
      environment: { SSL_CERT_FILE: '{dir}/ca.pem', AWS_CA_BUNDLE: '{dir}/ca.pem' },
      real: 'refuses',
    },
    {
      name: `${client} adds NODE_EXTRA_CA_CERTS`,
      client,
      etc: wrongBundle,
      ...file,
      environment: { NODE_EXTRA_CA_CERTS: '{dir}/ca.pem' },
      real: 'trusts',
    },
    {
      name: `${client} ignores a missing NODE_EXTRA_CA_CERTS`,
      client,
      etc: wrongBundle,
      environment: { NODE_EXTRA_CA_CERTS: '{dir}/missing.pem' },
      real: 'refuses',
      remarks: [/NODE_EXTRA_CA_CERTS names/],
    },
    {
      name: `${client} --use-openssl-ca reads the system's directory`,
      client,
      etc: rightHash,
      args: ['--use-openssl-ca'],
      options: { '--use-openssl-ca': '' },
      real: 'trusts',
    },
    {
      name: `${client} --use-openssl-ca does not read ca-certificates.crt`,
      client,
      etc: rightBundle,
      args: ['--use-openssl-ca'],
      options: { '--use-openssl-ca': '' },
      real: 'refuses',
    },
    {
      name: `${client} NODE_OPTIONS=--use-openssl-ca reads SSL_CERT_FILE`,
      client,
      etc: wrongBundle,
      ...file,
      environment: { NODE_OPTIONS: '--use-openssl-ca', SSL_CERT_FILE: '{dir}/ca.pem' },
      real: 'trusts',
    },
    {
      name: `${client} --use-openssl-ca keeps NODE_EXTRA_CA_CERTS`,
      client,
      etc: wrongBundle,
      ...file,
      args: ['--use-openssl-ca'],
      options: { '--use-openssl-ca': '' },
      environment: { NODE_EXTRA_CA_CERTS: '{dir}/ca.pem' },
      real: 'trusts',
    },
    {
      name: `${client} NODE_TLS_REJECT_UNAUTHORIZED=0 verifies nothing`,
      client,
      etc: wrongBundle,
      environment: { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
      real: 'trusts',
    },
  ]),
  {
    name: 'node20 does not know --use-system-ca',
    client: 'node20',
    etc: rightHash,
    args: ['--use-system-ca'],
    options: { '--use-system-ca': '' },
    real: 'refuses',
  },
  ...nodeSystemRows,
];
