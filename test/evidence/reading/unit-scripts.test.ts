import { chmodSync, utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Machine } from '../../../src/evidence/machine/machine.ts';
import type { UnitAccount } from '../../../src/evidence/reading/account-rights.ts';
import { hasChangedSince } from '../../../src/evidence/reading/changed-at.ts';
import type { UnitGap } from '../../../src/evidence/reading/unit-gap.ts';
import { readUnitLaunch } from '../../../src/evidence/reading/unit-launch.ts';
import { obstaclesOf } from '../../../src/evidence/reading/unit-obstacles.ts';
import { plantTree, program } from '../planted-tree.ts';

const app: UnitAccount = { name: 'app', uid: 4_000_000, groups: new Set(), home: '/home/app' };
// The inodes of what is planted are as old as the test
const startedAt = Date.now() + 60_000;

interface Scene {
  readonly lines?: readonly string[];
  readonly exec?: string;
  readonly modes?: Readonly<Record<string, number>>;
  readonly account?: UnitAccount;
  readonly isChanged?: boolean;
  /** When the script was written, against the start. */
  readonly writtenMs?: number;
}

async function obstacles({
  lines = [],
  exec,
  modes = {},
  account = app,
  isChanged = true,
  writtenMs = -1000,
}: Scene): Promise<readonly UnitGap[]> {
  const script = '/home/app/main.py';
  const machine = plantTree({
    '/etc/app.service': ['[Service]', `ExecStart=${exec ?? `/usr/bin/python3 ${script}`}`, ...lines].join('\n'),
    '/usr/bin/python3': program,
    '/opt/app/fetch': program,
    '/srv/work/x': '',
    [script]: '',
  });
  for (const [file, mode] of Object.entries(modes)) chmodSync(`${machine.root}${file}`, mode);
  utimesSync(`${machine.root}${script}`, 0, (startedAt + writtenMs) / 1000);
  return obstaclesOf(machine, await readUnitLaunch(machine, 'app.service', ['/etc/app.service'], new Map()), account, {
    startedAt,
    isChanged,
  });
}
const refusalsOf = async (scene: Scene): Promise<readonly unknown[]> => (await obstacles(scene)).map(({ refusedFor }) => refusedFor);

describe('a script, a program or a folder that is closed to the user of its unit', () => {
  it.each<readonly [string, Scene, string]>([
    ['script', { modes: { '/home/app/main.py': 0o600 } }, 'script-closed'],
    ['folder of the script', { modes: { '/home/app': 0o700 } }, 'script-hidden'],
    ['program', { exec: '/opt/app/fetch', modes: { '/opt/app/fetch': 0o700 } }, 'program-closed'],
    ['folder of the program', { exec: '/opt/app/fetch', modes: { '/opt/app': 0o700 } }, 'program-closed'],
    ['folder to start in', { lines: ['WorkingDirectory=/srv/work'], modes: { '/srv/work': 0o700 } }, 'working-directory-closed'],
  ])('is refused: %s', async (_what, scene, refused) => {
    expect(await refusalsOf(scene)).toEqual([refused]);
    expect(await obstacles({ ...scene, account: 'root' })).toEqual([]);
    expect(await obstacles({ ...scene, modes: {} })).toEqual([]);
    // with rights beyond those of its user it may get in
    expect(await refusalsOf({ ...scene, lines: [...(scene.lines ?? []), 'AmbientCapabilities=CAP_DAC_READ_SEARCH'] })).toEqual([undefined]);
  });

  it('is not known where a group may let it in that nobody knows of', async () => {
    const gaps = await obstacles({ modes: { '/home/app/main.py': 0o640 } });
    expect(gaps).toEqual([{ fact: 'nextStart.start', reason: expect.stringMatching(/^whether \/home\/app\/main\.py is open/) }]);
  });
});

