import path from 'node:path';
import type { FileEvidence } from '../file-evidence.ts';
import type { RootedMachine } from '../machine/rooted-machine.ts';

/**
 * Takes those files for unreadable that lie in a folder which is not open to everybody: which user a container's process is was not looked up, and root may
 * be without its rights there. Files that are themselves closed tell so by their mode.
 */
export async function closedToOthers(view: RootedMachine, files: readonly FileEvidence[]): Promise<readonly FileEvidence[]> {
  const seen: FileEvidence[] = [];
  for (const file of files) {
    const isThere = file.state === 'file' || file.state === 'directory';
    const folder = isThere ? await closedAbove(view, [file.path, file.realPath ?? file.path]) : undefined;
    const { sha256: _content, ...rest } = file;
    const reason = `${folder ?? ''} is not open to everybody, and whether the process may enter it is not known`;
    seen.push(folder === undefined ? file : { ...rest, state: 'unreadable', reason });
  }
  return seen;
}

async function closedAbove(view: RootedMachine, files: readonly string[]): Promise<string | undefined> {
  const folders = new Set<string>();
  for (const file of files) for (let at = path.posix.dirname(file); at !== '/'; at = path.posix.dirname(at)) folders.add(at);
  for (const folder of folders) {
    const status = await view.stat(folder);
    if (status.kind === 'failed' || (status.mode & 0o001) === 0) return folder;
  }
  return undefined;
}
