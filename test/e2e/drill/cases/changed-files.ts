import type { Authorities } from '../authorities.ts';
import type { DrillCase, DrillHost, ServiceKind, UnitSettings } from '../drill-case.ts';
import { systemStore } from '../own-store.ts';
import { programFolder, venv } from '../programs/programs.ts';
import { basicCase } from './basic-case.ts';
import { inHosts } from './in-hosts.ts';

/** Files of a service that are put in the place of others: `{at}` is its folder. */
interface Change {
  readonly kind: ServiceKind;
  readonly label: string;
  readonly unit: UnitSettings;
  /** Before it is started. */
  readonly prepare: string;
  readonly run: string;
  /** What became of it; `untried` where that is not said. */
  readonly became?: 'same' | 'gone';
}

const old = "touch -h -d '2 days ago'";
const releases = (file: string, made: string): Pick<Change, 'prepare' | 'run'> => ({
  prepare: `mkdir {at}/r1 {at}/r2; cp ${programFolder}/${file} {at}/r1/; ${made} {at}/r2/${file}; ln -s r1 {at}/current`,
  run: `ln -sfn r2 {at}/current; ${old} {at}/current`,
});
const withLine = (line: string): Pick<Change, 'prepare' | 'run'> => ({
  prepare: 'cp -r /etc/systemd/system/{name}.service {at}/',
  run: `mkdir /etc/systemd/system/{name}.service.d; printf '[Service]\\n${line}\\n' > /etc/systemd/system/{name}.service.d/corp.conf; ${old} /etc/systemd/system/{name}.service.d/corp.conf; systemctl daemon-reload`,
});
const copied = (file: string, as: string): string => `cp -p ${programFolder}/${file} {at}/${as}`;
const withFirstLine = `(echo '#!/usr/bin/python3'; cat ${programFolder}/with_urllib.py) > {at}/run; chmod 755 {at}/run`;
const broken = "echo 'import (' >";

const mechanisms = {
  untried: 'file that no start has tried, with an old date',
  same: 'files beside those that it is made of',
  gone: 'script that is relative or has no ending removed',
} as const;
const inFolder = ['WorkingDirectory={at}'];

