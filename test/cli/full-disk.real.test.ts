import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { writeRecord } from '../../src/evidence-file.ts';
import { scratch } from '../credential-store/servers.ts';
import { describeWith } from '../require.ts';
import { records } from '../small-fleet.ts';
import { follow, shellLine } from './program.ts';

const home = scratch();
afterAll(() => home.remove());

describeWith(['unshare', 'mount'], 'a disk that fills', () => {
  it('leaves the old report as it was and no draft, and the new one on stdout', async () => {
    const evidence = home.write('evidence.jsonl', `${records().map(writeRecord).join('\n')}\n`);
    mkdirSync(path.join(home.folder, 'disk'));
    const line = shellLine(['assess', evidence, '--output', 'disk/report']);
    const script = `
      mount -t tmpfs -o size=8k none disk || exit 77
      head -c 3000 /dev/zero | tr '\\0' o > disk/report; head -c 4096 /dev/zero > disk/full
      ${line}; code=$?
      tr -d o < disk/report | wc -c >&2; stat -c %s disk/report >&2; ls -A disk >&2
      exit $code`;
    const ended = await follow('/usr/bin/unshare', ['--user', '--map-root-user', '--mount', '/bin/sh', '-c', script], {
      cwd: home.folder,
    }).ended;
    expect(ended.stderr).toMatch(/^error: cannot write disk\/report \(ENOSPC\)\nhint: .*it stands on stdout\n0\n3000\nfull\nreport\n$/m);
    expect(ended.stdout).toContain('Coverage 100%');
    expect(ended.status).toBe(2);
  });

  it('leaves the old evidence as it was where the new one does not come to a host', async () => {
    home.write(
      'fleet.yaml',
      'inventory: [{ source: hosts-file, path: hosts.json }]\nstores: [{ name: a, endpoint: a, servedChain: { from: none } }]\n',
    );
    home.write('hosts.json', '{ "hosts": [] }');
    mkdirSync(path.join(home.folder, 'small'));
    const line = shellLine(['collect', '--config', 'fleet.yaml', '--output', 'small/f.jsonl']);
    const script = `
      mount -t tmpfs -o size=12k none small || exit 77
      # a page for the evidence, one for its lock
      ${line} && cp small/f.jsonl before && head -c 4096 /dev/zero > small/full || exit 78
      ${line}; code=$?
      cmp small/f.jsonl before >&2; ls -A small >&2
      exit $code`;
    const ended = await follow('/usr/bin/unshare', ['--user', '--map-root-user', '--mount', '/bin/sh', '-c', script], {
      cwd: home.folder,
    }).ended;
    expect(ended.stderr).toMatch(/^error: cannot write \S*small\/f\.jsonl \(ENOSPC\)\n(?:hint: .*\n)?f\.jsonl\nfull\n$/m);
    expect(ended.status).toBe(2);
  });
});
