import { afterAll, describe, expect, it } from 'vitest';
import { writeRecord } from '../../src/evidence-file.ts';
import { scratch } from '../credential-store/servers.ts';
import { records } from '../small-fleet.ts';
import { run } from './program.ts';

const home = scratch();
afterAll(() => home.remove());
const evidence = home.write('evidence.jsonl', `${records().map(writeRecord).join('\n')}\n`);
home.write('hosts.json', '{ "hosts": [] }');
const fleet = 'inventory: [{ source: hosts-file, path: hosts.json }]\n';

describe('a password in an endpoint', () => {
  it.each(['scan', 'collect', 'rotation', 'doctor'])('of --store is refused by %s and printed nowhere', async (command) => {
    for (const endpoint of ['https://reader:canary-1@h:1', 'reader:canary-1@h', 'https://h/?token=canary-1']) {
      const ended = await run([command, '--store', endpoint], { cwd: home.folder });
      expect(ended).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(/^error: --store holds a user name.*\nhint: /) });
      expect(ended.stderr).not.toContain('canary-1');
    }
  });

  it('of a configuration is refused at its position and printed nowhere', async () => {
    home.write('secret.yaml', `${fleet}stores:\n  - name: vault\n    endpoint: "https://reader:canary-1@h:1"\n`);
    for (const format of ['table', 'json']) {
      const ended = await run(['scan', '--config', 'secret.yaml', '--format', format], { cwd: home.folder });
      expect(ended).toMatchObject({
        status: 2,
        stdout: '',
        stderr: expect.stringMatching(/^error: secret\.yaml:4:15: stores\[0\]\.endpoint: /),
      });
      expect(ended.stderr).not.toContain('canary-1');
    }
  });
});

describe('the age at which evidence is too old', () => {
  it.each([
    ['', 7],
    ['evidence: { maxAge: 36h }\n', 1.5],
  ])('travels in the evidence: %j', async (text, maxAgeDays) => {
    home.write('age.yaml', `${fleet}${text}stores: [{ name: a, endpoint: a, servedChain: { from: none } }]\n`);
    const ended = await run(['collect', '--config', 'age.yaml'], { cwd: home.folder });
    expect(JSON.parse(ended.stdout.split('\n')[0] ?? '')).toMatchObject({ type: 'header', settings: { maxAgeDays } });
  });
});

describe('a moment before the evidence was made', () => {
  it('is pointed out on stderr, and none after it is', async () => {
    const [before, after] = await Promise.all(
      ['2026-05-01', '2026-06-02'].map((now) => run(['assess', evidence, '--now', now, '--fail-on', 'none'])),
    );
    expect(before?.stderr).toMatch(/^warning: judged for 2026-05-01T00:00:00Z, before the evidence was made \(2026-06-01T00:00:00Z\)/m);
    expect(after?.stderr).not.toContain('warning');
  });
});
