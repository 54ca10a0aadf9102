import { afterAll, describe, expect, it } from 'vitest';
import { scratch } from '../credential-store/servers.ts';
import { run } from './program.ts';

const home = scratch();
afterAll(() => home.remove());
home.write(
  'hosts.yaml',
  `hosts:
  - { name: web-1, address: 127.0.0.1, services: web }
  - { name: w, id: i-0123456789abcdef0, account: "111111111111", region: eu-west-1 }
  - { name: odd, address: root@127.0.0.1 }
`,
);
const stores = 'stores: [{ name: a, endpoint: a, servedChain: { from: none } }]\n';

async function planned(text: string, flags: readonly string[] = []): Promise<readonly string[]> {
  home.write('plan.yaml', `${stores}${text}\n`);
  const ended = await run(['scan', '--config', 'plan.yaml', '--dry-run', ...flags], { cwd: home.folder });
  expect(ended).toMatchObject({ status: 0 });
  return ended.stdout.split('\n').map((line) => line.trim().replace(/ +/, ' '));
}

describe('snowline scan --dry-run', () => {
  const inventory = 'inventory: [{ source: hosts-file, path: hosts.yaml }]\n';

  it('names a file once, and the way by ssh with user, port, jump host, key and root', async () => {
    home.write('key', 'key');
    const ssh = '{ user: audit, port: 2222, jump: gate@bastion, identityFile: key, become: sudo -n }';
    const lines = await planned(`${inventory}collection: { ssh: ${ssh} }`);
    expect(lines).toContain('inventory read hosts.yaml');
    expect(lines).toContain(
      `host web-1: ssh audit@127.0.0.1 port 2222 through gate@bastion with the key ${home.folder}/key, become root by sudo -n, and run the probe (snowline probe --script)`,
    );
    expect(lines.filter((line) => line.startsWith('host odd: nothing by ssh: its address names a user'))).toHaveLength(1);
  });

  it('names every call about the secrets of services, and the logs of who fetched them', async () => {
    const aws = '{ name: aws, endpoint: secretsmanager.eu-west-1.amazonaws.com, servedChain: { from: none }, aws: { simulate: true } }';
    home.write(
      'plan.yaml',
      `stores: [${aws}]\n${inventory}services: { declared: [{ name: web, secrets: [prod/db] }] }\nevidence: { fetches: [{ from: cloudtrail, path: trail }] }\n`,
    );
    const ended = await run(['scan', '--config', 'plan.yaml', '--dry-run'], { cwd: home.folder });
    const lines = ended.stdout.split('\n').map((line) => line.trim().replace(/ +/, ' '));
    for (const action of ['DescribeSecret', 'ListSecretVersionIds', 'GetResourcePolicy']) {
      expect(lines).toContain(`store secretsmanager:${action} prod/db in eu-west-1 (never its value)`);
    }
    expect(lines).toContain('store kms:DescribeKey of the customer keys of these secrets');
    expect(lines).toContain('store iam:SimulatePrincipalPolicy for the role of each host');
    expect(lines).toContain(`evidence read who fetched which secret in ${home.folder}/trail`);
    expect(ended.stdout).not.toContain('GetSecretValue');
  });

  it('names the files of CAs, and those of services on their hosts', async () => {
    const cas = 'generations: { from: files, current: ca.pem }, clientCas: { current: clients.pem, pending: next.pem }';
    const vault = 'generations: { from: vault, caFile: vault-ca.pem }';
    const service =
      'clientCertificate: { certificate: /etc/w/a.pem, key: /etc/w/a.key }, identity: { roleIdFile: /etc/w/role, secretIdFile: /etc/w/secret }';
    home.write(
      'plan.yaml',
      `stores:\n  - { name: a, endpoint: a, ${cas} }\n  - { name: v, endpoint: v, ${vault} }\n${inventory}services: { declared: [{ name: web, stores: [a], ${service} }, { name: w2, stores: [a], ${service} }] }\n`,
    );
    const ended = await run(['scan', '--config', 'plan.yaml', '--dry-run'], { cwd: home.folder });
    const read = ended.stdout.split('\n').flatMap((line) => /^ {2}(?:store|host) .*read (.*)$/.exec(line)?.[1] ?? []);
    expect(read).toEqual([
      'ca.pem',
      'clients.pem',
      'next.pem',
      'vault-ca.pem',
      '/etc/w/a.pem',
      '/etc/w/a.key (of a key the digest of its public half)',
      '/etc/w/role (its dates and rights, never its text)',
      '/etc/w/secret (its dates and rights, never its text)',
    ]);
  });

  it('names every call of SSM, and only hosts that SSM can know', async () => {
    const lines = await planned(`${inventory}collection: { ssm: {}, transports: [{ names: [web-*], use: ssm }] }`);
    expect(lines).toContain('host web-1: nothing by ssm: it has no instance id (i-…)');
    expect(lines).toContain('host w: SSM runs the document snowline-probe, which runs the probe');
    expect(lines).toContain('host odd: nothing: no transport reaches it');
    for (const action of [
      'DescribeInstanceInformation',
      'DescribeDocument',
      'GetDocument',
      'SendCommand',
      'GetCommandInvocation',
      'CancelCommand',
    ])
      expect(lines.filter((line) => line.startsWith(`ssm ssm:${action}`))).toHaveLength(1);
  });

  it('names what a rehearsal adds: handshakes of hosts, and a document of its own', async () => {
    const text = `${inventory}collection: { ssm: { rehearsalDocument: ours } }`;
    const rehearsing = await planned(text, ['--rehearse', '2']);
    const added = rehearsing.filter((line) => line.startsWith('rehearse'));
    expect(added).toEqual([
      expect.stringMatching(/^rehearse at most 2 of these hosts, .* TLS handshake .* one HEAD, and Java one GET, of/),
    ]);
    expect(rehearsing).toContain('ssm ssm:GetDocument ours');
    expect(rehearsing).toContain('ssm ssm:SendCommand of snowline-probe and ours alone, pinned by their SHA-256');
    expect((await planned(text)).filter((line) => /^rehearse|ours/.test(line))).toEqual([]);
  });

  it('tells what follows a handshake: nothing, save a question to what asks for a client certificate or is Vault', async () => {
    const after = async (more: string) => {
      home.write('plan.yaml', `stores: [{ name: a, endpoint: "127.0.0.1:1"${more} }]\n${inventory}`);
      const ended = await run(['scan', '--config', 'plan.yaml', '--dry-run'], { cwd: home.folder });
      return /TLS handshake with .*\((.*)\)/.exec(ended.stdout)?.[1];
    };
    expect(await after('')).toBe('nothing is sent after it, save one GET /v1/sys/health if it asks for a client certificate');
    expect(await after(', kind: vault')).toBe('then GET /v1/sys/health');
  });

  it('says of instances that only EC2 knows what it can', async () => {
    const ec2 = 'inventory: [{ source: ec2, regions: [eu-west-1] }]\n';
    const lines = await planned(`${ec2}collection: { ssh: { user: audit, hosts: [{ match: [a], port: 22 }] } }`);
    expect(lines).toContain(
      'host every EC2 instance so listed: ssh audit@ITS-ADDRESS and run the probe (snowline probe --script) (collection: ssh: hosts may say otherwise)',
    );
    expect(lines.filter((line) => line.startsWith('ssm'))).toEqual([]);
  });

  it('leaves out the hosts that a journal answers for, and leaves the journal as it is', async () => {
    const text = `${inventory}collection: { attempts: 1, ssh: { program: /nonexistent/ssh } }`;
    expect(await planned(text, ['--journal', 'run.jsonl', '--resume'])).toContain(
      'journal run.jsonl holds nothing yet: all hosts are asked',
    );
    const ran = await run(['scan', '--config', 'plan.yaml', '--journal', 'run.jsonl'], { cwd: home.folder });
    expect(ran.status).toBe(3);
    const lines = await planned(text, ['--journal', 'run.jsonl', '--resume']);
    expect(lines.filter((line) => line.startsWith('host'))).toEqual([]);
    expect(lines).toContain('journal read and continue run.jsonl: 3 of the hosts of files stand and are not asked again');
    expect(await planned(text, ['--journal', 'run.jsonl', '--resume'])).toEqual(lines);
    expect(
      (await planned(`${text}\nevidence: { replay: [] }\nservices: { tag: other }`, ['--journal', 'run.jsonl', '--resume'])).at(-2),
    ).toBe('journal run.jsonl was begun with another inventory: it would not be gone on with');
  });
});

describe('a file that the configuration names for ssh', () => {
  it.each(['scan', 'collect', 'rotation'])('is missed by %s before anything is asked', async (command) => {
    home.write('missing.yaml', `${stores}inventory: [{ source: ec2, regions: all }]\ncollection: { ssh: { identityFile: keys/none } }\n`);
    expect(await run([command, '--config', 'missing.yaml'], { cwd: home.folder })).toEqual({
      status: 2,
      signal: null,
      stdout: '',
      stderr: `error: missing.yaml: collection.ssh.identityFile: ${home.folder}/keys/none is not there\nhint: paths are relative to the folder of the configuration\n`,
    });
  });
});
