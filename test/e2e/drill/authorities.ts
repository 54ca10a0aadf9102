import { type CertificateRequest, type Issued, issue } from '../../certificates.ts';

/** Name by which every service reaches its store; the port chooses which one. */
export const storeName = 'secrets.corp.test';
/** That of a store with two nodes. */
export const pairName = 'pair.corp.test';
export const nodeAddresses = ['127.0.0.1', '127.0.0.2'] as const;

/** The CAs of the drill, around the real time: real clients look at the clock. */
export interface Authorities {
  readonly old: Generation;
  readonly current: Generation;
  /** Another key under the old root's name. */
  readonly twin: Generation;
  /** The new root's key and name, signed by the old one. */
  readonly cross: Issued;
  /** The same, and run out. */
  readonly expiredCross: Issued;
  /** The old root's key and name in a certificate that has run out. */
  readonly expiredOld: Issued;
  /** A root that has nothing to do with the store. */
  readonly foreign: Issued;
  /** Those that the stores verify clients with, before and after a rotation. */
  readonly clients: Issued;
  readonly laterClients: Issued;
}

/** A root and the CA that issues below it. */
export interface Generation {
  readonly root: Issued;
  readonly issuing: Issued;
}

const long = { from: inDays(-400), until: inDays(3650) };

/** ISO time of that many days from now. */
export function inDays(count: number): string {
  return new Date(Date.now() + count * 86_400_000).toISOString();
}

/** Issues them all. */
export function makeAuthorities(): Authorities {
  const root = (name: string) => issue({ subject: `CN=Corp Secrets Root ${name}, O=Corp`, ca: true, keyType: 'rsa', ...long });
  const below = (issuer: Issued, name: string): Generation => ({
    root: issuer,
    issuing: issue({ subject: `CN=Corp Secrets Issuing ${name}, O=Corp`, issuer, ca: true, pathLength: 0, keyType: 'rsa', ...long }),
  });
  const [old, current] = [root('G1'), root('G2')];
  const crossed = { subject: current.subject, key: current.keys, issuer: old, ca: true };
  return {
    old: below(old, 'G1'),
    current: below(current, 'G2'),
    twin: below(root('G1'), 'G1'),
    cross: issue({ ...crossed, ...long }),
    expiredCross: issue({ ...crossed, from: inDays(-800), until: inDays(-20) }),
    expiredOld: issue({ subject: old.subject, key: old.keys, ca: true, from: inDays(-800), until: inDays(-20) }),
    clients: issue({ subject: 'CN=Corp Clients CA 1, O=Corp', ca: true, ...long }),
    laterClients: issue({ subject: 'CN=Corp Clients CA 2, O=Corp', ca: true, ...long }),
    foreign: issue({ subject: 'CN=Example Public Root, O=Example', ca: true, ...long }),
  };
}

/** What the store shows as its own, below that CA; the request says what is unusual about it. */
export function leafOf(issuer: Issued, unusual: Partial<CertificateRequest> = {}): Issued {
  return issue({
    subject: `CN=${storeName}`,
    issuer,
    names: [storeName],
    keyType: 'rsa',
    from: inDays(-30),
    until: inDays(300),
    ...unusual,
  });
}
