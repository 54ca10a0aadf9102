import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { createServer } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import type { VerifyReport } from '../../src/report/verify-report.ts';
import { issue } from '../certificates.ts';
import { listen, scratch, started } from '../credential-store/servers.ts';
import { builtCli, type Ran, runCli, startCli } from './built-cli.ts';
import { schemaProblems } from './published-schemas.ts';

const home = scratch();
afterAll(() => home.remove());
const name = 'vault.example';
const root = issue({ subject: 'CN=Root', ca: true, until: '2040-01-01T00:00:00Z' });
const oldRoot = issue({ subject: 'CN=Old Root', ca: true, until: '2026-03-01T00:00:00Z' });
const issuing = issue({ subject: 'CN=Issuing', issuer: root, ca: true, until: '2027-03-01T00:00:00Z' });
const leaf = issue({ subject: `CN=${name}`, issuer: issuing, names: [name], keyUsage: 0x80 });
const oldLeaf = issue({ subject: `CN=${name}`, issuer: oldRoot, names: [name], keyUsage: 0x80 });
home.write('root.pem', root.pem);
home.write('old.pem', oldRoot.pem);
home.write('chain.pem', leaf.pem + issuing.pem);
home.write('old-chain.pem', oldLeaf.pem);
home.write('with-key.pem', leaf.keyPem + leaf.pem + issuing.pem);
home.write('damaged.pem', leaf.pem.slice(0, 200));
home.write('key.pem', leaf.keyPem);
home.write('empty.pem', '');

const verify = (args: readonly string[], stdin?: string): Promise<Ran> =>
  runCli(['verify', '--now', '2026-06-01', ...args], { cwd: home.folder, ...(stdin === undefined ? {} : { stdin }) });
