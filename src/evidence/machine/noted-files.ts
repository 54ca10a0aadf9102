import type { MachineFiles } from './machine.ts';
import type { RootedMachine } from './rooted-machine.ts';

/** The same files, and which of them were asked about. */
export interface NotedFiles {
  readonly view: RootedMachine;
  /** Paths as they were asked, each once; also of what was not there, since that decides as well. */
  readonly asked: ReadonlySet<string>;
}

/** Notes which files a reading depends on. */
export function noteFiles(view: RootedMachine): NotedFiles {
  const asked = new Set<string>();
  const noted = (file: string): string => {
    asked.add(file);
    return file;
  };
  const files: MachineFiles = {
    readText: async (file) => view.readText(noted(file)),
    list: async (folder, maximum) => view.list(noted(folder), maximum),
    stat: async (file) => view.stat(noted(file)),
    lstat: async (file) => view.lstat(noted(file)),
    linkTarget: async (file) => view.linkTarget(noted(file)),
    realPath: async (file) => view.realPath(noted(file)),
    matching: async (pattern) => view.matching(pattern),
    isExecutable: async (file) => view.isExecutable(noted(file)),
    shebang: async (file) => view.shebang(noted(file)),
    goVersion: async (file) => view.goVersion(noted(file)),
    opensslBuild: async (file) => view.opensslBuild(noted(file)),
  };
  return { view: { ...view, ...files, programs: files }, asked };
}
