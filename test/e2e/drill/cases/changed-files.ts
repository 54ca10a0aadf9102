import type { Authorities } from '../authorities.ts';
import type { DrillCase, DrillHost, ServiceKind, UnitSettings } from '../drill-case.ts';
import { systemStore } from '../own-store.ts';
import { programFolder } from '../programs/programs.ts';
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
  /** Nothing of it became another. */
  readonly isSame?: true;
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
    label: 'same-script',
    unit: { words: ['{at}/main.py'] },
    prepare: copied('with_urllib.py', 'main.py'),
    run: 'touch {at}/notes',
    isSame: true,
  },
  {
    kind: 'go',
    label: 'same-program',
    unit: { program: '{at}/fetch' },
    prepare: copied('fetch', 'fetch'),
    run: `${copied('fetch', 'other')}; chmod 700 {at}`,
    isSame: true,
  },
  {
    kind: 'urllib',
    label: 'same-first-line',
    unit: { program: '{at}/run', words: [] },
    prepare: withFirstLine,
    run: 'mkdir {at}/r2',
    isSame: true,
  },
  {
    kind: 'node',
    label: 'same-release',
    unit: { words: ['{at}/current/fetch.js'] },
    prepare: `mkdir {at}/r1; cp ${programFolder}/fetch.js {at}/r1/; ln -s r1 {at}/current`,
    run: 'mkdir {at}/r2; touch {at}/r2/fetch.js',
    isSame: true,
  },
  { kind: 'requests', label: 'old-harmless-unit', unit: {}, ...withLine('Nice=5'), isSame: true },
];

/** Cases of code and settings that became others under a running service, and kept an old date: by a link, a copy, another program of the same name. */
export function changedFileHosts(ca: Authorities): readonly DrillHost[] {
  const cases = changes.map(({ kind, label, unit, prepare, run, isSame }): DrillCase => {
    const name = `${kind}-${label}`;
    const filled = (text: string): string => text.replaceAll('{at}', `/srv/${name}`).replaceAll('{name}', name);
    const mechanism = isSame === true ? 'files beside those that it is made of' : 'file that no start has tried, with an old date';
    const basic = basicCase({ kind, name, mechanism, endpoint: 'steady' }, ca);
    return {
      ...basic,
      unit: {
        ...basic.unit,
        ...(unit.program === undefined ? {} : { program: filled(unit.program) }),
        ...(unit.words === undefined ? {} : { words: unit.words.map(filled) }),
      },
      prepare: filled(`mkdir -p {at}; ${prepare}`),
      after: { run: filled(run) },
      ...(isSame === true ? {} : { undecidable: 'what no start has tried is not known before it is run' }),
    };
  });
  return inHosts('changed-files', systemStore([ca.foreign]), cases);
}
