import type { HostEvidence, WorkloadEvidence } from '../../evidence/host-evidence.ts';

type Rooted = Pick<WorkloadEvidence, 'root' | 'container'>;

/**
 * The host as a workload sees it: with the files and the distribution of its own root, where it has one. Undefined where the evidence does not hold
 * that root; then nothing is known of its files, and those of the host say nothing about them.
 */
export function hostSeenBy({ root }: Rooted, host: HostEvidence): HostEvidence | undefined {
  if (root === undefined) return host;
  const [own, ...others] = (host.roots ?? []).filter((one) => one.id === root);
  if (own === undefined || others.length > 0) return undefined;
  const { os: _itsOwn, ...rest } = host;
  return { ...rest, ...(own.os === undefined ? {} : { os: own.os }), runtimes: own.runtimes, trustFiles: own.trustFiles };
}

/** What the workload's files are called: `container 0123456789ab`; undefined where they are those of the host. */
export function rootNameOf({ root, container }: Rooted): string | undefined {
  return root !== undefined && root === container?.id ? `container ${root}` : root;
}

/** A file of the workload as reports name it: `/etc/ssl/cert.pem in container 0123456789ab`. */
export function namedInRoot(file: string, workload: Rooted): string {
  const name = rootNameOf(workload);
  return name === undefined ? file : `${file} in ${name}`;
}

/** The same where only the id of the root is left, as in a verdict: the probe calls roots without a container `root-1` and so on. */
export function rootCalled(root: string): string {
  return /^root-\d+$/.test(root) ? root : `container ${root}`;
}
