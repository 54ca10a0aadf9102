import { describe, expect, it } from 'vitest';
import { profileNamed } from '../../src/clients/registry.ts';
import { expectedErrorOf } from '../../src/restart/expected-error.ts';
import { issue } from '../certificates.ts';
import { type Asked, ask, type Client, storeName } from '../trust/path/question.ts';

const root = issue({ subject: 'CN=Corp Root', ca: true });
const issuing = issue({ subject: 'CN=Corp Issuing', ca: true, issuer: root });
const leaf = issue({ subject: `CN=${storeName}`, issuer: issuing, names: [storeName] });

function printed(client: Client, asked: Omit<Asked, 'client'>): string | undefined {
  const verdict = ask({ ...asked, client });
  const profile = profileNamed(client);
  if (verdict.kind !== 'rejected' || profile === undefined) throw new Error(`${client}: ${verdict.kind}`);
  return expectedErrorOf(profile, verdict.failure, asked.name ?? storeName);
}

describe('the error that the log will show', () => {
  it('tells a missing root from a missing issuer, as OpenSSL does', () => {
    const store = [issuing];
    expect(printed('python', { store, served: [leaf] })).toMatch(/unable to get issuer certificate$/);
    expect(printed('node-24', { store, served: [leaf] })).toMatch(/^UNABLE_TO_GET_ISSUER_CERT:/);
    expect(printed('python', { store: [root], served: [leaf] })).toMatch(/unable to get local issuer certificate$/);
  });

  it('tells an anchor of the right name with another key, as Java does', () => {
    const served = [leaf, issuing];
    const twin = issue({ subject: root.subject, ca: true });
    expect(printed('java', { store: [twin], served })).toMatch(
      /^PKIX path validation failed: .*Path does not chain with any of the trust anchors$/,
    );
    expect(printed('java', { store: [issue({ subject: 'CN=Other Root', ca: true })], served })).toMatch(/^PKIX path building failed: /);
    expect(printed('python', { store: [twin], served })).toMatch(/unable to get local issuer certificate$/);
  });

  it('has words of its own for addresses', () => {
    const asked = { store: [root], served: [leaf, issuing], name: '10.0.0.5' };
    expect(printed('python', asked)).toContain("IP address mismatch, certificate is not valid for '10.0.0.5'");
    expect(printed('node-24', asked)).toContain("IP: 10.0.0.5 is not in the cert's list");
    expect(printed('go', asked)).toBe("x509: cannot validate certificate for 10.0.0.5 because it doesn't contain any IP SANs");
    expect(printed('java', asked)).toBe('No subject alternative names matching IP address 10.0.0.5 found');
  });

  it('says for Go that a common name is not enough, and whose name it is for the others', () => {
    const named = issue({ subject: `CN=${storeName}`, issuer: root });
    expect(printed('go', { store: [root], served: [named] })).toBe(
      'x509: certificate relies on legacy Common Name field, use SANs instead',
    );
    const other = issue({ subject: 'CN=other.corp.internal', issuer: root });
    expect(printed('go', { store: [root], served: [other] })).toContain('not valid for any names');
    expect(printed('curl', { store: [root], served: [other] })).toContain("certificate subject name 'other.corp.internal'");
  });
});
