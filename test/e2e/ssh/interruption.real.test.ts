import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../../require.ts';
import { builtCli } from '../built-cli.ts';
import { writeAudit } from './audit-files.ts';
import { sshLeftBehind } from './audit-fleet.ts';
import { soundHost } from './fleet/audited-case.ts';
import { makeAuthorities } from './fleet/authorities.ts';
import { misbehavingHosts } from './fleet/faulty-hosts.ts';
import { makeFetchingPrograms } from './fleet/fetching-programs.ts';
import { type Fleet, startFleet } from './fleet/start-fleet.ts';

const hanging = misbehavingHosts.filter(({ name }) => name.startsWith('hangs-'));

describeWith(
  ['sshd', 'ssh', 'busybox', 'unshare', 'ip', 'nsenter', '/usr/bin/go', 'javac'],
  'a scan of hosts by ssh that is interrupted with Ctrl-C',
  () => {
    let fleet: Fleet | undefined;
    let status: number | null = null;
    let stderr = '';
    let journal = '';
    let left: readonly string[] = [];
    let sessions: readonly string[] = [];

    beforeAll(async () => {
      const ca = makeAuthorities();
      const programs = makeFetchingPrograms();
      const sound = [1, 2, 3].map((index) => soundHost(`sound-${index}`, ca, programs, 'canary'));
      const hosts = [...sound, ...hanging.map((fault) => ({ ...soundHost(fault.name, ca, programs, 'canary'), ...fault }))];
      const up = await startFleet(hosts);
      fleet = up;
      const config = writeAudit(path.join(up.folder, 'audit'), up, hosts, ca);
      journal = path.join(up.folder, 'audit/journal.jsonl');
      const [program = '', ...before] = up.enter;
      const child = spawn(
        program,
        [...before, process.execPath, builtCli, 'scan', '--config', config, '--journal', journal, '--timeout', '60s'],
        {
          env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', HOME: '/nonexistent' },
          stdio: ['ignore', 'ignore', 'pipe'],
        },
      );
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
      });
      const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
      const isSeen = () => existsSync(journal) && readFileSync(journal, 'utf8').split('"state":"seen"').length > sound.length;
      while (!isSeen() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 50));
      child.kill('SIGINT');
      status = await ended;
      left = sshLeftBehind(up.configFile, [child.pid ?? 0]);
      sessions = hosts.flatMap(({ name }) => {
        const log = up.logOf(name);
        return log.split('Accepted publickey').length === log.split('Disconnected from user').length ? [] : [`${name}: ${log}`];
      });
    });
    afterAll(() => fleet?.stop());

    it('ends as interrupted programs do, and keeps what was seen', () => {
      expect({ status, stderr }).toEqual({ status: 130, stderr: expect.stringContaining('--resume') });
      expect(readFileSync(journal, 'utf8')).toContain('"interrupted":true');
    });

    it('leaves no ssh, no session on a host and no socket', () => {
      expect(left).toEqual([]);
      expect(sessions).toEqual([]);
    });
  },
);
