import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { sha256Of } from '../../../src/evidence/blob-store.ts';
import { composeProbe } from '../../../src/evidence/probe/script.ts';
import { issue } from '../../certificates.ts';
import { describeWith } from '../../require.ts';
import { containerScene, needsOfContainers } from './container-scene.ts';
import { fetchedIn } from './run-file-probe.ts';
import { type AwkName, type ProbeRun, type ProbeSettings, recordsOf, runProbe, type ShellName } from './run-probe.ts';
import { temporaryFolder } from './temporary-folder.ts';

const inside = issue({ subject: 'CN=Inside', ca: true });
const outside = issue({ subject: 'CN=Outside', ca: true });
const combinations: readonly (readonly [ShellName, AwkName])[] = [
  ['dash', 'mawk'],
  ['busybox', 'busybox'],
  ['bash', 'gawk'],
];
const only = { without: ['facts_units', 'facts_runtimes', 'facts_programs'], timeoutMs: 90_000 } satisfies ProbeSettings;

interface Scene {
  readonly namespace: string;
  readonly id: string;
}

// A container whose store is a file, a folder and whatever else is planted.
function scene(image: string, environment: readonly string[]): Scene {
  const id = randomBytes(32).toString('hex');
  const certificate = `cat > etc/ssl/ca.pem <<'END'\n${inside.pem.trim()}\nEND\n`;
  const words = ['/usr/bin/python3', '/listen.py'];
  return { id, namespace: containerScene({ name: 'c', id, image: certificate + image, words, environment }) };
}

function pidOf(run: ProbeRun, id: string): string {
  return recordsOf(run, 'process').find(({ fields }) => fields[7] === id)?.fields[0] ?? 'no such process';
}

// The probe forgets the environment of whoever asks, so that its changed steps read where the root and the process of the container are told.
const told = mkdtempSync(path.join(tmpdir(), 'snowline-told-'));
afterAll(() => rmSync(told, { recursive: true, force: true }));
const rootfs = `$(cat ${told}/rootfs)`;
const tell = `echo "$D/c/rootfs" > ${told}/rootfs; cp "$D/c/pid" ${told}/pid`;

