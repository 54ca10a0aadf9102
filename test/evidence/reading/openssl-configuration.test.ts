import { chmodSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOpensslConfiguration } from '../../../src/evidence/reading/openssl-configuration.ts';
import { cryptoPolicies, redHatConfiguration, sha1Sections } from '../../clients/crypto-policies.ts';
import { plantTree } from '../planted-tree.ts';

const file = '/etc/ssl/openssl.cnf';
const start = 'openssl_conf = init\n[init]\nssl_conf = tls\n[tls]\nsystem_default = system\n';

type Read = Awaited<ReturnType<typeof readOpensslConfiguration>>;

async function read(
  text: string,
  others: Readonly<Record<string, string>> = {},
  entry: 'openssl_conf' | 'nodejs_conf' = 'openssl_conf',
): Promise<Read> {
  return readOpensslConfiguration(plantTree({ [file]: text, ...others }), file, entry);
}

/** The settings of a file of which nothing is left unread. */
async function settingsOf(text: string, others: Readonly<Record<string, string>> = {}): Promise<Read['settings']> {
  const { settings, unread } = await read(text, others);
  expect(unread).toBeUndefined();
  return settings;
}

describe('what is set for every connection', () => {
  it('takes the settings of system_default, in any case of their names', async () => {
    expect(await settingsOf(`${start}[system]\ncipherstring = DEFAULT@SECLEVEL=3\nMinProtocol=TLSv1.2\n`)).toEqual({
      CipherString: 'DEFAULT@SECLEVEL=3',
      MinProtocol: 'TLSv1.2',
    });
  });

  it('sets nothing where the entry of the program is not there', async () => {
    const text = `${start}[system]\nCipherString = DEFAULT@SECLEVEL=3\n`;
    expect(await read(text, {}, 'nodejs_conf')).toEqual({ path: file, state: 'file', settings: {} });
    expect((await read(text.replace('openssl_conf', 'nodejs_conf'), {}, 'nodejs_conf')).settings).toEqual({
      CipherString: 'DEFAULT@SECLEVEL=3',
    });
  });

  it('lets the last of two values count, also in a section that is opened again', async () => {
    const text = `${start}[system]\nCipherString = DEFAULT@SECLEVEL=1\nCipherString = DEFAULT@SECLEVEL=2\n[other]\nx = 1\n[system]\nCipherString = DEFAULT@SECLEVEL=3\n`;
    expect(await settingsOf(text)).toEqual({ CipherString: 'DEFAULT@SECLEVEL=3' });
  });

  it('reads comments, blanks, quotes and line ends as OpenSSL does', async () => {
    const text = `# CipherString = DEFAULT@SECLEVEL=1\r\n\r\n${start.replaceAll('\n', '\r\n')} [ system ] x\r\n\tCipherString\t=  "DEFAULT:@SECLEVEL=3"\r\n  MinProtocol = TLSv1.2 # not 1.3\r\n`;
    expect(await settingsOf(text)).toEqual({ CipherString: 'DEFAULT:@SECLEVEL=3', MinProtocol: 'TLSv1.2' });
  });

  it('names the default provider alone as harmless', async () => {
    const providers = 'openssl_conf = init\n[init]\nproviders = list\n[list]\ndefault = default_sect\n[default_sect]\nactivate = 1\n';
    expect(await settingsOf(providers)).toEqual({ providers: 'default' });
    expect(await settingsOf(providers.replace('activate = 1\n', ''))).toEqual({ providers: 'default' });
  });

  it('is missing where no file is, and unreadable where a folder is', async () => {
    expect(await readOpensslConfiguration(plantTree({}), file, 'openssl_conf')).toEqual({ path: file, state: 'missing', settings: {} });
    const folder = await readOpensslConfiguration(plantTree({ [`${file}/x`]: '' }), file, 'openssl_conf');
    expect(folder).toMatchObject({ state: 'unreadable', unread: [expect.stringContaining('not an ordinary file')] });
  });
});

