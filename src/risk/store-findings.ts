import { type ReasonCode, reasonCodes } from '../reason-codes.ts';
import type { StoreView } from '../restart/store-view.ts';
import type { Finding } from '../rules/finding.ts';
import { fingerprint } from '../rules/fingerprint.ts';
import { isSignedBy } from '../trust/path/signature.ts';

/** What is wrong with a store itself: it serves what its current CA did not issue, or it could not be reached. */
export function findingsOfStore(store: StoreView): readonly Finding[] {
  const found: Finding[] = [];
  const { state } = store;
  if (state.servedChain.state === 'unknown') {
    found.push(make(state.name, 'STORE_UNREACHABLE', `store ${state.name}: ${state.servedChain.reason}`));
  }
  if (store.served !== undefined && store.current !== undefined && !issuedByCurrent(store)) {
    found.push(
      make(
        state.name,
        'SERVED_CHAIN_NOT_CURRENT',
        `store ${state.name} serves a chain that no certificate of its current CA generation has signed`,
      ),
    );
  }
  return found;
}

function issuedByCurrent(store: StoreView): boolean {
  const cas = store.current?.certificates ?? [];
  return (store.served ?? []).some((certificate) =>
    cas.some((ca) => ca.sha256 === certificate.sha256 || isSignedBy(certificate, ca.publicKey)),
  );
}

function make(store: string, code: ReasonCode, message: string): Finding {
  return { ruleId: code, severity: reasonCodes[code].severity, message, fingerprint: fingerprint(code, { subject: store }), status: 'new' };
}