// The moment at which a container may exchange a file: it is known to be a plain file, and not yet open.
function exchanging(by: string): string {
  const steps = composeProbe().replaceAll(/^(?:hold_open|open_pinned)\(\) \(\n/gm, (start) => `${start}  ${by}\n`);
  return steps.replace(/^SECONDS_TO_OPEN=5$/m, 'SECONDS_TO_OPEN=1');
}

describeWith([...needsOfContainers, 'dash', 'busybox', 'bash', 'mawk', 'gawk'], 'what a hostile container holds', () => {
  it.each(combinations)('may be links that lead out, pipes, loops, and chains of links (%s, %s)', async (shell, awk) => {
    const canary = path.join(temporaryFolder(), 'canary.pem');
    writeFileSync(canary, outside.pem);
    const chain = (letter: string, length: number, end: string): string =>
      Array.from({ length }, (_, at) => `ln -s ${at === 0 ? end : `${letter}${at - 1}`} etc/ssl/chain/${letter}${at}`).join('; ');
    const { id, namespace } = scene(
      `mkdir etc/ssl/chain; cp etc/ssl/ca.pem etc/ssl/near.pem; cp etc/ssl/ca.pem etc/ssl/far.pem
      ${chain('near', 40, '../near.pem')}; ${chain('far', 41, '../far.pem')}; mkfifo etc/ssl/pipe.pem; ln -s loop.pem etc/ssl/loop.pem
      ln -s ${canary} etc/ssl/out.pem; ln -s ../../../../../../..${canary} etc/ssl/up.pem; ln -s /proc/1/root${canary} etc/ssl/magic.pem
      ln -s "$(dirname ${canary})" etc/ssl/folder; ln -s /dev/zero etc/ssl/zero.pem; mkdir etc/ssl/odd
      cp etc/ssl/ca.pem "etc/ssl/odd/$(printf 'line\\nbreak')"; cp etc/ssl/ca.pem 'etc/ssl/odd/ space '; cp etc/ssl/ca.pem 'etc/ssl/odd/back\\slash'`,
      [
        `SSL_CERT_DIR=${['pipe.pem', 'loop.pem', 'out.pem', 'up.pem', 'magic.pem', 'folder/canary.pem', 'zero.pem', 'chain/near39', 'chain/far40', 'odd'].map((name) => `/etc/ssl/${name}`).join(':')}`,
      ],
    );
    const run = await runProbe({ ...only, shell, awk, namespace });
    expect(run.errors).toBe('');
    // Linux follows 40 links, so near.pem is reached and far.pem is not.
    const root = `/proc/${pidOf(run, id)}/root`;
    expect(recordsOf(run, 'root', pidOf(run, id))).toHaveLength(1);
    const digests = recordsOf(run, 'digest').filter(({ fields }) => fields[0]?.startsWith(`${root}/etc/`));
    expect(new Set(digests.map(({ fields }) => fields[0]?.slice(root.length)))).toEqual(
      new Set(['/etc/ssl/near.pem', '/etc/ssl/odd/ space ', '/etc/ssl/odd/back\\slash']),
    );
    expect(new Set(digests.map(({ fields }) => fields[1]))).toEqual(new Set([sha256Of(Buffer.from(`${inside.pem.trim()}\n`))]));
    expect(recordsOf(run, 'file', `${root}/etc/ssl/pipe.pem`)[0]?.fields[1]).toBe('fifo');
    expect(run.raw).not.toContain(sha256Of(Buffer.from(outside.pem)));
  });

  it.each(combinations)('may become a link that leads out before it is opened (%s, %s)', async (shell, awk) => {
    const [canary, account] = [path.join(temporaryFolder(), 'canary.pem'), path.join(temporaryFolder(), 'passwd')];
    writeFileSync(canary, outside.pem);
    writeFileSync(account, 'root:x:0:0::/of-the-host:/bin/sh\n');
    const { id, namespace } = scene(
      'echo root:x:0:0::/root: > etc/passwd; cp etc/ssl/ca.pem etc/ssl/other.pem; echo "" >> etc/ssl/other.pem',
      ['SSL_CERT_FILE=/etc/ssl/ca.pem', 'SSL_CERT_DIR=/etc/ssl/other.pem'],
    );
    const script = exchanging(`ln -sf ${canary} "${rootfs}/etc/ssl/ca.pem"; ln -sf ${account} "${rootfs}/etc/passwd"`);
    const run = await runProbe({ ...only, shell, awk, script, namespace: `${namespace}\n${tell}` });
    const root = `/proc/${pidOf(run, id)}/root`;
    expect(recordsOf(run, 'file', `${root}/etc/ssl/ca.pem`)[0]?.fields[1]).toBe('file');
    expect(recordsOf(run, 'digest', `${root}/etc/ssl/ca.pem`)).toEqual([]);
    expect(recordsOf(run, 'closed', `${root}/etc/ssl/ca.pem`)[0]?.fields[1]).toBe('it could not be read');
    expect(recordsOf(run, 'text', `${root}/etc/passwd`)).toEqual([]);
    expect(run.raw).not.toContain('of-the-host');
    // The one beside it is none the worse.
    expect(recordsOf(run, 'digest', `${root}/etc/ssl/other.pem`)).toHaveLength(1);
    expect(run.raw).not.toContain(sha256Of(Buffer.from(outside.pem)));
  });

  it.each(combinations)('may become a pipe before it is opened, which holds nobody up (%s, %s)', async (shell, awk) => {
    const { id, namespace } = scene('', ['SSL_CERT_FILE=/etc/ssl/ca.pem']);
    // Only when it is opened itself: before that, it would be no plain file when it is looked at.
    const script = exchanging(`case "$*" in *etc/ssl/ca.pem*) rm -f "${rootfs}/etc/ssl/ca.pem"; mkfifo "${rootfs}/etc/ssl/ca.pem" ;; esac`);
    const run = await runProbe({ ...only, shell, awk, script, namespace: `${namespace}\n${tell}` });
    const root = `/proc/${pidOf(run, id)}/root`;
    expect(recordsOf(run, 'digest', `${root}/etc/ssl/ca.pem`)).toEqual([]);
    expect(recordsOf(run, 'closed', `${root}/etc/ssl/ca.pem`).map(({ fields }) => fields[1])).toEqual(['it could not be read']);
  });

  it('may end while it is looked at, and then nothing of it is vouched for', async () => {
    const { id, namespace } = scene('', ['SSL_CERT_FILE=/etc/ssl/ca.pem']);
    const script = composeProbe().replace(/^facts_layers\(\) \{\n/m, (start) => `${start}  kill -9 "$(cat ${told}/pid)"; sleep 0.2\n`);
    const run = await runProbe({ ...only, script, namespace: `${namespace}\n${tell}` });
    expect(recordsOf(run, 'process', pidOf(run, id))).toHaveLength(1);
    expect(recordsOf(run, 'root')).toEqual([]);
  });

  it.each(combinations)('is not sent when it became a link that leads out (%s, %s)', async (shell, awk) => {
    const canary = path.join(temporaryFolder(), 'canary.pem');
    writeFileSync(canary, outside.pem);
    const { namespace } = scene('', []);
    const script = exchanging(`ln -sf ${canary} "${rootfs}/etc/ssl/ca.pem"`);
    const get = `"get=${sha256Of(Buffer.from(outside.pem))}:/proc/$(cat "$D/c/pid")/root/etc/ssl/ca.pem"`;
    const steps = `${namespace}\n${tell}; set -- "$@" ${get}`;
    const run = await runProbe({ mode: 'contents', shell, awk, script, namespace: steps, timeoutMs: 60_000 });
    expect(recordsOf(run, 'content')).toEqual([]);
    expect(recordsOf(run, 'refused').map(({ fields }) => fields[2])).toEqual(['it is not there any more, or may not be read']);
  });

  it.each(combinations)('is sent from within its root and by no link (%s, %s)', async (shell, awk) => {
    const canary = path.join(temporaryFolder(), 'canary.pem');
    writeFileSync(canary, outside.pem);
    const { namespace } = scene(`ln -s ca.pem etc/ssl/link.pem; ln -s ${canary} etc/ssl/out.pem; ln -s / etc/ssl/slash`, []);
    const of = (pem: string): string => sha256Of(Buffer.from(pem));
    // The number of the process is known in the namespace only.
    const wanted = [
      [of(`${inside.pem.trim()}\n`), '/etc/ssl/ca.pem'],
      [of(`${inside.pem.trim()}\n`), '/etc/ssl/link.pem'],
      [of(outside.pem), '/etc/ssl/out.pem'],
      [of(outside.pem), `/etc/ssl/slash${canary}`],
      [of(outside.pem), `/../../..${canary}`],
    ] as const;
    const given = wanted.map(([digest, file]) => `"get=${digest}:/proc/$pid/root${file}"`).join(' ');
    const run = await runProbe({
      mode: 'contents',
      shell,
      awk,
      namespace: `${namespace}\npid=$(cat "$D/c/pid"); set -- "$@" ${given}`,
      timeoutMs: 60_000,
    });
    expect(run.errors).toBe('');
    const answers = [...fetchedIn(run)].map(([file, answer]): [string, string] => [
      file.replace(/^\/proc\/\d+\/root/, ''),
      'bytes' in answer ? answer.bytes.toString() : 'refused',
    ]);
    expect(new Map(answers)).toEqual(
      new Map(wanted.map(([, file]) => [file, file === '/etc/ssl/ca.pem' ? `${inside.pem.trim()}\n` : 'refused'])),
    );
  });
});
