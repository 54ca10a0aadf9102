import { beforeAll, expect, it } from 'vitest';
import type { Refusal } from '../../../src/evidence/unit-evidence.ts';
import { unitStart } from '../../../src/restart/checks/unit-start.ts';
import { runInSystemd, systemdNeeds } from '../../e2e/systemd/run-in-systemd.ts';
import { describeWith } from '../../require.ts';
import { moment, running, workload } from '../scene.ts';

const sleeping = 'ExecStart=/bin/sleep 100';
const units: readonly (readonly [Refusal, string, readonly string[]])[] = [
  ['program', 'program', ['ExecStart=/opt/none/app']],
  ['program', 'before', ['ExecStartPre=/opt/none/app', sleeping]],
  ['condition', 'condition', ['[Unit]', 'ConditionPathExists=/opt/none', '[Service]', sleeping]],
  ['script', 'script', ['ExecStart=/usr/bin/python3 /opt/none/app.py']],
  ['program', 'after', ['ExecStartPost=/opt/none/app', sleeping]],
  ['environment-file', 'environment', ['EnvironmentFile=/etc/none.env', sleeping]],
  ['working-directory', 'folder', ['WorkingDirectory=/opt/none', sleeping]],
  ['root-directory', 'root', ['RootDirectory=/opt/none', sleeping]],
  ['exec-start', 'two', [sleeping, sleeping]],
  ['exec-line', 'quote', [`${sleeping} "x`]],
  ['exec-line', 'quote-before', ['ExecStartPre=/bin/true "x', sleeping]],
];

describeWith(systemdNeeds, 'what systemd refuses to start', () => {
  let said = new Map<string, { readonly state: string; readonly text: string }>();
  beforeAll(async () => {
    const files = Object.fromEntries(
      [...units, ['program', 'sound', [sleeping]] as const].map(([, name, lines]) => [
        `/etc/systemd/system/${name}.service`,
        ['[Service]', ...lines].join('\n'),
      ]),
    );
    // Whose a line is, is not asked: of a process that has ended already the journal may not find out.
    const { stdout } = await runInSystemd(
      files,
      `ln -s /dev/null /etc/systemd/system/masked.service
      for name in ${[...units.map(([, name]) => name), 'masked', 'absent', 'sound'].join(' ')}; do
        echo "== $name"; systemctl start $name 2>&1; sleep 0.3; systemctl is-active $name; journalctl --sync
        journalctl -q --no-pager -o cat --cursor-file=/run/cursor
      done`,
    );
    const parts = stdout.split(/^== /m).slice(1);
    said = new Map(
      parts.map((part) => [part.split('\n')[0] ?? '', { state: /^(?:active|failed|inactive)$/m.exec(part)?.[0] ?? '', text: part }]),
    );
  }, 90_000);

  it('starts what misses nothing', () => {
    expect(said.get('sound')?.state).toBe('active');
  });

  it.each([...units, ['mask', 'masked', []] as const, ['unit-file', 'absent', []] as const])(
    '%s (%s): the unit does not start, and the log says what is expected',
    (what, name) => {
      const unit = { name: `${name}.service`, state: 'active', refused: [{ what, reason: 'x' }] };
      const evidence = { ...running('2026-03-01T00:00:00Z'), unit };
      const outcome = unitStart.judge({ workload: workload({ evidence }), store: undefined, effective: undefined }, moment);
      if (outcome.kind !== 'finding') throw new Error(outcome.kind);
      expect(said.get(name)?.state).toMatch(/^(?:failed|inactive)$/);
      const expected = outcome.reasons[0]?.expectedError ?? 'no text is expected';
      expect(said.get(name)?.text).toContain(expected);
    },
  );
});
