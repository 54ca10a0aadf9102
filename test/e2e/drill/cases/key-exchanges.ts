import type { Authorities } from '../authorities.ts';
import { type DrillCase, type DrillHost, type ServiceKind, serviceKinds } from '../drill-case.ts';
import { systemStore } from '../own-store.ts';
import { basicCase } from './basic-case.ts';
import { inHosts } from './in-hosts.ts';

const goes: readonly ServiceKind[] = ['go', 'vault-go'];
const others = serviceKinds.filter((kind) => !goes.includes(kind));
const settings = 'which key exchange a client takes is a matter of its version and settings, which are not followed';

/** How stores of TLS 1.2 alone come to agree on keys, and for which services that stays open. */
const changes: Readonly<Record<string, { readonly mechanism: string; readonly open: readonly ServiceKind[] }>> = {
  'dhe-1024': { mechanism: 'Diffie-Hellman of 1024 bits alone', open: serviceKinds },
  'dhe-2048': { mechanism: 'Diffie-Hellman of 2048 bits alone', open: goes },
  'dhe-first': { mechanism: 'Diffie-Hellman of 1024 bits before ECDHE', open: others },
  'static-rsa': { mechanism: 'static RSA alone', open: serviceKinds },
};

/** Every change with every kind of service; each trusts the store's root, which stays. */
export function keyExchangeHosts(ca: Authorities): readonly DrillHost[] {
  const cases = Object.entries(changes).flatMap(([endpoint, { mechanism, open }]) =>
    serviceKinds.map(
      (kind): DrillCase => ({
        ...basicCase({ kind, name: `${kind}-${endpoint}`, mechanism, endpoint }, ca),
        ...(open.includes(kind) ? { undecidable: settings } : {}),
      }),
    ),
  );
  return inHosts('keys', systemStore([ca.foreign]), cases);
}
