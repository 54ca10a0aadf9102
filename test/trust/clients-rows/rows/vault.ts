import { right, rightBundle, unhashed, wrong, wrongBundle } from '../../effective-store/rows/folders.ts';
import type { Row } from '../../effective-store/rows/row.ts';

const row = (name: string, part: Omit<Row, 'name' | 'client'>): Row => ({ ...part, name: `vault ${name}`, client: 'vault' });

/** CLIENTS §1 for Vault's API in Go: each of its variables takes the place of the system's roots. */
export const vaultRows: readonly Row[] = [
  row("reads the system's roots", { etc: unhashed, real: 'trusts' }),
  row('reads VAULT_CACERT', { etc: wrongBundle, own: right, environment: { VAULT_CACERT: '{dir}/ca.pem' }, real: 'trusts' }),
  row('reads nothing else than VAULT_CACERT', {
    etc: rightBundle,
    own: wrong,
    environment: { VAULT_CACERT: '{dir}/ca.pem' },
    real: 'refuses',
  }),
  row('ignores an empty VAULT_CACERT', { etc: rightBundle, environment: { VAULT_CACERT: '' }, real: 'trusts' }),
  row('fails on a missing VAULT_CACERT', { etc: rightBundle, environment: { VAULT_CACERT: '{dir}/missing.pem' }, real: 'refuses' }),
  row('fails where VAULT_CACERT is a directory', {
    etc: rightBundle,
    own: right,
    environment: { VAULT_CACERT: '{dir}/hashed' },
    real: 'refuses',
  }),
  row('ignores AWS_CA_BUNDLE', { etc: wrongBundle, own: right, environment: { AWS_CA_BUNDLE: '{dir}/ca.pem' }, real: 'refuses' }),
  row('reads every file below VAULT_CAPATH', {
    etc: wrongBundle,
    own: (m) => ({ 'folder/root.pem': m.root.pem }),
    environment: { VAULT_CAPATH: '{dir}/folder' },
    real: 'trusts',
    says: 'unknown',
  }),
  row('fails on one file without certificates below VAULT_CAPATH', {
    etc: rightBundle,
    own: (m) => ({ 'folder/root.pem': m.root.pem, 'folder/README': 'nothing here\n' }),
    environment: { VAULT_CAPATH: '{dir}/folder' },
    real: 'refuses',
    says: 'unknown',
  }),
  row('prefers VAULT_CACERT to VAULT_CAPATH', {
    etc: rightBundle,
    own: (m) => ({ 'folder/root.pem': m.root.pem, 'other.pem': m.other.pem }),
    environment: { VAULT_CACERT: '{dir}/other.pem', VAULT_CAPATH: '{dir}/folder' },
    real: 'refuses',
  }),
  row('does not walk VAULT_CAPATH where VAULT_CACERT is set', {
    etc: wrongBundle,
    own: (m) => ({ 'folder/README': 'nothing here\n', 'ca.pem': m.root.pem }),
    environment: { VAULT_CACERT: '{dir}/ca.pem', VAULT_CAPATH: '{dir}/folder' },
    real: 'trusts',
  }),
  row('does not mind a missing VAULT_CAPATH where VAULT_CACERT is set', {
    etc: wrongBundle,
    own: right,
    environment: { VAULT_CACERT: '{dir}/ca.pem', VAULT_CAPATH: '{dir}/missing' },
    real: 'trusts',
  }),
  row('fails on a missing VAULT_CACERT, whatever VAULT_CAPATH holds', {
    etc: rightBundle,
    own: (m) => ({ 'folder/root.pem': m.root.pem }),
    environment: { VAULT_CACERT: '{dir}/missing.pem', VAULT_CAPATH: '{dir}/folder' },
    real: 'refuses',
  }),
  row('reads VAULT_CAPATH where VAULT_CACERT is empty', {
    etc: wrongBundle,
    own: (m) => ({ 'folder/root.pem': m.root.pem }),
    environment: { VAULT_CACERT: '', VAULT_CAPATH: '{dir}/folder' },
    real: 'trusts',
    says: 'unknown',
  }),
  // content that is never collected: only that it is set is known
  row('prefers VAULT_CACERT to VAULT_CACERT_BYTES', {
    etc: wrongBundle,
    own: right,
    environment: { VAULT_CACERT: '{dir}/ca.pem', VAULT_CACERT_BYTES: 'nothing here' },
    real: 'trusts',
    says: 'unknown',
  }),
  row('prefers VAULT_CACERT_BYTES to VAULT_CAPATH', {
    etc: rightBundle,
    own: (m) => ({ 'folder/root.pem': m.root.pem }),
    environment: { VAULT_CACERT_BYTES: 'nothing here', VAULT_CAPATH: '{dir}/folder' },
    real: 'refuses',
    says: 'unknown',
  }),
  row('verifies nothing with VAULT_SKIP_VERIFY', { etc: wrongBundle, environment: { VAULT_SKIP_VERIFY: '1' }, real: 'trusts' }),
  row('fails on a missing VAULT_CACERT even with VAULT_SKIP_VERIFY', {
    etc: rightBundle,
    environment: { VAULT_CACERT: '{dir}/missing.pem', VAULT_SKIP_VERIFY: '1' },
    real: 'refuses',
    says: 'unknown',
  }),
  row('fails on VAULT_CACERT_BYTES that are no certificate', {
    etc: rightBundle,
    environment: { VAULT_CACERT_BYTES: 'nothing here' },
    real: 'refuses',
    says: 'unknown',
  }),
];
