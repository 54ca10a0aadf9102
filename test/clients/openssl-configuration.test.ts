import { describe, expect, it } from 'vitest';
import { type TlsConfiguration, underConfiguration } from '../../src/clients/openssl-configuration.ts';
import { opensslStrength } from '../../src/clients/openssl-strength.ts';
import { profileNamed } from '../../src/clients/registry.ts';
import { judgePath } from '../../src/trust/path/judge-path.ts';
import { parseCertificate } from '../../src/x509/parse-certificate.ts';
import { type CertificateRequest, issue } from '../certificates.ts';

const file = '/usr/lib/ssl/openssl.cnf';

function profile(name: string) {
  const found = profileNamed(name);
  if (found === undefined) throw new Error(`no profile is called ${name}`);
  return found;
}

/** What a configuration makes of a profile. */
function under(
  name: string,
  settings: Readonly<Record<string, string>>,
  more: Partial<TlsConfiguration> = {},
  tlsLibrary = 'OpenSSL 3.0.19',
) {
  const family = name.replace(/-.*/, '').replace(/requests|boto3/, 'python');
  const tlsConfiguration = { path: file, state: 'file', settings, ...more } as const;
  return underConfiguration(profile(name), { family, tlsLibrary, tlsConfiguration });
}

const level = (one: 0 | 1 | 2 | 3) => ({ CipherString: `DEFAULT@SECLEVEL=${one}` });

describe('a level of security', () => {
  it.each(['curl', 'openssl', 'node-20', 'node-22'])('is what %s has then', (name) => {
    for (const one of [0, 1, 2, 3] as const) {
      const choice = under(name, level(one));
      expect(choice).toMatchObject({ kind: 'known', profile: { name, path: { strength: opensslStrength('3', one) } } });
    }
  });

  it('is the same profile for the same level, so that stores are resolved once', () => {
    expect(under('curl', level(3))).toEqual(under('curl', level(3)));
    const [first, second] = [under('curl', level(3)), under('curl', { CipherString: 'ALL:@SECLEVEL=3' })];
    expect(first.kind === 'known' && second.kind === 'known' && first.profile === second.profile).toBe(true);
  });

  it('is that of OpenSSL 1.1.1 where that is linked', () => {
    const choice = under('curl-openssl-1.1.1', level(1), {}, 'OpenSSL 1.1.1w');
    expect(choice).toMatchObject({ profile: { path: { strength: opensslStrength('1.1.1', 1) } } });
  });

  it('gives way to the one that Python sets by itself, also in its libraries', () => {
    for (const name of ['python', 'requests', 'boto3']) {
      expect(under(name, level(3), { ownLevel: '2' })).toMatchObject({ profile: { path: { strength: opensslStrength('3', 2) } } });
      expect(under(name, level(3), { ownLevel: 'none' })).toMatchObject({ profile: { path: { strength: opensslStrength('3', 3) } } });
    }
  });

  it('is not known for a Python that was not asked, unless both would be 2', () => {
    expect(under('python', level(3))).toMatchObject({ kind: 'unknown' });
    expect(under('python', level(1))).toMatchObject({ kind: 'unknown' });
    expect(under('python', level(2))).toMatchObject({ kind: 'known' });
  });

  it('keeps what the program itself cannot bear: Node.js 24 and curves without a name', () => {
    const choice = under('node-24', level(1));
    expect(choice.kind === 'known' && choice.profile.path.strength.keys.curves).toBe(profile('node-24').path.strength.keys.curves);
  });

  it.each(['4', '5'])('%s is not modelled', (one) => {
    expect(under('curl', { CipherString: `DEFAULT@SECLEVEL=${one}` })).toMatchObject({ kind: 'unknown' });
  });
});

