import type { Authorities } from '../authorities.ts';
import {
  type Break,
  type DrillCase,
  type DrillFile,
  type DrillHost,
  type ServiceKind,
  serviceKinds,
  type UnitSettings,
} from '../drill-case.ts';
import { encoded, ownStore, pemOf, systemStore } from '../own-store.ts';
import { programFolder, programs } from '../programs/programs.ts';
import { inHosts } from './in-hosts.ts';

/** What a unit is and what becomes of it; `{name}` stands for the case's name, `{file}` for its own trust store. */
interface UnitChange {
  readonly label: string;
  readonly mechanism: string;
  readonly kinds: readonly ServiceKind[];
  readonly unit?: UnitSettings;
  readonly files?: Readonly<Record<string, DrillFile>>;
  readonly prepare?: string;
  readonly after?: Break;
  /** The variable of its trust store stands in a file and not in the unit. */
  readonly variableIn?: string;
  readonly undecidable?: string;
  readonly onceMoreAfter?: string;
  readonly endpoint?: string;
}

const reload = 'systemctl daemon-reload';
const some: readonly ServiceKind[] = ['go', 'urllib', 'java'];
const dropIn = (...lines: readonly string[]): Break => ({
  files: { '/etc/systemd/system/{name}.service.d/corp.conf': `[Service]\n${lines.join('\n')}\n` },
  run: reload,
});

/** Everything but trust that keeps a unit from starting, or changes what it starts with. */
const changes: readonly UnitChange[] = [
  {
    label: 'masked',
    mechanism: 'unit masked',
    kinds: serviceKinds,
    after: { files: { '/etc/systemd/system/{name}.service': { link: '/dev/null' } }, run: reload },
  },
  {
    label: 'unit-gone',
    mechanism: 'unit file removed',
    kinds: some,
    after: { files: { '/etc/systemd/system/{name}.service': null }, run: reload },
  },
  {
    label: 'env-gone',
    mechanism: 'EnvironmentFile removed',
    kinds: serviceKinds,
    variableIn: 'EnvironmentFile=/etc/corp/{name}.env',
    after: { files: { '/etc/corp/{name}.env': null } },
  },
  {
    label: 'env-lost',
    mechanism: 'optional EnvironmentFile removed',
    kinds: serviceKinds,
    variableIn: 'EnvironmentFile=-/etc/corp/{name}.env',
    after: { files: { '/etc/corp/{name}.env': null } },
  },
  {
    label: 'cleared',
    mechanism: 'drop-in clears the variables',
    kinds: ['go', 'node', 'requests', 'urllib'],
    after: dropIn('Environment='),
  },
  {
    label: 'no-folder',
    mechanism: 'WorkingDirectory removed',
    kinds: some,
    unit: { lines: ['WorkingDirectory=/srv/{name}'] },
    files: { '/srv/{name}/note': '' },
    after: { run: 'rm -r /srv/{name}' },
  },
  {
    label: 'no-user',
    mechanism: 'account removed',
    kinds: some,
    unit: { lines: ['User={user}'] },
    prepare: 'useradd -M {user}',
    after: { run: "sed -i '/^{user}:/d' /etc/passwd /etc/shadow" },
    undecidable: 'a directory of users that nobody asked may know the account',
  },
  {
    label: 'no-pre',
    mechanism: 'program of ExecStartPre removed',
    kinds: some,
    unit: { lines: ['ExecStartPre=/srv/{name}/prepare'] },
    files: { '/srv/{name}/prepare': { content: '#!/bin/sh\n:\n', mode: 0o755 } },
    after: { run: 'rm -r /srv/{name}' },
  },
  {
    label: 'condition',
    mechanism: 'condition no longer met',
    kinds: some,
    unit: { lines: ['[Unit]', 'ConditionPathExists=/srv/{name}', '[Service]'] },
    files: { '/srv/{name}': '' },
    after: { files: { '/srv/{name}': null } },
  },
  {
    label: 'closed',
    mechanism: "trust store closed to the service's user",
    kinds: ['go', 'node', 'urllib', 'boto3', 'java', 'curl', 'vault-go', 'requests'],
    unit: { user: 'app' },
    after: { run: 'chmod 600 {file}' },
  },
  {
    label: 'disabled',
    mechanism: 'unit disabled',
    kinds: some,
    after: { run: 'systemctl -q disable {name}' },
    undecidable: 'a restart of the service brings it back, one of the host does not',
  },
  {
    label: 'touched',
    mechanism: 'unit file written again',
    kinds: some,
    after: { run: `touch /etc/systemd/system/{name}.service; ${reload}` },
  },
  {
    label: 'hidden',
    mechanism: 'sandbox hides the trust store',
    kinds: some,
    after: dropIn('InaccessiblePaths=/etc/corp'),
    undecidable: 'what the unit will see in place of the folder was not read',
  },
  {
    label: 'unread-clears',
    mechanism: 'drop-in clears the variables, systemd not told',
    kinds: ['go', 'node', 'urllib'],
    after: { files: dropIn('Environment=').files ?? {} },
    onceMoreAfter: reload,
  },
  {
    label: 'unread-stays',
    mechanism: 'CA rotated, drop-in for it not told to systemd',
    kinds: ['go', 'node', 'urllib'],
    endpoint: 'rotated',
    after: { files: { ...dropIn('Environment=SSL_CERT_FILE=/etc/corp/new.pem NODE_EXTRA_CA_CERTS=/etc/corp/new.pem').files } },
    onceMoreAfter: reload,
  },
  { label: 'described', mechanism: 'drop-in without effect', kinds: some, after: dropIn('Nice=5', 'Environment=LANG=C') },
];

