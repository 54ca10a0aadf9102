import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { issue } from '../certificates.ts';
import { scratch } from '../credential-store/servers.ts';
import { follow, run, shellLine } from './program.ts';

const home = scratch();
afterAll(() => home.remove());
mkdirSync(path.join(home.folder, 'fleet'));
home.write('fleet/hosts.yaml', 'hosts: [{ name: w, id: i-0123456789abcdef0, account: "111111111111", region: eu-west-1 }]\n');

async function doctor(text: string, hosts = 'hosts.yaml'): Promise<string> {
  home.write('fleet/snowline.yaml', `inventory: [{ source: hosts-file, path: ${hosts} }]\n${text}`);
  // called from another folder than that of the configuration
  const line = shellLine(['doctor', '--config', path.join('fleet', 'snowline.yaml')]);
  // a machine in a cloud has credentials to find
  const { stdout } = await follow('/bin/sh', ['-c', `AWS_EC2_METADATA_DISABLED=true exec ${line}`], { cwd: home.folder }).ended;
  return stdout.replaceAll(/\n {5}/g, ' ');
}

describe('snowline doctor', () => {
  it('reads CA generations from the folder of the configuration, as a scan does', async () => {
    home.write('fleet/ca.pem', issue({ subject: 'CN=Root' }).pem);
    const text = await doctor(
      'stores: [{ name: a, endpoint: a, servedChain: { from: none }, generations: { from: files, current: ca.pem } }]\n',
    );
    expect(text).toContain('ok   store a  CA generations: current\n');
    expect(text).not.toContain('CA generations: neither');
  });

  it('says what to do about a store by which nothing can be judged', async () => {
    const text = await doctor('stores: [{ name: a, endpoint: a, servedChain: { from: none } }]\n');
    expect(text).toMatch(
      /FAIL store a {2}CA generations: neither .* is known do: declare the generations of the store, or have its chain read/,
    );
    expect(text).toMatch(/FAIL evidence {2}transport: no transport reaches other hosts do: configure collection: \{ ssh: \{\} \}/);
  });

  it('says what to do about a store that serves nothing to judge by', async () => {
    const text = await doctor('stores: [{ name: a, endpoint: "127.0.0.1:1" }]\n');
    expect(text).toMatch(/ do: declare the current CA of the store \(generations: \{ from: files, current: ca\.pem \}\)/);
  });

  it('fails with the reason where no source lists a host, and only there', async () => {
    const store = 'stores: [{ name: a, endpoint: a, servedChain: { from: none } }]\n';
    expect(await doctor(store)).not.toContain('FAIL inventory');
    home.write('fleet/none.yaml', 'hosts: []\n');
    const text = await doctor(store, 'none.yaml');
    expect(text).toContain(
      'FAIL inventory  hosts: no source lists a host, so there is nothing to audit do: list hosts there (none.yaml), or',
    );
    expect(await doctor(store, 'nowhere.yaml')).not.toContain('FAIL inventory  hosts');
  });

  it('needs no transport where every host is this machine', async () => {
    const store = 'stores: [{ name: a, endpoint: a, servedChain: { from: none } }]\n';
    home.write('fleet/here.yaml', 'hosts: [{ name: here, transport: local }]\n');
    expect(await doctor(store, 'here.yaml')).not.toContain('no transport reaches');
    home.write('fleet/both.yaml', 'hosts: [{ name: here, transport: local }, { name: there, address: 127.0.0.1 }]\n');
    expect(await doctor(store, 'both.yaml')).toContain('FAIL evidence  transport: no transport reaches other hosts');
  });

  it('misses the program and the files of ssh', async () => {
    const ssh = '{ program: /nonexistent/ssh, identityFile: keys/none, configFile: ssh_config }';
    home.write('fleet/ssh_config', '');
    const text = await doctor(`stores: [{ name: a, endpoint: a, servedChain: { from: none } }]\ncollection: { ssh: ${ssh} }\n`);
    expect(text).toContain('FAIL collection  ssh.program: there is no program /nonexistent/ssh do: install the OpenSSH client');
    expect(text).toContain(`FAIL collection  ssh.identityFile: ${home.folder}/fleet/keys/none is not there do: paths are relative`);
    expect(text).toContain(`ok   collection  ssh.configFile: ${home.folder}/fleet/ssh_config\n`);
  });

  it('names the actions of the very policy that iam-policy prints, and tells once that there are no credentials', async () => {
    const generations = '{ from: secrets-manager, secretId: pki/ca, region: eu-west-1 }';
    const text = await doctor(
      `stores: [{ name: a, endpoint: a, servedChain: { from: none }, generations: ${generations} }]\ncollection: { ssm: {} }\n`,
    );
    const policy = await run(['iam-policy', '--config', 'fleet/snowline.yaml'], { cwd: home.folder });
    const { Statement } = JSON.parse(policy.stdout) as { readonly Statement: readonly { readonly Action: readonly string[] }[] };
    const named = /^IAM actions that this needs: (.*) \(the policy/m.exec(text)?.[1]?.split(', ');
    expect(named).toEqual([...new Set(Statement.flatMap(({ Action }) => Action))]);
    expect(text.match(/no usable AWS credentials/g)).toHaveLength(1);
    expect(text).toContain('failed: as above');
  }, 30_000);
});
