import type { Picture } from '../probe/picture.ts';
import { knownIn, plainText } from '../probe/picture-fields.ts';
import type { Machine, MachineFiles } from './machine.ts';
import { unmangled } from './mount-table.ts';
import type { ProcessRoot, RootAnswer, RootLayer } from './process-root.ts';

/** Mount points that are kept of one process; a busy container has 50. Our choice. */
const maximumMounts = 2000;

/** The root of a process as a probe recorded it: its files stand under /proc/PID/root, each path as it is without links. */
export function picturedRoot(picture: Picture, files: MachineFiles & Pick<Machine, 'trustContent'>, pid: number): RootAnswer {
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

// `layer PID UPPERDIR DEVICE`, then |TYPE DEVICE ROOT, and behind a tab MOUNTPOINT; in place of UPPERDIR `redirected`
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
      const [type = '', device = '', root = ''] = line.slice(0, Math.max(at, 0)).split(' ');
      return { type, path: line.slice(at + 1), root: unmangled(root), device };
    }),
  };
}

function fieldsOf(picture: Picture, kind: string, pid: number): readonly string[] | undefined {
  const record = picture.find(kind, String(pid));
  return record === undefined || record === 'contested' ? undefined : record.fields;
}

/** The libcrypto files that a process had mapped: `mapped PID PATH MARK`, PATH in its root; `-` where its maps could not be read. */
export function picturedLibraries(picture: Picture, pid: number): readonly string[] | undefined {
  const paths = picture.all('mapped').flatMap(({ fields }) => (fields[0] === String(pid) ? [fields[1] ?? '-'] : []));
  if (paths.includes('-')) return undefined;
  return paths.filter((path) => path.startsWith('/')).map((path) => plainText(path, 4096));
}
