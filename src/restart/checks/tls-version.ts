import type { Check } from '../check.ts';
import type { StoreView } from '../store-view.ts';
import { unknownReason } from '../unknown-reason.ts';
import { someOf } from './nodes-differ.ts';

/**
 * Whether client and store can speak the same TLS: every client that is modelled speaks 1.2 and 1.3, and a configuration that takes one of them away makes
 * the client itself unknown (clients/openssl-configuration.ts). A store that knows neither is refused by most as they come (Node.js: tls.DEFAULT_MIN_VERSION;
 * Go since 1.18: crypto/tls Config.MinVersion; Java since 17: jdk.tls.disabledAlgorithms; OpenSSL 3 at security level 1), and by which settings each of them
 * may still accept it is not followed: unknown.
 */
export const tlsVersion: Check = {
  name: 'tls-version',
  codes: [],
  judge({ store }) {
    const old = store === undefined ? [] : oldOnes(store);
    const [first] = old;
    if (first === undefined) return { kind: 'pass' };
    const why = `${someOf(old.map(({ where }) => where))} ${old.length === 1 ? 'speaks' : 'speak'} nothing newer than ${first.protocol}, which clients of today refuse unless they are told otherwise`;
    return { kind: 'unknown', reasons: [unknownReason(why)] };
  },
};

const oldProtocols: ReadonlySet<string> = new Set(['TLSv1', 'TLSv1.1']);

function oldOnes({ state }: StoreView): readonly { readonly where: string; readonly protocol: string }[] {
  const chain = state.servedChain;
  const nodes = state.nodes?.flatMap((node) => (node.state === 'known' ? [{ where: node.address, protocol: node.protocol }] : []));
  const whole = chain.state === 'known' && chain.protocol !== undefined ? [{ where: state.endpoint, protocol: chain.protocol }] : [];
  return (nodes ?? whole).filter(({ protocol }) => oldProtocols.has(protocol));
}
