import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { probeScript } from '../../src/evidence/probe/script.ts';
import { documentContent, documentHash, sameDocument } from '../../src/evidence/transports/ssm/document.ts';
import { packedProbe } from '../../src/evidence/transports/ssm/document-probe.ts';
import { scratch } from '../credential-store/servers.ts';
import { run } from './program.ts';

const home = scratch();
afterAll(() => home.remove());

describe('snowline ssm-document', () => {
  it('prints the document, with its hash and what to do next on stderr', async () => {
    const ended = await run(['ssm-document', '--name', 'our-probe']);
    expect(ended.status).toBe(0);
    expect(sameDocument(ended.stdout, documentContent(packedProbe()))).toBe(true);
    expect(ended.stderr).toContain(`SHA-256 ${documentHash(ended.stdout)}, ${Buffer.byteLength(ended.stdout)} of 65536 bytes`);
    expect(ended.stderr).toContain('snowline.yaml: collection: { ssm: { document: our-probe } }\n');
    expect(ended.stderr).toContain(
      'aws ssm create-document --name our-probe --document-type Command --document-format JSON --content file://FILE',
    );
  });

  it('writes it to a file that a shell can name', async () => {
    const ended = await run(['ssm-document', '--output', "it's a document.json"], { cwd: home.folder });
    const file = path.join(home.folder, "it's a document.json");
    expect(ended).toMatchObject({ status: 0, stdout: '' });
    const said = /--content (.*)/.exec(ended.stderr)?.[1] ?? '';
    expect(execFileSync('sh', ['-c', `printf %s ${said}`], { encoding: 'utf8' })).toBe("file://it's a document.json");
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ schemaVersion: '2.2' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('prints what is in it for reading: the probe with its comments, and a script that a shell takes', async () => {
    const ended = await run(['ssm-document', '--readable']);
    expect(ended.stdout).toContain(probeScript().trimEnd());
    expect(execFileSync('sh', ['-n'], { input: ended.stdout, encoding: 'utf8' })).toBe('');
    expect(ended.stdout).not.toMatch(/[A-Za-z0-9+/]{200}/);
  });

  it('tells in its help what its own flags are, and nothing of verify', async () => {
    const { stdout } = await run(['ssm-document', '--help']);
    const text = stdout.replaceAll(/\s+/g, ' ');
    expect(text).toContain('what the document is called (default snowline-probe, with --rehearsal snowline-rehearsal)');
    expect(text).not.toContain('host name or IP address');
    expect((await run(['verify', '--help'])).stdout).not.toContain('document');
  });

  it('refuses a name that SSM would refuse, or a shell read', async () => {
    const refused = [
      ['ab', 'it is shorter than 3 characters'],
      ['a b c', 'it holds characters'],
      ['$(touch x)', 'it holds characters'],
      ['a'.repeat(129), 'it is longer than 128 characters'],
      ['AWS-Probe', 'AWS keeps names'],
      ['amazon-probe', 'AWS keeps names'],
    ] as const;
    for (const [name, why] of refused) {
      const ended = await run(['ssm-document', '--name', name]);
      expect(ended).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(`is not the name of a document: ${why}`) });
    }
  });
});

describe('snowline iam-policy', () => {
  it('prints the policy of a configuration', async () => {
    home.write('snowline.yaml', 'inventory: [{ source: ec2, regions: all, details: [] }]\ncollection: { ssm: { document: ours } }\n');
    const ended = await run(['iam-policy', '--config', 'snowline.yaml'], { cwd: home.folder });
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    const policy = JSON.parse(ended.stdout) as { readonly Version: string; readonly Statement: readonly { readonly Sid: string }[] };
    expect(policy.Version).toBe('2012-10-17');
    expect(policy.Statement.map(({ Sid }) => Sid)).toEqual([
      'ListHosts',
      'RunTheProbeAndNothingElse',
      'CompareTheDocument',
      'FollowTheProbe',
    ]);
  });

  it('says that nothing is needed where nothing asks AWS, and asks for the configuration', async () => {
    home.write('local.yaml', 'inventory: [{ source: localhost }]\n');
    const ended = await run(['iam-policy', '--config', 'local.yaml'], { cwd: home.folder });
    expect(ended).toMatchObject({ status: 0, stderr: 'nothing in this configuration asks AWS\n' });
    expect(await run(['iam-policy'])).toMatchObject({ status: 2, stderr: expect.stringContaining('--config FILE') });
  });
});
