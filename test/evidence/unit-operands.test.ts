import { expect, it } from 'vitest';
import { readUnitLaunch } from '../../src/evidence/reading/unit-launch.ts';
import { whatOperandsMeet } from '../../src/evidence/reading/unit-operands.ts';
import { plantTree } from './planted-tree.ts';

async function reasonsFor(lines: readonly string[], files: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const unit = ['[Service]', ...lines, 'ExecStart=/opt/app'].join('\n');
  const machine = plantTree({ '/etc/app.service': unit, '/srv/file': '', '/srv/folder/x': '', ...files });
  const launch = await readUnitLaunch(machine, 'app.service', ['/etc/app.service'], new Map());
  return (await whatOperandsMeet(machine, launch)).map(({ fact, reason }) => `${fact}: ${reason}`);
}

it.each([
  ['ExecStartPre=/bin/cat /srv/none', 'cat', '/srv/none is not there'],
  ['ExecStartPost=/bin/chown -R app /srv/none', 'chown', '/srv/none is not there'],
  ['ExecStartPre=/bin/cp /srv/none /srv/folder', 'cp', '/srv/none is not there'],
  ['ExecStartPre=/bin/touch /srv/none/x', 'touch', '/srv/none is not there'],
  ['ExecStartPre=/bin/ln -sf a /srv/file/x', 'ln', '/srv/file is not a folder'],
  ['ExecStartPre=/bin/mkdir -p /srv/file/a/b', 'mkdir', '/srv/file is not a folder'],
  ['ExecStartPre=/usr/bin/env A=b /bin/stat /srv/none', 'stat', '/srv/none is not there'],
])('%s keeps its service from starting', async (line, name, why) => {
  const reason = `${name} is started with it and ends with an error, because ${why}, so it may not start`;
  expect(await reasonsFor([line])).toEqual([`nextStart.start: ${reason}`]);
});

it.each([
  [['ExecStartPre=-/bin/cat /srv/none']],
  [['ExecStartPre=/bin/cat /srv/file', 'ExecStartPre=/bin/touch /srv/folder/new']],
  [
    [
      'ExecStartPre=/bin/mkdir -p /srv/none/a',
      'ExecStartPre=/bin/chown app /srv/none/a /srv/none',
      'ExecStartPre=/bin/touch /srv/none/a/x',
    ],
  ],
  [['ExecStartPre=-/bin/mkdir /srv/none', 'ExecStartPre=/bin/chown app /srv/none']],
  [['RuntimeDirectory=app', 'ExecStartPre=/bin/touch /run/app/x', 'ExecStartPre=/bin/chmod 700 /run/app']],
  [['ExecStartPre=/usr/bin/install -d /srv/none/a/b', 'ExecStartPre=/bin/rm -f /srv/none2', 'ExecStartPre=/opt/cat /srv/none2']],
])('%j let it be', async (lines) => {
  expect(await reasonsFor(lines)).toEqual([]);
});
