import { type Issued, issue } from '../../../certificates.ts';

/** What the fleet's store serves, and the roots that its hosts hold. */
export interface Authorities {
  readonly previous: Issued;
  readonly current: Issued;
  readonly pending: Issued;
  /** The current root's key and name in a certificate that has run out. */
  readonly expired: Issued;
  /** Another key under the current root's name. */
  readonly twin: Issued;
  /** A root that has nothing to do with the store. */
  readonly foreign: Issued;
  readonly issuing: Issued;
  readonly leaf: Issued;
}

/** Name and port of the store; hosts find it in /etc/hosts, on the bridge's own address. */
export const storeName = 'secrets.corp.test';
export const storeUrl = `https://${storeName}:8200`;
export const storeAddress = '10.77.0.1';

/** Issues them around the real time, since real clients look at the clock. */
export function makeAuthorities(): Authorities {
  const days = (count: number): string => new Date(Date.now() + count * 86_400_000).toISOString();
  const long = { from: days(-400), until: days(3650) };
  const root = (generation: number) => issue({ subject: `CN=Corp Secrets Root G${generation}, O=Corp`, ca: true, ...long });
  const [previous, current, pending] = [root(1), root(2), root(3)];
  const issuing = issue({ subject: 'CN=Corp Secrets Issuing CA, O=Corp', issuer: current, ca: true, pathLength: 0, ...long });
  return {
    previous,
    current,
    pending,
    expired: issue({ subject: current.subject, key: current.keys, ca: true, from: days(-800), until: days(-20) }),
    twin: root(2),
    foreign: issue({ subject: 'CN=Example Public Root, O=Example', ca: true, ...long }),
    issuing,
    leaf: issue({ subject: `CN=${storeName}`, issuer: issuing, names: [storeName], from: days(-30), until: days(300) }),
  };
}
