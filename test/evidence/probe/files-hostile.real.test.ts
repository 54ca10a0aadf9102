import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { sha256Of } from '../../../src/evidence/blob-store.ts';
import { composeProbe } from '../../../src/evidence/probe/script.ts';
import { issue } from '../../certificates.ts';
import { describeWith } from '../../require.ts';
import { busyboxHost, fetchedIn, fetchFiles, type Look, lookAt, nameOf, pathOf } from './run-file-probe.ts';
import { type AwkName, type ProbeRun, recordsOf, runProbe, type ShellName } from './run-probe.ts';
import { temporaryFolder } from './temporary-folder.ts';

const root = issue({ subject: 'CN=Corp Root', ca: true });
const combinations: readonly (readonly [ShellName, AwkName])[] = [
  ['dash', 'mawk'],
  ['busybox', 'busybox'],
  ['bash', 'gawk'],
  ['dash', 'original-awk'],
];
const asNobody = 'exec setpriv --reuid 65534 --regid 65534 --clear-groups env -u D "$@"';

function digestOf(run: ProbeRun, file: string): readonly string[] | undefined {
  return recordsOf(run, 'digest').find(({ fields }) => pathOf(fields[0]) === file)?.fields;
}

function closedReason(run: ProbeRun, file: string): string | undefined {
  return recordsOf(run, 'closed').find(({ fields }) => pathOf(fields[0]) === file)?.fields[1];
}

