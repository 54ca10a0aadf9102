import { type ReasonCode, reasonCodes } from '../reason-codes.ts';
import type { Reason } from './restart-verdict.ts';

/** The reason for what could not be judged, by the severity of its code. */
export function unknownReason(summary: string, code: ReasonCode = 'UNKNOWN_EVIDENCE'): Reason {
  return { code, severity: reasonCodes[code].severity, proof: { summary } };
}
