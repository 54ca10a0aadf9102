import { execFileSync } from 'node:child_process';
import { onTestFinished } from 'vitest';

/** One container of a scene. */
export interface SceneContainer {
  /** Name of its folder below `$D`: lower, upper and rootfs lie in that. */
  readonly name: string;
  /** 64 hexadecimal digits. */
  readonly id: string;
  /** Path of its control group; `/docker/ID` where nothing is said. */
  readonly cgroupsPath?: string;
  /** Shell lines that plant files of its image, in the folder `lower` where they run. */
  readonly image?: string;
  readonly words: readonly string[];
  readonly environment?: readonly string[];
  /** A root that is no overlay. */
  readonly plain?: boolean;
}

/** What the scenes below need of a machine. */
export const needsOfContainers = ['runc', 'unshare', 'ip', 'python3', '/sys/fs/cgroup'] as const;

/** A listener for a container: says in /ready that it is there. */
export const listener = `import socket, ssl, sys, time
held = socket.create_server(('127.0.0.1', 8301))
open('/ready', 'w')
time.sleep(1000)
`;

/**
 * Shell lines for the namespace of a probe that start a real container with runc, its programs those of this machine, and wait until
 * it has written /ready. Its control groups are removed when the test has finished.
 */
export function containerScene(container: SceneContainer): string {
  const { name, id, image = '', plain = false } = container;
  onTestFinished(() => removeGroups(groupsOf(container)));
  const quoted = JSON.stringify(specOf(container)).replaceAll("'", "'\\''");
  const overlay = `mount -t overlay overlay -o "lowerdir=$PWD/lower,upperdir=$PWD/upper,workdir=$PWD/work" rootfs`;
  return `
    mkdir -p "$D/${name}/lower" "$D/${name}/upper" "$D/${name}/work" "$D/${name}/rootfs" && cd "$D/${name}/lower" || exit 9
    mkdir -p bin usr lib lib64 proc dev sys tmp root srv etc/ssl/certs
    cat > listen.py <<'END'
${listener}END
    ${image}
    cd ..
    ${plain ? 'mount --bind lower rootfs' : overlay}
    printf '%s' '${quoted}' > config.json
    runc --root "$D/state" run --detach --pid-file pid ${id} </dev/null >out 2>err || { cat err >&2; exit 9; }
    cd /
    until_there "$D/${name}/rootfs/ready"`;
}

function groupsOf({ id, cgroupsPath = `/docker/${id}` }: SceneContainer): string {
  return cgroupsPath;
}

// The runtime specification of OCI, as little of it as starts a program.
function specOf(container: SceneContainer): object {
  const bound = ['/usr', '/lib', '/lib64'].map((folder) => ({
    destination: folder,
    type: 'bind',
    source: folder,
    options: ['rbind', 'ro'],
  }));
  return {
    ociVersion: '1.0.2',
    process: {
      user: { uid: 0, gid: 0 },
      args: container.words,
      env: ['PATH=/usr/local/bin:/usr/bin', ...(container.environment ?? [])],
      cwd: '/',
    },
    root: { path: 'rootfs', readonly: false },
    mounts: [{ destination: '/proc', type: 'proc', source: 'proc' }, ...bound],
    linux: {
      cgroupsPath: groupsOf(container),
      namespaces: ['pid', 'network', 'ipc', 'uts', 'mount'].map((type) => ({ type })),
    },
  };
}

// What lay in them was killed with the namespace, which takes a moment; folders above stay where something else is in them.
function removeGroups(cgroupsPath: string): void {
  const remove = `for tree in /sys/fs/cgroup /sys/fs/cgroup/*/; do
    cd "$tree" || continue
    for attempt in $(seq 40); do
      [ -d "$1" ] || break
      rmdir -p "$1" 2>/dev/null || sleep 0.05
    done
  done`;
  execFileSync('sh', ['-c', remove, 'sh', cgroupsPath.replace(/^\//, '')]);
}
