import type { Authorities } from './authorities.ts';
import { addressFamilyHosts } from './cases/address-families.ts';
import { changedFileHosts } from './cases/changed-files.ts';
import { clientCertificateHosts } from './cases/client-certificates.ts';
import { clientFileHosts } from './cases/client-files.ts';
import { clockHosts } from './cases/clocks.ts';
import { closedFileHosts } from './cases/closed-files.ts';
import { everydayHosts } from './cases/everyday-units.ts';
import { identityHosts } from './cases/identities.ts';
import { javaPartHosts } from './cases/java-parts.ts';
import { keyExchangeHosts } from './cases/key-exchanges.ts';
import { ownStoreHosts } from './cases/own-stores.ts';
import { parsedHosts } from './cases/parsed-settings.ts';
import { refusalHosts } from './cases/refusals.ts';
import { secretHosts } from './cases/secrets.ts';
import { servedChainHosts } from './cases/served-chains.ts';
import { settingHosts } from './cases/settings.ts';
import { startedBesideHosts } from './cases/started-beside.ts';
import { systemStoreHosts } from './cases/system-stores.ts';
import { unitReadingHosts } from './cases/unit-reading.ts';
import { unitHosts } from './cases/units.ts';
import { untriedHosts } from './cases/untried-settings.ts';
import { wayHosts } from './cases/ways.ts';
import type { DrillHost } from './drill-case.ts';

/** All hosts of the drill; the long ones first, so that the end is not waited for one of them alone. */
export function everyHost(ca: Authorities): readonly DrillHost[] {
  const hosts = [
    ...servedChainHosts(ca),
    ...ownStoreHosts(ca),
    ...systemStoreHosts(ca),
    ...settingHosts(ca),
    ...wayHosts(ca),
    ...unitHosts(ca),
    ...closedFileHosts(ca),
    ...untriedHosts(ca),
    ...parsedHosts(ca),
    ...changedFileHosts(ca),
    ...everydayHosts(ca),
    ...startedBesideHosts(ca),
    ...unitReadingHosts(ca),
    ...addressFamilyHosts(ca),
    ...clientCertificateHosts(ca),
    ...clientFileHosts(ca),
    ...secretHosts(ca),
    ...keyExchangeHosts(ca),
    ...refusalHosts(ca),
    ...clockHosts(ca),
    ...identityHosts(ca),
    ...javaPartHosts(ca),
  ];
  return hosts.toSorted((a, b) => b.cases.length - a.cases.length);
}
