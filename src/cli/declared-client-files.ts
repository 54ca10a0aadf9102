import type { ServiceDeclaration } from '../config/config.ts';
import type { CollectContext } from '../evidence/transport.ts';

/** The client certificates and keys that services are declared to show: every host is asked for all of them, as which services run there is not known before. */
export function declaredClientFiles(services: readonly ServiceDeclaration[]): Pick<CollectContext, 'extraTrustFiles' | 'clientKeys'> {
  const declared = services.flatMap(({ clientCertificate: one }) => (one === undefined || one === 'none' ? [] : [one]));
  if (declared.length === 0) return {};
  return {
    extraTrustFiles: [...new Set(declared.map(({ certificate }) => certificate))],
    clientKeys: [...new Set(declared.flatMap(({ certificate, key }) => [certificate, key]))],
  };
}
