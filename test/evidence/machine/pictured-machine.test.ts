import { describe, expect, it } from 'vitest';
import { picturedMachine, problemsIn } from '../../../src/evidence/machine/pictured-machine.ts';
import { rootHome } from '../../root-home.ts';
import { file, folders, pictureOf, record } from '../probe/picture-text.ts';

const machineOf = (...records: readonly string[]): ReturnType<typeof picturedMachine> => picturedMachine(pictureOf(records));
const missing = { kind: 'failed', missing: true, reason: 'not found' };
const unrecorded = { kind: 'failed', missing: false, reason: 'the probe did not record it' };

describe('paths of a picture', () => {
  it('lead through recorded links, those in folders too', async () => {
    const machine = machineOf(
      ...folders('/etc', '/usr', '/usr/share', '/usr/share/ca'),
      file('/etc/ssl', { type: 'link', target: '../usr/share/ssl' }),
      file('/usr/share/ssl', { type: 'link', target: '/usr/share/ca' }),
      file('/usr/share/ca/all.pem', { inode: 7 }),
      file('/etc/one.pem', { type: 'link', target: 'ssl/./all.pem' }),
    );
    expect(await machine.realPath('/etc/one.pem')).toEqual({ kind: 'path', path: '/usr/share/ca/all.pem' });
    expect(await machine.stat('/etc/ssl/all.pem')).toMatchObject({
      kind: 'file',
      identity: '1:7',
      modifiedAt: 1_700_000_000_500,
      changedAt: 1_700_000_001_250,
    });
    expect(await machine.lstat('/etc/one.pem')).toMatchObject({ kind: 'link' });
    expect(await machine.linkTarget('/etc/one.pem')).toBe('ssl/./all.pem');
    expect(await machine.lstat('/etc/ssl/all.pem')).toMatchObject({ kind: 'file' });
  });

  it('are missing only where the probe says so', async () => {
    const machine = machineOf(
      ...folders('/etc'),
      record('gone', ['/opt']),
      record('gone', ['/etc/gone.pem']),
      file('/etc/plain'),
      file('/etc/dangling', { type: 'link', target: '/opt/x' }),
      file('/etc/astray', { type: 'link', target: '/srv/x' }),
      record('closed', ['/root', 'permission denied']),
    );
    for (const path of ['/etc/gone.pem', '/opt', '/opt/deep/down', '/etc/plain/below', '/etc/dangling']) {
      expect([path, await machine.stat(path)]).toEqual([path, missing]);
    }
    for (const path of ['/etc/other', '/srv', '/srv/x', '/etc/astray'])
      expect([path, await machine.stat(path)]).toEqual([path, unrecorded]);
    expect(await machine.stat(`${rootHome}/.curlrc`)).toEqual({ kind: 'failed', missing: false, reason: 'permission denied' });
    expect((await machine.readText('/etc/other')).text).toBeUndefined();
    expect(await machine.readText('/etc/other')).toMatchObject({ missing: false });
    expect(await machine.list('/etc')).toEqual(unrecorded);
    expect(await machine.matching('/etc/*.env')).toEqual(unrecorded);
    expect(await machine.isExecutable('/srv/x')).toBe('unknown');
    expect(await machine.trustContent('/etc/plain')).toEqual({ kind: 'unreadable', reason: unrecorded.reason });
  });

  it('are missing where their folder was listed whole without them', async () => {
    const machine = machineOf(
      ...folders('/etc', '/etc/d', '/etc/e'),
      record('list', ['/etc/d', 1], ['a']),
      record('list', ['/etc/e', 2], ['a']),
    );
    expect(await machine.stat('/etc/d/b')).toEqual(missing);
    expect(await machine.stat('/etc/d/a')).toEqual(unrecorded);
    expect(await machine.stat('/etc/e/b')).toEqual(unrecorded);
  });

  it('that loop, or whose records contradict each other, are not known', async () => {
    const machine = machineOf(
      file('/a', { type: 'link', target: 'b' }),
      file('/b', { type: 'link', target: 'a' }),
      file('/c', { type: 'link', target: '-' }),
      file('/d'),
      record('gone', ['/d']),
    );
    expect(await machine.stat('/a')).toMatchObject({ missing: false, reason: 'its links form a loop' });
    expect(await machine.stat('/c')).toMatchObject({ missing: false });
    expect(await machine.stat('/d')).toMatchObject({ missing: false, reason: 'the probe recorded it twice, with different answers' });
    expect(await machine.stat(`/${'x/'.repeat(4000)}`)).toMatchObject({ missing: false });
  });

  it('without owner and mode are not taken for anything', async () => {
    const machine = machineOf(
      record('file', ['/a', 'file', '-', '-', '-', '-', '-', '-', '-', '-']),
      record('file', ['/b', 'file', 0, 0, '7777777', 1, 1, 1, 1, '-']),
    );
    expect((await machine.stat('/a')).kind).toBe('failed');
    expect((await machine.stat('/b')).kind).toBe('failed');
  });

  it('inside the root of a process are taken as they were recorded', async () => {
    const machine = machineOf(file('/proc/7/root/', { type: 'directory', inode: 2 }), file('/proc/7/root/etc/x', { inode: 9 }));
    expect(await machine.lstat('/proc/7/root/')).toMatchObject({ identity: '1:2' });
    expect(await machine.lstat('/proc/7/root/etc/x')).toMatchObject({ identity: '1:9' });
    expect(await machine.lstat('/proc/7/root/etc/y')).toEqual(unrecorded);
  });
});

