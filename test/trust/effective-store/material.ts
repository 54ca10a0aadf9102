import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Issued, issue } from '../../certificates.ts';
import { succeed } from './real-clients.ts';

/** Certificates and key stores of the cases: `root` signs the server's certificate, `other` nobody's. */
export interface Material {
  readonly root: Issued;
  readonly other: Issued;
  /** Another key under the root's own name. */
  readonly twin: Issued;
  readonly leaf: Issued;
  readonly rootHash: string;
  readonly otherHash: string;
  readonly jks: Uint8Array;
  readonly otherJks: Uint8Array;
  readonly pkcs12: Uint8Array;
  readonly plainPkcs12: Uint8Array;
  /** Made by `openssl pkcs12 -export -nokeys`: without Java's trusted-key attribute. */
  readonly unmarkedPkcs12: Uint8Array;
  /** The root as BEGIN TRUSTED CERTIFICATE. */
  readonly trusted: string;
  /** A root that has expired, and one that only signed the intermediate of a chain. */
  readonly expiredRoot: Issued;
  readonly intermediate: Issued;
  /** What servers present: the usual end-entity alone, one below the expired root, one with its intermediate. */
  readonly served: Readonly<Record<'leaf' | 'below the expired root' | 'with its intermediate', readonly [Issued, ...Issued[]]>>;
}

const dates = { from: '2020-01-01T00:00:00Z', until: '2049-01-01T00:00:00Z' };

/** Issues the certificates and makes the key stores with the vendors' tools. */
export async function makeMaterial(folder: string): Promise<Material> {
  const root = issue({ subject: 'CN=Right Root, O=Corp', ca: true, ...dates });
  const other = issue({ subject: 'CN=Other Root, O=Corp', ca: true, ...dates });
  const twin = issue({ subject: 'CN=Right Root, O=Corp', ca: true, ...dates });
  const leaf = issue({ subject: 'CN=localhost', issuer: root, names: ['localhost'], ...dates });
  const expiredRoot = issue({ subject: 'CN=Expired Root, O=Corp', ca: true, from: dates.from, until: '2021-01-01T00:00:00Z' });
  const absentRoot = issue({ subject: 'CN=Absent Root, O=Corp', ca: true, ...dates });
  const intermediate = issue({ subject: 'CN=Issuing CA, O=Corp', issuer: absentRoot, ca: true, ...dates });
  const leafBelow = (issuer: Issued): Issued => issue({ subject: 'CN=localhost', issuer, names: ['localhost'], ...dates });
  const served = {
    leaf: [leaf],
    'below the expired root': [leafBelow(expiredRoot)],
    'with its intermediate': [leafBelow(intermediate), intermediate],
  } as const;
  const at = (name: string): string => path.join(folder, name);
  writeFileSync(at('root.pem'), root.pem);
  writeFileSync(at('other.pem'), other.pem);
  const hashOf = async (name: string): Promise<string> =>
    (await succeed(['openssl', 'x509', '-in', at(name), '-noout', '-subject_hash'])).text.trim();
  const store = async (name: string, pem: string, extra: readonly string[]): Promise<Uint8Array> => {
    const common = ['-importcert', '-noprompt', '-alias', 'root', '-file', at(pem), '-keystore', at(name), '-storepass', 'changeit'];
    await succeed([
      'keytool',
      ...extra.filter((word) => word.startsWith('-J')),
      ...common,
      ...extra.filter((word) => !word.startsWith('-J')),
    ]);
    return readFileSync(at(name));
  };
  const [rootHash, otherHash, jks, otherJks, pkcs12, plainPkcs12, trusted] = await Promise.all([
    hashOf('root.pem'),
    hashOf('other.pem'),
    store('root.jks', 'root.pem', ['-storetype', 'jks']),
    store('other.jks', 'other.pem', ['-storetype', 'jks']),
    store('root.p12', 'root.pem', ['-storetype', 'pkcs12']),
    store('plain.p12', 'root.pem', [
      '-storetype',
      'pkcs12',
      '-J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE',
      '-J-Dkeystore.pkcs12.macAlgorithm=NONE',
    ]),
    succeed(['openssl', 'x509', '-in', at('root.pem'), '-trustout', '-addtrust', 'serverAuth']).then((ran) => ran.text),
    succeed(['openssl', 'pkcs12', '-export', '-nokeys', '-in', at('root.pem'), '-out', at('unmarked.p12'), '-passout', 'pass:changeit']),
  ]);
  const unmarkedPkcs12 = readFileSync(at('unmarked.p12'));
  const issued = { root, other, twin, leaf, expiredRoot, intermediate, served };
  return { ...issued, rootHash, otherHash, jks, otherJks, pkcs12, plainPkcs12, unmarkedPkcs12, trusted };
}
