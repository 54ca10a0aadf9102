import path from 'node:path';
import { isYes } from './unit-file.ts';
import { splitUnitWords } from './unit-words.ts';

/** What a unit puts in the place of the host's files (systemd.exec(5), "Paths" and "Sandboxing"). */
export interface UnitSandbox {
  /** Set where all files are the unit's own: the setting that makes it so. */
  readonly ownRoot: string | undefined;
  /** A folder of the host, if that is what its root is. */
  readonly rootDirectory: string | undefined;
  /** Folders and files in whose place the unit sees something else, each with the setting that makes it so. */
  readonly covered: readonly Cover[];
}

interface Cover {
  readonly path: string;
  readonly by: string;
  /** A bind of the very folder that lies there: what is seen is what lies there. */
  readonly isSame?: boolean;
}

// Each brings a file system whose content nobody has read.
const ownRoots = ['RootDirectory', 'RootImage', 'RootMStack'];
const images = ['MountImages', 'ExtensionImages', 'ExtensionDirectories'];
// Older names of a setting stand beside it.
const hiding = ['TemporaryFileSystem', 'InaccessiblePaths', 'InaccessibleDirectories'];
const binding = ['BindPaths', 'BindReadOnlyPaths'];

/** Folders where some client looks for its roots, its program or its libraries, besides what the unit itself names. */
const watched = ['/etc', '/usr', '/opt', '/bin', '/sbin', '/lib', '/lib64', '/var/lib/ca-certificates'];

/** Reads the settings that change which files the unit sees; `values` gives a setting's values, specifiers resolved. */
export function sandboxOf(values: (key: string) => readonly string[]): UnitSandbox {
  const root = ownRoots.find((key) => (values(key).at(-1) ?? '/') !== '/');
  const image = images.find((key) => values(key).length > 0);
  const dynamic = isYes(values('DynamicUser').at(-1));
  const home = values('ProtectHome').at(-1);
  const covered = [
    ...hiding.flatMap((by) => pathsOf(values(by)).map((word) => ({ by, path: word }))),
    ...binding.flatMap((by) =>
      values(by)
        .flatMap((value) => splitUnitWords(value))
        .map((word) => ({ by, path: pathsOf([word])[0] ?? '', isSame: !word.includes(':') })),
    ),
    ...(dynamic || isYes(values('PrivateTmp').at(-1)) || values('PrivateTmp').at(-1) === 'disconnected'
      ? ['/tmp', '/var/tmp'].map((folder) => ({ by: 'PrivateTmp', path: folder }))
      : []),
    ...(isYes(home) || home === 'tmpfs' ? ['/home', '/root', '/run/user'].map((folder) => ({ by: 'ProtectHome', path: folder })) : []),
  ];
  return { ownRoot: root ?? image, rootDirectory: values('RootDirectory').at(-1), covered };
}

/** Why the unit does not see the host's trust stores, or what it names, as they are; undefined where it provably does. */
export function whySandboxHides(sandbox: UnitSandbox, named: readonly string[]): string | undefined {
  if (sandbox.ownRoot !== undefined) return `the unit has files of its own (${sandbox.ownRoot}=), which were not read`;
  const hidden = sandbox.covered.find((one) => [...watched, ...named].some((file) => touches(one.path, file)));
  return hidden === undefined ? undefined : `the unit sees something else at ${shown(hidden.path)} (${hidden.by}=), which was not read`;
}

/**
 * What stands in the place of one of the files for sure, where something does: the deepest setting above it counts, so that a folder may be bound into one
 * that is hidden. Not sure is a bind from elsewhere.
 */
export function whyNotSeen(
  { covered, ownRoot }: UnitSandbox,
  files: readonly string[],
): { readonly by: string; readonly isSure: boolean } | undefined {
  if (ownRoot !== undefined) return undefined;
  for (const file of files) {
    const above = covered.filter(
      (one) => one.path.startsWith('/') && path.posix.join(file, '/').startsWith(path.posix.join(one.path, '/')),
    );
    const [deepest] = above.toSorted((a, b) => b.path.length - a.path.length);
    if (deepest !== undefined && deepest.isSame !== true) return { by: deepest.by, isSure: !binding.includes(deepest.by) };
  }
  return undefined;
}

// Source and target of a bind are apart by a colon; where there is one path it is both. A prefix says that it may be absent.
function pathsOf(values: readonly string[]): readonly string[] {
  return values
    .flatMap((value) => splitUnitWords(value))
    .map((word) => {
      const parts = word.replace(/^[-+]+/, '').split(':');
      return (parts.length > 1 && parts[1]?.startsWith('/') === true ? parts[1] : parts[0]) ?? '';
    });
}

// One that is not absolute holds a specifier that was not resolved: it may be anywhere.
function touches(covered: string, file: string): boolean {
  if (!covered.startsWith('/') || covered.includes('%')) return true;
  const [one, other] = [path.posix.join(covered, '/'), path.posix.join(file, '/')];
  return one.startsWith(other) || other.startsWith(one);
}

function shown(file: string): string {
  return file.startsWith('/') && file.length <= 256 && !/[\s\p{C}]/u.test(file) ? file : 'a path';
}
