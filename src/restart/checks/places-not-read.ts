import type { HostEvidence } from '../../evidence/host-evidence.ts';
import { namedInRoot } from '../../trust/effective-store/own-root.ts';
import type { WorkloadVerdict } from '../restart-verdict.ts';

/** A file that holds a certificate and that the client does not load by itself. */
export interface Place {
  readonly path: string;
  /** The folder above it that the client does read, as `path` names it; undefined where there is none. */
  readonly folder: string | undefined;
}

/**
 * Which of the files are none that the client loads, each once, and which of them lie in a folder that it reads. Files and folders are told by where
 * they really are: Debian's /usr/lib/ssl/certs is a link to /etc/ssl/certs, and evidence holds the files of both.
 */
export function placesNotRead(
  paths: readonly string[],
  host: HostEvidence,
  { trustStore }: Pick<WorkloadVerdict, 'trustStore'>,
  workload: Parameters<typeof namedInRoot>[1],
): readonly Place[] {
  const loaded = host.trustFiles.filter(({ path }) => trustStore.includes(namedInRoot(path, workload)));
  const real = new Set(loaded.map(({ path }) => realPathOf(path, host)));
  const isLoaded = (path: string): boolean => trustStore.includes(namedInRoot(path, workload)) || real.has(realPathOf(path, host));
  const others = new Map<string, Place>();
  for (const path of paths.filter((one) => !isLoaded(one))) {
    const folder = foldersAbove(path).find(isLoaded);
    const known = others.get(realPathOf(path, host));
    if (known === undefined || (known.folder === undefined && folder !== undefined)) others.set(realPathOf(path, host), { path, folder });
  }
  return [...others.values()];
}

function foldersAbove(path: string): readonly string[] {
  const folders: string[] = [];
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) folders.push(path.slice(0, at));
  return folders;
}

/** As whoever recorded it followed the links: of the path itself, or of the nearest folder above it that the evidence holds. */
function realPathOf(path: string, { trustFiles }: HostEvidence): string {
  for (const at of [path, ...foldersAbove(path)]) {
    const file = trustFiles.find((one) => one.path === at);
    if (file !== undefined) return `${file.realPath ?? file.path}${path.slice(at.length)}`;
  }
  return path;
}
