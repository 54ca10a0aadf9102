import type { Picture } from '../probe/picture.ts';
import { knownIn, numberIn, plainText } from '../probe/picture-fields.ts';
import type { Machine, MachineFiles } from './machine.ts';
import { placesTo, unmangled } from './mount-table.ts';
import type { NamedInode, ProcessRoot, RootAnswer, RootLayer } from './process-root.ts';

/** Mount points that are kept of one process; a busy container has 50. Our choice. */
const maximumMounts = 2000;

/** What a picture tells of the roots of processes. */
export interface PicturedRoots {
  rootOf(pid: number): RootAnswer;
  /** The libcrypto files that a process had mapped: `mapped PID PATH MARK`, PATH in its root; `-` where its maps could not be read. */
  libraries(pid: number): readonly string[] | undefined;
}

/** Roots of a picture; records that are not found by their subject are gone through once. */
export function picturedRoots(picture: Picture, files: RootFiles): PicturedRoots {
  let changes: ReadonlyMap<string, NamedInode | undefined> | undefined;
  let mapped: ReadonlyMap<string, readonly string[]> | undefined;
  const wayTo: ProcessRoot['wayTo'] = async ({ source }) => {
    changes ??= changesIn(picture);
    const found = changes;
    const way = source === undefined ? [undefined] : placesTo(source).map((path) => found.get(path));
    return way.every((one) => one !== undefined) ? way : undefined;
  };
  return {
    rootOf: (pid) => picturedRoot(picture, files, pid, wayTo),
    libraries(pid) {
      mapped ??= librariesIn(picture);
      const paths = mapped.get(String(pid)) ?? [];
      return paths.includes('-') ? undefined : paths.filter((path) => path.startsWith('/')).map((path) => plainText(path, 4096));
    },
  };
}

type RootFiles = MachineFiles & Pick<Machine, 'trustContent'>;

// The root of a process as a probe recorded it: its files stand under /proc/PID/root, each path as it is without links.
function picturedRoot(picture: Picture, files: RootFiles, pid: number, wayTo: ProcessRoot['wayTo']): RootAnswer {
  const prefix = `/proc/${pid}/root`;
  const ended = whyEnded(picture, pid);
  if (ended !== undefined) return { kind: 'failed', reason: ended, missing: false };
  const link = fieldsOf(picture, 'chroot', pid)?.[1] ?? '/';
  const inside = (text: string): string => text.replaceAll(prefix, '');
  // Evidence names files as the process sees them.
  const plain = <Result extends object>(answer: Result): Result =>
    'reason' in answer && typeof answer.reason === 'string' ? { ...answer, reason: inside(answer.reason) } : answer;
  const root: ProcessRoot = {
    pid,
    link,
    layer: layerOf(picture, pid),
    wayTo,
    files: {
      readText: async (file) => plain(await files.readText(prefix + file)),
      list: async (folder, maximum) => plain(await files.list(prefix + folder, maximum)),
      lstat: async (file) => plain(await files.lstat(prefix + file)),
      linkTarget: async (file) => files.linkTarget(prefix + file),
      shebang: async (file) => files.shebang(prefix + file),
      goVersion: async (file) => files.goVersion(prefix + file),
      opensslBuild: async (file) => files.opensslBuild(prefix + file),
      trustContent: async (file) => plain(await files.trustContent(prefix + file)),
    },
    isStillThere: async () => true,
  };
  return root;
}

// The last that the probe prints of a root: without it everything that is recorded as gone may be that of a process which had ended.
function whyEnded(picture: Picture, pid: number): string | undefined {
  const [, ticks] = fieldsOf(picture, 'root', pid) ?? [];
  const [, , started] = fieldsOf(picture, 'process', pid) ?? [];
  if (ticks === undefined) return `the files of process ${pid} were not recorded to the end`;
  return ticks === started ? undefined : `process ${pid} ended while its files were looked at`;
}

// `layer PID UPPERDIR DEVICE`, then |TYPE DEVICE ROOT TOP BELOW, and behind a tab MOUNTPOINT; in place of UPPERDIR `redirected`
function layerOf(picture: Picture, pid: number): RootLayer | undefined {
  const record = picture.find('layer', String(pid));
  if (record === undefined || record === 'contested') return undefined;
  const lines = record.text();
  if (lines.length > maximumMounts) return undefined;
  const upper = knownIn(record.fields[1]);
  return {
    upper: upper?.startsWith('/') === true ? upper : undefined,
    redirects: upper === 'redirected',
    device: knownIn(record.fields[2]),
    mounts: lines.map((line) => {
      const at = line.indexOf('\t');
      const [type = '', device = '', root = '', top = '', below = ''] = line.slice(0, Math.max(at, 0)).split(' ');
      const source = top.startsWith('/') ? { source: { top, below } } : {};
      return { type, path: line.slice(at + 1), root: unmangled(root), device, ...source };
    }),
  };
}

function fieldsOf(picture: Picture, kind: string, pid: number): readonly string[] | undefined {
  const record = picture.find(kind, String(pid));
  return record === undefined || record === 'contested' ? undefined : record.fields;
}

// `changed PATH IDENTITY SECONDS`; of two that say different things neither counts.
function changesIn(picture: Picture): ReadonlyMap<string, NamedInode | undefined> {
  const found = new Map<string, NamedInode | undefined>();
  for (const { fields } of picture.all('changed')) {
    const [path = '', identity = '', at] = fields;
    const changedAt = numberIn(at);
    const isKnown = changedAt !== undefined && /^\d{1,20}:\d{1,20}$/.test(identity);
    found.set(path, isKnown && !found.has(path) ? { path, identity, changedAt } : undefined);
  }
  return found;
}

function librariesIn(picture: Picture): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { fields } of picture.all('mapped')) {
    const [pid = '', path = '-'] = fields;
    const known = found.get(pid);
    if (known === undefined) found.set(pid, [path]);
    else known.push(path);
  }
  return found;
}
