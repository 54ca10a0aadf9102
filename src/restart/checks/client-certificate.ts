import type { Check } from '../check.ts';
import { unknownReason } from '../unknown-reason.ts';

/**
 * Whether the store would serve a client as it is: one that asks for a client certificate may refuse whoever trusts it, for having none or for the one that
 * it has. Only a store that names no CAs and was seen to serve a client without a certificate leaves nothing open (Vault as it comes).
 */
export const clientCertificate: Check = {
  name: 'client-certificate',
  codes: [],
  judge({ store }) {
    const chain = store?.state.servedChain;
    if (store === undefined || chain?.state !== 'known' || chain.clientCas === undefined) return { kind: 'not-applicable' };
    const cas = chain.clientCas.length;
    if (cas === 0 && chain.clientCertificate === 'optional') return { kind: 'not-applicable' };
    const { endpoint } = store.state;
    const from = cas === 0 ? '' : ` of one of ${cas} CAs`;
    const notJudged = 'client certificates are not judged yet';
    const why =
      chain.clientCertificate === 'required'
        ? `${endpoint} asks for a client certificate${from} and refuses clients without one, and ${notJudged}: check by hand that the service has one which is valid`
        : `${endpoint} asks for a client certificate${from}, and ${notJudged}: ask it for a secret as the service does, or let the store not ask (Vault: tls_disable_client_certs)`;
    return { kind: 'unknown', reasons: [unknownReason(why)] };
  },
};
