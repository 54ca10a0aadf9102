import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { filesBeneath } from '../../../src/evidence/machine/files-beneath.ts';
import { readTrustContent } from '../../../src/evidence/machine/live-trust-content.ts';
import type { Failure, FileStatus, Names, TextAnswer } from '../../../src/evidence/machine/machine.ts';
import type { ProcessRoot } from '../../../src/evidence/machine/process-root.ts';
import { type RootedMachine, rootedMachine } from '../../../src/evidence/machine/rooted-machine.ts';
import { issue } from '../../certificates.ts';
import { machineHere } from '../planted-tree.ts';

const certificate = issue({ subject: 'CN=Root', ca: true });

/** A folder with another one in it that stands for a container's root; beside it lies what must not be seen from inside. */
function box(link = '/'): { readonly view: RootedMachine; readonly inside: string; readonly outside: string } {
  const outside = mkdtempSync(path.join(tmpdir(), 'snowline-box-'));
  onTestFinished(() => rmSync(outside, { recursive: true, force: true }));
  const inside = path.join(outside, 'root');
  mkdirSync(path.join(inside, 'etc/ssl'), { recursive: true });
  writeFileSync(path.join(outside, 'canary'), `CANARY\n${certificate.pem}`);
  const files = filesBeneath(inside, async (place) => readTrustContent(undefined, place));
  const root: ProcessRoot = { pid: 1, link, files, layer: undefined, wayTo: async () => undefined, isStillThere: async () => true };
  return { view: rootedMachine(machineHere(), root), inside, outside };
}

const missing = { kind: 'failed', reason: 'not found', missing: true };
const changed = { kind: 'failed', reason: 'it changed while it was looked at', missing: false };

describe('paths in a container', () => {
  it('lead through links within its own root', async () => {
    const { view, inside } = box();
    writeFileSync(path.join(inside, 'etc/ssl/real.pem'), certificate.pem);
    symlinkSync('/etc/ssl', path.join(inside, 'absolute'));
    symlinkSync('../../../../../etc/ssl/real.pem', path.join(inside, 'etc/ssl/up.pem'));
    symlinkSync('ssl/./up.pem', path.join(inside, 'etc/relative.pem'));
    for (const file of [
      '/absolute/real.pem',
      '/absolute/up.pem',
      '/etc/relative.pem',
      '/../../etc/ssl/real.pem',
      '//etc/./ssl//real.pem',
    ]) {
      expect([file, await view.realPath(file)]).toEqual([file, { kind: 'path', path: '/etc/ssl/real.pem' }]);
      expect((await view.trustContent(file)).kind).toBe('released');
    }
    expect(await view.lstat('/absolute')).toMatchObject({ kind: 'link' });
    expect(await view.stat('/absolute')).toMatchObject({ kind: 'directory' });
    expect(await view.linkTarget('/etc/relative.pem')).toBe('ssl/./up.pem');
    expect(await view.linkTarget('/etc/ssl')).toBeUndefined();
    expect(await view.stat('/etc/ssl/real.pem/below')).toEqual(missing);
    expect(await view.stat('/nowhere/at/all')).toEqual(missing);
    expect(await view.stat('/')).toMatchObject({ kind: 'directory' });
    expect(new Set(((await view.list('/absolute')) as Names).names)).toEqual(new Set(['real.pem', 'up.pem']));
  });

  it('that lead to what the kernel shows of itself are no stores', async () => {
    const { view, inside } = box();
    mkdirSync(path.join(inside, 'proc'));
    writeFileSync(path.join(inside, 'proc/kmsg'), certificate.pem);
    symlinkSync('/proc/kmsg', path.join(inside, 'etc/ca.pem'));
    expect(await view.trustContent('/etc/ca.pem')).toEqual({ kind: 'unreadable', reason: 'it is not an ordinary file' });
  });

  it('that lead to files of the host find nothing there', async () => {
    const { view, inside, outside } = box();
    symlinkSync(path.join(outside, 'canary'), path.join(inside, 'etc/ssl/absolute.pem'));
    symlinkSync('../../../canary', path.join(inside, 'etc/ssl/upwards.pem'));
    symlinkSync('/proc/self/root/etc/passwd', path.join(inside, 'etc/ssl/magic.pem'));
    symlinkSync(outside, path.join(inside, 'etc/away'));
    for (const file of ['/etc/ssl/absolute.pem', '/etc/ssl/upwards.pem', '/etc/ssl/magic.pem', '/etc/away/canary']) {
      expect([file, await view.stat(file)]).toEqual([file, missing]);
      expect([file, await view.trustContent(file)]).toEqual([file, { kind: 'unreadable', reason: 'not found' }]);
    }
  });

  it('follow as many links as Linux does, and no more', async () => {
    const { view, inside } = box();
    writeFileSync(path.join(inside, 'link0'), '');
    for (let at = 1; at <= 41; at += 1) symlinkSync(`link${at - 1}`, path.join(inside, `link${at}`));
    symlinkSync('loop', path.join(inside, 'loop'));
    expect(await view.realPath('/link40')).toEqual({ kind: 'path', path: '/link0' });
    expect(await view.realPath('/link41')).toEqual({ kind: 'failed', reason: 'its links form a loop', missing: false });
    expect(await view.stat('/loop/x')).toEqual({ kind: 'failed', reason: 'its links form a loop', missing: false });
    expect(await view.stat(`/${'x'.repeat(5000)}`)).toEqual({ kind: 'failed', reason: 'its path is too long', missing: false });
  });
});