describe('folders and texts of a picture', () => {
  const base = folders('/etc', '/etc/d');

  it('are read under their own path or behind links', async () => {
    const machine = machineOf(
      ...base,
      file('/l', { type: 'link', target: '/etc/d' }),
      record('list', ['/etc/d', 2], ['b', 'a']),
      record('text', ['/etc/t', 4], ['a', 'b']),
    );
    expect(await machine.list('/l')).toEqual({ kind: 'names', names: ['b', 'a'] });
    expect(await machine.readText('/etc/t')).toEqual({ text: 'a\nb\n' });
    expect(await machine.list('/l', 1)).toMatchObject({ reason: 'it has more than 1 entries' });
  });

  it('are not known where entries are lost', async () => {
    expect(await machineOf(...base, record('list', ['/etc/d', 3], ['b', 'a'])).list('/etc/d')).toMatchObject({ missing: false });
  });

  it('have no names that lead elsewhere or move a cursor', async () => {
    const machine = machineOf(...base, record('list', ['/etc/d', 5], ['..', '../x', 'a\u001b[2Jb', '', '.']));
    expect(await machine.list('/etc/d')).toEqual({ kind: 'names', names: ['..\u{FFFD}x', 'a\u{FFFD}[2Jb'] });
  });
});

describe('processes of a picture', () => {
  const clock = record('clock', ['1700000100.0', 1_700_000_000]);
  const one = ['7', 1, 250, '/usr/bin/node', 'app.service', 'yes', 'same', '-', 'no', '-', '-', '-', 'no'];

  it('are told with their start, words and variables', async () => {
    const machine = machineOf(clock, record('process', one, ['0node', '0', '0main.js', 'eA=1', 'eA=2', 'eB=', 'x?']));
    expect(await machine.process(7)).toEqual({
      pid: 7,
      parent: 1,
      startedAt: 1_700_000_002_500,
      program: '/usr/bin/node',
      words: ['node', '', 'main.js'],
      environment: {
        values: new Map([
          ['A', '1'],
          ['B', ''],
        ]),
      },
      unit: 'app.service',
      replaced: false,
      libraries: [],
      raised: false,
      files: 'same',
    });
    expect(await machine.processes()).toMatchObject({ pids: [7], listening: new Set([7]), hidden: 0, missing: [] });
  });

  it('may have been given rights by their file wherever nobody said that they were not', async () => {
    expect((await machineOf(clock, record('process', one.with(12, ''), ['0node'])).process(7))?.raised).toBe(true);
    expect((await machineOf(clock, record('process', one.slice(0, 9), ['0node'])).process(7))?.raised).toBe(true);
  });

  it('say why their variables are not known', async () => {
    const machine = machineOf(clock, record('process', one, ['0node', 'E!permission denied']));
    expect((await machine.process(7))?.environment).toEqual({ reason: '/proc/7/environ cannot be read: permission denied' });
  });

  it('are not there where their start cannot be told', async () => {
    expect(await machineOf(record('process', one)).process(7)).toBeUndefined();
    expect(await machineOf(clock, record('process', one.with(2, '9999999999999999'))).process(7)).toBeUndefined();
    expect(await machineOf(clock, record('process', one.with(0, 'x'))).processes()).toMatchObject({ pids: [] });
  });

  it('have connections only where somebody asked about them', async () => {
    const records = [
      record('process', one),
      record('process', ['8', 7, 1, '-', '-', 'denied', 'own', '-', 'yes']),
      record('connection', [7, '10.0.0.5:8200']),
      record('connection', [7, 'vault.corp.test:8200']),
    ];
    expect(await machineOf(...records).connections()).toBeUndefined();
    expect(await picturedMachine(pictureOf(records), { addressesAsked: true }).connections()).toEqual([
      { pid: 7, parent: 1, unit: 'app.service', address: '10.0.0.5:8200' },
      { pid: 8, parent: 7, unit: undefined, address: undefined },
    ]);
  });
});

