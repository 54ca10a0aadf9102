import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configurationLines } from '../../../src/evidence/reading/openssl-configuration-lines.ts';
import { cryptoPolicies, redHatConfiguration, sha1Sections } from '../../clients/crypto-policies.ts';
import { describeWith, findProgram } from '../../require.ts';
import { collectAfter, collectors } from '../namespace.ts';
import { type AwkName, awks } from './run-probe.ts';
import { unescape } from './word-filter.ts';

const secret = 'CaNaRy';
const scripts = new URL('../../../src/evidence/probe/script/', import.meta.url);
const parts = ['10-output.sh', '12-limits.sh', '48-openssl-configuration.sh'].map((name) => readFileSync(new URL(name, scripts), 'utf8'));
const program = execFileSync('sh', ['-c', [...parts, `printf '%s' "$AWK_ESCAPE$AWK_SHOWN$AWK_OPENSSL_CONFIGURATION"`].join('\n')], {
  encoding: 'utf8',
});

/** What the probe shows of a file. */
function shownOf(awk: AwkName, text: string): string {
  const [file, first] = awk === 'busybox' ? [findProgram('busybox') ?? awk, ['awk']] : [findProgram(awk) ?? awk, []];
  const output = execFileSync(file, [...first, '-v', 'most=1048576', program], { input: text, env: { LC_ALL: 'C' }, encoding: 'utf8' });
  return output
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => `${unescape(line.slice(1))}\n`)
    .join('');
}

/** Lines as they count: of equal ones that follow each other the first. */
function counted(text: string): readonly string[] {
  const lines = configurationLines(text).map((line) => JSON.stringify(line));
  return lines.filter((line, at) => line !== lines[at - 1]);
}

const line = fc.oneof(
  fc.constantFrom(
    ...`openssl_conf = init|nodejs_conf=init|[init]|[ tls ] x|[a b]|[|[x|ssl_conf = tls|SSL_CONF = tls|providers = ${secret}!|system_default = system|[system]|CipherString = DEFAULT@SECLEVEL=3
|cipherstring= "DEFAULT:@SECLEVEL=2"|CipherString = ${secret}|CipherString = 'DEFAULT'|TLS.MinProtocol = TLSv1.2|DTLS.MinProtocol = DTLSv1.2|x.MinProtocol = TLSv1.2|Protocol = ALL, -TLSv1.1
|Ciphersuites = TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256|Options = UnsafeLegacyRenegotiation|Options = -Bugs|VerifyMode = Peer|default = default_sect|default = ${secret}|activate = 1|activate = yes
|.include /etc/x.conf|.include = /etc/d|.include=/e|.include x|.include/x|.include $d/x|.pragma = abspath:true|# x \\|# don't|a = b \\|a = b \\\\|a = "x#y" # z|PIN = ${secret}|${secret}|= x|a::b = c
|dir = .|a = $dir/x|a = \${dir}|a = $ENV::dir|a = $system::CipherString|a = $nothing|a = b$|[ca]|é = ü|\t [system]\t|   |alg_section = g|Groups = X25519|Groups = *?X25519MLKEM768:?p256_mlkem768/*X25519:secp256r1|CipherString = @SECLEVEL=2:kEECDH:kRSA:-3DES:!aNULL|CipherString = kEECDH:${secret}|SignatureAlgorithms = ECDSA+SHA256:?ed25519:rsa_pss_rsae_sha512|rh-allow-sha1-signatures = no|Groups = X25519:|Groups = X25519//X448|[${'x'.repeat(40)}]`.split(
      '|',
    ),
  ),
  fc.string({ unit: fc.constantFrom(...' \t=[]#"\'\\$.aA:/{}?!~'.split('')), maxLength: 12 }),
);
const samples = fc.sample(
  fc
    .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
    .map(([lines, end, ends]) => lines.join(end) + (ends ? end : '')),
  { numRuns: 300, seed: 11 },
);
const texts = [...samples, ...Object.values(cryptoPolicies), redHatConfiguration + sha1Sections('no')];

describe.each(awks)("OpenSSL's configuration, filtered in %s", (awk) => {
  it('says the same as the file, and says it again when it is read again', () => {
    for (const text of texts) {
      const shown = shownOf(awk, text);
      expect({ text, lines: counted(shown) }).toEqual({ text, lines: counted(text) });
    }
  });

  it('holds no secret', () => {
    expect(texts.filter((text) => text.includes(secret)).length).toBeGreaterThan(50);
    expect(texts.filter((text) => shownOf(awk, text).includes(secret))).toEqual([]);
  });
});

const own = '/usr/lib/ssl/openssl.cnf';
const system = 'nodejs_conf = init\nopenssl_conf = init\n[init]\nssl_conf = tls\n[tls]\nsystem_default = system\n[system]\n';
const policy = cryptoPolicies['DEFAULT of Fedora 43'].replace(/^D?TLS\..*\n/gm, '');
const cases: Readonly<Record<string, { readonly setup: string; readonly expected: object }>> = {
  'a folder of further files': {
    setup: `mkdir "$D/more"; printf 'CipherString = DEFAULT@SECLEVEL=3\nPIN = ${secret}\n' >"$D/more/one.conf"; printf '${secret}' >"$D/more/two.txt"
      printf '%s.include %s\n' '${system}' "$D/more" >"$D/cnf"`,
    expected: {
      state: 'file',
      settings: { CipherString: 'DEFAULT@SECLEVEL=3' },
      unread: ['system_default has a setting that is not known here'],
    },
  },
  'a crypto policy behind a link': {
    setup: `printf '${policy.replaceAll('\n', '\\n')}' >"$D/policy"; ln -s policy "$D/link"; printf '%s.include = %s\n' '${system}' "$D/link" >"$D/cnf"`,
    expected: {
      state: 'file',
      settings: Object.fromEntries(policy.split('\n').flatMap((one) => (one === '' ? [] : [one.split(' = ')]))),
    },
  },
  'a file that only root may read': {
    setup: `printf 'x = ${secret}\n' >"$D/cnf"; chmod 600 "$D/cnf"`,
    expected: { state: 'file', settings: {}, unread: [`${own} is not open to everybody, or that is not known`] },
  },
};

describeWith(['unshare', 'openssl', 'python3'], 'the evidence of a machine with a configuration of OpenSSL', () => {
  it.each(Object.entries(cases))('shows %s, however it is collected', async (_, { setup, expected }) => {
    const found = await Promise.all(
      collectors.map(async (by) => collectAfter(`${setup}; mount --bind "$D/cnf" /etc/ssl/openssl.cnf`, {}, by)),
    );
    for (const evidence of found) {
      const openssl = evidence.runtimes.find((one) => one.family === 'openssl');
      expect(openssl?.tlsConfiguration).toEqual({ path: own, ...expected });
      expect(evidence.runtimes.find((one) => one.family === 'curl')?.tlsConfiguration).toEqual({ path: own, ...expected });
      expect(JSON.stringify(evidence)).not.toContain(secret);
    }
    const [live, probed] = found.map((evidence) => evidence.runtimes.map((one) => [one.path, one.tlsConfiguration]));
    expect(probed).toEqual(live);
  });
});
