import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../require.ts';
import { type ConfiguredClients, neededPrograms, startConfiguredClients } from './configured-clients.ts';

// settings may leave one protocol alone
const stores = {
  'rsa-1024': { keyType: 'rsa-1024' },
  rsa: { keyType: 'rsa', only: 'TLSv1.2' },
  'rsa-3072': { keyType: 'rsa-3072', only: 'TLSv1.3' },
} as const;

const start = 'openssl_conf = init\nnodejs_conf = init\n';
const tls = `${start}[init]\nssl_conf = tls\n[tls]\nsystem_default = system\n[system]\n`;
const providers = (list: string): string => `${start}[init]\nproviders = list\n[list]\n${list}\n[default_sect]\nactivate = 1\n`;
/** Configurations, and whether our answer to them has to be unknown; `no file` stands for none at all. */
const configurations: Readonly<Record<string, { readonly text: string; readonly unknown?: true }>> = {
  'no file': { text: '' },
  'an empty file': { text: '\n' },
  'level 0': { text: `${tls}CipherString = DEFAULT@SECLEVEL=0\n` },
  'level 1': { text: `${tls}CipherString = DEFAULT:@SECLEVEL=1\n` },
  'level 2': { text: `${tls}CipherString = "DEFAULT@SECLEVEL=2"\nMinProtocol = TLSv1.2\n` },
  'level 3': { text: `${tls}cipherstring = ALL:@SECLEVEL=3\n` },
  'level 3 for OpenSSL alone': { text: `${tls}CipherString = DEFAULT@SECLEVEL=3\n`.replace('nodejs_conf = init\n', '') },
  'level 3 for Node.js alone': { text: `${tls}CipherString = DEFAULT@SECLEVEL=3\n`.replace('openssl_conf = init\n', '') },
  'level 3 in an included folder': { text: `${tls}.include {folder}\n` },
  'level 3, then 1 in the same section': { text: `${tls}CipherString = DEFAULT@SECLEVEL=3\nCipherString = DEFAULT@SECLEVEL=1\n` },
  'level 3 in a comment and in another section': {
    text: `${tls}MaxProtocol = TLSv1.3\n# CipherString = DEFAULT@SECLEVEL=3\n[x]\nCipherString = DEFAULT@SECLEVEL=3\n`,
  },
  'harmless settings': {
    text: `${tls}VerifyMode = Peer\nOptions = UnsafeLegacyRenegotiation\nProtocol = ALL,-TLSv1,-TLSv1.1\nCiphersuites = TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256\n`,
  },
  'the default provider': { text: providers('default = default_sect') },
  'an empty alg_section': { text: `${start}[init]\nalg_section = g\n[g]\n` },
  'the legacy provider alone': { text: providers('legacy = default_sect'), unknown: true },
  'validated algorithms': { text: `${start}[init]\nalg_section = g\n[g]\ndefault_properties = fips=yes\n`, unknown: true },
  'TLS 1.3 alone': { text: `${tls}MinProtocol = TLSv1.3\n`, unknown: true },
  'a gap among protocols': { text: `${tls}Protocol = ALL,-TLSv1.1\n`, unknown: true },
  'a level without ciphers': { text: `${tls}CipherString = @SECLEVEL=1\n`, unknown: true },
  'a level set twice': { text: `${tls}1.CipherString = DEFAULT@SECLEVEL=3\n2.CipherString = DEFAULT@SECLEVEL=1\n`, unknown: true },
  'a broken file': { text: `${tls}CipherString = DEFAULT@SECLEVEL=3\n[x\n`, unknown: true },
  'a section that is not there': { text: start, unknown: true },
  'an unknown module': { text: `config_diagnostics = 1\n${start}[init]\nnothing = x\n`, unknown: true },
  'a level behind a comment that goes on': { text: `${tls}MinProtocol = None\n# x \\\nCipherString = DEFAULT@SECLEVEL=3\n`, unknown: true },
};
const names = Object.keys(configurations);

describeWith(neededPrograms, "the system's configuration of OpenSSL in real clients", () => {
  let running: ConfiguredClients | undefined;

  beforeAll(async () => {
    running = await startConfiguredClients(stores);
    const { folder } = running;
    mkdirSync(path.join(folder, 'included'));
    writeFileSync(path.join(folder, 'included', 'level.cnf'), 'CipherString = DEFAULT@SECLEVEL=3\n');
    names.forEach((name, at) => {
      writeFileSync(path.join(folder, `${at}.cnf`), (configurations[name]?.text ?? '').replace('{folder}', path.join(folder, 'included')));
    });
  }, 120_000);

  afterAll(() => running?.close());

  it.each(names)('%s', async (name) => {
    if (running === undefined) throw new Error('the clients were not started');
    const answers = await running.ask(path.join(running.folder, name === 'no file' ? 'none.cnf' : `${names.indexOf(name)}.cnf`));
    const expected = configurations[name]?.unknown === true;
    // an unknown answer claims nothing; one that is known has to be the client's
    expect(answers.filter(({ ours, real }) => ours !== real && ours !== 'unknown')).toEqual([]);
    // what is set for others is no matter to a client, and everything else that is asked for here is answered
    const open = answers.filter(({ ours }) => ours === 'unknown');
    expect(open.length).toBe(expected ? answers.length : 0);
  });
});
