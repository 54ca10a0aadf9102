/** Folders of this machine that a systemd of the tests sees beside the machine's own. */
export interface Surroundings {
  /** Copied over the machine's files: what several of them have in common. */
  readonly layer?: string;
  /** Found as /shared, as it is outside: sockets in it lead out. */
  readonly shared?: string;
}

/**
 * A script that boots a systemd as PID 1 of namespaces of its own, on an overlay of this machine that vanishes with it: whatever systemd-tmpfiles and
 * others write or remove lies in memory. What is global to the kernel (/proc/sys) is read-only, and nothing starts but what the caller names.
 */
export function bootScript(folder: string, beside: Surroundings = {}): string {
  const shared = beside.shared === undefined ? '' : `mkdir -p $R/shared\nmount --bind ${beside.shared} $R/shared\n`;
  // A folder of the machine's may not be a lower layer beside the machine itself: overlayfs refuses layers within one another.
  const layer = beside.layer === undefined ? '' : `cp -aP ${beside.layer}/. $R/\n`;
  return `set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /mnt
mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work /mnt/root
R=/mnt/root
mount -t proc proc $R/proc
mount --bind $R/proc/sys $R/proc/sys
mount -o remount,ro,bind $R/proc/sys
mount -t sysfs -o ro sysfs $R/sys
for place in run tmp var/tmp var/log root; do mount -t tmpfs -o mode=755 tmpfs $R/$place; done
mkdir $R/var/log/journal
mount -t tmpfs -o mode=755 tmpfs $R/dev
for node in null zero full random urandom tty; do touch $R/dev/$node; mount --bind /dev/$node $R/dev/$node; done
mkdir $R/dev/pts $R/dev/shm
ln -s /proc/self/fd $R/dev/fd
mount -t tmpfs tmpfs $R/sys/fs/cgroup
mkdir $R/sys/fs/cgroup/systemd
mount -t cgroup -o none,name=systemd cgroup $R/sys/fs/cgroup/systemd
rm -rf $R/usr/lib/systemd/system/*.wants $R/etc/systemd/system/*.wants $R/etc/systemd/system/*.service
${layer}cp -aP ${folder}/files/. $R/
mkdir -p $R/etc/systemd/system/multi-user.target.wants $R/out
ln -s ../driver.service $R/etc/systemd/system/multi-user.target.wants/
mount --bind ${folder}/out $R/out
${shared}cd $R
pivot_root . mnt
umount -l /mnt
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin container=drill /lib/systemd/systemd --system --unit=multi-user.target
`;
}

/** The service that runs the caller's script and then ends the namespaces. */
export const driverUnit = `[Unit]
DefaultDependencies=no
[Service]
Type=oneshot
TimeoutStartSec=infinity
ExecStart=/bin/sh -c 'systemctl start systemd-journald.socket systemd-journald.service; /bin/sh /driver.sh; echo $? >/out/status; systemctl --force --force halt'
StandardOutput=file:/out/stdout
StandardError=file:/out/stderr
`;
