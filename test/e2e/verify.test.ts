import { createServer } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import type { VerifyReport } from '../../src/report/verify-report.ts';
import { issue } from '../certificates.ts';
import { listen, scratch, started } from '../credential-store/servers.ts';
import { type Ran, runCli, startCli } from './built-cli.ts';
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

  it('says that all accept a plain chain', async () => {
    const ran = await verify([...asked('root.pem', 'chain.pem'), '--all-clients']);
    expect(flat(ran.stdout)).toMatch(/^all \d+ clients accept this chain for vault\.example at 2026-06-01; the first stops at 2027-03-01 /);
    expect(ran.status).toBe(0);
  });

  it('judges as of the time that is asked for', async () => {
    const ran = await runCli(['verify', ...asked('root.pem', 'chain.pem'), '--client', 'curl', '--now', '2027-04-01'], {
      cwd: home.folder,
    });
    expect(flat(ran.stdout)).toMatch(
      /^curl would reject .*"CN=Issuing" .* expired at 2027-03-01T00:00:00Z it prints: curl: \(60\) .* certificate has expired/,
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
    expect(ran).toMatchObject({ status: 3, stdout: expect.stringMatching(/^cannot say: connection refused by 127\.0\.0\.1:9\n/) });
  });
});

describe('snowline verify with what cannot be judged', () => {
  it.each([
    [[], /verify needs a trust store/],
    [['--trust-store', 'root.pem', '--client', 'go', '--name', name], /verify needs the chain/],
    [[...asked('nowhere.pem', 'chain.pem'), '--client', 'go'], /cannot read nowhere\.pem \(ENOENT\)/],
    [[...asked('root.pem', 'nowhere.pem'), '--client', 'go'], /cannot read nowhere\.pem \(ENOENT\)/],
    [[...asked('root.pem', 'empty.pem'), '--client', 'go'], /empty\.pem is empty/],
    [[...asked('empty.pem', 'chain.pem'), '--client', 'go'], /empty\.pem is empty/],
    [[...asked('root.pem', 'key.pem'), '--client', 'go'], /key\.pem holds no certificate/],
    [[...asked('root.pem', 'damaged.pem'), '--client', 'go'], /damaged\.pem is damaged at byte 0: file ends inside a block/],
    [[...asked('root.pem', 'chain.pem'), '--client', 'goo'], /unknown client "goo"; did you mean go\?/],
    [[...asked('root.pem', 'chain.pem'), '--client', 'go', '--client', 'java'], /--client is given 2 times/],
    [[...asked('root.pem', 'chain.pem'), '--name', 'other', '--client', 'go'], /--name is given 2 times/],
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
