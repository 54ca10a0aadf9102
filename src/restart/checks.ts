import type { Check } from './check.ts';
import { clientCertificate } from './checks/client-certificate.ts';
import { clientFiles } from './checks/client-files.ts';
import { identity } from './checks/identity.ts';
import { nextStart } from './checks/next-start.ts';
import { runtimeReplaced } from './checks/runtime-replaced.ts';
import { secret } from './checks/secret.ts';
import { secretAge } from './checks/secret-age.ts';
import { secretDenied } from './checks/secret-denied.ts';
import { storeHealth } from './checks/store-health.ts';
import { storeUnreadable } from './checks/store-unreadable.ts';
import { tlsHandshake } from './checks/tls-handshake.ts';
import { tlsVersion } from './checks/tls-version.ts';
import { trust } from './checks/trust.ts';
import { unitChanged } from './checks/unit-changed.ts';
import { unitStart } from './checks/unit-start.ts';
import { wayToStore } from './checks/way-to-store.ts';

/** Everything that decides whether a restart brings the secrets back. A check that is not in this list is never asked. */
export const checks: readonly Check[] = [
  trust,
  storeUnreadable,
  tlsVersion,
  tlsHandshake,
  storeHealth,
  wayToStore,
  clientCertificate,
  clientFiles,
  identity,
  unitStart,
  nextStart,
  unitChanged,
  runtimeReplaced,
  secret,
  secretDenied,
  secretAge,
];
