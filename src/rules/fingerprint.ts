import { createHash } from 'node:crypto';

/** What a finding is about; `subject` tells several findings of one rule on one host apart (a certificate's digest, say). */
export interface FindingSubject {
  readonly host?: string | undefined;
  readonly service?: string | undefined;
  readonly subject?: string | undefined;
}

/** SHA-256 over rule, host or service and subject, in hex: the same finding has it in every audit, whatever its message says. */
export function fingerprint(ruleId: string, about: FindingSubject): string {
  // JSON keeps the parts apart: names from hosts may hold any separator.
  const parts = [ruleId, about.host ?? null, about.service ?? null, about.subject ?? null];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
