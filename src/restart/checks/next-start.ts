import type { Check } from '../check.ts';
import { unknownReason } from '../unknown-reason.ts';

/** Whether it is known what would be started again: a running process shows what it has, not what will be set for the next one. Enough to warn, not to promise. */
export const nextStart: Check = {
  name: 'next-start',
  codes: [],
  judge({ workload }) {
    const unseen = workload.evidence?.missing?.find(({ fact }) => fact === 'unit');
    if (unseen === undefined) return { kind: 'pass' };
    return { kind: 'unknown', reasons: [unknownReason(`how it would be started again is not known: ${unseen.reason}`)] };
  },
};