describe('settings', () => {
  it.each([
    ['MinProtocol', 'TLSv1.2'],
    ['MinProtocol', 'None'],
    ['MaxProtocol', 'TLSv1.3'],
    ['Protocol', 'ALL,-TLSv1,-TLSv1.1'],
    ['Protocol', '-ALL, TLSv1.2, TLSv1.3'],
    ['CipherString', 'DEFAULT'],
    ['Ciphersuites', 'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_CCM_SHA256'],
    ['VerifyMode', 'Peer'],
    ['Options', 'UnsafeLegacyRenegotiation'],
    ['providers', 'default'],
  ])('%s = %s changes nothing', (name, value) => {
    expect(under('curl', { [name]: value })).toMatchObject({ kind: 'known', profile: profile('curl') });
  });

  it.each([
    ['MinProtocol', 'TLSv1.3'],
    ['MinProtocol', 'TLSv1.0'],
    ['MaxProtocol', 'TLSv1.2'],
    ['Protocol', '-TLSv1.3'],
    ['Protocol', 'ALL,-TLSv1.1'],
    ['Protocol', '-ALL,TLSv1.2'],
    ['CipherString', '@SECLEVEL=2'],
    ['CipherString', '?'],
    ['Ciphersuites', 'TLS_AES_256_GCM_SHA384'],
    ['Options', '?'],
    ['Groups', '?'],
    ['SignatureAlgorithms', '?'],
  ])('%s = %s leaves the store open, and the reason names it and the file', (name, value) => {
    const choice = under('curl', { [name]: value });
    expect(choice.kind === 'unknown' && choice.reason).toMatch(new RegExp(`^what ${file} asks of .*${name} is set`));
  });

  it('leave the store open where not all of them were read', () => {
    expect(under('curl', level(2), { unread: ['it loads a module that is not modelled'] })).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('a module that is not modelled'),
    });
    expect(under('curl', {}, { state: 'unreadable' })).toMatchObject({ kind: 'unknown' });
    expect(under('curl-openssl-1.1.1', { providers: 'default' }, {}, 'OpenSSL 1.1.1w')).toMatchObject({ kind: 'unknown' });
  });
});

it('leaves a profile alone where no file is, where nobody looked, and where it is no client of OpenSSL', () => {
  expect(under('curl', {}, { state: 'missing' })).toMatchObject({ profile: profile('curl') });
  expect(underConfiguration(profile('curl'), { family: 'curl' })).toMatchObject({ profile: profile('curl') });
  expect(under('go', level(3))).toMatchObject({ profile: profile('go') });
});

describe("Red Hat's OpenSSL", () => {
  const policy = {
    CipherString: '@SECLEVEL=2:kEECDH:kRSA:kEDH:-aDSS:-3DES:!DES:!RC4:!eNULL:!aNULL:!MD5:-SHA384:-CAMELLIA:-ARIA:-AESCCM8',
    'rh-allow-sha1-signatures': 'no',
  };
  const path = '/etc/pki/tls/openssl.cnf';

  function verdictOn(requests: Partial<CertificateRequest>, settings: Readonly<Record<string, string>> = policy, tlsLibrary?: string) {
    const choice = under('openssl', settings, { path }, tlsLibrary);
    if (choice.kind === 'unknown') return choice;
    const root = requests.issuer ?? issue({ subject: 'CN=Root', ca: true });
    const served = issue({ subject: 'CN=store.test', issuer: root, names: ['store.test'], ...requests });
    const anchors = [{ certificate: parseCertificate(root.der), file: 'root' }];
    return judgePath({ knobs: choice.profile.path, anchors, served: [parseCertificate(served.der)], name: 'store.test', at: Date.now() });
  }

  it('accepts under its policy what others do', () => {
    expect(verdictOn({})).toMatchObject({ kind: 'accepted' });
    expect(verdictOn({ keyType: 'rsa' })).toMatchObject({ kind: 'accepted' });
    expect(verdictOn({ keyType: 'rsa-1024' })).toMatchObject({ kind: 'rejected' });
  });

  it('leaves open what its patches decide: SHA-1, and curves that it may not have', () => {
    expect(verdictOn({ digest: 'sha1' })).toMatchObject({ kind: 'unsupported' });
    const issuer = issue({ subject: 'CN=Root', ca: true, keyType: 'ec-k1' });
    expect(verdictOn({ issuer })).toMatchObject({
      kind: 'unsupported',
      reason: expect.stringContaining('over which builds of the client differ'),
    });
  });

  it('is open where no ciphers are set, because it takes those of a policy that is not read', () => {
    for (const settings of [{}, { CipherString: 'DEFAULT' }, { CipherString: 'DEFAULT@SECLEVEL=2' }]) {
      expect(verdictOn({}, settings)).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('it sets no ciphers') });
    }
    expect(under('openssl', {}, { path, state: 'missing' })).toMatchObject({ kind: 'unknown' });
  });

  it('alone knows rh-allow-sha1-signatures', () => {
    expect(under('openssl', policy)).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('rh-allow-sha1-signatures is set') });
  });
});
