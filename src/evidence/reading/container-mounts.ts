import type { Mount } from '../machine/process-root.ts';

/**
 * What a mounted file is in the next container: `kept` as it is, `named` if the name still leads to it that it was mounted by (container-sources.ts), gone with
 * this one (`lost`), or nobody can tell.
 */
export type MountedFate = 'kept' | 'named' | 'lost' | 'unknown';

/**
 * Volumes that every container gets anew. A folder named by 64 digits is one container's own or a volume without a name (moby: volume/service/service.go,
 * Create; containerd: internal/cri/server/container_create.go, volumeMounts; nerdctl alike); `ecs-` begins the name of one task's volume (amazon-ecs-agent:
 * agent/api/task/task.go, createDockerVolume); the others are of a pod (kubernetes: pkg/volume/emptydir, EscapeQualifiedName).
 */
const passing = /\/[0-9a-f]{64}(?:\/|$)|\/volumes\/ecs-|\/kubernetes\.io~empty-dir\/|\/kubernetes\.io~(?:local-)?ephemeral/;

/** Kubernetes writes Secrets and projected volumes into memory, behind a link to a folder with its time (pkg/volume/util/atomic_writer.go, newTimestampDir). */
const written = /^\/?\.\.\d{4}_\d\d_\d\d_\d\d_\d\d_\d\d\.\d+(?:\/|$)/;
const writtenLink = /^\.\.(?:data\/|\d{4}_\d\d_)/;

/** What kubelet makes for a pod: nobody else names what lies there (kubernetes: pkg/kubelet/kubelet_getters.go, getPodDir). */
const ofKubelet = /\/pods\/[0-9a-f-]{32,36}\/volumes?(?:-subpaths)?\//;

/** Devices that every container gets (opencontainers/runtime-spec: config-linux.md, "Default Devices"); some settings name the first. */
const device = /^\/dev\/(?:null|zero|full|u?random|tty|console|ptmx|fd|std(?:in|out|err))$/;

/** Where a file lies in a mount; `target` is what is written in a link. */
export interface MountedPlace {
  readonly path: string;
  readonly target?: string | undefined;
}

/** Decides by the mount itself; `own` is the device of the container's root, `inPod` whether Kubernetes starts it. */
export function mountedFate(mount: Mount, { path, target }: MountedPlace, own: string | undefined, inPod: boolean): MountedFate {
  if (device.test(path)) return 'kept';
  // The new container gets what bears the name now.
  if (mount.root.endsWith('//deleted')) return 'unknown';
  if (mount.type === 'tmpfs' || mount.type === 'ramfs') {
    if (!inPod) return 'lost';
    const below = path.slice(mount.path.length);
    return written.test(below) || written.test(mount.root) || (target !== undefined && writtenLink.test(target)) ? 'kept' : 'unknown';
  }
  // A part of the container's own root, mounted elsewhere by whoever is in it, or of another container's.
  if (mount.type === 'overlay' || mount.device === own) return 'unknown';
  if (passing.test(mount.root)) return 'unknown';
  return ofKubelet.test(mount.root) ? 'kept' : 'named';
}
