import { existsSync, type Stats } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import type { SshDeclaration } from '../../../config/ssh-config.ts';
import { absolutePath } from './host-settings.ts';

/** Keys of the configuration that name a file which ssh reads. */
export type SshFileKey = 'identityFile' | 'configFile' | 'knownHostsFile';

/** A file that the configuration names for ssh, and what is wrong with it. */
export interface SshFile {
  /** `ssh.identityFile`, `ssh.hosts[2].identityFile`: the first place that names it. */
  readonly at: string;
  readonly key: SshFileKey;
  readonly path: string;
  /** Absent where ssh can use it. */
  readonly fault?: SshFileFault;
}

/** Why ssh cannot use a file. A key that others may read it leaves aside, though one that the agent holds still works. */
export interface SshFileFault {
  readonly kind: 'absent' | 'unreadable' | 'open-to-others';
  /** The end of a sentence about the file. */
  readonly problem: string;
  readonly remedy: string;
}

const keys = ['identityFile', 'configFile', 'knownHostsFile'] as const;

/** Looks at every file that the settings name for ssh, each once; nothing is read of them. */
export async function namedSshFiles(settings: SshDeclaration, baseDirectory: string): Promise<readonly SshFile[]> {
  const found = new Map<string, SshFile>();
  const places = [['ssh', settings] as const, ...(settings.hosts ?? []).map((entry, index) => [`ssh.hosts[${index}]`, entry] as const)];
  for (const [at, declared] of places) {
    for (const key of keys) {
      const name = declared[key];
      if (name === undefined) continue;
      const file = absolutePath(baseDirectory, name);
      if (found.has(`${key} ${file}`)) continue;
      const fault = await faultOf(key, file);
      found.set(`${key} ${file}`, { at: `${at}.${key}`, key, path: file, ...(fault === undefined ? {} : { fault }) });
    }
  }
  return [...found.values()];
}

async function faultOf(key: SshFileKey, file: string): Promise<SshFileFault | undefined> {
  let found: Stats;
  try {
    await access(file, constants.R_OK);
    found = await stat(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    // authfile.c sshkey_load_public(): the public half beside it is enough where the agent holds the private one
    if (key === 'identityFile' && code === 'ENOENT' && existsSync(`${file}.pub`)) return undefined;
    if (code === 'ENOENT')
      return { kind: 'absent', problem: 'is not there', remedy: 'paths are relative to the folder of the configuration' };
    return { kind: 'unreadable', problem: `cannot be read (${code})`, remedy: 'let whoever runs snowline read it' };
  }
  if (found.isDirectory()) return { kind: 'unreadable', problem: 'is a folder', remedy: 'name the file in it' };
  // authfile.c sshkey_perm_ok(): only the owner's own file is looked at
  if (key === 'identityFile' && !file.endsWith('.pub') && found.uid === process.getuid?.() && (found.mode & 0o077) !== 0) {
    return { kind: 'open-to-others', problem: 'may be read by others, so ssh does not use it', remedy: `chmod 600 ${file}` };
  }
  return undefined;
}