describe('included files', () => {
  it('go on in the section that they are named in, and may leave another behind them', async () => {
    const text = `${start}[system]\n.include /etc/policy.conf\nMinProtocol = TLSv1.2\n`;
    expect(await settingsOf(text, { '/etc/policy.conf': 'CipherString = DEFAULT@SECLEVEL=3\n' })).toEqual({
      CipherString: 'DEFAULT@SECLEVEL=3',
      MinProtocol: 'TLSv1.2',
    });
    expect(await settingsOf(text, { '/etc/policy.conf': 'CipherString = DEFAULT@SECLEVEL=3\n[elsewhere]\n' })).toEqual({
      CipherString: 'DEFAULT@SECLEVEL=3',
    });
  });

  it('are taken of a folder where they are called *.conf or *.cnf', async () => {
    const others = {
      '/etc/d/a.conf': '[system]\nCipherString = DEFAULT@SECLEVEL=3\n',
      '/etc/d/b.cnf': '[system]\nMinProtocol = TLSv1.2\n',
    };
    const found = await settingsOf(`${start}.include = /etc/d\n`, { ...others, '/etc/d/c.txt': '[system]\nCipherString = x\n' });
    expect(found).toEqual({ CipherString: 'DEFAULT@SECLEVEL=3', MinProtocol: 'TLSv1.2' });
  });

  it('are passed over where they are not there', async () => {
    expect(await settingsOf(`${start}[system]\nMinProtocol = TLSv1.2\n.include /etc/none.conf\n`)).toEqual({ MinProtocol: 'TLSv1.2' });
  });

  it.each([
    ['by a relative path', '.include policy.conf', {}],
    ['by a variable', 'd = /etc\n.include $d/policy.conf', {}],
    ['deeper than is followed', '.include /a.cnf', { '/a.cnf': '.include /b.cnf', '/b.cnf': '.include /c.cnf', '/c.cnf': '' }],
    ['in a circle', `.include ${file}`, {}],
    ['in a folder with too many', '.include /d', Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`/d/${at}.conf`, '']))],
    ['by a file of a folder', '.include /d', { '/d/a.conf': '.include /e.cnf', '/e.cnf': '' }],
    ['beyond the eighth of a file', '.include /e.cnf\n'.repeat(9), { '/e.cnf': '' }],
  ])('are unread %s', async (_, line, others) => {
    expect((await read(`${line}\n`, others)).unread).toHaveLength(1);
  });
});

describe('what is not understood', () => {
  it.each([
    ['a section without its bracket', '[x'],
    ['a line without an equals sign', 'nonsense'],
    ['a setting of another section', 'system::CipherString = DEFAULT'],
    ['a pragma', '.pragma = dollarid:true'],
    ['a line that goes on in the next', 'MinProtocol = \\\nTLSv1.2'],
    ['a comment that swallows the next line', '# x \\\nMinProtocol = TLSv1.2'],
    ['a variable that is not defined', 'x = $nothing'],
    ['a byte order mark', '\u{feff}[system]'],
  ])('%s', async (_, line) => {
    expect((await read(`${line}\n${start}[system]\nCipherString = DEFAULT@SECLEVEL=2\n`)).unread).toContain(
      `${file} has a line that is not understood`,
    );
  });

  it('but variables that are defined are, in their section, in the default one and in another', async () => {
    const text = `home = .\n${start}[system]\nMinProtocol = TLSv1.2\n[ca]\ndir = ./x\na = $dir/$home\nb = \${dir}$(home)\n[ts]\nc = $ca::dir\nd = $ENV::home\n`;
    expect(await settingsOf(text)).toEqual({ MinProtocol: 'TLSv1.2' });
  });

  it.each([
    ['an escape', 'DEFAULT\\@SECLEVEL=3'],
    ['a quote within', 'DEFAULT"@SECLEVEL=3"'],
    ['a variable', 'DEFAULT$x'],
    ['a level of two digits', 'DEFAULT@SECLEVEL=35'],
    ['ciphers', 'ECDHE-RSA-AES128-GCM-SHA256'],
  ])('leaves a value with %s open', async (_, value) => {
    expect((await read(`x = 1\n${start}[system]\nCipherString = ${value}\n`)).settings).toEqual({ CipherString: '?' });
  });

  it.each([
    ['openssl_conf = nowhere', 'openssl_conf leads to a section that is not there'],
    ['openssl_conf = a\n[a]\nengines = e\n[e]\n', 'it loads a module that is not modelled'],
    ['openssl_conf = a\n[a]\nproviders = p\n[p]\nfips = f\n[f]\nactivate = 1\n', 'it names a provider beside default'],
    [
      'openssl_conf = a\n[a]\nproviders = p\n[p]\ndefault = default_sect\n[default_sect]\nmodule = /x.so\n',
      'it gives a provider settings that are not modelled',
    ],
    [
      'openssl_conf = a\n[a]\nproviders = p\n[p]\nbase = base_sect\n[base_sect]\nactivate = 1\n',
      'it activates the provider base without default',
    ],
    ['openssl_conf = a\n[a]\nalg_section = g\n[g]\ndefault_properties = fips=yes\n', 'alg_section may ask for validated algorithms alone'],
    [`${start}other = o\n[system]\nMinProtocol = TLSv1.2\n`, 'ssl_conf names settings beside system_default'],
    [`${start}[system]\n`, 'system_default leads to a section that is empty or not there'],
    [`${start}[system]\nRecordPadding = 16\n`, 'system_default has a setting that is not known here'],
    [`${start}[system]\nCipherString = DEFAULT\n1.CipherString = DEFAULT@SECLEVEL=3\n`, 'system_default sets CipherString more than once'],
  ])('%j', async (text, reason) => {
    expect((await read(text)).unread).toEqual([reason]);
  });

  it('is a file that is not open to everybody, because the service may be another user than whoever looks', async () => {
    const tree = plantTree({ [file]: start });
    chmodSync(path.join(tree.root, file), 0o640);
    expect((await readOpensslConfiguration(tree, file, 'openssl_conf')).unread?.[0]).toContain('is not open to everybody');
  });
});

