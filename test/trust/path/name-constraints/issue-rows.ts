import { type Issued, issue, makeKeys } from '../../../certificates.ts';
import { sequence } from '../../../x509/der-parts.ts';
import type { Row } from './table.ts';

/** A row as certificates: the end-entity, its issuers from it up, and the root. */
export interface IssuedRow {
  readonly id: string;
  readonly leaf: Issued;
  readonly issuers: readonly Issued[];
  readonly root: Issued;
}

const key = makeKeys();
const oids = { nameConstraints: '2.5.29.30', subjectAltName: '2.5.29.17' } as const;

/** Issues the rows; every CA has a name of its own, so that all can lie in one file. */
export function issueRows(rows: readonly Row[]): readonly IssuedRow[] {
  const plain = issue({ subject: 'CN=Root of all', ca: true, key });
  return rows.map((row, index) => {
    const constraints = (der: Uint8Array): { oid: string; critical: boolean; der: Uint8Array } => ({
      oid: oids.nameConstraints,
      critical: row.critical,
      der,
    });
    const root = row.ofRoot === undefined ? plain : issue({ subject: `CN=Root ${index}`, ca: true, key, extra: [constraints(row.ofRoot)] });
    const sets = row.constraints.length === 0 ? [undefined] : row.constraints;
    const issuers: Issued[] = [];
    for (const [level, der] of sets.entries()) {
      const last = level === sets.length - 1;
      // an issuer below constraints carries names that pass those of the table
      const subject = (last ? row.issuer : undefined) ?? `O=Leaf, CN=Issuer ${index}, OU=${level}`;
      issuers.unshift(issue({ subject, issuer: issuers[0] ?? root, ca: true, key, extra: der === undefined ? [] : [constraints(der)] }));
    }
    const names = row.names.length === 0 ? [] : [{ oid: oids.subjectAltName, critical: false, der: sequence(...row.names) }];
    const leaf = issue({ subject: row.subject ?? 'O=Leaf', issuer: issuers[0] ?? root, key, extra: names });
    return { id: row.id, leaf, issuers, root };
  });
}
