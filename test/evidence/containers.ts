import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FileEvidence } from '../../src/evidence/file-evidence.ts';
import type { HostEvidence } from '../../src/evidence/host-evidence.ts';

/** A container as a test wants it; its root is an overlay of its own, made of a folder with /usr of the machine mounted into it. */
export interface PlannedContainer {
  /** 64 digits. */
  readonly id: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Shell lines that fill its image; they run in the image's folder. */
  readonly image?: string;
  /** Shell lines that write into the container before it is started: `$PWD` is its root. */
  readonly written?: string;
  /** Further mounts, as runc's configuration has them. */
  readonly mounts?: readonly {
    readonly destination: string;
    readonly source: string;
    readonly type: string;
    readonly options: readonly string[];
  }[];
  /** Its root is no overlay. */
  readonly plain?: boolean;
  /** It has a network of its own, with nothing in it. */
  readonly ownNetwork?: boolean;
  /** Options of its overlay. */
  readonly overlay?: string;
  /** Path of its control group, `/docker/ID` unless told. */
  readonly group?: string;
}

/** Tools that the containers of tests need. */
export const containerTools = ['runc', 'unshare', 'mount'] as const;

/**
 * Shell lines for `collectAfter` that start a container with runc and wait until the file `/ready` is in it: its command puts it there whole, and what it
 * says lies beside the container afterwards, as `ID.said`. All lies below `folder`, which the test removes; the container ends with its process namespace.
 */
export function startContainer(
  folder: string,
  {
    id,
    command,
    environment = {},
    image = '',
    written = '',
    mounts = [],
    plain = false,
    overlay = '',
    group,
    ownNetwork = false,
  }: PlannedContainer,
): string {
  const bundle = path.join(folder, id.slice(0, 12));
  const bind = (place: string) => ({ destination: place, source: place, type: 'bind', options: ['rbind', 'ro'] });
  const configuration = {
    ociVersion: '1.0.2',
    process: {
      terminal: false,
      user: { uid: 0, gid: 0 },
      args: command,
      env: Object.entries({ PATH: '/usr/local/bin:/usr/bin:/bin', ...environment }).map(([name, value]) => `${name}=${value}`),
      cwd: '/',
    },
    root: { path: 'rootfs', readonly: false },
    hostname: 'container',
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'] },
      bind('/usr'),
      ...mounts,
    ],
    linux: {
      cgroupsPath: group ?? `/docker/${id}`,
      namespaces: ['pid', 'mount', 'ipc', 'uts', ...(ownNetwork ? ['network'] : [])].map((type) => ({ type })),
    },
  };
  const file = path.join(folder, `${id.slice(0, 12)}.json`);
  writeFileSync(file, JSON.stringify(configuration));
  return `
    mkdir -p ${bundle}/lower/proc ${bundle}/lower/dev ${bundle}/lower/usr ${bundle}/lower/etc/ssl ${bundle}/rootfs ${bundle}/layers
    mount -t tmpfs none ${bundle}/layers; mkdir ${bundle}/layers/upper ${bundle}/layers/work
    for one in bin sbin lib lib64; do ln -s usr/$one ${bundle}/lower/$one; done
    ( cd ${bundle}/lower; ${image}
      find . -exec touch -h -d 2026-01-02 {} + )
    ${plain ? `mount --bind ${bundle}/lower ${bundle}/rootfs` : `mount -t overlay overlay -o ${overlay}lowerdir=${bundle}/lower,upperdir=${bundle}/layers/upper,workdir=${bundle}/layers/work ${bundle}/rootfs`}
    ( cd ${bundle}/rootfs; ${written}
    )
    cp ${file} ${bundle}/config.json
    ( cd ${bundle}; runc --root ${folder}/runc run -d --pid-file ${bundle}/pid c-${id.slice(0, 12)} </dev/null >${bundle}/log 2>&1 ) || { cat ${bundle}/log >&2; exit 9; }
    until [ -e /proc/$(cat ${bundle}/pid)/root/ready ]; do [ -d /proc/$(cat ${bundle}/pid) ] || { cat ${bundle}/log >&2; exit 9; }; sleep 0.05; done
    cp /proc/$(cat ${bundle}/pid)/root/ready ${folder}/${id.slice(0, 12)}.said`;
}

/** Removes the control groups of containers whose processes have ended. */
export function removeGroups(groups: readonly string[]): void {
  const script =
    'for one in "$@"; do for at in 1 2 3 4 5; do rmdir /sys/fs/cgroup/*$one /sys/fs/cgroup$one 2>/dev/null; [ -d /sys/fs/cgroup/pids$one ] || break; sleep 0.1; done; done; true';
  execFileSync('sh', ['-c', script, 'sh', ...groups], { stdio: 'ignore' });
}

/** What both ways must say alike: owners are told by the users that were looked up, layouts by the probe alone. */
export function comparableRoots({ workloads, roots }: HostEvidence): unknown {
  const plain = ({ certificates: _layout, owner: _owner, modifiedAt: _at, ...file }: FileEvidence): unknown => file;
  return {
    workloads: workloads.filter((one) => one.origin === 'process'),
    roots: roots?.map((one) => ({ ...one, trustFiles: one.trustFiles.map(plain) })),
  };
}
