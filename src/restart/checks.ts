import type { Check } from './check.ts';
import { clientCertificate } from './checks/client-certificate.ts';
import { nextStart } from './checks/next-start.ts';
import { trust } from './checks/trust.ts';
import { unitStart } from './checks/unit-start.ts';

/** Everything that decides whether a restart brings the secrets back. A check that is not in this list is never asked. */
export const checks: readonly Check[] = [trust, clientCertificate, unitStart, nextStart];
