import type { ClientName } from '../../effective-store/find-clients.ts';
import type { Material } from '../../effective-store/material.ts';
import type { Folder } from '../../effective-store/planted-host.ts';
import { right, rightBundle, wrong, wrongBundle } from '../../effective-store/rows/folders.ts';
import type { Row } from '../../effective-store/rows/row.ts';

type Part = Pick<Row, 'etc' | 'own' | 'environment' | 'args'> & {
  readonly real: Row['real'] | readonly Row['real'][];
  readonly says?: 'unknown';
};

const other = (m: Material): Folder => ({ ...right(m), 'other.pem': m.other.pem });
const configured =
  (profile: string, value: string, file = '.aws/config') =>
  (m: Material): Folder => ({ ...other(m), [file]: `[other]\nregion = eu-west-1\n\n[${profile}]\nca_bundle = ${value}\n` });
const home = { HOME: '{dir}' };

/** One case for several clients; of `real`, one for each of them. */
function forAll(clients: readonly ClientName[], cases: Readonly<Record<string, Part>>): readonly Row[] {
  return Object.entries(cases).flatMap(([name, { real, ...part }]) =>
    clients.map((client, index): Row => {
      const outcome = typeof real === 'string' ? real : (real[index] ?? 'refuses');
      return { ...part, name: `${client} ${name}`, client, real: outcome };
    }),
  );
}

const shared: Readonly<Record<string, Part>> = {
  'reads AWS_CA_BUNDLE': { etc: wrongBundle, own: right, environment: { AWS_CA_BUNDLE: '{dir}/ca.pem' }, real: 'trusts' },
  'reads nothing else than AWS_CA_BUNDLE': {
    etc: rightBundle,
    own: wrong,
    environment: { AWS_CA_BUNDLE: '{dir}/ca.pem' },
    real: 'refuses',
  },
  'fails on a missing AWS_CA_BUNDLE': { etc: rightBundle, environment: { AWS_CA_BUNDLE: '{dir}/missing.pem' }, real: 'refuses' },
  'fails where AWS_CA_BUNDLE is a directory': {
    etc: rightBundle,
    own: right,
    environment: { AWS_CA_BUNDLE: '{dir}/hashed' },
    real: 'refuses',
  },
  'prefers AWS_CA_BUNDLE to ca_bundle': {
    etc: rightBundle,
    own: configured('default', '{dir}/ca.pem'),
    environment: { ...home, AWS_CA_BUNDLE: '{dir}/other.pem', AWS_SDK_LOAD_CONFIG: '1' },
    real: 'refuses',
  },
  'reads ca_bundle of the profile that AWS_PROFILE names': {
    etc: wrongBundle,
    own: configured('profile deploy', '{dir}/ca.pem'),
    environment: { ...home, AWS_PROFILE: 'deploy', AWS_SDK_LOAD_CONFIG: '1' },
    real: 'trusts',
  },
  'reads ca_bundle of the profile that AWS_DEFAULT_PROFILE names': {
    etc: wrongBundle,
    own: configured('profile deploy', '{dir}/ca.pem'),
    environment: { ...home, AWS_DEFAULT_PROFILE: 'deploy', AWS_SDK_LOAD_CONFIG: '1' },
    real: 'trusts',
  },
  'reads the file that AWS_CONFIG_FILE names': {
    etc: wrongBundle,
    own: configured('default', '{dir}/ca.pem', 'aws.conf'),
    environment: { AWS_CONFIG_FILE: '{dir}/aws.conf', AWS_SDK_LOAD_CONFIG: '1' },
    real: 'trusts',
  },
  'reads ca_bundle of the credentials file': {
    etc: wrongBundle,
    own: configured('deploy', '{dir}/ca.pem', '.aws/credentials'),
    environment: { ...home, AWS_PROFILE: 'deploy', AWS_SDK_LOAD_CONFIG: '1' },
    real: 'trusts',
  },
};

const python = ['boto3', 'aws1', 'aws2'] as const;