describeWith(['dash', 'busybox', 'gawk', 'original-awk', 'setpriv'], 'files that a hostile host holds', () => {
  it.each(combinations)('may have any name (%s, %s)', async (shell, awk) => {
    const folder = temporaryFolder();
    const names = [
      'a b',
      ' lead',
      'trail ',
      "it's",
      '"',
      '\\',
      '\\n',
      '$(touch x)',
      '`x`',
      '*',
      '-rf',
      '-',
      '--',
      '#roots',
      'tab\there',
      '\u001b[31m',
      '\u007f',
      'caf\u00e9',
      '=x',
      '.hidden',
      '..odd',
      '\u0085',
    ];
    for (const name of names) writeFileSync(path.join(folder, name), `${root.pem}# ${name}`);
    const lineBreak = path.join(folder, 'line\nbreak|file\tx');
    writeFileSync(lineBreak, root.pem);
    execFileSync('sh', ['-c', 'printf x > "$1/$(printf "\\377\\376")"', 'sh', folder]);
    const run = await lookAt([['trust', folder]], { shell, awk });
    const listed = recordsOf(run, 'list')[0]?.text.map(pathOf) ?? [];
    for (const name of [...names, 'line\nbreak|file\tx']) expect(listed).toContain(name);
    for (const name of names) {
      const file = path.join(folder, name);
      expect([name, digestOf(run, file)?.[1]]).toEqual([name, nameOf(file)]);
    }
    expect(closedReason(run, lineBreak)).toBe('its name has a line break, so it was not looked at');
    expect(recordsOf(run, 'digest').filter(({ fields }) => fields[0]?.endsWith('/\u00ff\u00fe'))).toHaveLength(1);
    const fetched = await fetchFiles(
      names.map((name) => path.join(folder, name)).filter((file) => !file.endsWith('#roots')),
      { shell, awk },
    );
    for (const [file, answer] of fetched)
      expect([file, 'bytes' in answer && sha256Of(answer.bytes) === nameOf(file)]).toEqual([file, true]);
    expect(fetched.size).toBe(names.length - 1);
  });

  it('may be links whose targets look like records', async () => {
    const folder = temporaryFolder();
    const targets = ['x\nfile\t/etc/passwd\tfile\t0\t0\t0644\t1\t1\t1\t1\t-', '\n', 'a\n\nb', '--', 'x\\', '-> y', '\u001b]0;x\u0007'];
    for (const [index, target] of targets.entries()) symlinkSync(target, path.join(folder, `${index}.pem`));
    symlinkSync('ordinary', path.join(folder, 'z.pem'));
    const settings = [{}, busyboxHost(temporaryFolder()), { awk: 'original-awk' } as const];
    for (const one of settings) {
      const run = await lookAt([['trust', folder]], one);
      for (const [index, target] of targets.entries())
        expect(recordsOf(run, 'file', path.join(folder, `${index}.pem`))[0]?.fields[9]).toBe(target);
      expect(recordsOf(run, 'file', path.join(folder, 'z.pem'))[0]?.fields[9]).toBe('ordinary');
      expect(recordsOf(run, 'file', '/etc/passwd')).toEqual([]);
    }
  });

  it('may be pipes, devices, loops and endless chains of links, which hold nobody up', async () => {
    const folder = temporaryFolder();
    const at = (name: string): string => path.join(folder, name);
    execFileSync('mkfifo', [at('fifo')]);
    symlinkSync('/dev/zero', at('zero'));
    symlinkSync('fifo', at('to-fifo'));
    symlinkSync('self', at('self'));
    symlinkSync('pong', at('ping'));
    symlinkSync('ping', at('pong'));
    for (let index = 0; index < 60; index += 1) symlinkSync(`chain${index + 1}`, at(`chain${index}`));
    writeFileSync(at('chain60'), root.pem);
    symlinkSync('fifo/below', at('through'));
    const names = ['fifo', 'zero', 'to-fifo', 'self', 'ping', 'chain0', 'chain30', 'through'];
    const run = await lookAt(
      names.map((name): Look => ['trust', at(name)]),
      { timeoutMs: 15_000 },
    );
    // Linux follows 40 links, so the one in the middle is reached
    expect(recordsOf(run, 'digest').map(({ fields }) => fields[0])).toEqual([at('chain60')]);
    expect(recordsOf(run, 'file', at('fifo'))[0]?.fields[1]).toBe('fifo');
    expect(recordsOf(run, 'file', '/dev/zero')[0]?.fields[1]).toBe('char');
    const given = names.map((name) => `get=${'0'.repeat(64)}:${at(name)}`);
    const contents = await runProbe({ mode: 'contents', given, timeoutMs: 15_000 });
    expect(recordsOf(contents, 'content')).toEqual([]);
    expect(recordsOf(contents, 'refused')).toHaveLength(names.length);
  });

  it('may lead to files of the kernel that never end, which are not opened', async () => {
    const folder = temporaryFolder();
    const names = ['/proc/kmsg', '/proc/self/root/proc/kmsg', '/sys/kernel/notes', '/proc/version'];
    for (const [index, target] of names.entries()) symlinkSync(target, path.join(folder, `${index}.pem`));
    const looks = [...names.map((_, index): Look => ['trust', path.join(folder, `${index}.pem`)]), ['trust', folder] satisfies Look];
    for (const settings of [{}, { shell: 'busybox', awk: 'busybox' }] as const) {
      const run = await lookAt(looks, { ...settings, timeoutMs: 15_000 });
      expect(recordsOf(run, 'digest')).toEqual([]);
      expect(recordsOf(run, 'file', '/proc/kmsg')[0]?.fields[1]).toBe('socket');
    }
  });

  it('may name such a file where a text is read', async () => {
    const script = composeProbe().replace(
      /main "\$@" <\/dev\/null\n$/,
      () => `report() { LOOKED=; show_text /proc/kmsg '{ shown($0) }'; show_text /dev/null '{ shown($0) }'; }\nmain "$@" </dev/null\n`,
    );
    const run = await runProbe({ script, timeoutMs: 10_000 });
    expect(recordsOf(run, 'text')).toEqual([]);
    expect(closedReason(run, '/proc/kmsg')).toBe('it is not an ordinary file');
  });

  it('may be too large, too many, or changed between the rounds', async () => {
    const folder = temporaryFolder();
    const large = path.join(folder, 'large.pem');
    writeFileSync(large, root.pem);
    truncateSync(large, 20 * 1024 * 1024);
    const crowded = path.join(folder, 'crowded');
    mkdirSync(crowded);
    for (let index = 0; index < 5000; index += 1) writeFileSync(path.join(crowded, `${index}`), '');
    const changing = path.join(folder, 'changing.pem');
    writeFileSync(changing, root.pem);
    const run = await lookAt([
      ['trust', large],
      ['trust', crowded],
      ['trust', changing],
    ]);
    const reason = 'its 20971520 bytes are more than the 16777216 that are read';
    expect(digestOf(run, large)?.slice(1)).toEqual(['-', '20971520', 'other', 'withheld', reason, '0']);
    expect(closedReason(run, crowded)).toBe('it has more than 4096 entries');
    expect(recordsOf(run, 'list')).toEqual([]);
    const before = digestOf(run, changing)?.[1] ?? '';
    appendFileSync(changing, root.keyPem);
    const given = [
      `get=${before}:${changing}`,
      `get=${sha256Of(readFileSync(large))}:${large}`,
      `get=${before}:${folder}/gone.pem`,
      `get=nonsense:${changing}`,
    ];
    const fetched = fetchedIn(await runProbe({ mode: 'contents', given }));
    expect([...fetched]).toEqual([
      [changing, { refused: 'its content has changed meanwhile' }],
      [large, { refused: reason }],
      [`${folder}/gone.pem`, { refused: 'it is not there any more, or may not be read' }],
    ]);
  });

  it('may change while they are read: then nothing of them is sent', async () => {
    const folder = temporaryFolder();
    const files = [path.join(folder, 'plain.pem'), path.join(folder, 'masked.pem')];
    writeFileSync(files[0] ?? '', root.pem);
    writeFileSync(files[1] ?? '', `${root.pem}password = x\n`);
    const bin = path.join(folder, 'bin');
    mkdirSync(bin);
    // base64 is the last to read a file; this one lets it change in that moment
    const appended = files.map((file) => `echo '# changed' >> ${file}`).join('; ');
    const program = `#!/bin/sh\nread=$(/usr/bin/base64 "$@"); if [ \${#read} -gt 40 ]; then ${appended}; fi; echo "$read"\n`;
    writeFileSync(path.join(bin, 'base64'), program, { mode: 0o755 });
    const script = composeProbe().replace(/^STANDARD_PATH=/m, `STANDARD_PATH=${bin}:`);
    const fetched = await fetchFiles(files, { script });
    for (const file of files) expect(fetched.get(file)).toEqual({ refused: 'its content has changed meanwhile' });
  });

  it('may be closed to whoever asks, which is not the same as not being there', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o755);
    const at = (name: string): string => path.join(folder, name);
    for (const name of ['closed', 'unlisted', 'open']) {
      mkdirSync(at(name));
      writeFileSync(at(`${name}/ca.pem`), root.pem);
    }
    chmodSync(at('closed'), 0o700);
    chmodSync(at('unlisted'), 0o711);
    chmodSync(at('open/ca.pem'), 0o600);
    symlinkSync('../closed/ca.pem', at('open/link.pem'));
    const looks: readonly Look[] = [
      ['trust', at('closed/ca.pem')],
      ['trust', at('closed')],
      ['trust', at('unlisted')],
      ['trust', at('unlisted/ca.pem')],
      ['trust', at('unlisted/gone.pem')],
      ['trust', at('open')],
    ];
    const run = await lookAt(looks, { namespace: asNobody });
    expect(closedReason(run, at('closed/ca.pem'))).toBe('permission denied');
    expect(closedReason(run, at('closed'))).toBe('permission denied');
    expect(closedReason(run, at('unlisted'))).toBe('permission denied');
    expect(closedReason(run, at('open/ca.pem'))).toBe('permission denied');
    expect(recordsOf(run, 'gone').map(({ fields }) => fields[0])).toEqual([at('unlisted/gone.pem')]);
    expect(recordsOf(run, 'digest').map(({ fields }) => fields[0])).toEqual([at('unlisted/ca.pem')]);
    expect(recordsOf(run, 'list').map(({ fields }) => fields[0])).toEqual([at('open')]);
    const given = [`get=${sha256Of(Buffer.from(root.pem))}:${at('open/ca.pem')}`];
    const contents = await runProbe({ mode: 'contents', given, namespace: asNobody });
    expect(recordsOf(contents, 'refused')[0]?.fields[2]).toBe('it is not there any more, or may not be read');
  });
});
