import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { BlobStore } from '../../../src/evidence/blob-store.ts';
import { createBlobStore } from '../../../src/evidence/blob-store.ts';
import type { Collected, HostEvidence } from '../../../src/evidence/host-evidence.ts';

/** What the collector saw of a machine. */
export interface SeenMachine {
  readonly evidence: HostEvidence;
  readonly blobs: BlobStore;
}

const script = new URL('../../evidence/collect-here.ts', import.meta.url).pathname;

/**
 * The Node of the tests as the collected machine has it: wherever this repository lies (/tmp, say), others may be able to write a folder above it, and
 * what others can write is not asked for its version.
 */
export const nodeOfMachine = '/srv/node';

/** Evidence of a machine of its own whose /etc/ssl/certs is the folder `etc` and whose enabled units are these, by name; `folder` is empty. */
export async function collectUnits(folder: string, etc: string, units: Readonly<Record<string, string>>): Promise<SeenMachine> {
  for (const name of ['etc/multi-user.target.wants', 'lib']) mkdirSync(path.join(folder, name), { recursive: true });
  for (const [name, text] of Object.entries(units)) {
    writeFileSync(path.join(folder, `etc/${name}.service`), text);
    symlinkSync(`../${name}.service`, path.join(folder, `etc/multi-user.target.wants/${name}.service`));
  }
  const parts = path.join(folder, 'context.json');
  writeFileSync(parts, '{}');
  const shell = `mount --bind "$(dirname "$NODE")" /srv && mount --bind "$ETC" /etc/ssl/certs && mount --bind "$D/etc" /etc/systemd/system &&
    mount --bind "$D/lib" /usr/lib/systemd/system && mount --bind "$D/lib" /lib/systemd/system && exec "$NODE" "$SCRIPT" "$D/context.json"`;
  const { stdout } = await promisify(execFile)('unshare', ['-mpfn', '--kill-child', '--mount-proc', 'sh', '-c', shell], {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/nonexistent', NODE: process.execPath, SCRIPT: script, D: folder, ETC: etc },
    maxBuffer: 256 * 1024 * 1024,
    timeout: 100_000,
    killSignal: 'SIGKILL',
  });
  const collected = JSON.parse(stdout) as Collected;
  if (collected.kind === 'missing') throw new Error(collected.reason);
  const blobs = createBlobStore();
  for (const blob of collected.blobs) blobs.add(blob);
  return { evidence: collected.evidence, blobs };
}
