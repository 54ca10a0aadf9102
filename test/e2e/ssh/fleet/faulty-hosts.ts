import { readFileSync } from 'node:fs';
import { rootHome } from '../../../root-home.ts';
import type { HostDescription, Planted } from './host-description.ts';

/** A host with one fault, and what a run of the probe there must say: text of the reason, or that there is output. */
export interface FaultyHost extends HostDescription {
  readonly says: RegExp | 'output';
  readonly mayRetry?: boolean;
}

const script = (text: string): Planted => ({ content: `#!/bin/sh\n${text}\n`, mode: 0o755 });
// The kernel's clock is that of this machine: what the host says of it is what can be made to lie.
const clockBehind = (days: number): Planted => script(`exec busybox date -d "@$(( $(busybox date +%s) - ${days * 86_400} ))" "$@"`);
const withShell = (text: string): Pick<HostDescription, 'shell' | 'files'> => ({
  shell: '/usr/local/bin/faulty-shell',
  files: { '/usr/local/bin/faulty-shell': script(text) },
});

/** A sudo that needs no password: a copy of bash that keeps the rights of its file's owner. */
export function rootWithoutPassword(): Readonly<Record<string, Planted>> {
  return {
    '/usr/local/libexec/root-bash': { content: readFileSync('/bin/bash'), mode: 0o4755, uid: 0 },
    '/usr/local/bin/sudo': {
      content: '#!/usr/local/libexec/root-bash -p\n[ "$1" = -n ] && shift\nexec setpriv --reuid=0 --regid=0 --clear-groups -- "$@"\n',
      mode: 0o755,
    },
  };
}

/** Hosts that do not let the auditor in, or whose way there is broken. */
export const closedHosts: readonly FaultyHost[] = [
  {
    name: 'mute',
    server: 'mute',
    says: /^timed out: the host accepts connections and does not say its SSH banner; tried mute/,
    mayRetry: true,
  },
  { name: 'curt', server: 'curt', says: /^the connection was closed before the host said its SSH banner; tried curt/, mayRetry: true },
  {
    name: 'refusing',
    server: 'none',
    says: /^connection refused; tried refusing port 22: see whether sshd listens on that port there/,
    mayRetry: true,
  },
  { name: 'changed-key', knownAs: 'another', says: /^the host key changed.*; tried changed-key.*: find out why /, mayRetry: false },
  {
    name: 'unknown-key',
    knownAs: 'nothing',
    says: /^the host key is unknown.*; tried unknown-key.*: get it with ssh-keyscan .*unknown-key, compare its fingerprint /,
    mayRetry: false,
  },
  { name: 'locked', acceptsKey: false, says: /^permission denied: .*\(publickey\); tried root@locked.*: put a key /, mayRetry: false },
  {
    name: 'no-shell',
    shell: '/bin/false',
    says: /^the login shell did not start the probe: it ended with exit code 1; tried .*: see whether the login shell of /,
    mayRetry: false,
  },
  {
    name: 'no-account',
    shell: '/usr/sbin/nologin',
    says: /^the login shell did not start the probe: it ended with exit code 1; tried .*: see whether the login shell of /,
    mayRetry: false,
  },
  {
    name: 'menu',
    ...withShell('echo "Welcome. Choose 1 or 2."; exit 0'),
    says: /^the login shell did not start the probe: it ended as if all was well; tried menu.*: see whether the login shell of .* forces another command/,
    mayRetry: false,
  },
  {
    name: 'old-algorithms',
    sshd: ['KexAlgorithms diffie-hellman-group1-sha1'],
    says: /^ssh and the host have no key exchange method in common; tried old-algorithms port 22$/,
    mayRetry: false,
  },
  {
    name: 'no-sh',
    ...withShell('echo "sh: command not found" >&2; exit 127'),
    says: /^sh cannot be started on the host \(exit code 127\); tried no-sh.*: see whether sh is in the PATH of /,
    mayRetry: false,
  },
];

