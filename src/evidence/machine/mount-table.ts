import type { RootLayer } from './process-root.ts';

/**
 * Reads /proc/PID/mountinfo (proc_pid_mountinfo(5)): mount points are told as the process sees them, the last at one place lies on top.
 * Undefined where nothing is mounted at `/`, as in a chroot below a mount: then nobody knows what its files lie on.
 */
export function layerIn(mountinfo: string): RootLayer | undefined {
  const mounts = mountinfo.split('\n').flatMap((line) => {
    const [place = '', system] = line.split(' - ', 2);
    const path = place.split(' ')[4];
    const [type, , options] = system?.split(' ') ?? [];
    return path === undefined || type === undefined ? [] : [{ path: unescape(path), type, options: options ?? '' }];
  });
  const root = mounts.findLast((mount) => mount.path === '/');
  if (root === undefined) return undefined;
  const upper = root.type === 'overlay' ? root.options.split(',').find((option) => option.startsWith('upperdir=')) : undefined;
  const folder = upper === undefined ? '' : unescape(upper.slice('upperdir='.length));
  return {
    // Docker shortens its paths by those of its own folder where an image has many layers: such a one leads nowhere.
    upper: folder.startsWith('/') ? folder : undefined,
    mounts: mounts
      .filter((mount) => mount.path !== '/' && !/^\/(?:proc|sys|dev)(?:\/|$)/.test(mount.path))
      .map(({ type, path }) => ({ type, path })),
  };
}

// Blanks, line breaks and backslashes stand as three octal digits (fs/proc_namespace.c, mangle).
function unescape(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
