import type { ReasonCode } from '../../reason-codes.ts';
import { withoutRoot } from '../../risk/without-root.ts';
import type { JudgedWorkload } from './workloads.ts';

/**
 * Groups by what is wrong, in files of the host or of a container, and what shows it, so that one damaged bundle is not confused with another. The
 * container's id is left out of it: it would make every host's cause another one.
 */
export function causeKey(workload: JudgedWorkload): string {
  const { reasons, root } = workload;
  const [reason] = reasons;
  if (reason === undefined) return '';
  const shown = withoutRoot(reason.proof.summary, root);
  return [reason.code, root === undefined ? '' : 'in its own root', shown, ...passedOver(workload)].join('\n');
}

/** Codes of which the trust store that is read is a part of the cause. */
export const ofTheTrustStore: ReadonlySet<ReasonCode> = new Set([
  'CURRENT_CA_MISSING',
  'ONLY_OLD_CA',
  'SAME_NAME_DIFFERENT_KEY',
  'EXPIRED_ANCHOR_SHADOWS',
  'TRUST_STORE_DAMAGED',
]);

/** Sentences about settings that name a trust store which is not there, where nothing but defaults is read instead: that is not what somebody meant. */
export function passedOver({ reasons, root, trustStoreBecause = [] }: JudgedWorkload): readonly string[] {
  const [first] = reasons;
  if (first === undefined || !ofTheTrustStore.has(first.code)) return [];
  if (trustStoreBecause.some((because) => !because.startsWith('default of '))) return [];
  const over = reasons.filter(({ code }) => code === 'TRUST_STORE_PASSED_OVER');
  return [...new Set(over.map(({ proof }) => withoutRoot(proof.summary, root)))];
}
