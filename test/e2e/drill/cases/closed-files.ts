import { issue } from '../../../certificates.ts';
import { type Authorities, inDays } from '../authorities.ts';
import type { Break, DrillCase, DrillHost, ServiceKind, UnitSettings } from '../drill-case.ts';
import { systemStore } from '../own-store.ts';
import { programFolder } from '../programs/programs.ts';
import { basicCase, dropInOf } from './basic-case.ts';
import { inHosts } from './in-hosts.ts';

/** One service of the user `app` whose files stay where they are and are closed to it, or hidden from it. */
interface Closing {
  readonly label: string;
  readonly mechanism: string;
  readonly kind: ServiceKind;
  /** Folder that its program or script lies in. */
  readonly at: string;
  /** What it is copied from; the first of its files is what the unit names. */
  readonly copied: string;
  readonly unit: (file: string) => UnitSettings;
  /** Lines of a drop-in. */
  readonly lines?: readonly string[];
  readonly run?: string;
}

const python = (file: string): UnitSettings => ({ words: [file] });
const jar = (file: string): UnitSettings => ({ words: ['-jar', file] });
const program = (file: string): UnitSettings => ({ program: file });
const script = { kind: 'urllib', copied: 'with_urllib.py', unit: python, mechanism: "script closed to the service's user" } as const;
const hidden = { ...script, mechanism: 'sandbox hides the script' } as const;

const closings: readonly Closing[] = [
  { ...script, label: 'script-mode', at: '/srv/{name}', run: 'chmod 600 {file}' },
  { ...script, label: 'script-folder', at: '/srv/{name}', run: 'chmod 700 {at}' },
  { ...script, label: 'script-mode', kind: 'node', copied: 'fetch.js', at: '/srv/{name}', run: 'chmod 600 {file}' },
  { ...script, label: 'script-folder', kind: 'node', copied: 'fetch.js', at: '/srv/{name}', run: 'chmod 700 {at}' },
  { ...script, label: 'script-mode', kind: 'java', copied: 'fetch.jar', unit: jar, at: '/srv/{name}', run: 'chmod 600 {file}' },
  {
    ...script,
    label: 'class-mode',
    mechanism: "class file closed to the service's user",
    kind: 'java',
    copied: 'Fetch.class',
    unit: (file) => ({ words: ['-cp', file.replace(/\/[^/]*$/, ''), 'Fetch'] }),
    at: '/srv/{name}',
    run: 'chmod 600 {file}',
  },
  { ...hidden, label: 'script-home', at: '/home/app/{name}', lines: ['ProtectHome=yes'] },
  { ...hidden, label: 'script-hidden', at: '/srv/{name}', lines: ['InaccessiblePaths={at}'] },
  { ...hidden, label: 'script-temporary', at: '/var/tmp/{name}', lines: ['PrivateTmp=yes'] },
  { ...hidden, label: 'script-home', kind: 'java', copied: 'fetch.jar', unit: jar, at: '/home/app/{name}', lines: ['ProtectHome=yes'] },
  { ...hidden, label: 'script-home', kind: 'node', copied: 'fetch.js', at: '/home/app/{name}', lines: ['ProtectHome=yes'] },
  {
    ...hidden,
    label: 'script-bound',
    mechanism: 'sandbox hides all but the script',
    at: '/home/app/{name}',
    lines: ['ProtectHome=tmpfs', 'BindReadOnlyPaths={at}'],
  },
  {
    ...script,
    label: 'folder-closed',
    mechanism: "WorkingDirectory closed to the service's user",
    at: '/srv/{name}',
    lines: ['WorkingDirectory=/srv/{name}-work'],
    run: 'mkdir -m 700 /srv/{name}-work',
  },
  {
    ...script,
    label: 'script-open',
    mechanism: "script open to the service's user",
    at: '/srv/{name}',
    run: 'chmod 750 {at}; chgrp app {at}',
  },
  {
    label: 'program-mode-of-user',
    mechanism: "program closed to the service's user",
    kind: 'go',
    copied: 'fetch',
    unit: program,
    at: '/srv/{name}',
    run: 'chmod 700 {file}',
  },
  {
    label: 'program-folder',
    mechanism: "program closed to the service's user",
    kind: 'go',
    copied: 'fetch',
    unit: program,
    at: '/srv/{name}',
    run: 'chmod 700 {at}',
  },
];

