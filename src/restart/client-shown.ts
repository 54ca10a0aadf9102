import type { ClientProfile } from '../clients/client-profile.ts';
import type { WorkloadEvidence } from '../evidence/host-evidence.ts';
import type { Certificate } from '../x509/certificate.ts';
import { isName, ParsedName } from '../x509/read-name.ts';
import type { ClientDemand } from './client-demand.ts';

/** A certificate that a client has, before a store that asks for one. */
export interface Shown {
  /** `host:port` of the store. */
  readonly endpoint: string;
  readonly demand: Extract<ClientDemand, { kind: 'asks' }>;
  /** File of the certificate. */
  readonly path: string;
  /** When it was written, epoch ms of the host's clock, where known. */
  readonly writtenAt: number | undefined;
  readonly own: Certificate;
  /** As sent: its own first, then what lies behind it in the file. */
  readonly chain: readonly Certificate[];
  readonly client: ClientProfile;
  readonly evidence: WorkloadEvidence | undefined;
}

/** Whether one of the CAs that the store names issued a certificate of the chain: by the very bytes of its name, or by a name that is written otherwise. */
export function isNamed({ demand: { names }, chain }: Shown): 'exactly' | 'otherwise' | 'no' {
  if (chain.some(({ issuer }) => names.includes(issuer.exact))) return 'exactly';
  const folded = new Set(names.map((name) => nameOf(name)?.folded));
  return chain.some(({ issuer }) => folded.has(issuer.folded)) ? 'otherwise' : 'no';
}

/** Whether the client sends its certificate at all: some send none where none of the named CAs issued it. */
export function isSent(shown: Shown): 'yes' | 'no' | 'not-known' {
  if (shown.client.clientCertificate.whenNotNamed === 'shown' || shown.demand.names.length === 0) return 'yes';
  // Go compares bytes, Java canonical names: which of them counts for a name that is written otherwise is not worth a wrong promise
  return ({ exactly: 'yes', otherwise: 'not-known', no: 'no' } as const)[isNamed(shown)];
}

/** The named CAs for people: the first three. */
export function namesShown({ demand: { names } }: Shown): string {
  const texts = names.slice(0, mostShown).map((name) => `"${nameOf(name)?.text ?? 'a name that cannot be read'}"`);
  const more = names.length - texts.length;
  return `${texts.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const mostShown = 3;

function nameOf(hex: string): ParsedName | undefined {
  const der = Buffer.from(hex, 'hex');
  return isName(der, 0, der.byteLength) ? new ParsedName(der) : undefined;
}