describe('programs of a picture', () => {
  it('answer as they did on the host', async () => {
    const machine = machineOf(
      record('run', ['runtime:curl', 0, '/usr/bin/curl'], ['1curl 7.88.1 (x)', '2warning']),
      record('run', ['runtime:node', 126, '/usr/bin/node'], ['2it may be written by others than root']),
      record('run', ['runtime:go', 124, '/usr/bin/go']),
      record('run', ['account', 0, 'ldap'], ['1ldap:x:5:5::/home/ldap:']),
    );
    expect(await machine.askRuntime('curl', '/usr/bin/curl', [])).toEqual({
      kind: 'answer',
      stdout: 'curl 7.88.1 (x)\n',
      stderr: 'warning\n',
    });
    expect(await machine.askRuntime('node', '/usr/bin/node', [])).toEqual({
      kind: 'failed',
      reason: 'it may be written by others than root',
    });
    expect(await machine.askRuntime('go', '/usr/bin/go', [])).toEqual({ kind: 'failed', reason: '/usr/bin/go ended with exit code 124' });
    expect(await machine.askRuntime('java', '/usr/bin/java', [])).toMatchObject({ kind: 'failed' });
    expect(await machine.askDirectory('ldap')).toBe('ldap:x:5:5::/home/ldap:');
    expect(await machine.askDirectory('other')).toBeUndefined();
  });
});

describe('trust files of a picture', () => {
  const digest = 'a'.repeat(64);
  const layout = [`CERTIFICATE\t1\t20\t${'b'.repeat(64)}`, 'CERTIFICATE\t21\t20\t-', 'CERTIFICATE\tx\t20\t-'];

  it('are named by their digest, whichever path leads to the file', async () => {
    const machine = machineOf(
      ...folders('/etc'),
      file('/etc/a.pem', { inode: 5 }),
      file('/etc/b.pem', { inode: 5 }),
      record('digest', ['/etc/a.pem', digest, 99, 'pem', 'released', '-', 1], layout),
    );
    const content = {
      kind: 'named',
      sha256: digest,
      sizeBytes: 99,
      certificates: [
        { label: 'CERTIFICATE', firstLine: 1, lines: 20, sha256: 'b'.repeat(64) },
        { label: 'CERTIFICATE', firstLine: 21, lines: 20, sha256: null },
      ],
    };
    expect(await machine.trustContent('/etc/a.pem')).toEqual(content);
    expect(await machine.trustContent('/etc/b.pem')).toEqual(content);
  });

  it.each([
    ['withheld', digest, { kind: 'withheld', reason: 'why' }],
    ['unrecognised', digest, { kind: 'unrecognised', reason: 'why' }],
    ['released', 'A'.repeat(64), { kind: 'unreadable', reason: 'its digest was not recorded' }],
    ['sent', digest, { kind: 'unreadable', reason: 'its digest was not recorded' }],
  ])('that are %s say so', async (release, sha256, content) => {
    const machine = machineOf(...folders('/etc'), file('/etc/a'), record('digest', ['/etc/a', sha256, 9, 'pem', release, 'why', 0]));
    expect(await machine.trustContent('/etc/a')).toEqual(content);
  });
});

it('problems are facts that the host could not look at', () => {
  const picture = pictureOf([
    record('problem', ['workloads', 'no /proc\u0007']),
    record('problem', ['run: rm', 'x']),
    record('problem', ['os']),
  ]);
  expect(problemsIn(picture)).toEqual([
    { fact: 'workloads', reason: 'no /proc\u{FFFD}' },
    { fact: 'os', reason: 'the probe gives no reason' },
  ]);
});