/** CLIENTS §1 for botocore in its three packagings: boto3, the AWS CLI 1, and Debian's AWS CLI 2. */
export const awsRows: readonly Row[] = [
  ...forAll(python, {
    ...shared,
    'with an empty AWS_CA_BUNDLE verifies nothing': { etc: wrongBundle, environment: { AWS_CA_BUNDLE: '' }, real: 'trusts' },
    'with an empty AWS_CA_BUNDLE ignores ca_bundle': {
      etc: wrongBundle,
      own: configured('default', '{dir}/other.pem'),
      environment: { ...home, AWS_CA_BUNDLE: '' },
      real: 'trusts',
    },
    'with an empty REQUESTS_CA_BUNDLE verifies nothing': { etc: wrongBundle, environment: { REQUESTS_CA_BUNDLE: '' }, real: 'trusts' },
    'with an empty ca_bundle verifies nothing': { etc: wrongBundle, own: configured('default', ''), environment: home, real: 'trusts' },
    'prefers ca_bundle to REQUESTS_CA_BUNDLE': {
      etc: wrongBundle,
      own: configured('default', '{dir}/ca.pem'),
      environment: { ...home, REQUESTS_CA_BUNDLE: '{dir}/other.pem' },
      real: 'trusts',
    },
    'fails where REQUESTS_CA_BUNDLE is a directory': {
      etc: wrongBundle,
      own: right,
      environment: { REQUESTS_CA_BUNDLE: '{dir}/hashed' },
      real: 'refuses',
    },
    'chooses between two named profiles in its own way': {
      etc: wrongBundle,
      own: (m) => ({ ...other(m), '.aws/config': '[profile a]\nca_bundle = {dir}/ca.pem\n[profile b]\nca_bundle = {dir}/other.pem\n' }),
      environment: { ...home, AWS_PROFILE: 'a', AWS_DEFAULT_PROFILE: 'b' },
      real: ['refuses', 'refuses', 'trusts'],
      says: 'unknown',
    },
    'expands a tilde in ca_bundle': {
      etc: wrongBundle,
      own: configured('default', '~/ca.pem'),
      environment: home,
      real: 'trusts',
      says: 'unknown',
    },
    'does not expand a variable in ca_bundle': {
      etc: wrongBundle,
      own: configured('default', '$HOME/ca.pem'),
      environment: home,
      real: 'refuses',
      says: 'unknown',
    },
    'gives up a configuration that repeats a heading': {
      etc: wrongBundle,
      own: (m) => ({ ...other(m), '.aws/config': '[default]\nca_bundle = {dir}/ca.pem\n[default]\nregion = eu-west-1\n' }),
      environment: home,
      real: 'refuses',
      says: 'unknown',
    },
    'does not start with a profile that is not there': {
      etc: wrongBundle,
      own: right,
      environment: { ...home, AWS_PROFILE: 'deploy', AWS_CA_BUNDLE: '{dir}/ca.pem' },
      real: 'refuses',
      says: 'unknown',
    },
    'takes a heading without the word profile for none': {
      etc: wrongBundle,
      own: configured('deploy', '{dir}/other.pem'),
      environment: { ...home, AWS_PROFILE: 'deploy', REQUESTS_CA_BUNDLE: '{dir}/ca.pem' },
      real: 'refuses',
      says: 'unknown',
    },
  }),
  ...forAll(['aws1', 'aws2'], {
    'prefers --ca-bundle to AWS_CA_BUNDLE': {
      etc: wrongBundle,
      own: other,
      args: ['--ca-bundle', '{dir}/ca.pem'],
      environment: { AWS_CA_BUNDLE: '{dir}/other.pem' },
      real: 'trusts',
    },
    'reads --ca-bundle=': { etc: wrongBundle, own: right, args: ['--ca-bundle={dir}/ca.pem'], real: 'trusts' },
    'with an empty --ca-bundle verifies nothing': { etc: wrongBundle, args: ['--ca-bundle', ''], real: 'trusts' },
    'with --no-verify-ssl verifies nothing': { etc: wrongBundle, args: ['--no-verify-ssl'], real: 'trusts' },
    'takes an abbreviated --ca-bundle': { etc: wrongBundle, own: right, args: ['--ca-b', '{dir}/ca.pem'], real: 'trusts', says: 'unknown' },
    'takes --profile before the variable': {
      etc: wrongBundle,
      own: configured('profile deploy', '{dir}/ca.pem'),
      args: ['--profile', 'deploy'],
      environment: { ...home, AWS_PROFILE: 'default' },
      real: 'trusts',
    },
  }),
];

/** The AWS SDKs for Go: the named bundle in the place of the system's, fatal where it is not there. */
export const awsGoRows: readonly Row[] = [
  ...forAll(['aws-sdk-go', 'aws-sdk-go-v2'], {
    ...shared,
    "reads the system's roots": { etc: rightBundle, real: 'trusts' },
    'ignores an empty AWS_CA_BUNDLE': { etc: rightBundle, environment: { AWS_CA_BUNDLE: '' }, real: 'trusts' },
    'ignores an empty ca_bundle': {
      etc: rightBundle,
      own: configured('default', ''),
      environment: { ...home, AWS_SDK_LOAD_CONFIG: 'true' },
      real: 'trusts',
    },
    'fails on an AWS_CA_BUNDLE without certificates': {
      etc: rightBundle,
      own: () => ({ 'ca.pem': 'nothing here\n' }),
      environment: { AWS_CA_BUNDLE: '{dir}/ca.pem' },
      real: 'refuses',
      says: 'unknown',
    },
    'passes over garbage in AWS_CA_BUNDLE': {
      etc: wrongBundle,
      own: (m) => ({ 'ca.pem': `-----BEGIN CERTIFICATE-----\nZ2FyYmFnZQ==\n-----END CERTIFICATE-----\n${m.root.pem}` }),
      environment: { AWS_CA_BUNDLE: '{dir}/ca.pem' },
      real: 'trusts',
    },
    'reads ca_bundle without AWS_SDK_LOAD_CONFIG': {
      etc: wrongBundle,
      own: configured('default', '{dir}/ca.pem'),
      environment: home,
      real: ['refuses', 'trusts'],
    },
    'does not expand a tilde in ca_bundle': {
      etc: rightBundle,
      own: configured('default', '~/ca.pem'),
      environment: { ...home, AWS_SDK_LOAD_CONFIG: '1' },
      real: 'refuses',
      says: 'unknown',
    },
  }),
];