/** Client certificates that the service's owners declare, in folders that stay closed to it. */
const shown: readonly (readonly [kind: ServiceKind, label: string, folder: string, lines: readonly string[], run: string, open?: true])[] =
  [
    ['urllib', 'key-folder', '/srv/{name}', [], 'chmod 700 {folder}'],
    ['go', 'key-home', '/home/app', ['ProtectHome=yes'], ':'],
    ['urllib', 'key-hidden', '/srv/{name}', ['InaccessiblePaths={folder}'], ':'],
    ['node', 'key-temporary', '/var/tmp/{name}', ['PrivateTmp=yes'], ':'],
    ['go', 'key-open', '/srv/{name}', ['PrivateTmp=yes'], 'chmod 750 {folder}; chgrp app {folder}', true],
  ];

/** Cases of both. */
export function closedFileHosts(ca: Authorities): readonly DrillHost[] {
  const cases = [...closings.map((one) => closingCase(one, ca)), ...shown.map((one) => shownCase(one, ca))];
  return inHosts('closed-files', systemStore([ca.foreign]), cases);
}

function closingCase({ kind, label, mechanism, at, copied, unit, lines = [], run = ':' }: Closing, ca: Authorities): DrillCase {
  const name = `${kind}-${label}`;
  const folder = at.replaceAll('{name}', name);
  const file = `${folder}/${copied}`;
  const named = (text: string): string => text.replaceAll('{name}', name).replaceAll('{at}', folder).replaceAll('{file}', file);
  const basic = basicCase({ kind, name, mechanism, endpoint: 'steady' }, ca);
  return {
    ...basic,
    unit: { ...basic.unit, ...unit(file), user: 'app' },
    prepare: `mkdir -p ${folder}; cp ${programFolder}/${copied} ${file}; chmod a+rx ${folder} ${file}`,
    after: changed(name, lines.map(named), named(run)),
  };
}

function shownCase([kind, label, at, lines, run, isOpen]: (typeof shown)[number], ca: Authorities): DrillCase {
  const name = `${kind}-${label}`;
  const folder = at.replaceAll('{name}', name);
  const named = (text: string): string => text.replaceAll('{folder}', folder);
  const own = issue({ subject: 'CN=app, O=Corp', issuer: ca.clients, eku: ['1.3.6.1.5.5.7.3.2'], from: inDays(-90), until: inDays(200) });
  const files = { certificate: `${folder}/${name}.pem`, key: `${folder}/${name}.key` };
  const mechanism = isOpen ? "client certificate open to the service's user" : 'client certificate out of reach';
  const basic = basicCase({ kind, name, mechanism, endpoint: 'mtls' }, ca);
  return {
    ...basic,
    unit: { ...basic.unit, user: 'app', environment: { ...basic.unit.environment, CLIENT_CERT: files.certificate, CLIENT_KEY: files.key } },
    files: { ...basic.files, [files.certificate]: own.pem, [files.key]: { content: own.keyPem, mode: 0o644 } },
    declared: { clientCertificate: files },
    after: changed(name, lines.map(named), named(run)),
    ...(isOpen === undefined ? { undecidable: 'what the service sees in place of its files was not read' } : {}),
  };
}

function changed(name: string, lines: readonly string[], first: string): Break {
  const { files, run } = dropInOf(name, lines);
  return { files: lines.length === 0 ? {} : files, run: `${first}; ${run}` };
}
