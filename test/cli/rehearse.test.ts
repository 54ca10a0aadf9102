import { afterAll, describe, expect, it } from 'vitest';
import { exitCodeOfRehearsal } from '../../src/cli/commands/rehearse.ts';
import { scratch } from '../credential-store/servers.ts';
import { run } from './program.ts';

const home = scratch();
afterAll(() => home.remove());
home.write('hosts.json', '{ "hosts": [{ "name": "web-1" }, { "name": "web-2" }] }');
home.write(
  'fleet.yaml',
  'inventory: [{ source: hosts-file, path: hosts.json }]\nstores: [{ name: a, endpoint: a.test, servedChain: { from: none } }]\n',
);

describe('snowline rehearse', () => {
  it.each([
    [['rehearse'], 'rehearse needs the names or ids of hosts'],
    [['rehearse', 'web', '--config', 'fleet.yaml'], 'no host of the inventory is called web; did you mean web-1?'],
    [['rehearse', 'web-1', 'db', '--config', 'fleet.yaml'], 'no host of the inventory is called db'],
    [['rehearse', 'web-1'], 'no credential store to check against'],
    [['rehearse', 'web-1', '--now', '2026-01-01'], 'unknown flag --now'],
    [['rehearse', 'web-1', '--timeout', '1ms'], '--timeout 1ms'],
    [['scan', '--config', 'fleet.yaml', '--rehearse', '0'], '--rehearse "0" is not a number of hosts'],
    [['scan', '--config', 'fleet.yaml', '--rehearse', 'all'], '--rehearse "all" is not a number of hosts'],
    [['scan', '--config', 'fleet.yaml', '--rehearse', '1', '--now', '2027-01-01'], '--rehearse asks hosts as they are now'],
    [['explain', 'only_old_ca'], 'did you mean ONLY_OLD_CA?'],
    [['explain', 'web', '--config', 'fleet.yaml'], 'did you mean web-1?'],
  ])('refuses %j', async (args, message) => {
    const ended = await run(args, { cwd: home.folder });
    expect([ended.status, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).toContain(message);
  });

  it('says of each host why nothing was rehearsed there, and ends with 3', async () => {
    const ended = await run(['rehearse', 'web-1', 'web-2', '--config', 'fleet.yaml'], { cwd: home.folder });
    expect(ended.status).toBe(3);
    expect(ended.stdout).toMatch(/Rehearsed on 2 hosts: nothing could be compared/);
    for (const name of ['web-1', 'web-2']) expect(ended.stdout).toContain(name);
  });

  it.each([
    [{ agree: 3, disagree: 0 }, 0],
    [{ agree: 3, disagree: 1 }, 1],
    [{ agree: 0, disagree: 0 }, 3],
  ])('ends %j with %i', (counts, code) => {
    expect(exitCodeOfRehearsal(counts)).toBe(code);
  });

  it('has a document of its own, which iam-policy names where it is asked for', async () => {
    const [document, readable] = await Promise.all([
      run(['ssm-document', '--rehearsal']),
      run(['ssm-document', '--rehearsal', '--readable']),
    ]);
    expect(JSON.parse(document.stdout)).toMatchObject({ parameters: { mode: { allowedPattern: '^(rehearse|piece)$' } } });
    expect(document.stderr).toContain('--name snowline-rehearsal');
    expect(readable.stdout).toContain('PYTHON_PROGRAM=');
    home.write(
      'aws.yaml',
      'inventory: [{ source: ec2, regions: [eu-west-1] }]\nstores: [{ name: a, endpoint: a.test }]\ncollection: { ssm: {} }\n',
    );
    const [without, asked] = await Promise.all([
      run(['iam-policy', '--config', 'aws.yaml'], { cwd: home.folder }),
      run(['iam-policy', '--config', 'aws.yaml', '--rehearsal'], { cwd: home.folder }),
    ]);
    expect(without.stdout).not.toContain('document/snowline-rehearsal');
    expect(asked.stdout).toContain('arn:aws:ssm:eu-west-1:*:document/snowline-rehearsal');
  });
});
