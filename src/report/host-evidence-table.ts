import type { FileEvidence } from '../evidence/file-evidence.ts';
import type { HostEvidence, Launch, MissingFact, WorkloadEvidence } from '../evidence/host-evidence.ts';
import { rootNameOf } from '../trust/effective-store/own-root.ts';
import { type Column, grid } from './table/grid.ts';
import { makePage, type Page, type TableOptions } from './table/page.ts';
import { prose } from './table/prose.ts';
import { date, instant } from './table/when.ts';

/**
 * One host's evidence for people: its services with what chooses their trust store, the files that they may load, and what could not be seen.
 * It judges nothing. Ends in one newline.
 */
export function hostEvidenceTable(evidence: HostEvidence, options: TableOptions): string {
  const page = makePage(options);
  const sections = [
    headline(page, evidence),
    services(page, evidence),
    files(page, evidence),
    clientKeys(page, evidence),
    unseen(page, evidence),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function headline(page: Page, { id, os, observedAt, clockSkewSeconds, collector }: HostEvidence): readonly string[] {
  const system = os === undefined ? 'operating system not known' : [os.id, os.version ?? ''].join(' ').trim();
  const skew = clockSkewSeconds === undefined || clockSkewSeconds === 0 ? '' : `, its clock ${signed(clockSkewSeconds)} s off`;
  return prose(page, page.text(`${id}: ${system}, seen ${instant(page, observedAt)} by ${collector}${skew}`));
}

function signed(seconds: number): string {
  return seconds > 0 ? `+${seconds}` : String(seconds);
}

function services(page: Page, { workloads }: HostEvidence): readonly string[] {
  if (workloads.length === 0) return ['No service was seen.'];
  // Default clients are all started alike: that is said once
  const groups = Map.groupBy(workloads, (workload) =>
    workload.origin === 'default-client' ? JSON.stringify([startedBy(workload), settings(workload)]) : workload,
  );
  return ['Services', ...[...groups.values()].flatMap((group) => service(page, group))];
}

function service(page: Page, group: readonly WorkloadEvidence[]): readonly string[] {
  const [first] = group;
  if (first === undefined) return [];
  const names = group.map((workload) => `${workload.name} (${runtime(workload)})`).join(', ');
  return [
    ...prose(page, page.text(`${names}: ${startedBy(first)}`), { indent: '  ', hang: '    ' }),
    ...settings(first).flatMap((line) => prose(page, page.text(line), { indent: '      ', hang: '        ' })),
  ];
}

function runtime({ runtime: used, program }: WorkloadEvidence): string {
  if (used !== undefined) return `${used.family} ${used.version}`;
  return program === undefined ? 'runtime not known' : `runtime of ${program} not known`;
}

function startedBy({ origin, unit, process, container, root }: WorkloadEvidence): string {
  if (origin === 'default-client') return 'as the machine would start it, without the variables of a shell';
  if (unit === undefined) {
    const own = rootNameOf({ root, container });
    const by = container?.manager === undefined ? '' : ` of ${container.manager}`;
    return own === undefined ? 'a process without a unit' : `a process in ${own}${by}`;
  }
  const user = unit.user === undefined ? '' : `, as ${unit.user}`;
  return `${unit.name}${user}, ${unit.state}${process === undefined ? ', not running' : ''}`;
}

function settings({ nextStart, running, missing }: WorkloadEvidence): readonly string[] {
  const next = settingLines(nextStart);
  const changed = running !== undefined && settingLines(running).join('\n') !== next.join('\n');
  const holes = missing?.length ?? 0;
  const lines = [
    ...next,
    ...(changed ? ['(the running process was started with others)'] : []),
    ...(holes === 0 ? [] : [`(${holes} ${holes === 1 ? 'fact' : 'facts'} not seen)`]),
  ];
  return lines.length === 0 ? ['nothing is set: the defaults of its client'] : lines;
}

function settingLines({ environment, options }: Launch): readonly string[] {
  return [
    ...Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    ...Object.entries(options).map(([name, value]) => (value === '' ? name : `${name}=${value}`)),
  ];
}

interface FilesOf {
  readonly title: string;
  readonly trustFiles: readonly FileEvidence[];
}

/** Files of the host, and those of each container and chroot under a title of their own: called as reports call them, names would be cut. */
function allFiles({ trustFiles, roots = [], workloads }: HostEvidence): readonly FilesOf[] {
  const own = roots.map((root) => {
    const container = workloads.find((workload) => workload.root === root.id)?.container;
    return { title: `Trust stores in ${rootNameOf({ root: root.id, container })}`, trustFiles: root.trustFiles };
  });
  return [{ title: 'Trust stores', trustFiles }, ...own].filter((one) => one.trustFiles.length > 0);
}

function files(page: Page, evidence: HostEvidence): readonly string[] {
  const all = allFiles(evidence);
  return all.length === 0 ? ['No trust store was looked for.'] : all.map((one) => filesOf(page, one).join('\n'));
}

function filesOf(page: Page, { title, trustFiles }: FilesOf): readonly string[] {
  const columns: readonly Column[] = [
    { title: 'Trust store', width: 'rest' },
    { title: 'Owner', width: 12 },
    { title: 'Changed', width: 10 },
    { title: 'SHA-256', width: 12 },
  ];
  const there = trustFiles.filter((file) => file.state !== 'missing');
  const rows = there.map((file) => [
    {
      // wrapped and not shortened: what is left out may be what tells two of them apart
      text: [page.text(file.path), ...(file.realPath === undefined ? [] : [page.text(`${page.glyphs.arrow} ${file.realPath}`)])],
      maxLines: 8,
    },
    page.text([file.owner, file.mode].filter((one) => one !== undefined).join(' ')),
    file.modifiedAt === undefined ? '' : date(page, file.modifiedAt),
    digest(page, file),
  ]);
  const absent = trustFiles.length - there.length;
  const rest =
    absent === 0 ? [] : prose(page, `${absent} further ${absent === 1 ? 'place' : 'places'}, where nothing is`, { indent: '  ' });
  return [...prose(page, page.text(title)), ...grid(page, columns, rows), ...rest];
}

function digest(page: Page, file: FileEvidence) {
  if (file.state === 'unreadable') return { text: page.text(file.reason ?? 'unreadable'), tone: 'unsure' as const, maxLines: 6 };
  return file.state === 'directory' ? 'folder' : (file.sha256?.slice(0, 12) ?? 'not read');
}

function clientKeys(page: Page, { clientKeys: keys = [] }: HostEvidence): readonly string[] {
  const columns: readonly Column[] = [
    { title: 'Client certificate or key', width: 'rest' },
    { title: 'Owner', width: 12 },
    { title: 'Public key (SHA-256)', width: 20 },
  ];
  const rows = keys.map((key) => [
    { text: page.text(key.path), maxLines: 8 },
    page.text([key.owner, key.mode].filter((one) => one !== undefined).join(' ')),
    { text: page.text(key.publicKeySha256?.slice(0, 12) ?? key.reason ?? 'not read'), maxLines: 6 },
  ]);
  return grid(page, columns, rows);
}

function unseen(page: Page, { missing, workloads, roots = [] }: HostEvidence): readonly string[] {
  const all = [
    ...missing.map(sentence),
    ...roots.flatMap((root) => (root.missing ?? []).map((one) => `${root.id}: ${sentence(one)}`)),
    ...workloads.flatMap((workload) => (workload.missing ?? []).map((one) => `${workload.name}: ${sentence(one)}`)),
  ];
  if (all.length === 0) return [];
  return ['Not seen', ...all.flatMap((text) => prose(page, page.text(text), { indent: '  ', hang: '    ', maxLines: 6 }))];
}

function sentence({ fact, reason }: MissingFact): string {
  return `${fact}: ${reason}`;
}