it('a program beside the main one is not refused for what is closed, since root may run it, only for what is gone', async () => {
  const closed = { lines: ['ExecStartPre=/opt/app/fetch'], modes: { '/opt/app/fetch': 0o700 } };
  expect(await refusalsOf(closed)).toEqual([undefined]);
  expect(await refusalsOf({ lines: ['ExecStartPre=-/opt/app/fetch'], modes: closed.modes })).toEqual([]);
  expect(await refusalsOf({ lines: ['ExecStartPre=/usr/bin/python3 /opt/none.py'] })).toEqual(['script']);
});

describe('a script that its sandbox hides', () => {
  it.each(['ProtectHome=yes', 'ProtectHome=tmpfs', 'InaccessiblePaths=/home/app', 'TemporaryFileSystem=/home'])(
    'is refused where the unit changed since, and not known where it runs with it: %s',
    async (line) => {
      expect(await refusalsOf({ lines: [line] })).toEqual(['script-hidden']);
      const [gap, ...more] = await obstacles({ lines: [line], isChanged: false });
      expect([gap?.fact, gap?.refusedFor, more]).toEqual(['nextStart.start', undefined, []]);
    },
  );

  it('is there where it is bound into what is hidden, and not known where something else is', async () => {
    expect(await obstacles({ lines: ['ProtectHome=tmpfs', 'BindReadOnlyPaths=/home/app'] })).toEqual([]);
    expect(await refusalsOf({ lines: ['ProtectHome=tmpfs', 'BindReadOnlyPaths=/opt/app:/home/app'] })).toEqual([undefined]);
  });

  it.each(['ProtectHome=read-only', 'ProtectSystem=strict', 'PrivateTmp=yes', 'InaccessiblePaths=/boot'])(
    'is no matter of %s',
    async (line) => {
      expect((await obstacles({ lines: [line] })).filter(({ reason }) => reason.includes('its sandbox'))).toEqual([]);
    },
  );
});

it('a script that was written or changed since its process started is not known to come up, an older one is', async () => {
  expect(await obstacles({ writtenMs: 1001 })).toEqual([
    { fact: 'nextStart.start', reason: expect.stringMatching(/^its script main\.py was replaced or changed since its process started/) },
  ]);
  expect(await obstacles({ writtenMs: 0 })).toEqual([]);
  // put there within the second of the start, as those who deploy do
  expect(await obstacles({ writtenMs: 999 })).toEqual([]);
});

describe('what was put there since its process started, with an old date', () => {
  const past = { startedAt: Date.now() - 60_000, isChanged: true };
  const seen = async (exec: string, files: Readonly<Record<string, string>>, since = past): Promise<readonly string[]> => {
    const tree = plantTree({ '/etc/app.service': `[Service]\nExecStart=${exec}`, ...files });
    for (const file of Object.keys(files)) {
      chmodSync(`${tree.root}${file}`, 0o755);
      utimesSync(`${tree.root}${file}`, 100, 100);
    }
    const machine = { ...tree, programs: tree };
    const launch = await readUnitLaunch(machine, 'app.service', ['/etc/app.service'], new Map());
    return (await obstaclesOf(machine, launch, 'root', since)).map(({ reason }) => reason);
  };

  it.each([
    ['a script', '/usr/bin/python3 /srv/app/main.py', { '/usr/bin/python3': program, '/srv/app/main.py': '' }, 'script main.py'],
    ['a program with an interpreter in its first line', '/srv/app/run', { '/srv/app/run': program }, 'program run'],
  ])('is not known to come up: %s', async (_what, exec, files, name) => {
    const reason = expect.stringMatching(new RegExp(`^its ${name} was replaced or changed since its process started`)) as string;
    expect(await seen(exec, files)).toContainEqual(reason);
    expect(await seen(exec, files, { ...past, startedAt })).toEqual([]);
  });

  it('may be a link on the way, too', async () => {
    const machine = plantTree({ '/srv/r2/main.py': '', '/srv/current': '-> r2' });
    const later = { ...machine, stat: async (file: string) => ({ ...(await machine.stat(file)), modifiedAt: 100, changedAt: 100 }) };
    expect(await hasChangedSince(later as Machine, '/srv/r2/main.py', past.startedAt)).toBe(false);
    expect(await hasChangedSince(later as Machine, '/srv/current/main.py', past.startedAt)).toBe(true);
  });

  it('is none where only its name is new, and it leads to the very program that runs', async () => {
    const tree = plantTree({ '/etc/app.service': '[Service]\nExecStart=/srv/new', '/srv/app/run': program, '/srv/new': '-> app/run' });
    chmodSync(`${tree.root}/srv/app/run`, 0o755);
    const aged = { ...tree, stat: async (file: string) => ({ ...(await tree.stat(file)), modifiedAt: 100, changedAt: 100 }) } as Machine;
    const machine = { ...aged, programs: aged };
    const launch = await readUnitLaunch(machine, 'app.service', ['/etc/app.service'], new Map());
    const reasons = async (running: string): Promise<readonly string[]> =>
      (await obstaclesOf(machine, launch, 'root', { ...past, running })).map(({ reason }) => reason);
    expect(await reasons('/srv/app/run')).toEqual([]);
    expect(await reasons('/srv/old/run')).toEqual([expect.stringMatching(/^its program new was replaced or changed since/)]);
  });

  it('is no matter of a program that is shared with others', async () => {
    expect(await seen('/usr/bin/tool', { '/usr/bin/tool': 'no script' })).toEqual([]);
  });
});