const changes: readonly Change[] = [
  {
    kind: 'urllib',
    label: 'old-script',
    unit: { words: ['{at}/main.py'] },
    prepare: copied('with_urllib.py', 'main.py'),
    run: `${broken} {at}/main.py; ${old} {at}/main.py`,
  },
  { kind: 'urllib', label: 'release', unit: { words: ['{at}/current/with_urllib.py'] }, ...releases('with_urllib.py', broken) },
  { kind: 'node', label: 'release', unit: { words: ['{at}/current/fetch.js'] }, ...releases('fetch.js', broken) },
  { kind: 'java', label: 'release', unit: { words: ['-jar', '{at}/current/fetch.jar'] }, ...releases('fetch.jar', broken) },
  { kind: 'go', label: 'release', unit: { program: '{at}/current/fetch' }, ...releases('fetch', `cp ${programFolder}/vault-fetch`) },
  { kind: 'node', label: 'old-unit', unit: {}, ...withLine('MemoryDenyWriteExecute=yes') },
  { kind: 'go', label: 'old-unit', unit: {}, ...withLine('PrivateNetwork=yes') },
  {
    kind: 'go',
    label: 'other-program',
    unit: { program: '{at}/fetch' },
    prepare: copied('fetch', 'fetch'),
    run: `rm {at}/fetch; ${copied('vault-fetch', 'fetch')}`,
  },
  {
    kind: 'vault-go',
    label: 'renamed-over',
    unit: { program: '{at}/fetch' },
    prepare: copied('vault-fetch', 'fetch'),
    run: `${copied('fetch', 'new')}; mv {at}/new {at}/fetch`,
  },
  {
    kind: 'urllib',
    label: 'first-line',
    unit: { program: '{at}/run', words: [] },
    prepare: withFirstLine,
    run: `${broken}> {at}/run; ${old} {at}/run`,
  },
  {
    kind: 'urllib',
    label: 'relative-old',
    unit: { words: ['./main.py'], lines: inFolder },
    prepare: copied('with_urllib.py', 'main.py'),
    run: `${broken} {at}/main.py; ${old} {at}/main.py`,
  },
  {
    kind: 'urllib',
    label: 'folder-old',
    unit: { words: ['{at}'] },
    prepare: copied('with_urllib.py', '__main__.py'),
    run: `${broken} {at}/__main__.py; ${old} {at}/__main__.py`,
  },
  {
    kind: 'requests',
    label: 'no-environment',
    unit: { program: '{at}/venv/bin/python3' },
    prepare: `cp -a ${venv} {at}/`,
    run: 'rm {at}/venv/pyvenv.cfg',
  },
  gone('urllib', 'relative', 'with_urllib.py', ['with_urllib.py']),
  gone('java', 'relative', 'fetch.jar', ['-jar', 'fetch.jar']),
  gone('node', 'relative', 'fetch.js', ['fetch.js']),
  {
    ...gone('urllib', 'no-ending', 'with_urllib.py', ['-u', '{at}/server']),
    prepare: copied('with_urllib.py', 'server'),
    run: 'rm {at}/server',
  },
  same('urllib', 'script', copied('with_urllib.py', 'main.py'), { words: ['{at}/main.py'] }),
  same('urllib', 'relative', copied('with_urllib.py', 'main.py'), { words: ['main.py'], lines: inFolder }),
  same('node', 'relative', copied('fetch.js', 'main.js'), { words: ['main.js'], lines: inFolder }),
  same('java', 'relative', copied('fetch.jar', 'main.jar'), { words: ['-jar', 'main.jar'], lines: inFolder }),
  same('urllib', 'folder', copied('with_urllib.py', '__main__.py'), { words: ['{at}'] }),
  same('urllib', 'first-line', withFirstLine, { program: '{at}/run', words: [] }),
  same('requests', 'environment', `cp -a ${venv} {at}/`, { program: '{at}/venv/bin/python3' }),
  same('go', 'program', copied('fetch', 'fetch'), { program: '{at}/fetch' }),
  same('node', 'release', `mkdir {at}/r1; cp ${programFolder}/fetch.js {at}/r1/; ln -s r1 {at}/current`, {
    words: ['{at}/current/fetch.js'],
  }),
  { kind: 'requests', label: 'old-harmless-unit', unit: {}, ...withLine('Nice=5'), became: 'same' },
];

/** Cases of code and settings that became others under a running service, and kept an old date: by a link, a copy, another program of the same name; or are gone. */
export function changedFileHosts(ca: Authorities): readonly DrillHost[] {
  const cases = changes.map((change): DrillCase => {
    const { kind, label, unit, prepare, run } = change;
    const became: keyof typeof mechanisms = change.became ?? 'untried';
    const name = `${kind}-${label}`;
    const filled = (text: string): string => text.replaceAll('{at}', `/srv/${name}`).replaceAll('{name}', name);
    const basic = basicCase({ kind, name, mechanism: mechanisms[became], endpoint: 'steady' }, ca);
    return {
      ...basic,
      unit: {
        ...basic.unit,
        ...(unit.program === undefined ? {} : { program: filled(unit.program) }),
        ...(unit.words === undefined ? {} : { words: unit.words.map(filled) }),
        ...(unit.lines === undefined ? {} : { lines: unit.lines.map(filled) }),
      },
      prepare: filled(`mkdir -p {at}; ${prepare}`),
      after: { run: filled(run) },
      ...(became !== 'untried' ? {} : { undecidable: 'what no start has tried is not known before it is run' }),
    };
  });
  return inHosts('changed-files', systemStore([ca.foreign]), cases);
}

function gone(kind: ServiceKind, label: string, file: string, words: readonly string[]): Change {
  return { kind, label, unit: { words, lines: inFolder }, prepare: copied(file, file), run: `rm {at}/${file}`, became: 'gone' };
}

function same(kind: ServiceKind, label: string, prepare: string, unit: UnitSettings): Change {
  return { kind, label: `same-${label}`, unit, prepare, run: 'mkdir {at}/r2; touch {at}/notes; chmod 750 {at}', became: 'same' };
}
