import { type ReasonCode, reasonCodes } from '../reason-codes.ts';
import { whyUnusable } from '../restart/checks/store-health.ts';
import type { StoreView } from '../restart/store-view.ts';
import type { Finding } from '../rules/finding.ts';
import { fingerprint } from '../rules/fingerprint.ts';
import { isSignedBy } from '../trust/path/signature.ts';
import type { Certificate } from '../x509/certificate.ts';

/**
 * What is wrong with a store itself: it or one of its nodes could not be reached, its nodes serve different chains, it serves what its current CA did not
 * issue, or it is a Vault that hands out nothing.
 */
export function findingsOfStore(store: StoreView): readonly Finding[] {
  const { state } = store;
  const { name } = state;
  const found: Finding[] = [];
  const say = (code: ReasonCode, what: string): void => void found.push(make(name, code, `store ${name}${what}`));
  if (state.servedChain.state === 'unknown') say('STORE_UNREACHABLE', `: ${state.servedChain.reason}`);
  else if (store.unseen.length > 0) say('STORE_UNREACHABLE', `: ${listed(store.unseen)}`);
  if (store.chains.length > 1) {
    const groups = store.chains.map(({ nodes, certificates }) => `${listed(nodes)} (${certificates[0]?.sha256.slice(0, 12) ?? 'none'})`);
    say('STORE_NODES_DIFFER', ` serves ${store.chains.length} different chains: ${listed(groups)}`);
  }
  if (store.current !== undefined && !store.chains.every(({ certificates }) => issuedBy(store, certificates))) {
    say('SERVED_CHAIN_NOT_CURRENT', ' serves a chain that no certificate of its current CA generation has signed');
  }
  const unusable = sealedNodes(store);
  if (unusable.length > 0) say('STORE_SEALED', `: ${listed(unusable)}`);
  return found;
}

function issuedBy(store: StoreView, chain: readonly Certificate[]): boolean {
  const cas = store.current?.certificates ?? [];
  return chain.some((certificate) => cas.some((ca) => ca.sha256 === certificate.sha256 || isSignedBy(certificate, ca.publicKey)));
}

function sealedNodes({ state }: StoreView): readonly string[] {
  return (state.nodes ?? []).flatMap((node) => {
    const health = node.state === 'known' ? node.health : undefined;
    const why = health?.state === 'known' ? whyUnusable(health) : undefined;
    return why === undefined ? [] : [`${node.address} is ${why}`];
  });
}

/** More than this in one message would hide the rest. Our choice. */
const mostListed = 4;

function listed(parts: readonly string[]): string {
  const shown = parts.slice(0, mostListed).join(', ');
  return parts.length > mostListed ? `${shown} and ${parts.length - mostListed} more` : shown;
}

function make(store: string, code: ReasonCode, message: string): Finding {
  return { ruleId: code, severity: reasonCodes[code].severity, message, fingerprint: fingerprint(code, { subject: store }), status: 'new' };
}
