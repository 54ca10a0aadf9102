import type { Check } from '../check.ts';
import { unknownReason } from '../unknown-reason.ts';

/** Whether the store would accept the client certificate that it asks for: it may refuse whoever trusts it. */
export const clientCertificate: Check = {
  name: 'client-certificate',
  codes: [],
  judge({ store }) {
    const chain = store?.state.servedChain;
    const asked = chain?.state === 'known' ? (chain.clientCas?.length ?? 0) : 0;
    if (store === undefined || asked === 0) return { kind: 'not-applicable' };
    const why = `${store.state.endpoint} asks for a client certificate of one of ${asked} CAs, and client certificates are not judged yet`;
    return { kind: 'unknown', reasons: [unknownReason(why)] };
  },
};
