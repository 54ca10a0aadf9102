import { type CertificateRequest, type Issued, issue, type KeyPair, makeKeys } from '../certificates.ts';

/** The name that end-entities are for unless a case says otherwise. */
export const storeName = 'vault.fleet.example';

const dayMs = 86_400_000;

/** What a theme states about a certificate: the usual is filled in by its role. */
export type Unusual = Partial<CertificateRequest> & { readonly fromDays?: number; readonly untilDays?: number };

/**
 * Issues the certificates of one run: dates are relative to `now` (epoch ms, whole seconds), so that clients whose clock cannot be set can be asked.
 * Validity boundaries stay an hour away from `now` unless a case is about its clock.
 */
export interface Authority {
  readonly now: number;
  /** ISO time that many days from now. */
  readonly day: (days: number) => string;
  readonly root: (name: string, unusual?: Unusual) => Issued;
  /** An issuing CA below `issuer`. */
  readonly ca: (name: string, issuer: Issued, unusual?: Unusual) => Issued;
  /** An end-entity for `storeName`. */
  readonly leaf: (issuer: Issued, unusual?: Unusual) => Issued;
}

/** An authority at that time. */
export function authorityAt(now: number): Authority {
  const day = (days: number): string => new Date(now + days * dayMs).toISOString();
  const make = (usual: CertificateRequest, { fromDays, untilDays, ...unusual }: Unusual, from: number, until: number): Issued =>
    issue({ ...usual, from: day(fromDays ?? from), until: day(untilDays ?? until), ...pooled(unusual) });
  return {
    now,
    day,
    root: (name, unusual = {}) => make({ subject: `CN=${name}, O=Fleet`, ca: true }, unusual, -1500, 2500),
    ca: (name, issuer, unusual = {}) => make({ subject: `CN=${name}, O=Fleet`, issuer, ca: true }, unusual, -500, 1000),
    leaf: (issuer, unusual = {}) => make({ subject: `CN=${storeName}`, issuer, names: [storeName] }, unusual, -20, 60),
  };
}

const pool = new Map<string, KeyPair[]>();
const pooledKeys = 3;
let taken = 0;

// RSA keys cost up to a second each: a few of every size serve a whole process in turn. Cases that need two keys to differ ask for no RSA.
function pooled(unusual: Partial<CertificateRequest>): Partial<CertificateRequest> {
  const { keyType } = unusual;
  if (keyType === undefined || !keyType.startsWith('rsa') || unusual.key !== undefined) return unusual;
  const keys = pool.get(keyType) ?? [];
  pool.set(keyType, keys);
  if (keys.length < pooledKeys) {
    const made = makeKeys(keyType);
    keys.push(made);
    return { ...unusual, key: made };
  }
  taken += 1;
  const key = keys[taken % keys.length];
  return key === undefined ? unusual : { ...unusual, key };
}
