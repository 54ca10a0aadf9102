import type { Authorities } from '../authorities.ts';
import type { DrillCase, DrillHost, ServiceKind } from '../drill-case.ts';
import { pemOf, systemStore } from '../own-store.ts';
import { basicCase } from './basic-case.ts';

const kinds: readonly ServiceKind[] = ['java', 'go', 'urllib', 'curl'];

/** A host for which its store has an address of IPv6 since, where somebody serves a chain that nobody knows. */
export function addressFamilyHosts(ca: Authorities): readonly DrillHost[] {
  const cases = kinds.map(
    (kind): DrillCase => ({
      ...basicCase({ kind, name: `${kind}-six`, mechanism: 'an address of IPv6 serves an unknown chain', endpoint: 'steady' }, ca),
      ...(kind === 'java' ? { undecidable: 'which of the addresses it asks first is for its own settings to say' } : {}),
    }),
  );
  const run = `sed -i 's/^127.0.0.1 secrets.corp.test/::1 secrets.corp.test\\n&/' /etc/hosts
    systemd-run -q openssl s_server -accept '[::1]:8401' -cert /srv/six.pem -key /srv/six.key -quiet`;
  const files = { ...systemStore([ca.foreign]), '/srv/six.pem': pemOf([ca.foreign]), '/srv/six.key': ca.foreign.keyPem };
  return [{ name: 'addresses', files, after: { run }, cases }];
}
