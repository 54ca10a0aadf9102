import { reasonCodes } from '../../reason-codes.ts';
import type { Reason } from '../../restart/restart-verdict.ts';

/** `the trust store holds … (ONLY_OLD_CA)`: the sentence for people first, the code to look up last. */
export function causeText(reason: Reason | undefined, note = ''): string {
  if (reason === undefined) return `no reason was recorded${note === '' ? '' : ` (${note})`}`;
  return `${reasonCodes[reason.code].meaning} (${reason.code}${note === '' ? '' : `, ${note}`})`;
}
