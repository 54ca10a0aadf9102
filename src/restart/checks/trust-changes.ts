import { reasonCodes } from '../../reason-codes.ts';
import type { Change } from '../check.ts';
import { expectedErrorOf, notTheDatabase } from '../expected-error.ts';
import { proofOf } from '../proof.ts';
import { remedyForMissingCa } from '../remedy.ts';
import type { Reason } from '../restart-verdict.ts';
import type { TrustAnswer, TrustStep } from '../trust-answer.ts';
import type { Asked } from '../trust-standing.ts';
import { unknownReason } from '../unknown-reason.ts';

/**
 * What becomes of a client's trust: the ends and beginnings of what is served today until the store switches to its pending CA, where a date is set, and
 * those of that CA from then on. A switch that is overdue may come at any moment or never, so then both count.
 */
export function trustChanges(asked: Asked, now: number): readonly Change[] {
  const { store, today, phase } = asked;
  const { switchAt } = store;
  const served = today.later.map((step) => changeOf(asked, today, step));
  if (switchAt === undefined) return served;
  const { pending } = phase;
  if (pending === undefined) return switchAt < now ? served : [...before(served, switchAt), toUnknown(switchAt, store.state.name)];
  const at = Math.max(switchAt, now);
  const switched = [switching(asked, pending, at), ...pending.later.map((step) => changeOf(asked, pending, step))];
  return switchAt < now ? inTurn([...served, ...switched]) : [...before(served, switchAt), ...switched];
}

function before(changes: readonly Change[], end: number): readonly Change[] {
  return changes.filter(({ at }) => at < end);
}

// What passes takes nothing back of what the other fails.
function inTurn(changes: readonly Change[]): readonly Change[] {
  return changes.filter(({ to }) => to !== 'pass').toSorted((a, b) => a.at - b.at);
}

function toUnknown(at: number, store: string): Change {
  return { at, to: 'unknown', reason: () => unknownReason(`the pending CA generation of ${store} is not known`) };
}

function switching(asked: Asked, pending: TrustAnswer, at: number): Change {
  const change = changeOf(asked, pending, { ...pending, at });
  return change.to === 'finding' ? { ...change, reason: () => missingPending(asked, pending) } : change;
}

function changeOf(asked: Asked, { verdict: before }: TrustAnswer, step: TrustStep): Change {
  switch (step.verdict.kind) {
    case 'accepted':
      return { at: step.at, to: 'pass' };
    case 'rejected':
      return { at: step.at, to: 'finding', reason: () => ending(asked, before, step) };
    case 'handshake':
    case 'unsupported':
      return { at: step.at, to: 'unknown', reason: () => ending(asked, before, step) };
  }
}

function ending({ effective, store }: Asked, before: TrustAnswer['verdict'], { verdict, name }: TrustStep): Reason {
  const failure = verdict.kind === 'rejected' ? verdict.cause : undefined;
  const expectedError = failure && expectedErrorOf(effective.client, failure, name);
  return {
    code: 'PATH_EXPIRES',
    severity: reasonCodes.PATH_EXPIRES.severity,
    proof: { ...proofOf(before), summary: proofOf(verdict).summary },
    ...(failure?.at === undefined ? {} : { failsBecause: failure.at.sha256 }),
    ...(expectedError === undefined ? {} : { expectedError }),
    notThis: notTheDatabase,
    remedy:
      failure?.at !== undefined && failure.at.sha256 === store.served?.[0]?.sha256
        ? `let ${store.state.endpoint} renew its certificate before then`
        : 'renew that certificate where the store serves it and where hosts trust it before then',
  };
}

function missingPending({ effective, store }: Asked, pending: TrustAnswer): Reason {
  return {
    code: 'PENDING_CA_MISSING',
    severity: reasonCodes.PENDING_CA_MISSING.severity,
    proof: proofOf(pending.verdict),
    notThis: notTheDatabase,
    remedy: remedyForMissingCa(effective, store, ['pending']),
  };
}
