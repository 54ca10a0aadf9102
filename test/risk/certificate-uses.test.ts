import { describe, expect, it } from 'vitest';
import { createCertificateUses, findExpiring } from '../../src/risk/certificate-uses.ts';
import { noteHostCertificates, noteStoreCertificates } from '../../src/risk/note-certificates.ts';
import { findingsOfStore } from '../../src/risk/store-findings.ts';
import { parseCertificate } from '../../src/x509/parse-certificate.ts';
import { issue } from '../certificates.ts';
import { current, judge, pending, previous, storeOf, trusting } from '../restart/scene.ts';

const thresholds = { high: 7, medium: 14, low: 30 };
const until = '2026-07-01T00:00:00Z';
const day = 86_400_000;

function severityAt(now: number, onPath = true): string | undefined {
  const uses = createCertificateUses();
  uses.note(parseCertificate(issue({ subject: 'CN=vault', until }).der), 'served').onPath = onPath;
  return findExpiring(uses.all.values(), now, thresholds)[0]?.severity;
}

describe('CERT_EXPIRES', () => {
  it.each([
    [31, undefined],
    [30 + 1 / 86_400, undefined],
    [30, 'low'],
    [14 + 1 / 86_400, 'low'],
    [14, 'medium'],
    [7, 'high'],
    [0, 'high'],
    [-5, 'high'],
  ])('%d days before the end is %s', (days, severity) => {
    expect(severityAt(Date.parse(until) - days * day)).toBe(severity);
  });

  it('has a fingerprint for each role of a certificate', () => {
    const uses = createCertificateUses();
    const certificate = parseCertificate(issue({ subject: 'CN=vault', until }).der);
    for (const role of ['served', 'anchor'] as const) uses.note(certificate, role).onPath = true;
    const found = findExpiring(uses.all.values(), Date.parse(until), thresholds);
    expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });

  it('is no alarm for a certificate that no used path runs through', () => {
    expect(severityAt(Date.parse(until), false)).toBeUndefined();
  });
});

describe('the certificates in use', () => {
  const store = storeOf({ served: [current.leaf, current.root] });
  const stores = new Map([['secrets', store]]);

  it('are those served, and the anchors of hosts, each once for each role', () => {
    const uses = createCertificateUses();
    noteStoreCertificates(uses, store);
    const effective = trusting([current.root, previous.root]);
    const judged = { effective, verdict: judge(store, effective) };
    noteHostCertificates(uses, [judged, judged], stores);
    noteHostCertificates(uses, [judged], stores);
    const found = [...uses.all.values()].map(({ certificate, role, onPath, hosts }) => [certificate.subject.text, role, onPath, hosts]);
    expect(found).toEqual([
      ['CN=vault.corp.internal', 'served', true, 2],
      ['CN=Corp Root G2', 'intermediate', false, 0],
      ['CN=Corp Root G2', 'anchor', true, 2],
      ['CN=Corp Root G1', 'anchor', false, 2],
    ]);
  });
});

it('notes what every node of a store serves, and a path through any of them', () => {
  const nodes = [
    { address: '10.0.0.1:443', serves: [current.leaf], narrower: [{ offer: 'RSA' as const, serves: [pending.leaf] }] },
    { address: '10.0.0.2:443', serves: [previous.leaf] },
  ];
  const store = storeOf({ nodes });
  const uses = createCertificateUses();
  noteStoreCertificates(uses, store);
  const noted = () => [...uses.all.values()].map(({ certificate, role, onPath }) => [certificate.sha256, role, onPath]);
  expect(noted()).toEqual([current, pending, previous].map(({ leaf }) => [leaf.sha256, 'served', false]));
  const effective = trusting([previous.root]);
  const verdict = { ...judge(store, effective), path: [previous.leaf.sha256, previous.root.sha256] };
  noteHostCertificates(uses, [{ effective, verdict }], new Map([['secrets', store]]));
  expect(noted()).toContainEqual([previous.leaf.sha256, 'served', true]);
});

describe('findings of a store', () => {
  const codes = (parts: Parameters<typeof storeOf>[0]): readonly string[] => findingsOfStore(storeOf(parts)).map(({ ruleId }) => ruleId);

  it('say that it was not reached', () => {
    expect(codes({})).toEqual(['STORE_UNREACHABLE']);
  });

  it('say that it serves what its current generation did not sign', () => {
    expect(codes({ served: [pending.leaf], current: [current.root] })).toEqual(['SERVED_CHAIN_NOT_CURRENT']);
  });

  it('are none where it serves what its current generation signed, or no generation is known', () => {
    expect(codes({ served: [current.leaf], current: [current.root] })).toEqual([]);
    expect(codes({ served: [pending.leaf] })).toEqual([]);
  });
});
