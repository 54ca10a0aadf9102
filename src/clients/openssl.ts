import type { ClientFamily } from './client-family.ts';
import type { ClientProfile, TrustSlot } from './client-profile.ts';
import { verifyTexts } from './openssl-errors.ts';
import { checkedFile, defaultPaths, oldPem, opensslPath, securityLevel2, silentFile, withOldPem } from './openssl-store.ts';
import { option } from './settings.ts';

const neitherOption = [
  { setting: option('-CAfile'), is: 'absent' },
  { setting: option('-CApath'), is: 'absent' },
] as const;

// -CAfile or -CApath alone takes both defaults away (apps/lib/apps.c, ctx_set_verify_locations), unlike curl's options.
const lookup: readonly TrustSlot[] = [
  {
    name: '-CAfile',
    when: [{ setting: option('-CAfile'), is: 'given' }],
    locations: [{ source: option('-CAfile'), reading: 'pem-file', whenEmpty: 'no-anchors', whenMissing: 'error', ...checkedFile }],
  },
  {
    name: '-CApath',
    when: [{ setting: option('-CApath'), is: 'given' }],
    locations: [
      { source: option('-CApath'), reading: 'hashed-directory', separator: ':', whenEmpty: 'no-anchors', whenMissing: 'no-anchors' },
    ],
  },
  ...defaultPaths.map((slot) => ({ ...slot, when: neitherOption })),
];

/** The library's own defaults: s_client, and any program that calls SSL_CTX_set_default_verify_paths. */
const openssl3: ClientProfile = {
  name: 'openssl',
  title: 'OpenSSL default paths',
  family: 'openssl',
  lookup,
  ...silentFile,
  optionVariables: [],
  verificationOff: [],
  refuses: [],
  // A program sets the level that it likes: the stricter one is assumed, so that no weak key is called fine.
  path: { ...opensslPath, ...securityLevel2 },
  reRead: 'per-client',
  errors: errorsOf('3'),
  notModelled: [],
  fileErrors: {},
  proof: ['openssl 3.0.19 s_client', 'openssl/openssl crypto/x509/by_file.c, by_dir.c, apps/lib/apps.c', 'CLIENTS §1, §4, §8'],
};

const openssl111: ClientProfile = {
  ...openssl3,
  name: 'openssl-1.1.1',
  title: 'OpenSSL 1.1.1 default paths',
  lookup: withOldPem(openssl3.lookup),
  damage: { ...openssl3.damage, ...oldPem },
  errors: errorsOf('1.1.1'),
  proof: ['Node.js 16.20.2 with OpenSSL 1.1.1v (paths, PEM)', 'openssl/openssl OpenSSL_1_1_1-stable crypto/x509', 'CLIENTS §8'],
};

export const client: ClientFamily = {
  family: 'openssl',
  coverage: [
    {
      profile: openssl3,
      versions: { from: '3.0', below: '3.6' },
      because: '3.0.19 measured; paths also with the 3.5 of Node 24; lookup unchanged in the source up to 3.5',
    },
    {
      profile: openssl111,
      versions: { from: '1.1.1', below: '1.1.2' },
      because: 'paths measured with Node 10–16; lookup read in the source of 1.1.1, the same code as in 3.0',
    },
  ],
  exclusions: [
    { versions: { from: '0', below: '1.1.1' }, reason: 'OpenSSL before 1.1.1 builds paths from the served chain first: not modelled' },
    { versions: { from: '3.6', below: '100' }, reason: 'OpenSSL after 3.5 was not measured' },
  ],
  libraries: [],
};

function errorsOf(generation: '1.1.1' | '3'): ClientProfile['errors'] {
  return {
    ...verifyTexts(({ number, text }) => `verify error:num=${number}:${text}`, generation),
    'name-mismatch': { text: 'verify error:num=62:hostname mismatch' },
  };
}
