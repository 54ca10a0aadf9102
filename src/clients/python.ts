import { pythonCertificates } from './client-certificate-rules.ts';
import type { ClientFamily } from './client-family.ts';
import type { ClientProfile } from './client-profile.ts';
import { pythonNames } from './host-names.ts';
import { verifyTexts } from './openssl-errors.ts';
import { atLevel2, nameComparedByLibrary, openssl3Path, openssl111Path } from './openssl-path.ts';
import { defaultPaths, oldPem, silentFile, systemOpenssl } from './openssl-store.ts';
import { pythonProxies } from './proxy-rules.ts';
import { boto3, requests } from './python-libraries.ts';
import { variable } from './settings.ts';

const failed = (text: string): string => `[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: ${text}`;

// hvac, Vault's client for Python, takes them in its own way (hvac/constants/client.py); whether a program uses it no runtime tells.
const readByHvac: ClientProfile['notModelled'] = ['VAULT_CACERT', 'VAULT_CAPATH', 'VAULT_CLIENT_CERT', 'VAULT_CLIENT_KEY'].map((name) => ({
  when: { setting: variable(name), is: 'given' },
  reason: `${name} is read by hvac, whose trust store was not measured`,
}));

/** ssl.create_default_context and urllib: the paths of the OpenSSL that Python is linked with, errors swallowed. */
const python: ClientProfile = {
  name: 'python',
  title: 'Python ssl and urllib',
  family: 'openssl',
  lookup: defaultPaths,
  ...silentFile,
  optionVariables: [],
  verificationOff: [],
  refuses: [],
  clientCertificate: pythonCertificates,
  proxies: pythonProxies,
  // Python 3.10 sets level 2 itself; before, Debian's and Ubuntu's OpenSSL does. Elsewhere this is the stricter reading.
  path: { ...atLevel2(openssl3Path), stages: nameComparedByLibrary, hostName: pythonNames },
  reRead: 'per-connection',
  errors: errorsOf('3'),
  notModelled: [...systemOpenssl, ...readByHvac],
  fileErrors: {},
  proof: ['Python 3.8.18, 3.9.18, 3.10.13, 3.11.7, 3.12.1 with OpenSSL 3.0.19', 'CLIENTS §1–§6, §8'],
};

const python111: ClientProfile = {
  ...python,
  name: 'python-openssl-1.1.1',
  title: 'Python ssl and urllib with OpenSSL 1.1.1',
  damage: { ...python.damage, ...oldPem },
  path: { ...atLevel2(openssl111Path, '1.1.1'), stages: nameComparedByLibrary, hostName: pythonNames },
  errors: errorsOf('1.1.1'),
};

export const client: ClientFamily = {
  family: 'python',
  coverage: [
    {
      profile: python,
      versions: { from: '3.8', below: '3.13' },
      libraries: [{ name: 'OpenSSL', from: '3.0', below: '3.6' }],
      because: 'each minor version measured with OpenSSL 3.0.19',
    },
    {
      profile: python111,
      versions: { from: '3.8', below: '3.13' },
      libraries: [{ name: 'OpenSSL', from: '1.1.1', below: '1.1.2' }],
      because: 'Python leaves the lookup to the library; OpenSSL 1.1.1 as measured in Node.js 16',
    },
  ],
  exclusions: [
    { versions: { from: '0', below: '3.8' }, reason: 'Python before 3.8 was not measured' },
    {
      versions: { from: '3.13', below: '100' },
      reason: 'Python 3.13 and later verify strictly (VERIFY_X509_STRICT) and accept partial chains: not modelled',
    },
  ],
  libraries: [requests(python), boto3(python)],
};

function errorsOf(generation: '1.1.1' | '3'): ClientProfile['errors'] {
  return {
    ...verifyTexts(({ text }) => failed(text), generation),
    'name-mismatch': {
      text: failed("Hostname mismatch, certificate is not valid for '{name}'."),
      forAddress: failed("IP address mismatch, certificate is not valid for '{name}'."),
    },
  };
}
