import { toInstant } from '../../config/instant.ts';
import type { Host } from '../../inventory/host.ts';
import type { Collected, HostEvidence } from '../host-evidence.ts';
import type { Machine } from '../machine/machine.ts';
import { readConfigurationTool } from '../reading/configuration-tool.ts';
import { defaultClients } from '../reading/default-clients.ts';
import { readListeningProcesses } from '../reading/listening-processes.ts';
import { readOs } from '../reading/os-release.ts';
import { openRuntimes } from '../reading/runtimes.ts';
import { readSystemdUnits } from '../reading/systemd-units.ts';
import { readTrustFiles } from '../reading/trust-files.ts';
import { trustPaths } from '../reading/trust-paths.ts';
import type { CollectContext, Transport } from '../transport.ts';

/** Bound for one program that is asked about itself; the slowest, java, needs 0.2 s on a warm machine. */
const programTimeoutMs = 10_000;

/** Looks at the machine that it runs on: /proc, unit files, installed runtimes and trust stores. Starts nothing, changes nothing. */
export const transport: Transport = {
  name: 'local',
  async collect(host, context) {
    context.signal?.throwIfAborted();
    const deadline = AbortSignal.timeout(context.timeoutMs);
    const machine: Machine = {
      root: '',
      environment: process.env,
      ownPid: process.pid,
      timeoutMs: Math.min(programTimeoutMs, context.timeoutMs),
      signal: context.signal === undefined ? deadline : AbortSignal.any([context.signal, deadline]),
    };
    try {
      return await Promise.race([collectFrom(machine, host, context), rejectionOf(machine.signal)]);
    } catch (error) {
      context.signal?.throwIfAborted();
      if (deadline.aborted) return { kind: 'missing', reason: `collecting took longer than ${context.timeoutMs} ms` };
      // A fault of ours on one machine must not end the audit of the others; it is never silent either.
      return { kind: 'missing', reason: `the local collector failed: ${error instanceof Error ? error.message : String(error)}` };
    }
  },
};

// A file system that hangs answers no signal, so the wait for it is given up instead.
async function rejectionOf(signal: AbortSignal | undefined): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  return promise;
}

async function collectFrom(machine: Machine, host: Host, context: CollectContext): Promise<Collected> {
  const observedAt = toInstant(context.now());
  context.progress?.('asking the installed runtimes');
  const [os, tool, catalogue] = await Promise.all([readOs(machine), readConfigurationTool(machine), openRuntimes(machine)]);
  context.progress?.('reading units and processes');
  const units = await readSystemdUnits(machine, catalogue);
  const processes = await readListeningProcesses(machine, catalogue, units.units);
  const workloads = [...units.workloads, ...processes.workloads, ...(await defaultClients(machine, catalogue.installed()))];
  context.progress?.('reading trust stores');
  const paths = trustPaths(catalogue.installed(), workloads, context.extraTrustFiles ?? []);
  const trust = await readTrustFiles(machine, paths, context.knownBlobs);
  machine.signal?.throwIfAborted();
  const evidence: HostEvidence = {
    id: host.id,
    collector: 'local/1',
    observedAt,
    ...(os.os === undefined ? {} : { os: os.os }),
    facts: tool.facts,
    runtimes: catalogue.installed(),
    trustFiles: trust.files,
    workloads,
    missing: [...os.missing, ...tool.missing, ...catalogue.missing, ...units.missing, ...processes.missing],
  };
  const runtimeBlobs = catalogue.blobs().filter((blob) => !context.knownBlobs.has(blob.sha256));
  return { kind: 'evidence', evidence, blobs: [...runtimeBlobs, ...trust.blobs] };
}
