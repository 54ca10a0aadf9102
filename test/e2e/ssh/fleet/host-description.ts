import path from 'node:path';
import { root } from '../../built-cli.ts';

/** What stands at a path of a planted host. */
export type Planted =
  | string
  | Buffer
  | { readonly content: string | Buffer; readonly mode?: number; readonly uid?: number }
  | { readonly link: string }
  | { readonly folder: number; readonly uid?: number };

/** A host to be built: what differs from a plain one where everybody logs in as root with the fleet's key. */
export interface HostDescription {
  /** Its name in ssh_config and in the inventory: letters, digits and dashes. */
  readonly name: string;
  /** Files by absolute path. Folders of `emptied` start without anything; elsewhere the machine's own files show through. */
  readonly files?: Readonly<Record<string, Planted>>;
  /** Shell lines that run before sshd, as root, on the host; what they leave in the background goes on. */
  readonly commands?: readonly string[];
  /** What the kernel says that the host is called, bytes as they are. */
  readonly nodeName?: string;
  /** Who is logged in as; `audit` is a user without any rights. */
  readonly login?: 'root' | 'audit';
  /** Login shell of that user. */
  readonly shell?: string;
  /** What stands on port 22. `mute` accepts and says nothing, `curt` closes at once, `none` refuses. */
  readonly server?: 'sshd' | 'mute' | 'curt' | 'none';
  /** What the auditor's known_hosts has for it. */
  readonly knownAs?: 'itself' | 'another' | 'nothing';
  /** Whether the host accepts the fleet's key. */
  readonly acceptsKey?: boolean;
  /** Further lines of sshd_config. */
  readonly sshd?: readonly string[];
  /** Name of the host that alone leads to this one. */
  readonly behind?: string;
}

/** Where this machine has the packages of the project: seen on every host at the same place, so that the program itself can be run there. */
export const packages = path.join(root, 'node_modules');

/** Folders that are empty on every host but for what is planted there and for the packages: nothing else of this machine shows in them. */
export const emptied: readonly string[] = [
  ...new Set(['/tmp', '/root', '/run', '/home', '/opt', `/${root.split('/')[1] ?? ''}`]),
  '/etc/ssl/certs',
  '/etc/systemd',
  '/usr/lib/systemd/system',
];
