import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Blob } from '../../src/evidence/file-evidence.ts';
import type { Collected, HostEvidence, WorkloadEvidence } from '../../src/evidence/host-evidence.ts';
import type { CollectContext } from '../../src/evidence/transport.ts';

const run = promisify(execFile);

/** Ways to look at a machine: by reading it from here, or by the probe. Both must say the same. */
export const collectors = ['live', 'probe'] as const;
export type Collector = (typeof collectors)[number];

/**
 * Evidence of a machine of our own: a namespace in which a shell script has prepared mounts and processes. `$D` is an empty folder,
 * `$U` the only folder of unit files.
 */
export async function collectAfter(
  setup: string,
  environment: Readonly<Record<string, string>> = {},
  by: Collector = 'live',
): Promise<HostEvidence> {
  return collectionOf(JSON.parse(await runAfter(setup, environment, by)) as Collected).evidence;
}

/** What is asked for beside what the machine names itself. */
type ContextParts = Pick<CollectContext, 'identities' | 'extraTrustFiles' | 'clientCertificates'>;

/** What was collected of a machine, with its contents. */
export interface Collection {
  readonly evidence: HostEvidence;
  readonly blobs: readonly Blob[];
}

/** The same by both ways, one after the other, with the contents of what was collected. */
export async function collectBothAfter(
  setup: string,
  environment: Readonly<Record<string, string>> = {},
  context: ContextParts = {},
): Promise<Readonly<Record<Collector, Collection>>> {
  const [live, probe] = JSON.parse(await runAfter(setup, environment, 'both', context)) as readonly [Collected, Collected];
  return { live: collectionOf(live), probe: collectionOf(probe) };
}

function collectionOf(collected: Collected): Collection {
  if (collected.kind === 'missing') throw new Error(collected.reason);
  return collected;
}

async function runAfter(
  setup: string,
  environment: Readonly<Record<string, string>>,
  by: Collector | 'both',
  context: ContextParts = {},
): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'snowline-namespace-'));
  const parts = path.join(folder, 'context.json');
  writeFileSync(parts, JSON.stringify({ by, ...context }));
  const shell = `ip link set lo up || exit 9
    mkdir "$D/d" "$D/etc" "$D/lib"; mkdir -p "$D/etc/multi-user.target.wants"
    mount --bind "$D/etc" /etc/systemd/system; mount --bind "$D/lib" /usr/lib/systemd/system; mount --bind "$D/lib" /lib/systemd/system
    U=/etc/systemd/system; enable() { cat > $U/$1.service; ln -s ../$1.service $U/multi-user.target.wants/; }
    until_there() { until [ -e "$1" ]; do sleep 0.05; done; }
    ${setup}
    exec "$NODE" "$SCRIPT" "$PARTS"`;
  const { stdout } = await run('unshare', ['-mpfn', '--kill-child', '--mount-proc', 'sh', '-c', shell], {
    env: {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: '/nonexistent',
      NODE: process.execPath,
      SCRIPT: new URL('collect-here.ts', import.meta.url).pathname,
      PARTS: parts,
      D: folder,
      ...environment,
    },
    maxBuffer: 64 * 1024 * 1024,
    timeout: 60_000,
    killSignal: 'SIGKILL',
  }).finally(() => rmSync(folder, { recursive: true, force: true }));
  return stdout;
}

/** Reasons of a workload's missing facts that start with a name. */
export function reasonsFor(workload: WorkloadEvidence | undefined, fact: string): readonly string[] {
  return (workload?.missing ?? []).filter((one) => one.fact.startsWith(fact)).map((one) => one.reason);
}
