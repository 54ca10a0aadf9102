import path from 'node:path';
import { type HostDescription, packages } from './host-description.ts';
import { boundFolders, ownFolder } from './host-tree.ts';

/** A described host with its place in the fleet. */
export interface PlacedHost {
  readonly description: HostDescription;
  readonly folder: string;
  readonly index: number;
  readonly address: string;
}

/** Address of a host on the bridge, or on its own line to the host in front of it. */
export function addressOf(index: number, description: HostDescription): string {
  return description.behind === undefined ? `10.77.${index >> 7}.${(index & 127) + 2}` : `10.78.${index & 255}.2`;
}

/**
 * The shell script of the fleet's PID 1: a bridge, a network namespace for each host with one end of a cable in it, and in each a process tree with
 * mounts, PIDs and a name of its own. All of it ends with this process.
 */
export function groundScript(hosts: readonly PlacedHost[]): string {
  const cables = hosts.flatMap(({ index, description }) => {
    const front = hosts.find((host) => host.description.name === description.behind);
    const far = front === undefined ? '' : ` netns h${front.index}`;
    return [
      `netns add h${index}`,
      `link add v${index} mtu 1500${far} type veth peer name eth0 netns h${index}`,
      ...(front === undefined ? [`link set v${index} master ground up`] : []),
    ];
  });
  // `ip netns add` of later lines must be there before the cables that lead into them.
  const sorted = [...cables.filter((line) => line.startsWith('netns')), ...cables.filter((line) => !line.startsWith('netns'))];
  return `set -eu
mount -t tmpfs tmpfs /run
ip link set lo up
ip link add ground type bridge
ip addr add 10.77.0.1/16 dev ground
ip link set ground up
ip -batch - <<'END'
${sorted.join('\n')}
END
${hosts.map((host) => `nsenter --net=/run/netns/h${host.index} unshare -mpfu --kill-child sh ${path.join(host.folder, 'start.sh')} >${path.join(host.folder, 'log')} 2>&1 </dev/null &`).join('\n')}
while :; do wait; sleep 3600; done
`;
}

/** The shell script of a host's PID 1, which becomes its sshd. */
export function hostScript(host: PlacedHost, fleet: readonly PlacedHost[]): string {
  const { description, folder } = host;
  const root = path.join(folder, 'root');
  const behind = fleet.filter((one) => one.description.behind === description.name);
  const bits = description.behind === undefined ? 16 : 24;
  return `set -eu
ip -batch - <<'END'
link set lo up
addr add ${host.address}/${bits} dev eth0
link set eth0 up
END
${behind.map((one) => `ip addr add ${one.address.replace(/2$/, '1')}/24 dev v${one.index}\nip link set v${one.index} up`).join('\n')}
cat >${folder}/fstab <<'END'
overlay ${root} overlay lowerdir=/,upperdir=${folder}/upper,workdir=${folder}/work 0 0
proc ${root}/proc proc defaults 0 0
/dev ${root}/dev none rbind 0 0
tmpfs ${root}/dev/shm tmpfs size=64k 0 0
${boundFolders(description)
  .map((place) => `${ownFolder(folder, place)} ${root}${place} none bind 0 0`)
  .join('\n')}
${packages} ${root}${packages} none bind,ro 0 0
END
mkdir -p ${folder}/upper/work
mount --all --fstab ${folder}/fstab
printf '%s' "$(cat ${folder}/node-name)" >/proc/sys/kernel/hostname
cd ${root}
mkdir -p mnt/before
pivot_root . mnt/before
exec chroot . /bin/sh -c 'umount -l /mnt/before; . /etc/start-fleet-host' <&- 
`;
}

/** What runs on the host itself, as its PID 1. */
export function lastScript({ description }: PlacedHost): string {
  const servers = {
    sshd: 'exec /usr/sbin/sshd -D -e -f /etc/ssh/sshd_config',
    mute: 'echo Server listening; exec busybox nc -ll -p 22 -e busybox sleep 600',
    curt: 'echo Server listening; exec busybox nc -ll -p 22 -e busybox true',
    none: 'echo Server listening; exec busybox sleep 86400',
  };
  return `cd /
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
exec </dev/null
${(description.commands ?? []).join('\n')}
rm -f /etc/start-fleet-host
${servers[description.server ?? 'sshd']}
`;
}