it('a file that is loaded first and is not there is refused, one that is there is not', async () => {
  const loading = (file: string): Scene => ({
    exec: '/usr/bin/node /home/app/main.js',
    lines: [`Environment=NODE_OPTIONS=--require=${file}`],
  });
  const refused = async (scene: Scene): Promise<readonly unknown[]> => (await refusalsOf(scene)).filter((one) => one === 'preload');
  expect(await refused(loading('/opt/none.js'))).toEqual(['preload']);
  expect(await refused(loading('/home/app/main.py'))).toEqual([]);
  expect((await refusalsOf({ exec: '/usr/bin/java -javaagent:/opt/none.jar=a -jar /x.jar' })).filter((one) => one === 'preload')).toEqual([
    'preload',
  ]);
  expect(await refusalsOf({ exec: '/usr/bin/java -agentpath:/opt/none.so=a -jar /x.jar' })).toContain('agent-library');
});

it('a class file that is not there is refused where the class path leads nowhere else', async () => {
  const refused = async (exec: string): Promise<readonly unknown[]> => (await refusalsOf({ exec })).filter((one) => one === 'class');
  expect(await refused('/usr/bin/java -cp /home/app Main')).toEqual(['class']);
  expect(await refused('/usr/bin/java -cp /home/none.jar Main')).toEqual(['class']);
  expect(await refused('/usr/bin/java -cp /home/app/main.py Main')).toEqual([]);
  expect(await refused('/usr/bin/java -cp /home/app:/home/none.jar Main')).toEqual([]);
});

it('an ExecCondition, and a test beside it, leave open whether it comes up, unless they may fail', async () => {
  const facts = async (line: string): Promise<readonly string[]> => {
    const machine = plantTree({ '/etc/app.service': `[Service]\nExecStart=/opt/app\n${line}`, '/opt/app': program, '/bin/test': program });
    const launch = await readUnitLaunch(machine, 'app.service', ['/etc/app.service'], new Map());
    return [...launch.missing, ...(await obstaclesOf(machine, launch, 'root'))].map(({ fact }) => fact);
  };
  expect(await facts('ExecCondition=/bin/test -f /x')).toEqual(['nextStart.start', 'nextStart.start']);
  expect(await facts('ExecStartPre=/bin/test -f /x')).toEqual(['nextStart.start']);
  expect(await facts('ExecStartPre=-/bin/test -f /x')).toEqual([]);
  expect(await facts('ExecCondition=-/bin/test -f /x')).toEqual([]);
});
