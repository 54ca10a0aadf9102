import os from 'node:os';
import path from 'node:path';
import { parseDuration } from '../../../config/duration.ts';
import type { SshDeclaration } from '../../../config/ssh-config.ts';
import type { Host } from '../../../inventory/host.ts';

/** How one host is reached: what the configuration says of it; what is absent is ssh_config's to say. */
export interface SshSettings {
  readonly user?: string | undefined;
  readonly port?: number | undefined;
  /** Absolute paths. */
  readonly identityFile?: string | undefined;
  readonly configFile?: string | undefined;
  readonly knownHostsFile?: string | undefined;
  readonly jump?: string | undefined;
  readonly hostKeys: 'strict' | 'accept-new';
  readonly become?: Become | undefined;
  readonly connectTimeoutMs: number;
}

/** How to become root on a host. */
export interface Become {
  /** `sudo`, `-n`: words that need no quotes in any shell. */
  readonly words: readonly string[];
  /** Whether a host is not looked at where it fails. */
  readonly required: boolean;
}

// Our choice: a host on another continent answers within 2 s; OpenSSH's own default is the kernel's, about 2 minutes.
const defaultConnectTimeoutMs = 10_000;

/** Settings of a host: those of the first entry that matches it by id, name or address, over those that the declaration gives for all. */
export function settingsFor(declaration: SshDeclaration, host: Host, baseDirectory: string): SshSettings {
  const names = [host.id, host.name, host.address].filter((name) => name !== undefined);
  const special = declaration.hosts?.find(({ match }) => match.some((glob) => names.some((name) => matchesGlob(glob, name))));
  const declared = { ...declaration, ...special };
  const file = (name: string | undefined): string | undefined => (name === undefined ? undefined : absolutePath(baseDirectory, name));
  return {
    user: declared.user,
    port: declared.port,
    identityFile: file(declared.identityFile),
    configFile: file(declared.configFile),
    knownHostsFile: file(declared.knownHostsFile),
    jump: declared.jump,
    hostKeys: declared.hostKeys ?? 'strict',
    become: becomeOf(declared.become),
    connectTimeoutMs: parseDuration(declared.connectTimeout ?? '') ?? defaultConnectTimeoutMs,
  };
}

// The short form is the long one with its default: a host where it fails is not seen at all
function becomeOf(declared: SshDeclaration['become']): Become | undefined {
  if (declared === undefined || declared === false) return undefined;
  const { command, required } = typeof declared === 'string' ? { command: declared, required: true } : declared;
  return { words: command.split(' '), required };
}

/** Whether the whole name fits the glob: `*` is any characters, `?` is one; nothing else is special. Linear in the name for each `*`. */
export function matchesGlob(glob: string, name: string): boolean {
  let at = 0;
  let inGlob = 0;
  let star = -1;
  let resume = 0;
  while (at < name.length) {
    if (inGlob < glob.length && glob[inGlob] === '*') {
      star = inGlob;
      inGlob += 1;
      resume = at;
    } else if (inGlob < glob.length && (glob[inGlob] === '?' || glob[inGlob] === name[at])) {
      inGlob += 1;
      at += 1;
    } else if (star >= 0) {
      inGlob = star + 1;
      resume += 1;
      at = resume;
    } else {
      return false;
    }
  }
  return /^\**$/.test(glob.slice(inGlob));
}

/** Path of a file that the settings name, relative ones starting from the folder of the configuration, `~/` from the home. */
export function absolutePath(baseDirectory: string, declared: string): string {
  if (declared.startsWith('~/')) return path.join(os.homedir(), declared.slice(2));
  return path.resolve(baseDirectory, declared);
}