/** Hosts that let the auditor in and then misbehave. `PATIENCE` of the test bounds the hanging ones. */
export const misbehavingHosts: readonly FaultyHost[] = [
  {
    name: 'hangs-in-output',
    ...withShell('/bin/sh "$@" | { head -c 1500; exec sleep 600; }'),
    says: /^timed out: the host did not end its answer within \d+ s \(1500 bytes of output\); tried hangs-in-output.*--timeout\)$/,
    mayRetry: true,
  },
  {
    name: 'hangs-after-login',
    ...withShell('exec sleep 600'),
    says: /^timed out: logged in, and no answer of the probe within \d+ s; tried hangs-after-login.*: see whether ssh .*--timeout\)$/,
    mayRetry: true,
  },
  {
    name: 'dies-in-output',
    ...withShell('/bin/sh "$@" | head -c 1500; sleep 1; kill -9 $PPID; sleep 5'),
    says: /^the connection was lost in the middle of the answer \(1500 bytes of output\); tried dies-in-output/,
    mayRetry: true,
  },
  {
    name: 'floods',
    ...withShell('/bin/sh "$@"; yes flood'),
    says: /^the host sent more than (?:16 MiB|\d+ bytes) and was cut off; tried floods/,
    mayRetry: false,
  },
  {
    name: 'floods-first',
    ...withShell('yes flood'),
    says: /^the host sent more than (?:16 MiB|\d+ bytes) and was cut off; tried floods/,
    mayRetry: false,
  },
  { name: 'shouts', ...withShell('yes shout | head -c 3000000 >&2; exec /bin/sh "$@"'), says: 'output' },
  { name: 'truncates', ...withShell('/bin/sh "$@" | head -c 1500'), says: 'output' },
  {
    name: 'chatty',
    sshd: ['Banner /etc/issue.net', 'PrintMotd yes'],
    files: {
      '/etc/issue.net': 'UNAUTHORISED ACCESS IS PROHIBITED\nHost key verification failed.\n',
      '/etc/motd': 'last login: never\n',
      [`${rootHome}/.bashrc`]: 'echo "noise from .bashrc"; echo "Permission denied (publickey)." >&2\nalias sh=false\n',
    },
    says: 'output',
  },
  { name: 'odd-name', nodeName: 'evil\u001B[2J"$(touch /tmp/pwned)\'', says: 'output' },
  { name: 'no-proc', commands: ['umount -l /proc'], says: 'output' },
  {
    name: 'full-disk',
    commands: [
      'for place in /tmp /home /var/tmp; do mount -t tmpfs -o size=4k tmpfs $place; dd if=/dev/zero of=$place/full bs=4k count=9 2>/dev/null || :; done',
      'rm -f /etc/start-fleet-host; mount -o remount,bind,ro /',
    ],
    says: 'output',
  },
  { name: 'clock-off', files: { '/usr/bin/date': clockBehind(3) }, says: 'output' },
  { name: 'clock-far-off', files: { '/usr/bin/date': clockBehind(60) }, says: 'output' },
  { name: 'bare', ...bareHost(), says: 'output' },
  { name: 'no-rights', login: 'audit', says: 'output' },
];

/** A host on which sh, awk and what sshd needs are all there is. */
function bareHost(): Pick<HostDescription, 'files' | 'shell'> {
  const program = (file: string): Planted => ({ content: readFileSync(file), mode: 0o755 });
  return {
    shell: '/bin/sh',
    files: {
      '/usr/bin': { folder: 0o755 },
      '/usr/bin/sh': program('/bin/dash'),
      '/usr/bin/awk': program('/usr/bin/mawk'),
      '/usr/bin/rm': { link: 'busybox' },
      '/usr/bin/umount': { link: '../lib/fleet/busybox' },
      '/usr/lib/fleet/busybox': program('/bin/busybox'),
    },
  };
}

/** A jump host and the one behind it. */
export const jumpHosts: readonly FaultyHost[] = [
  { name: 'bastion', says: 'output' },
  { name: 'inner', behind: 'bastion', says: 'output' },
];

/** Hosts where the auditor has to become root, in the ways in which that goes. */
export const becomingHosts: readonly FaultyHost[] = [
  { name: 'sudo-works', login: 'audit', files: rootWithoutPassword(), says: 'output' },
  {
    name: 'sudo-asks',
    login: 'audit',
    files: { '/usr/local/bin/sudo': script('echo "sudo: a password is required" >&2; exit 1') },
    says: /^becoming root failed: it asks for a password; tried sudo-asks.*: let that user run sh there as root without one /,
    mayRetry: false,
  },
  {
    name: 'sudo-denies',
    login: 'audit',
    files: {
      '/usr/local/bin/sudo': script('echo "Sorry, user audit is not allowed to execute \'/bin/sh -s\' as root on host." >&2; exit 1'),
    },
    says: /^becoming root failed: it is not allowed; tried .*: see what it says where that user runs sudo -n true there/,
    mayRetry: false,
  },
  {
    name: 'sudo-murmurs',
    login: 'audit',
    files: { '/usr/local/bin/sudo': script('echo "sudo : token=hunter2 il est necessaire de saisir un mot de passe" >&2; exit 1') },
    says: /^becoming root failed: the command ended with exit code 1; tried .*: see what it says where that user runs sudo -n true there/,
    mayRetry: false,
  },
  {
    name: 'no-sudo',
    login: 'audit',
    says: /^becoming root failed: the program is not there; tried .*: install sudo there, or name another program \(collection\.ssh\.become\)/,
    mayRetry: false,
  },
];
