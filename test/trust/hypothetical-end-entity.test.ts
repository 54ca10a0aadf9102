import { describe, expect, it } from 'vitest';
import { hypotheticalEndEntity, issuingCas } from '../../src/trust/hypothetical-end-entity.ts';
import { judgePath } from '../../src/trust/path/judge-path.ts';
import type { Certificate } from '../../src/x509/certificate.ts';
import { issue } from '../certificates.ts';
import { clients, knobsOf, read, someDay, storeName } from './path/question.ts';

const root = issue({ subject: 'CN=Pending Root', ca: true });
const issuing = issue({ subject: 'CN=Pending Issuing', ca: true, issuer: root });
const old = issue({ subject: 'CN=Old Root', ca: true });

function kind(client: (typeof clients)[number], served: readonly Certificate[], store: readonly Certificate[], name = storeName): string {
  const anchors = store.map((certificate) => ({ certificate, file: 'bundle.pem' }));
  return judgePath({ knobs: knobsOf(client), anchors, served, name, at: someDay }).kind;
}

const kinds = (served: readonly Certificate[], store: readonly Certificate[]): ReadonlySet<string> =>
  new Set(clients.map((client) => kind(client, served, store)));

describe('hypotheticalEndEntity', () => {
  it.each(clients)('is accepted by %s where the CA is trusted, and rejected where it is not', (client) => {
    const served = [hypotheticalEndEntity(read(root), storeName)];
    expect(kind(client, served, [read(root)])).toBe('accepted');
    expect(kind(client, served, [read(old)])).toBe('rejected');
  });

  it.each(clients)('needs the intermediate above its CA (%s)', (client) => {
    const end = hypotheticalEndEntity(read(issuing), storeName);
    expect(kind(client, [end, read(issuing)], [read(root)])).toBe('accepted');
    expect(kind(client, [end], [read(root)])).toBe('rejected');
  });

  it('is signed by the key of its CA alone, whatever the name says', () => {
    const impostor = issue({ subject: 'CN=Pending Root', ca: true, keyIds: false });
    const ca = issue({ subject: 'CN=Pending Root', ca: true, keyIds: false });
    expect(kinds([hypotheticalEndEntity(read(ca), storeName)], [read(impostor)])).toEqual(new Set(['rejected']));
  });

  it('is for the asked name only, and for addresses too', () => {
    const end = hypotheticalEndEntity(read(root), storeName);
    expect(kind('go', [end], [read(root)], 'other.corp.internal')).toBe('rejected');
    expect(kind('go', [hypotheticalEndEntity(read(root), '10.0.0.7')], [read(root)], '10.0.0.7')).toBe('accepted');
  });

  it('is not accepted after its CA has ended', () => {
    const ended = issue({ subject: 'CN=Ended', ca: true, until: '2026-05-01T00:00:00Z' });
    expect(kinds([hypotheticalEndEntity(read(ended), storeName)], [read(ended)])).not.toContain('accepted');
  });

  it('is not accepted below a certificate that is no CA', () => {
    const notCa = issue({ subject: 'CN=Self', names: [storeName] });
    expect(kinds([hypotheticalEndEntity(read(notCa), storeName)], [read(notCa)])).not.toContain('accepted');
  });
});

describe('issuingCas', () => {
  const subjects = (cas: readonly Certificate[]): readonly string[] => cas.map(({ subject }) => subject.text);

  it('are those below the root where there are any', () => {
    expect(subjects(issuingCas([read(root), read(issuing)]))).toEqual(['CN=Pending Issuing']);
    expect(subjects(issuingCas([read(issuing), read(root)]))).toEqual(['CN=Pending Issuing']);
  });

  it('are all roots of a generation that has several', () => {
    expect(subjects(issuingCas([read(root), read(old)]))).toEqual(['CN=Pending Root', 'CN=Old Root']);
  });

  it('include two roots of one name with different keys, of which neither issued the other', () => {
    const twin = issue({ subject: 'CN=Pending Root', ca: true });
    expect(issuingCas([read(root), read(twin)])).toHaveLength(2);
  });

  it('are not the old root that only cross-signed the new one', () => {
    const cross = issue({ subject: 'CN=Pending Root', ca: true, key: root.keys, issuer: old });
    expect(subjects(issuingCas([read(old), read(root), read(cross)]))).toEqual(['CN=Pending Root', 'CN=Pending Root']);
  });
});
