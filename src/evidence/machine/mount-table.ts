import type { Mount, RootLayer } from './process-root.ts';

/** Where the kernel tells whether overlays have redirect_dir=on that say nothing of it (fs/overlayfs/params.c, ovl_redirect_mode_def). */
export const redirectsFile = '/sys/module/overlay/parameters/redirect_dir';

/**
 * Reads /proc/PID/mountinfo (proc_pid_mountinfo(5)): mount points are told as the process sees them, the last at one place lies on top. `redirects` is the
 * text of the kernel's default. Undefined where nothing is mounted at `/`, as in a chroot below a mount: then nobody knows what its files lie on.
 */
export function layerIn(mountinfo: string, redirects: string | undefined): RootLayer | undefined {
  const mounts = mountinfo.split('\n').flatMap((line): readonly (Mount & { readonly options: string })[] => {
    const [place = '', system] = line.split(' - ', 2);
    const [, , device = '', root = '', path] = place.split(' ');
    const [type, , options = ''] = system?.split(' ') ?? [];
    return path === undefined || type === undefined ? [] : [{ path: unmangled(path), type, device, root: unmangled(root), options }];
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
      .filter((mount) => mount.path !== '/' && !/^\/(?:proc|sys|dev)(?:\/|$)/.test(mount.path))
      .map(({ options: _told, ...mount }) => mount),
  };
}

/** A name as it is: blanks, line breaks and backslashes stand in a mount table as three octal digits (fs/proc_namespace.c, mangle). */
export function unmangled(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
