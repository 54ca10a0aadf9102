import type { IdentityChain } from '../../clients/aws-identity.ts';
import type { Container, WorkloadEvidence } from '../../evidence/host-evidence.ts';
import type { Host } from '../../inventory/host.ts';
import type { Subject } from '../check.ts';
import type { Unusable } from './identity-reason.ts';

/** What the metadata service of its instance would give a program. */
export type MetadataStanding =
  | { readonly kind: 'usable' }
  | { readonly kind: 'broken'; readonly faults: readonly Unusable[] }
  | { readonly kind: 'unknown'; readonly why: string }
  /** The inventory tells of no instance. */
  | { readonly kind: 'not-told' };

/**
 * Whether the instance hands out an identity, and the program gets it: it has a profile, the service is on for the instance and for the SDK, and the answer with
 * the token reaches the program. With tokens required that answer passes as many networks as the hop limit says (EC2 user guide, "Instance metadata options":
 * 1 by default, and a container that is bridged is one further).
 */
export function metadataOf({ host, workload: { evidence } }: Subject, chain: IdentityChain): MetadataStanding {
  const environment = evidence?.nextStart.environment ?? {};
  const fault = (summary: string, remedy: string): Unusable => ({
    summary: `${summary}, and ${chain.sdk} finds no keys, no token and no shared files before it asks there`,
    expectedError: chain.errors.none,
    remedy: `do not restart it; ${remedy}, or declare what it proves itself with (identity:), and look again before any restart`,
  });
  if (isOff(environment['AWS_EC2_METADATA_DISABLED'] ?? '', chain))
    return {
      kind: 'broken',
      faults: [fault('AWS_EC2_METADATA_DISABLED keeps it from the metadata service', 'take AWS_EC2_METADATA_DISABLED away')],
    };
  if ((environment['AWS_EC2_METADATA_SERVICE_ENDPOINT'] ?? '') !== '')
    return {
      kind: 'unknown',
      why: 'AWS_EC2_METADATA_SERVICE_ENDPOINT names another metadata service than that of its instance, which was not looked at',
    };
  const service = host?.metadataService;
  if (host === undefined || service === undefined) return { kind: 'not-told' };
  const instance = `aws ec2 modify-instance-metadata-options --instance-id ${host.id}`;
  const faults: Unusable[] = [];
  if (host.instanceProfile === undefined)
    faults.push(
      fault(
        `${host.id} has no instance profile`,
        `give it one: aws ec2 associate-iam-instance-profile --instance-id ${host.id} --iam-instance-profile Name=PROFILE`,
      ),
    );
  if (service.endpoint === 'disabled')
    faults.push(fault(`the metadata service of ${host.id} is switched off`, `${instance} --http-endpoint enabled`));
  const reach = reachOf(evidence, service);
  if (reach === 'not-reached')
    faults.push(
      fault(
        `tokens of the metadata service of ${host.id} pass ${service.hopLimit} network, and the container has one of its own behind that`,
        `${instance} --http-put-response-hop-limit 2`,
      ),
    );
  if (faults.length === 0) return reach === 'reached' ? { kind: 'usable' } : { kind: 'unknown', why: reach };
  // Somebody is changing just that.
  if (service.pending === true && host.instanceProfile !== undefined)
    return { kind: 'unknown', why: `the options of the metadata service of ${host.id} are being changed` };
  return { kind: 'broken', faults };
}

// botocore and Go compare with `true`, JavaScript takes all but `false` for it (identity chains' proof)
function isOff(value: string, { metadataOff }: IdentityChain): boolean {
  return metadataOff === 'true' ? value.toLowerCase() === 'true' : value !== '' && value !== 'false';
}

// Those that put a bridge between a container with a network of its own and the host.
const bridging: ReadonlySet<Container['manager']> = new Set<Container['manager']>(['docker', 'containerd', 'crio', 'podman', 'kubernetes']);

/** Whether the answer with a token reaches the program, or why that is not known. Without tokens required an SDK goes on without one. */
function reachOf(
  evidence: WorkloadEvidence | undefined,
  { tokens, hopLimit }: NonNullable<Host['metadataService']>,
): 'reached' | 'not-reached' | (string & {}) {
  const container = evidence?.container;
  if (container === undefined || tokens === 'optional' || hopLimit > 1) return 'reached';
  const network = evidence?.credentials?.network;
  if (network === 'host') return 'reached';
  const limit = 'tokens of the metadata service reach no container behind a bridge (hop limit 1)';
  if (network === undefined) return `${limit}, and whether container ${container.id} has a network of its own is not known`;
  return bridging.has(container.manager)
    ? 'not-reached'
    : `${limit}, and how the network of container ${container.id} is connected is not known`;
}
