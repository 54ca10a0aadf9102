import type { Authorities } from '../authorities.ts';
import { type Break, type DrillHost, type ServiceKind, serviceKinds } from '../drill-case.ts';
import { pemOf, systemStore } from '../own-store.ts';
import { dropInOf } from './basic-case.ts';
import { inHosts } from './in-hosts.ts';
import { programChanges } from './program-changes.ts';
import { type UnitChange, unitCase } from './unit-change.ts';

const reload = 'systemctl daemon-reload';
const some: readonly ServiceKind[] = ['go', 'urllib', 'java'];
const dropIn = (...lines: readonly string[]): Required<Break> => dropInOf('{name}', lines);

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
    after: { files: dropIn('Environment=').files },
    onceMoreAfter: reload,
  },
  {
    label: 'unread-stays',
    mechanism: 'CA rotated, drop-in for it not told to systemd',
    kinds: ['go', 'node', 'urllib'],
    endpoint: 'rotated',
    after: { files: dropIn('Environment=SSL_CERT_FILE=/etc/corp/new.pem NODE_EXTRA_CA_CERTS=/etc/corp/new.pem').files },
    onceMoreAfter: reload,
  },
  { label: 'described', mechanism: 'drop-in without effect', kinds: some, after: dropIn('Nice=5', 'Environment=LANG=C') },
];

/** Cases of all of them, and of programs that are no longer what they were. */
export function unitHosts(ca: Authorities): readonly DrillHost[] {
  const cases = [...changes, ...programChanges()].flatMap((one) => one.kinds.map((kind) => unitCase(kind, one, ca)));
  return inHosts('units', { ...systemStore([ca.foreign]), '/etc/corp/new.pem': pemOf([ca.current.root]) }, cases);
}