/** Cases of all of them, and of programs that are no longer what they were. */
export function unitHosts(ca: Authorities): readonly DrillHost[] {
  const cases = [...changes, ...programChanges()].flatMap((one) => one.kinds.map((kind) => caseOf(kind, one, ca)));
  return inHosts('units', { ...systemStore([ca.foreign]), '/etc/corp/new.pem': pemOf([ca.current.root]) }, cases);
}

// Each takes away the program itself: what interprets a script, or the script, is another matter.
function programChanges(): readonly UnitChange[] {
  const copied: readonly ServiceKind[] = ['go', 'vault-go', 'curl', 'node'];
  const scripts: readonly (readonly [ServiceKind, string])[] = [
    ['node', 'fetch.js'],
    ['urllib', 'with_urllib.py'],
    ['boto3', 'with_boto3.py'],
  ];
  const scriptsGone = scripts.map(
    ([kind, script]): UnitChange => ({
      label: 'script-gone',
      mechanism: 'script of its program removed',
      kinds: [kind],
      unit: { words: [`/srv/{name}/${script}`] },
      files: { [`/srv/{name}/${script}`]: { link: `${programFolder}/${script}` } },
      after: { files: { [`/srv/{name}/${script}`]: null } },
    }),
  );
  // What else a program loads (modules, classes in folders) is not looked at.
  const jarGone: UnitChange = {
    label: 'script-gone',
    mechanism: 'script of its program removed',
    kinds: ['java'],
    unit: { words: ['-jar', '/srv/{name}/fetch.jar'] },
    files: { '/srv/{name}/fetch.jar': { link: `${programFolder}/fetch.jar` } },
    after: { files: { '/srv/{name}/fetch.jar': null } },
  };
  const programsGone = copied.flatMap((kind): readonly UnitChange[] => {
    const [program] = programs[kind];
    const unit = { program: '/srv/{name}/program', lines: [] };
    const base = { kinds: [kind], unit, files: { '/srv/{name}/program': { link: program } } };
    return [
      { ...base, label: 'program-gone', mechanism: 'program removed', after: { files: { '/srv/{name}/program': null } } },
      {
        ...base,
        label: 'program-mode',
        mechanism: 'program no longer executable',
        after: { files: { '/srv/{name}/program': { content: '#!/bin/sh\n', mode: 0o644 } } },
      },
      {
        ...base,
        label: 'program-dangling',
        mechanism: 'program is a link to nothing',
        after: { files: { '/srv/{name}/program': { link: '/srv/{name}/none' } } },
      },
    ];
  });
  return [...programsGone, ...scriptsGone, jarGone];
}

function caseOf(kind: ServiceKind, one: UnitChange, ca: Authorities): DrillCase {
  const name = `${kind}-${one.label}`;
  const { path, unit } = ownStore(kind, name);
  const named = (text: string): string => text.replaceAll('{name}', name).replaceAll('{file}', path).replaceAll('{user}', `drill-${kind}`);
  const namedFiles = <T>(files: Readonly<Record<string, T>> = {}): Readonly<Record<string, T>> =>
    Object.fromEntries(Object.entries(files).map(([file, content]) => [named(file), inNamed(content, named)]));
  const lines = (one.unit?.lines ?? []).map(named);
  const variable =
    kind === 'java'
      ? `JAVA_TOOL_OPTIONS=${unit.options?.join(' ') ?? ''}`
      : Object.entries(unit.environment ?? {})
          .map((pair) => pair.join('='))
          .join('\n');
  const settings = one.variableIn === undefined ? unit : { lines: [named(one.variableIn)] };
  const variableFile = one.variableIn === undefined ? {} : { [`/etc/corp/${name}.env`]: `${variable}\n` };
  const user = one.unit?.user;
  const program = one.unit?.program;
  return {
    name,
    kind,
    mechanism: one.mechanism,
    endpoint: one.endpoint ?? 'steady',
    unit: {
      ...settings,
      lines: [...(settings.lines ?? []), ...lines],
      ...(user === undefined ? {} : { user }),
      ...(program === undefined ? {} : { program: named(program) }),
      ...(one.unit?.words === undefined ? {} : { words: one.unit.words.map(named) }),
    },
    files: { [path]: encoded(kind, [ca.old.root]), ...variableFile, ...namedFiles(one.files) },
    ...(one.prepare === undefined ? {} : { prepare: named(one.prepare) }),
    ...(one.after === undefined
      ? {}
      : { after: { files: namedFiles(one.after.files), ...(one.after.run === undefined ? {} : { run: named(one.after.run) }) } }),
    ...(one.undecidable === undefined ? {} : { undecidable: one.undecidable }),
    ...(one.onceMoreAfter === undefined ? {} : { onceMoreAfter: one.onceMoreAfter }),
  };
}

function inNamed<T>(content: T, named: (text: string) => string): T {
  if (typeof content === 'string') return named(content) as T;
  if (typeof content === 'object' && content !== null && 'link' in content && typeof content.link === 'string')
    return { ...content, link: named(content.link) };
  return content;
}
