import type { IdentityChain } from '../../clients/aws-identity.ts';
import type { Container, WorkloadEvidence } from '../../evidence/host-evidence.ts';
import type { Outcome } from '../check.ts';
import { notKnown, unusable } from './identity-reason.ts';

/** Whether a variable of the next start is set; to every SDK an empty one is not. */
export function isSet({ nextStart }: WorkloadEvidence, name: string): boolean {
  return (nextStart.environment[name] ?? '') !== '';
}

/**
 * What the keys make of it that are given to the program itself, in its environment or as properties of Java; undefined where they are none, or where its SDK
 * goes on without. An id without its secret key ends the search of boto3 (botocore credentials.py, EnvProvider).
 */
export function judgeGivenKeys(
  evidence: WorkloadEvidence,
  { errors, sdk, profileBeforeKeys }: IdentityChain,
  unseen: readonly string[],
): Outcome | undefined {
  const { options } = evidence.nextStart;
  const isJava = evidence.runtime?.family === 'java';
  if (isJava && options['aws.accessKeyId'] !== undefined && options['aws.secretAccessKey'] !== undefined) return { kind: 'pass' };
  if (profileBeforeKeys && evidence.credentials?.profile) return undefined;
  const keys = evidence.credentials?.keys;
  if (keys === 'whole') return { kind: 'pass' };
  // IAM user guide, "Temporary security credentials": after 36 hours at the latest
  if (keys === 'session') return notKnown(['AWS_SESSION_TOKEN is set: such keys end by themselves within hours, and when is not told']);
  if (keys === undefined) {
    if (!isSet(evidence, 'AWS_ACCESS_KEY_ID')) return undefined;
    return notKnown(['AWS_ACCESS_KEY_ID is set, and whether AWS_SECRET_ACCESS_KEY is too the evidence does not tell: collect it anew']);
  }
  if (errors.half === undefined) return undefined;
  if (unseen.length > 0) return notKnown(unseen);
  const summary = `AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not or empty, at which ${sdk} stops`;
  const remedy =
    'do not restart it; set AWS_SECRET_ACCESS_KEY where AWS_ACCESS_KEY_ID is set, or take that away, and look again before any restart';
  return unusable(evidence, [{ summary, expectedError: errors.half, remedy }]);
}

// The agents of these set it, each for an address that it answers at itself (EKS Pod Identity, ECS Anywhere).
const withAgents: ReadonlySet<Container['manager']> = new Set<Container['manager']>(['ecs', 'kubernetes', 'containerd', 'crio']);

/** What the endpoint makes of it that a container's manager names to it; undefined where none is named. Nobody asked there; outside of a container it has no sender. */
export function judgeContainerEndpoint(evidence: WorkloadEvidence): Outcome | undefined {
  const { container } = evidence;
  const relative = 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI';
  const full = 'AWS_CONTAINER_CREDENTIALS_FULL_URI';
  const named = [relative, full].find((name) => isSet(evidence, name));
  if (named === undefined) return undefined;
  if (container !== undefined && (named === relative || withAgents.has(container.manager))) return { kind: 'pass' };
  return notKnown([`${named} names where it gets its identity from, and whether anything answers there was not looked at`]);
}

/** Places that an SDK looks at and nobody else did. */
export function otherPlaces(evidence: WorkloadEvidence, { sdk }: IdentityChain): readonly string[] {
  const { family } = evidence.runtime ?? {};
  // botocore credentials.py, BotoProvider
  const files = family === 'python' && isSet(evidence, 'BOTO_CONFIG') ? ['BOTO_CONFIG'] : [];
  const half = family === 'java' && evidence.nextStart.options['aws.accessKeyId'] !== undefined;
  return [
    ...files.map((name) => `${name} names a file in which ${sdk} looks for keys, and what stands in it is not collected`),
    ...(half ? ['-Daws.accessKeyId is given without -Daws.secretAccessKey, which version 1 of the SDK calls otherwise'] : []),
  ];
}
