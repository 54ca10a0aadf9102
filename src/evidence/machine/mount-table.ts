import type { Mount, MountSource, RootLayer } from './process-root.ts';

/** Where the kernel tells whether overlays have redirect_dir=on that say nothing of it (fs/overlayfs/params.c, ovl_redirect_mode_def). */
export const redirectsFile = '/sys/module/overlay/parameters/redirect_dir';

/**
 * Reads /proc/PID/mountinfo (proc_pid_mountinfo(5)): mount points are told as the process sees them, the last at one place lies on top. `redirects` is the
 * text of the kernel's default, `own` the table of whoever looks, by which sources are found. Undefined where nothing is mounted at `/`, as in a chroot below a mount: then nobody knows what its files lie on.
 */
export function layerIn(mountinfo: string, redirects: string | undefined, own = ''): RootLayer | undefined {
  const tops = topsIn(own);
  const mounts = mountinfo.split('\n').flatMap((line): readonly (Mount & { readonly options: string })[] => {
    const [place = '', system] = line.split(' - ', 2);
    const [, , device = '', root = '', path] = place.split(' ');
    const [type, , options = ''] = system?.split(' ') ?? [];
    return path === undefined || type === undefined
      ? []
      : [{ path: unmangled(path), type, device, root: unmangled(root), ...sourceIn(tops, device, root), options }];
  });
  const root = mounts.findLast((mount) => mount.path === '/');
  if (root === undefined) return undefined;
  const options = root.options.split(',');
  const upper = root.type === 'overlay' ? options.find((option) => option.startsWith('upperdir=')) : undefined;
  const folder = upper === undefined ? '' : unmangled(upper.slice('upperdir='.length));
  // What is as by default is not shown among the options (fs/overlayfs/super.c, ovl_show_options).
  const said = options.find((option) => option.startsWith('redirect_dir='));
  return {
    // Docker shortens its paths by those of its own folder where an image has many layers: such a one leads nowhere.
    upper: folder.startsWith('/') ? folder : undefined,
    redirects: upper !== undefined && (said === undefined ? redirects?.trim() !== 'N' : said === 'redirect_dir=on'),
    device: root.device,
    mounts: mounts
      .filter((mount) => mount.path !== '/' && !/^\/(?:proc|sys)(?:\/|$)/.test(mount.path))
      .map(({ options: _told, ...mount }) => mount),
  };
}

// Of each file system where the most of it is mounted, as the table has it: what, and where.
function topsIn(own: string): ReadonlyMap<string, readonly [root: string, path: string]> {
  const tops = new Map<string, readonly [string, string]>();
  for (const line of own.split('\n')) {
    const [, , device = '', root = '', path] = line.split(' ');
    const known = tops.get(device);
    if (path !== undefined && (known === undefined || root.length < known[0].length)) tops.set(device, [root, path]);
  }
  return tops;
}

// Names with blanks and the like are left out here as they are in the probe.
function sourceIn(tops: ReturnType<typeof topsIn>, device: string, root: string): { readonly source?: MountSource } {
  const [base, top] = tops.get(device) ?? [];
  if (base === undefined || top === undefined || /[\\\p{Cc}]/u.test(top + root)) return {};
  const above = base === '/' ? '' : base;
  if (!`${root}/`.startsWith(`${above}/`)) return {};
  const below = root.slice(above.length);
  return { source: { top, below: below === '/' ? '' : below } };
}

/** Paths of a source and of all folders above it, from the top of its file system on. */
export function placesTo({ top, below }: MountSource): readonly string[] {
  const names = below.split('/').slice(1);
  return [top, ...names.map((_name, at) => `${top === '/' ? '' : top}/${names.slice(0, at + 1).join('/')}`)];
}

/** A name as it is: blanks, line breaks and backslashes stand in a mount table as three octal digits (fs/proc_namespace.c, mangle). */
export function unmangled(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
