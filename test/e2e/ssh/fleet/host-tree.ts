import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { emptied, type HostDescription, type Planted, packages } from './host-description.ts';

/** Keys of a host, and whose logins it accepts. */
export interface HostKeys {
  readonly hostKey: string;
  readonly authorizedKey: string;
}

/** Writes what a host has of its own: `upper`, laid over this machine's files, and `own`, the folders that stand for the emptied ones. */
export function writeHostTree(folder: string, description: HostDescription, keys: HostKeys): void {
  for (const part of ['upper', 'work', 'root']) mkdirSync(path.join(folder, part), { recursive: true, mode: 0o755 });
  const bound = boundFolders(description);
  for (const place of bound) {
    mkdirSync(ownFolder(folder, place), { recursive: true, mode: 0o755 });
    mkdirSync(path.join(folder, 'upper', place), { recursive: true, mode: 0o755 });
  }
  chmodSync(ownFolder(folder, '/tmp'), 0o1777);
  plant(folder, bound, packages, { folder: 0o755 });
  const files: Readonly<Record<string, Planted>> = { ...plainFiles(description, keys), ...description.files };
  for (const [place, planted] of Object.entries(files)) plant(folder, bound, place, planted);
}

/** Folders that are bound over the machine's own, outer ones first. */
export function boundFolders(description: HostDescription): readonly string[] {
  const own = Object.entries(description.files ?? {}).flatMap(([place, planted]) =>
    typeof planted === 'object' && 'folder' in planted && place.startsWith('/usr/') ? [place] : [],
  );
  return [...new Set([...emptied, ...own])].sort();
}

/** Where the folder lies that stands for one of the host's. */
export function ownFolder(folder: string, place: string): string {
  return path.join(folder, 'own', place.slice(1).replaceAll('/', '+'));
}

function plant(folder: string, bound: readonly string[], place: string, planted: Planted): void {
  const within = bound.find((one) => place === one || place.startsWith(`${one}/`));
  const target =
    within === undefined ? path.join(folder, 'upper', place) : path.join(ownFolder(folder, within), place.slice(within.length));
  mkdirSync(path.dirname(target), { recursive: true, mode: 0o755 });
  if (typeof planted === 'string' || Buffer.isBuffer(planted)) writeFileSync(target, planted, { mode: 0o644 });
  else if ('link' in planted) symlinkSync(planted.link, target);
  else if ('folder' in planted) mkdirSync(target, { recursive: true });
  else writeFileSync(target, planted.content);
  if (typeof planted !== 'object' || Buffer.isBuffer(planted) || 'link' in planted) return;
  if (planted.uid !== undefined) chownSync(target, planted.uid, planted.uid);
  chmodSync(target, 'folder' in planted ? planted.folder : (planted.mode ?? 0o644));
}

function plainFiles(description: HostDescription, keys: HostKeys): Readonly<Record<string, Planted>> {
  const shell = (user: 'root' | 'audit'): string =>
    description.shell !== undefined && (description.login ?? 'root') === user ? description.shell : '/bin/bash';
  return {
    '/etc/passwd': `root:x:0:0:root:/root:${shell('root')}
sshd:x:102:65534::/run/sshd:/usr/sbin/nologin
app:x:1000:1000::/home/app:/bin/sh
audit:x:1001:1001::/home/audit:${shell('audit')}
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`,
    '/etc/group': 'root:x:0:\napp:x:1000:\naudit:x:1001:\nnogroup:x:65534:\n',
    '/etc/shadow': {
      content: 'root:*:20000::::::\nsshd:*:20000::::::\napp:*:20000::::::\naudit:*:20000::::::\nnobody:*:20000::::::\n',
      mode: 0o640,
    },
    '/etc/os-release': 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
    '/home/audit': { folder: 0o755, uid: 1001 },
    '/home/app': { folder: 0o755, uid: 1000 },
    '/root': { folder: 0o700 },
    '/run/sshd': { folder: 0o755 },
    '/etc/systemd/system/multi-user.target.wants': { folder: 0o755 },
    '/etc/ssh/host_key': { content: keys.hostKey, mode: 0o600 },
    '/etc/ssh/authorized_keys': description.acceptsKey === false ? '' : keys.authorizedKey,
    '/etc/ssh/sshd_config': `${[
      'HostKey /etc/ssh/host_key',
      'AuthorizedKeysFile /etc/ssh/authorized_keys',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'UsePAM no',
      'StrictModes no',
      'PermitRootLogin yes',
      'PidFile none',
      'PrintMotd no',
      'UseDNS no',
      'AcceptEnv LANG LC_*',
      ...(description.sshd ?? []),
    ].join('\n')}\n`,
  };
}