const asked = (store: string, chain: string): readonly string[] => ['--trust-store', store, '--chain', chain, '--name', name];
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('snowline verify', () => {
  it('exits with 0 where the client accepts, and says until when and what ends it', async () => {
    const ran = await verify([...asked('root.pem', 'chain.pem'), '--client', 'go']);
    expect(flat(ran.stdout)).toMatch(
      /^go would accept this chain for vault\.example until 2027-03-01 \(in 273 days\): intermediate "CN=Issuing" expires /,
    );
    expect(ran).toMatchObject({ status: 0, stderr: '' });
  });

  it('exits with 1 where it rejects, with the missing link and the words of that client', async () => {
    const ran = await verify([...asked('old.pem', 'chain.pem'), '--client', 'go']);
    expect(flat(ran.stdout)).toMatch(
      /^go would reject this chain for vault\.example: no anchor named "CN=Root" .* it prints: x509: certificate signed by unknown authority /,
    );
    expect(ran).toMatchObject({ status: 1, stderr: '' });
  });

  it('exits with 3 where it depends on the client, and splits them', async () => {
    const ran = await verify([...asked('old.pem', 'old-chain.pem'), '--all-clients', '--format', 'json']);
    const report = JSON.parse(ran.stdout) as VerifyReport;
    expect(schemaProblems('verify', report)).toEqual([]);
    expect(report.consensus).toBe('depends');
    const answers = new Map(report.clients.map((client) => [client.client, client.acceptance]));
    expect(answers.get('java')).toBe('accept');
    expect(answers.get('curl')).toBe('reject');
    expect(answers.get('go')).toBe('reject');
    expect(ran.status).toBe(3);
  });

  it('names the directory’s setting for each client, and counts who accepts after an import only', async () => {
    mkdirSync(path.join(home.folder, 'certs'), { recursive: true });
    home.write('certs/root.pem', root.pem);
    const all = await verify([...asked('certs', 'chain.pem'), '--all-clients']);
    expect(flat(all.stdout)).toMatch(/accept \(.*\), \d+ of them only if the certificates are imported, /);
    expect(flat(all.stdout)).toMatch(/note: certs is judged as -CApath \(openssl.*, --capath \(curl/);
    expect(flat(all.stdout).match(/judged as if its certificates had been imported/g)).toHaveLength(1);
    const node = await verify([...asked('certs', 'chain.pem'), '--client', 'node-24', '--format', 'json']);
    expect(node.status).toBe(1);
    expect(JSON.parse(node.stdout)).toMatchObject({
      clients: [{ stores: [{ path: 'certs', readAs: 'NODE_EXTRA_CA_CERTS', anchors: 0 }] }],
    });
  });

  it('says for which names the certificate is where it is for another, in the table and in JSON', async () => {
    const other = ['--trust-store', 'root.pem', '--chain', 'chain.pem', '--name', 'other.example', '--client', 'curl'];
    const [table, json] = await Promise.all([verify(other), verify([...other, '--format', 'json'])]);
    expect(flat(table.stdout)).toMatch(/is not for "other\.example", but for DNS:vault\.example it prints: /);
    expect(JSON.parse(json.stdout)).toMatchObject({ chain: { certificates: [{ names: ['DNS:vault.example'] }, {}] } });
  });

  it('says that a certificate without alternative names has none, and whether the common name counts', async () => {
    home.write('common-name.pem', issue({ subject: `CN=${name}`, issuer: root }).pem);
    const [go, curl] = await Promise.all(
      ['go', 'curl'].map((client) => verify([...asked('root.pem', 'common-name.pem'), '--client', client])),
    );
    expect(flat(go?.stdout ?? '')).toMatch(
      /has no subject alternative name for "vault\.example", and this client ignores the common name it prints: /,
    );
    expect(curl?.status).toBe(0);
  });

  it('says of a missing intermediate that it is neither served nor trusted', async () => {
    home.write('leaf.pem', leaf.pem);
    const ran = await verify([...asked('root.pem', 'leaf.pem'), '--client', 'go']);
    expect(flat(ran.stdout)).toMatch(
      /no anchor named "CN=Issuing" in the trust store root\.pem \(1 anchor\); nor is a certificate of that name served: /,
    );
  });

  it('shows what was found in the trust store as an anchor where the path is rejected for something else', async () => {
    const asJson = ['--client', 'curl', '--format', 'json'];
    const ran = await runCli(['verify', ...asked('root.pem', 'chain.pem'), ...asJson, '--now', '2027-04-01'], { cwd: home.folder });
    expect(JSON.parse(ran.stdout)).toMatchObject({
      clients: [
        { reason: 'expired', anchorFile: 'root.pem', path: [{}, { role: 'intermediate' }, { role: 'anchor', subject: 'CN=Root' }] },
      ],
    });
  });

  it('says that a served certificate is trusted as it is, and that dates of an anchor do not count', async () => {
    const ran = await verify([...asked('old.pem', 'old-chain.pem'), '--client', 'java', '--imported']);
    expect(flat(ran.stdout)).toContain(
      'the anchor "CN=Old Root" is not valid at that time: this client does not look at an anchor\'s dates',
    );
    const pinned = await verify([...asked('leaf.pem', 'leaf.pem'), '--client', 'java', '--imported']);
    expect(flat(pinned.stdout)).toContain('the served certificate itself stands in leaf.pem');
  });

  it('keeps the reason behind a name of any length', async () => {
    const long = issue({ subject: `CN=${'x'.repeat(3000)}`, issuer: root, names: [name], until: '2026-05-01T00:00:00Z' });
    home.write('long.pem', long.pem);
    const ran = await verify([...asked('root.pem', 'long.pem'), '--client', 'go']);
    expect(flat(ran.stdout)).toMatch(/^go would reject .{1,400} expired at 2026-05-01 it prints/);
  });

  it.skipIf(!existsSync('/usr/bin/script'))('is as wide as the terminal, and 80 columns wide elsewhere', async () => {
    const args = ['verify', '--now', '2026-06-01', ...asked('old.pem', 'chain.pem'), '--client', 'go'];
    const line = `stty cols 110; '${process.execPath}' '${builtCli}' ${args.join(' ')}`;
    const options = { cwd: home.folder, env: { PATH: '/usr/bin:/bin', NO_COLOR: '1' }, encoding: 'utf8', timeout: 30_000 } as const;
    const wide = spawnSync('/usr/bin/script', ['-qec', line, '/dev/null'], options).stdout;
    const plain = await verify([...asked('old.pem', 'chain.pem'), '--client', 'go']);
    const widest = (text: string): number => Math.max(...text.split(/\r?\n/).map((one) => one.length));
    expect(widest(wide)).toBeGreaterThan(80);
    expect(widest(wide)).toBeLessThanOrEqual(110);
    expect(widest(plain.stdout)).toBeLessThanOrEqual(80);
  });

  it('lists the clients and its own exit codes in its help', async () => {
    const ran = await runCli(['verify', '--help'], { cwd: home.folder });
    expect(flat(ran.stdout)).toMatch(/Clients: openssl, .*, java-25 Exit codes: 0 the client accepts .* 1 it rejects .* 3 it depends/);
  });

  it('says that all accept a plain chain', async () => {
    const ran = await verify([...asked('root.pem', 'chain.pem'), '--all-clients']);
    expect(flat(ran.stdout)).toMatch(
      /^all \d+ clients accept this chain for vault\.example at 2026-06-01, 4 of them only if the certificates are imported; the first stops at 2027-03-01 /,
    );
    expect(ran.status).toBe(0);
  });

  it('judges as of the time that is asked for', async () => {
    const ran = await runCli(['verify', ...asked('root.pem', 'chain.pem'), '--client', 'curl', '--now', '2027-04-01'], {
      cwd: home.folder,
    });
    expect(flat(ran.stdout)).toMatch(
      /^curl would reject .*"CN=Issuing" .* expired at 2027-03-01 it prints: curl: \(60\) .* certificate has expired/,
    );
    expect(ran.status).toBe(1);
  });

  it('reads the chain from stdin', async () => {
    const ran = await verify([...asked('root.pem', '-'), '--client', 'python'], leaf.pem + issuing.pem);
    expect(ran).toMatchObject({ status: 0, stdout: expect.stringMatching(/^python would accept/) });
  });

  it('passes over a private key beside the chain, and prints nothing of it', async () => {
    const ran = await verify([...asked('root.pem', 'with-key.pem'), '--client', 'go', '--format', 'json']);
    expect(ran.status).toBe(0);
    expect(ran.stdout).toContain('1 block that is no certificate: passed over');
    expect(ran.stdout).not.toContain(leaf.keyPem.split('\n')[1]);
  });

  it('reads the chain that a server presents, as it presents it', async () => {
    const server = createServer({ key: leaf.keyPem, cert: leaf.pem + issuing.pem });
    const running = await started(server);
    const connect = ['--trust-store', 'root.pem', '--connect', `127.0.0.1:${running.port}`, '--client', 'go', '--quiet'];
    const [named, unnamed] = await Promise.all([verify([...connect, '--name', name]), verify(connect)]);
    await running.stop();
    expect(named).toMatchObject({ status: 0, stdout: expect.stringMatching(/^go would accept this chain for vault\.example/) });
    expect(unnamed).toMatchObject({ status: 1, stdout: expect.stringMatching(/^go would reject this chain for 127\.0\.0\.1/) });
  });

  it('cannot say anything of a server that does not answer, and exits with 3', async () => {
    const ran = await verify(['--trust-store', 'root.pem', '--connect', '127.0.0.1:9', '--client', 'go']);
    expect(ran).toMatchObject({ status: 3, stdout: expect.stringMatching(/^cannot say: connection refused by 127\.0\.0\.1:9\n$/) });
    const json = await verify(['--trust-store', 'root.pem', '--connect', '127.0.0.1:9', '--client', 'go', '--format', 'json']);
    expect(schemaProblems('verify', JSON.parse(json.stdout))).toEqual([]);
    expect(JSON.parse(json.stdout)).toMatchObject({ split: { unknown: 1 }, clients: [{ client: 'go', acceptance: 'unknown' }] });
  });
});

describe('snowline verify with what cannot be judged', () => {
  it.each([
    [[], /verify needs a trust store/],
    [['--trust-store', 'root.pem', '--client', 'go', '--name', name], /verify needs the chain/],
    [[...asked('nowhere.pem', 'chain.pem'), '--client', 'go'], /cannot read nowhere\.pem: no such file or directory/],
    [[...asked('root.pem', 'nowhere.pem'), '--client', 'go'], /cannot read nowhere\.pem: no such file or directory/],
    [[...asked('root.pem', 'empty.pem'), '--client', 'go'], /empty\.pem is empty/],
    [[...asked('empty.pem', 'chain.pem'), '--client', 'go'], /empty\.pem is empty/],
    [[...asked('root.pem', 'key.pem'), '--client', 'go'], /key\.pem holds no certificate/],
    [[...asked('root.pem', 'damaged.pem'), '--client', 'go'], /damaged\.pem is damaged at byte 0: file ends inside a block/],
    [[...asked('root.pem', 'chain.pem'), '--client', 'goo'], /unknown client "goo"; did you mean go\?/],
    [[...asked('root.pem', 'chain.pem'), '--client', 'go', '--client', 'java'], /--client is given 2 times\nhint: .*--all-clients/],
    [[...asked('root.pem', 'chain.pem'), '--name', 'other', '--client', 'go'], /--name is given 2 times/],
    [[...asked('root.pem', '.'), '--client', 'go'], /cannot read \.: it is a directory/],
    [[...asked('-', 'chain.pem'), '--client', 'go'], /--trust-store - is no path\nhint: stdin is for --chain -/],
    [
      [...asked('root.pem', 'chain.pem'), 'extra', '--client', 'go'],
      /unexpected argument extra\nhint: repeat --trust-store before each value/,
    ],
    [['extra'], /unexpected argument extra\nhint: snowline verify --help/],
    [['--no-such'], /unknown flag --no-such\nhint: snowline verify --help/],
    [['--client'], /--client needs a value|not enough arguments/i],
    [[...asked('root.pem', 'chain.pem'), '--client', 'go', '--trust-stor', 'x'], /unknown flag --trust-stor; did you mean --trust-store\?/],
  ])('exits with 2 for %j', async (args, said) => {
    const ran = await verify(args);
    expect(ran).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(said) });
  });

  it('gives up a server that says nothing on Ctrl-C', async () => {
    const running = await listen(() => undefined);
    const ran = startCli(['verify', '--trust-store', 'root.pem', '--connect', `127.0.0.1:${running.port}`, '--client', 'go'], {
      cwd: home.folder,
    });
    await ran.says('reading the chain');
    ran.child.kill('SIGINT');
    const ended = await ran.ended;
    await running.stop();
    expect(ended).toMatchObject({ status: 130, stdout: '' });
  });
});
