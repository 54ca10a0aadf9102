import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { sha256Of } from '../../../src/evidence/blob-store.ts';
import { standardPath } from '../../../src/evidence/machine/machine.ts';
import { composeProbe } from '../../../src/evidence/probe/script.ts';
import { describeWith, findProgram } from '../../require.ts';
import { awks, type ProbeRun, type ProbeSettings, recordsOf, runProbe, shells } from './run-probe.ts';

/** Only what is about programs; `look` lines of a service stand in for its process. */
function askAbout(programs: readonly string[], settings: ProbeSettings = {}): Promise<ProbeRun> {
  const looks = programs.map((program) => `printf 'look\\tprogram\\t%s\\n' ${program}`).join('\n');
  return runProbe({
    script: composeProbe().replace('\nmain "$@"', () => `\nfacts_processes() {\n:\n${looks}\n}\nmain "$@"`),
    without: ['facts_units', 'facts_files', 'facts_roots'],
    ...settings,
  });
}

/** What a run says of a family: exit code and text. */
function answers(run: ProbeRun, family: string): readonly (readonly [code: string | undefined, text: string])[] {
  return recordsOf(run, 'run', `runtime:${family}`).map((record) => [record.fields[1], record.text.join('\n')] as const);
}

describeWith(
  ['dash', 'busybox', 'bash', 'mawk', 'gawk', 'original-awk', 'node', 'python3', 'openssl', 'curl', 'go'],
  'what the probe asks runtimes',
  () => {
    it('is what each of them says of itself', async () => {
      const run = await askAbout([]);
      expect(run.errors).toBe('');
      const said = (program: string, ...words: readonly string[]): string =>
        execFileSync(program, words, { encoding: 'utf8', env: { PATH: standardPath, HOME: '/', GOTOOLCHAIN: 'local' } });
      expect(answers(run, 'curl')).toEqual([['0', `1${said('curl', '-q', '--version').split('\n')[0]}`]]);
      expect(answers(run, 'openssl')[0]?.[1].split('\n')[0]).toBe(`1${said('openssl', 'version')}`.trim());
      expect(answers(run, 'go')).toEqual([['0', `1${said('go', 'version').trim()}`]]);
      const roots = said('node', '-p', "require('tls').rootCertificates.map((c) => c.trim()).join('\\n')");
      const [code, text = ''] = answers(run, 'node')[0] ?? [];
      expect([code, JSON.parse(text.slice(1))]).toEqual([
        '0',
        [
          said('node', '-p', 'process.versions.node').trim(),
          expect.stringContaining(said('node', '-p', 'process.versions.openssl').trim()),
          sha256Of(Buffer.from(roots)),
        ],
      ]);
    });

    it('hears nothing of the variables of whoever asks', async () => {
      const environment = {
        SSL_CERT_FILE: '/canary.pem',
        NODE_OPTIONS: '--require=/canary.js',
        OPENSSL_CONF: '/canary.cnf',
        PYTHONHOME: '/canary',
      };
      const [plain, other] = [await askAbout([]), await askAbout([], { environment })];
      expect(recordsOf(other, 'run').filter((record) => record.fields[0]?.startsWith('runtime:'))).toEqual(
        recordsOf(plain, 'run').filter((record) => record.fields[0]?.startsWith('runtime:')),
      );
    });

    it('gives the roots of a Node in the second round', async () => {
      const script = composeProbe().replace(
        '\nmain "$@"',
        () => `\nreport() { emit roots; contents_node_roots "$(readlink -f /usr/bin/node)" | emit_text; }\nmain "$@"`,
      );
      const run = await runProbe({ mode: 'contents', script });
      const text = recordsOf(run, 'roots')[0]?.text.join('\n');
      expect(sha256Of(Buffer.from(`${text}\n`))).toBe(answers(await askAbout([]), 'node')[0]?.[1].slice(-66, -2));
    });
  },
);

describeWith(['unshare', 'ip', 'dash', 'gcc', 'setpriv'], 'a program that may not be run', () => {
  const planted = `cp -rL /usr/bin/busybox "$D/b"; mkdir -p "$D/opt/bin" "$D/opt/lib/python3.11"; chmod 755 "$D" "$D/.."
    mount -t tmpfs -o mode=755 none /opt; cp -r "$D/opt/." /opt; printf '#!/bin/sh\\ntouch "$D/ran"; echo "[\\"3\\", \\"OpenSSL 3\\", \\"/a/b\\", \\"/a/c\\"]"\\n' > /opt/bin/python3; chmod 755 /opt/bin/python3`;
  const refusal = '2/opt/bin/python3 or what it loads may be written by others than root, so it was not run to ask its version';
  const why = (run: ProbeRun): readonly (readonly [string | undefined, string])[] => answers(run, 'python').slice(1);

  it.each([
    ['nothing of it is', ':', '0'],
    ['it is', 'chmod 775 /opt/bin/python3', '126'],
    ['it is owned by another', 'chown 1234 /opt/bin/python3', '126'],
    ['a folder above it is', 'chmod o+w /opt', '126'],
    ['its library is', 'touch /opt/lib/python3.11/os.py; chmod g+w /opt/lib/python3.11/os.py', '126'],
    [
      'a link in its library leads to what is',
      'mkdir -m 777 /opt/open; touch /opt/open/x.py; ln -s /opt/open/x.py /opt/lib/python3.11/os.py',
      '126',
    ],
    ['only the packages of a site are', 'mkdir -m 777 /opt/lib/python3.11/site-packages', '0'],
    ['it is in a virtual environment', 'echo home = /usr/bin > /opt/pyvenv.cfg', '126'],
  ])('is left alone where %s writable by others', async (_, change, code) => {
    const run = await askAbout(['/opt/bin/python3'], { namespace: `${planted}\n${change}` });
    expect(why(run).map(([given]) => given)).toEqual([code]);
    expect(why(run).map(([, text]) => text === refusal)).toEqual([code === '126']);
  });

  it('is killed where it hangs', async () => {
    const script = composeProbe()
      .replace('\nmain "$@"', () => `\nfacts_programs() { emit look runtime python /opt/bin/python3 /opt/bin/python3; }\nmain "$@"`)
      .replaceAll('said_by 10', 'said_by 1');
    const namespace = `${planted}; printf '#!/bin/sh\\nsleep 100\\n' > /opt/bin/python3`;
    const run = await runProbe({
      script,
      namespace,
      without: ['facts_units', 'facts_processes', 'facts_files', 'facts_roots'],
      timeoutMs: 40_000,
    });
    expect(why(run)).toEqual([['137', '']]);
  });
});