it('lets no secret out of the file', async () => {
  const secret = 'CANARY';
  const text = `PIN = ${secret}\n${start}[system]\nPIN = ${secret}\nCipherString = ${secret}\nOptions = ${secret}\n[engine]\nPIN = ${secret}\ndefault = ${secret}\n`;
  expect(JSON.stringify(await read(text))).not.toContain(secret);
});

it('reads a line of a million blanks in no time', async () => {
  const begun = performance.now();
  expect((await read(`x${' '.repeat(1_000_000)}y\n`)).unread).toHaveLength(1);
  expect(performance.now() - begun).toBeLessThan(2000);
});

describe('the crypto policies of Fedora and its like', () => {
  const included = '/etc/crypto-policies/back-ends/opensslcnf.config';

  it.each(['DEFAULT of AlmaLinux 9.2', 'DEFAULT of Fedora 43', 'DEFAULT:NO-PQ of Fedora 44', 'LEGACY'] as const)(
    'are read word for word: %s',
    async (name) => {
      const text = cryptoPolicies[name];
      const written = (setting: string): string | undefined => new RegExp(`^(?:TLS\\.)?${setting} = (.*)$`, 'm').exec(text)?.[1];
      const { settings, unread } = await read(redHatConfiguration, { [included]: text + sha1Sections('no') });
      expect(unread).toBeUndefined();
      const names = ['CipherString', 'Ciphersuites', 'MinProtocol', 'MaxProtocol', 'SignatureAlgorithms', 'Groups'];
      expect(settings).toEqual({
        providers: 'default',
        'rh-allow-sha1-signatures': 'no',
        ...Object.fromEntries(names.flatMap((setting) => (written(setting) === undefined ? [] : [[setting, written(setting)]]))),
      });
    },
  );

  it.each(['FUTURE', 'FIPS'] as const)('are not shown where they are others: %s', async (name) => {
    const { settings } = await read(redHatConfiguration, { [included]: cryptoPolicies[name] });
    expect(settings['CipherString']).toBe('?');
  });

  it('hide a list with one word that is not theirs', async () => {
    const text = cryptoPolicies['DEFAULT of AlmaLinux 9.2'];
    for (const word of ['hunter2', 'kEECDHx', 'X25519 ', '?', '*', 'SHA1', '']) {
      const { settings } = await read(redHatConfiguration, { [included]: text.replace(':kRSA:', `:${word}:`) });
      expect([word, settings['CipherString']]).toEqual([word, '?']);
    }
  });

  it('leave a further word in the section of algorithms open', async () => {
    const { unread } = await read(redHatConfiguration, {
      [included]: `CipherString = DEFAULT${sha1Sections('no')}default_properties = fips=yes\n`,
    });
    expect(unread).toEqual(['alg_section may ask for validated algorithms alone']);
  });
});
