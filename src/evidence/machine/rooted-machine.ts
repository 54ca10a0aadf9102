import { boundedEffort } from './effort.ts';
import { isOfKernel } from './kernel-files.ts';
import { followLinks, type LinkTrail } from './link-trail.ts';
import { type Failure, type FileStatus, type Machine, type MachineFiles, type Names, notRecorded } from './machine.ts';
import type { ProcessRoot } from './process-root.ts';

/** Steps of following paths in one root, about 0.2 s; an honest folder of 290 certificates needs 3,000. Our choice. */
const maximumSteps = 200_000;
/** Entries of folders that are told of one root, each time that they are asked for; an honest one has 2,000. Our choice: each costs up to 20 µs. */
const maximumEntries = 50_000;

/** A machine as a process with a root of its own sees it: its files, and nothing else that could be asked. */
export interface RootedMachine extends Machine {
  readonly root: ProcessRoot;
  /** The path inside of it of what the machine itself names, as the kernel does for programs and libraries of a chroot. */
  inside(file: string): string;
  /** By which links a path leads where. */
  trail(file: string): Promise<LinkTrail>;
}

/**
 * The files below /proc/PID/root, with links followed inside of it (link-trail.ts). The kernel would follow them in our own root. Nothing in it is ever run.
 */
export function rootedMachine(machine: Machine, root: ProcessRoot): RootedMachine {
  const statuses = new Map<string, Promise<FileStatus | Failure>>();
  const statusAt = async (place: string): Promise<FileStatus | Failure> => {
    const asked = statuses.get(place) ?? root.files.lstat(place);
    statuses.set(place, asked);
    return asked;
  };

  const trailFiles = { status: statusAt, linkTarget: async (place: string) => root.files.linkTarget(place) };
  const effort = boundedEffort(maximumSteps);
  const trails = { last: new Map<string, Promise<LinkTrail>>(), above: new Map<string, Promise<LinkTrail>>() };
  const trailOf = async (file: string, last: boolean): Promise<LinkTrail> => {
    const known = last ? trails.last : trails.above;
    const trail = known.get(file) ?? followLinks(trailFiles, file, last, effort);
    known.set(file, trail);
    return trail;
  };
  const follow = async (file: string, last: boolean): Promise<string | Failure> => (await trailOf(file, last)).end;

  const entries = boundedEffort(maximumEntries);
  const listAt = async (folder: string, maximum: number | undefined): Promise<Names | Failure> => {
    await entries.pause();
    const listed = await root.files.list(folder, maximum);
    if (listed.kind === 'failed' || entries.spend(listed.names.length)) return listed;
    return failed(`the folders that are asked for have more than ${maximumEntries} entries`);
  };

  // Asks about the file behind all links, with the answer for those that lead nowhere.
  async function ask<Result>(
    file: string,
    question: (real: string) => Promise<Result>,
    otherwise: (failure: Failure) => Result,
  ): Promise<Result> {
    const real = await follow(file, true);
    return typeof real === 'string' ? question(real) : otherwise(real);
  }

  const nothing = async (): Promise<undefined> => undefined;
  const files: MachineFiles = {
    readText: async (file) =>
      ask(
        file,
        async (real) => {
          const read = await root.files.readText(real);
          return read.text === undefined ? { ...read, reason: read.reason.replace(`${real}:`, `${file}:`) } : read;
        },
        ({ reason, missing }) => ({ text: undefined, reason: `${file}: ${reason}`, missing }),
      ),
    list: async (folder, maximum) => ask(folder, async (real) => listAt(real, maximum), asItIs),
    stat: async (file) => ask<FileStatus | Failure>(file, statusAt, asItIs),
    async lstat(file) {
      const place = await follow(file, false);
      return typeof place === 'string' ? statusAt(place) : place;
    },
    async linkTarget(file) {
      const place = await follow(file, false);
      const status = typeof place === 'string' ? await statusAt(place) : place;
      return typeof place === 'string' && status.kind === 'link' ? root.files.linkTarget(place) : undefined;
    },
    realPath: async (file) => ask<Failure | { kind: 'path'; path: string }>(file, async (real) => ({ kind: 'path', path: real }), asItIs),
    matching: async () => failed(notRecorded),
    async isExecutable(file) {
      const status = await files.stat(file);
      if (status.kind === 'failed') return status.missing ? 'no' : 'unknown';
      return status.kind === 'file' && (status.mode & 0o111) !== 0 ? 'yes' : 'no';
    },
    shebang: async (file) =>
      ask(
        file,
        async (real) => root.files.shebang(real),
        () => undefined,
      ),
    goVersion: async (file) =>
      ask(
        file,
        async (real) => root.files.goVersion(real),
        () => undefined,
      ),
    opensslBuild: async (file) =>
      ask(
        file,
        async (real) => root.files.opensslBuild(real),
        () => undefined,
      ),
  };
  return {
    ...files,
    root,
    inside: (file) => (root.link !== '/' && file.startsWith(`${root.link}/`) ? file.slice(root.link.length) : file),
    trail: async (file) => trailOf(file, true),
    signal: machine.signal,
    programs: files,
    environment: {},
    home: undefined,
    askServiceManager: async () => ({ units: notRun, environment: notRun }),
    askRuntime: async () => notRun,
    hasNoCapabilities: async () => false,
    askDirectory: nothing,
    processes: async () => machine.processes(),
    process: async (pid) => machine.process(pid),
    rootOf: async (pid) => machine.rootOf(pid),
    cryptoLibraries: async (pid) => machine.cryptoLibraries(pid),
    connections: nothing,
    clientKeys: async () => [],
    trustContent: async (file) =>
      ask(
        file,
        async (real) => (isOfKernel(real) ? { kind: 'unreadable', reason: 'it is not an ordinary file' } : root.files.trustContent(real)),
        ({ reason }) => ({ kind: 'unreadable', reason }),
      ),
  };
}

const notRun = { kind: 'failed', reason: 'no program of a container is run' } as const;

function asItIs(failure: Failure): Failure {
  return failure;
}

function failed(reason: string): Failure {
  return { kind: 'failed', reason, missing: false };
}