describe('a container that changes while it is looked at', () => {
  /** Asks once, so that the way is known, then puts something else there and asks again. */
  async function afterSwap(
    swap: (inside: string, outside: string) => void,
  ): Promise<readonly [unknown, TextAnswer, Names | Failure, FileStatus | Failure]> {
    const { view, inside, outside } = box();
    mkdirSync(path.join(outside, 'ssl'));
    for (const place of [path.join(inside, 'etc/ssl'), path.join(outside, 'ssl')])
      writeFileSync(path.join(place, 'a.pem'), certificate.pem);
    writeFileSync(path.join(outside, 'ssl/secret'), 'CANARY');
    expect(await view.stat('/etc/ssl/a.pem')).toMatchObject({ kind: 'file' });
    swap(inside, outside);
    return [
      await view.trustContent('/etc/ssl/a.pem'),
      await view.readText('/etc/ssl/a.pem'),
      await view.list('/etc/ssl'),
      await view.stat('/etc/ssl/b.pem'),
    ];
  }

  it('puts no folder of the host in the place of its own', async () => {
    const [content, text, names, status] = await afterSwap((inside, outside) => {
      renameSync(path.join(inside, 'etc/ssl'), path.join(inside, 'etc/old'));
      symlinkSync(path.join(outside, 'ssl'), path.join(inside, 'etc/ssl'));
    });
    expect(content).toEqual({ kind: 'unreadable', reason: changed.reason });
    expect(text).toEqual({ text: undefined, reason: `/etc/ssl/a.pem: ${changed.reason}`, missing: false });
    expect(names.kind).toBe('failed');
    expect(status).toEqual(changed);
  });

  it('puts no file of the host in the place of its own', async () => {
    const [content, text] = await afterSwap((inside, outside) => {
      rmSync(path.join(inside, 'etc/ssl/a.pem'));
      symlinkSync(path.join(outside, 'ssl/a.pem'), path.join(inside, 'etc/ssl/a.pem'));
    });
    expect(content).toMatchObject({ kind: 'unreadable' });
    expect(text.text).toBeUndefined();
  });

  it('cannot hold us up with a pipe', async () => {
    const [content, text] = await afterSwap((inside) => {
      rmSync(path.join(inside, 'etc/ssl/a.pem'));
      execFileSync('mkfifo', [path.join(inside, 'etc/ssl/a.pem')]);
    });
    expect(content).toEqual({ kind: 'unreadable', reason: 'it is not a file' });
    expect(text).toMatchObject({ text: undefined, missing: false });
  });

  it('that goes away altogether is no empty one', async () => {
    const [content, text, names, status] = await afterSwap((inside) => rmSync(inside, { recursive: true }));
    expect(content).toEqual({ kind: 'unreadable', reason: 'not found' });
    expect(text).toMatchObject({ text: undefined, missing: false });
    expect(names).toMatchObject({ kind: 'failed', missing: false });
    expect(status).toMatchObject({ kind: 'failed', missing: false });
  });
});

it('names files of a chroot as they are called inside', () => {
  const { view } = box('/srv/jail');
  expect(['/srv/jail/usr/bin/app', '/srv/jailer/app', '/usr/bin/app'].map((file) => view.inside(file))).toEqual([
    '/usr/bin/app',
    '/srv/jailer/app',
    '/usr/bin/app',
  ]);
});

it('is asked for files and nothing else: no program of a container is run', async () => {
  const { view } = box();
  const notRun = { kind: 'failed', reason: 'no program of a container is run' };
  expect(await view.askRuntime('python', '/usr/bin/python3', [])).toEqual(notRun);
  expect(await view.askServiceManager([])).toEqual({ units: notRun, environment: notRun });
  expect(await view.askDirectory('root')).toBeUndefined();
  expect(view.environment).toEqual({});
});

it('follows the links of one root up to a bound, however often they are asked for', async () => {
  let followed = 0;
  const target = `${'/a/..'.repeat(600)}/link`;
  const status = { kind: 'link', uid: 0, gid: 0, mode: 0o777, sizeBytes: 1, modifiedAt: undefined, identity: '1:1' } as const;
  const inside = filesBeneath('/nonexistent', async (place) => readTrustContent(undefined, place));
  const files: ProcessRoot['files'] = {
    ...inside,
    lstat: async (place) => (place === '/a' ? { ...status, kind: 'directory' } : status),
    async linkTarget() {
      followed += 1;
      return target;
    },
  };
  const view = rootedMachine(machineHere(), {
    pid: 1,
    link: '/',
    files,
    layer: undefined,
    wayTo: async () => undefined,
    isStillThere: async () => true,
  });
  const answers = new Set<string>();
  for (let at = 0; at < 3000; at += 1) {
    const real = await view.realPath(`/link/${at}`);
    answers.add(real.kind === 'failed' ? real.reason : real.path);
  }
  expect(answers).toEqual(new Set(['its links form a loop', 'the links of its root are more than are followed']));
  // Each of them is 1,200 steps.
  expect(followed).toBeLessThan(200);
});
