import { opensslCertificates } from './client-certificate-rules.ts';
import type { ClientFamily } from './client-family.ts';
import type { ClientProfile, TrustSlot } from './client-profile.ts';
import { verifyTexts } from './openssl-errors.ts';
import { atLevel2, nameComparedByLibrary, openssl3Path, openssl111Path } from './openssl-path.ts';
import { checkedFile, defaultPaths, oldPem, silentFile, systemOpenssl, withOldPem } from './openssl-store.ts';
import { unknownProxies } from './proxy-rules.ts';
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
  clientCertificate: opensslCertificates,
  proxies: unknownProxies,
  // A program sets the level that it likes: the stricter one is assumed, so that no weak key is called fine.
  path: { ...atLevel2(openssl3Path), stages: nameComparedByLibrary },
  reRead: 'per-client',
  errors: errorsOf('3'),
  notModelled: systemOpenssl,
  fileErrors: { closed: 'calling fopen({path}, r)' },
  proof: ['openssl 3.0.19 s_client', 'openssl/openssl crypto/x509/by_file.c, by_dir.c, apps/lib/apps.c', 'CLIENTS §1, §4, §8'],
};

const openssl111: ClientProfile = {
  ...openssl3,
  name: 'openssl-1.1.1',
  title: 'OpenSSL 1.1.1 default paths',
  lookup: withOldPem(openssl3.lookup),
  damage: { ...openssl3.damage, ...oldPem },
  path: { ...atLevel2(openssl111Path, '1.1.1'), stages: nameComparedByLibrary },
  errors: errorsOf('1.1.1'),
  proof: ['Node.js 16.20.2 with OpenSSL 1.1.1v (paths, PEM)', 'openssl/openssl OpenSSL_1_1_1-stable crypto/x509', 'CLIENTS §8'],
};

// The library as its own source sets it up before 3.2, level 1, and without a program's choices; `openssl verify` is such a program.
const level1: ClientProfile = {
  ...openssl3,
  name: 'openssl-verify',
  title: 'openssl verify at security level 1',
  path: { ...openssl3Path, stages: nameComparedByLibrary },
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
  libraries: [level1],
};

function errorsOf(generation: '1.1.1' | '3'): ClientProfile['errors'] {
  return {
    ...verifyTexts(({ number, text }) => `verify error:num=${number}:${text}`, generation),
    'name-mismatch': { text: 'verify error:num=62:hostname mismatch', forAddress: 'verify error:num=64:IP address mismatch' },
  };
}