describeWith(['unshare', 'ip', 'dash', 'go'], 'what the probe tells of programs', () => {
  const scripts = `mount -t tmpfs -o mode=755 none /opt; mkdir /opt/bin; w() { cat > "/opt/bin/$1"; chmod 755 "/opt/bin/$1"; }
    printf '#!/usr/bin/env -S node --flag\\n' | w flagged; printf '#!  /usr/bin/python3 -I\\r\\n' | w python-script
    printf '#!/usr/bin/env SECRET=canary-line node\\n' | w secret; printf '#!/opt/bin/flagged\\n' | w twice; printf 'text\\n' | w plain
    mkfifo -m 755 /opt/bin/pipe; ln -s bin/twice /opt/link; : | w empty; printf '#!/usr/bin/env --token=canary-option x\\n' | w option
    printf '#!/usr/bin/env -S python3 canary-argument /srv/canary-path\\n' | w argument; printf '#!/bin/sh -e canary-word\\n' | w shell
    printf '#!/usr/bin/env -u canary-variable python3\\n' | w unset; printf '#!/usr/bin/env -Spython3 canary-joined\\n' | w joined
    printf '#!/usr/bin/env -S TOKEN="a canary-quoted b" python3\\n' | w quoted; printf '#!canary-relative x\\n' | w relative`;

  describe.each(shells)('with %s', (shell) => {
    it.each(awks)('and %s', async (awk) => {
      const names = [
        'flagged',
        'python-script',
        'secret',
        'plain',
        'pipe',
        'empty',
        'option',
        'argument',
        'shell',
        'unset',
        'joined',
        'quoted',
        'relative',
      ].map((name) => `/opt/bin/${name}`);
      const run = await askAbout([...names, '/opt/link', 'go', 'no-such-program', '/usr/bin/python3', findProgram('nginx') ?? '/bin/sh'], {
        shell,
        awk,
        namespace: scripts,
        without: ['facts_units', 'facts_files', 'facts_roots', 'facts_runtimes'],
      });
      expect(run.errors).toBe('');
      expect(run.raw).not.toContain('canary');
      const first = Object.fromEntries(recordsOf(run, 'shebang').map((record) => [record.fields[0], record.fields.slice(1)]));
      expect(first).toMatchObject({
        '/opt/bin/flagged': ['/usr/bin/env', '-S', 'node', '-?'],
        '/opt/bin/python-script': ['/usr/bin/python3', '-?'],
        '/opt/bin/secret': ['/usr/bin/env', '?=?', '?'],
        '/opt/bin/twice': ['/opt/bin/flagged'],
        '/opt/bin/plain': [],
        '/opt/bin/pipe': [],
        '/opt/bin/option': ['/usr/bin/env', '-?', '?'],
        '/opt/bin/argument': ['/usr/bin/env', '-S', 'python3', '?', '?'],
        '/opt/bin/shell': ['/bin/sh', '-?', '?'],
        '/opt/bin/unset': ['/usr/bin/env', '-u', '?', '?'],
        '/opt/bin/joined': ['/usr/bin/env', '-?', '?'],
        '/opt/bin/quoted': ['/usr/bin/env', '-S', '?=?', '?', '?', '?'],
        '/opt/bin/relative': ['?', '?'],
      });
      const go = Object.fromEntries(recordsOf(run, 'go').map((record) => [record.fields[0], record.fields[1]]));
      const version = execFileSync('go', ['version'], { encoding: 'utf8', env: { PATH: standardPath, HOME: '/' } });
      expect(version).toContain(`go${go[execFileSync('readlink', ['-f', findProgram('go') ?? ''], { encoding: 'utf8' }).trim()]} `);
      expect(go['/opt/bin/plain']).toBe('-');
    });
  });
});

describe('the folders in which the probe looks for programs', () => {
  it('are those of the interpretation', () => {
    expect(/^STANDARD_PATH=(.*)$/m.exec(composeProbe())?.[1]).toBe(standardPath);
  });
});
