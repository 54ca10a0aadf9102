import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { issue } from '../certificates.ts';

/** A chain of three with keys of its own, so that no memory of another one helps: the server's name and what each side holds, as DER. */
export interface ChainOfThree {
  readonly name: string;
  /** End-entity, then intermediate. */
  readonly served: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** So many chains of three; EC P-256 throughout. */
export function chainsOfThree(count: number): readonly ChainOfThree[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `vault-${index}.corp.internal`;
    const root = issue({ subject: `CN=Corp Root ${index}`, ca: true });
    const intermediate = issue({ subject: `CN=Corp Issuing ${index}`, issuer: root, ca: true });
    const leaf = issue({ subject: `CN=${name}`, issuer: intermediate, names: [name] });
    return { name, served: [leaf.der, intermediate.der], root: root.der };
  });
}

/** 144 real roots, as DER: the system's bundle, or Node's own where that holds fewer. */
export function publicRoots(): readonly Uint8Array[] {
  const found = blocksOf(systemBundle());
  return (found.length >= 144 ? found : rootCertificates.flatMap(blocksOf)).slice(0, 144);
}

function systemBundle(): string {
  try {
    return readFileSync('/etc/ssl/certs/ca-certificates.crt', 'utf8');
  } catch {
    // no such bundle on this machine: Node's own roots serve as well
    return '';
  }
}

function blocksOf(pem: string): readonly Uint8Array[] {
  return [...pem.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END/g)].map((match) => Buffer.from(match[1] ?? '', 'base64'));
}
