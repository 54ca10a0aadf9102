import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../src/report/table/display-width.ts';
import { verifyJson } from '../../src/report/verify-json.ts';
import type { VerifyClient, VerifyReport } from '../../src/report/verify-report.ts';
import { verifyTable } from '../../src/report/verify-table.ts';
import { hostileTexts } from './hostile.ts';

const certificate = {
  sha256: 'ab'.repeat(32),
  subject: 'CN=Leaf',
  issuer: 'CN=Root',
  notBefore: '2026-01-01T00:00:00Z',
  notAfter: '2027-03-01T00:00:00Z',
};
const accepting: VerifyClient = {
  client: 'go',
  title: 'Go crypto/x509',
  acceptance: 'accept',
  until: '2027-03-01T00:00:00Z',
  ends: 'intermediate "CN=Issuing" expires',
  path: [
    { role: 'end-entity', ...certificate },
    { role: 'anchor', ...certificate, subject: 'CN=Root' },
  ],
  anchorFile: 'ca.pem',
  intervals: [
    { from: '2026-06-01T00:00:00Z', until: '2027-03-01T00:00:00Z', acceptance: 'accept' },
    { from: '2027-03-01T00:00:00Z', acceptance: 'reject', detail: '"CN=Issuing" expired' },
  ],
  stores: [{ path: 'ca.pem', readAs: 'SSL_CERT_FILE', anchors: 1 }],
  anchors: 1,
  remarks: [],
};
const { until: _, ends: __, anchorFile: ___, ...withoutEnd } = accepting;
const rejecting: VerifyClient = {
  ...withoutEnd,
  client: 'curl',
  acceptance: 'reject',
  reason: 'unknown-issuer',
  detail: 'no anchor named "CN=Root" in the trust store',
  expectedError: 'curl: (60) SSL certificate problem: unable to get local issuer certificate',
  intervals: [{ from: '2026-06-01T00:00:00Z', acceptance: 'reject', detail: 'no anchor named "CN=Root" in the trust store' }],
};
const unknown: VerifyClient = {
  ...rejecting,
  client: 'java',
  acceptance: 'unknown',
  reason: 'unknown',
  detail: 'its store is not known',
  path: [],
};
const noHandshake: VerifyClient = { ...unknown, client: 'rustls', acceptance: 'no-handshake', detail: 'it does not speak the curve' };

function report(clients: readonly VerifyClient[], consensus: VerifyReport['consensus'], more: Partial<VerifyReport> = {}): VerifyReport {
  const count = (wanted: VerifyClient['acceptance']): number => clients.filter((client) => client.acceptance === wanted).length;
  return {
    schema: 'snowline/verify/v1',
    tool: { name: 'snowline', version: '0' },
    now: '2026-06-01T00:00:00Z',
    name: 'vault.example',
    chain: { source: 'chain.pem', certificates: [certificate], remarks: [] },
    trustStores: ['ca.pem'],
    consensus,
    split: { accept: count('accept'), reject: count('reject'), noHandshake: count('no-handshake'), unknown: count('unknown') },
    clients,
    ...more,
  };
}

const plain = { color: false, width: 80 };
const said = (one: VerifyReport): string => verifyTable(one, plain).replaceAll(/\s+/g, ' ');

describe('the answer for people', () => {
  it('begins with the verdict, its end and what ends it', () => {
    expect(said(report([accepting], 'all-accept'))).toMatch(
      /^go would accept this chain for vault\.example until 2027-03-01 \(in 273 days\): intermediate "CN=Issuing" expires Path, /,
    );
    expect(said(report([accepting], 'all-accept'))).toContain('anchor from ca.pem');
  });

  it('names the missing link and the error that the client prints', () => {
    expect(said(report([rejecting], 'all-reject'))).toMatch(
      /^curl would reject this chain for vault\.example: no anchor named "CN=Root" in the trust store it prints: curl: \(60\) SSL certificate problem: unable to get local issuer certificate As far as/,
    );
  });

  it('says from when on it would accept what it rejects now', () => {
    const later = { ...rejecting, intervals: [...rejecting.intervals, { from: '2026-07-01T12:30:00Z', acceptance: 'accept' as const }] };
    expect(said(report([later], 'all-reject'))).toContain('in the trust store; it would accept it from 2026-07-01 12:30 UTC on ');
  });

  it('shows the times only where the answer changes', () => {
    expect(said(report([accepting], 'all-accept'))).toContain('Times');
    expect(said(report([rejecting], 'all-reject'))).not.toContain('Times');
  });

  it('says what it cannot say, and what fails before trust', () => {
    expect(said(report([unknown], 'unknown'))).toMatch(
      /^cannot say whether java would accept this chain for vault\.example: its store is not known/,
    );
    expect(said(report([noHandshake], 'all-reject'))).toMatch(
      /^rustls would not come as far as trust with this chain .*: it does not speak the curve/,
    );
  });

  it('says why a chain that was not read is not judged', () => {
    const unread = { source: 'vault:8200', certificates: [], remarks: ['connection refused by vault:8200'] };
    expect(said(report([], 'unknown', { chain: unread }))).toBe('cannot say: connection refused by vault:8200 ');
  });

  it('names the split of several clients first, with one line for those that say the same', () => {
    const text = verifyTable(report([accepting, rejecting, { ...accepting, client: 'vault' }, unknown], 'depends'), plain);
    expect(text.replaceAll(/\s+/g, ' ')).toMatch(
      /^it depends on the client whether this chain for vault\.example at 2026-06-01 is accepted: 2 accept \(go, vault\), 1 reject \(curl\), 1 not known \(java\) /,
    );
    expect(text.match(/accept {2}/g)).toHaveLength(1);
  });

  it.each([
    [
      'all-accept',
      [accepting, { ...accepting, client: 'vault' }],
      'all 2 clients accept this chain for vault.example at 2026-06-01; the first stops at 2027-03-01 ',
    ],
    [
      'all-reject',
      [rejecting, noHandshake],
      'all 2 clients reject this chain for vault.example at 2026-06-01, 1 fail before trust (rustls) ',
    ],
    [
      'unknown',
      [accepting, unknown],
      'cannot say for all clients: 1 accept, 0 reject this chain for vault.example at 2026-06-01, 1 not known (java) ',
    ],
  ] as const)('of several that are %s', (consensus, clients, sentence) => {
    expect(said(report(clients, consensus)).startsWith(sentence)).toBe(true);
  });

  it('repeats what the files and the chain are like, once for all clients that say it', () => {
    const remarked = { remarks: ['ca.pem: damaged'] };
    const text = said(
      report(
        [
          { ...accepting, ...remarked },
          { ...rejecting, ...remarked },
        ],
        'depends',
        {
          chain: { source: 'chain.pem', certificates: [certificate], remarks: ['certificate 2 stands in it twice'] },
        },
      ),
    );
    expect(text).toContain(
      'note: the chain: certificate 2 stands in it twice note: ca.pem is judged as SSL_CERT_FILE (go, curl) note: ca.pem: damaged (go, curl)',
    );
  });

  it.each(Object.entries(hostileTexts))('stays harmless and within the page with %s', (_name, hostile) => {
    const texts = {
      detail: hostile,
      expectedError: hostile,
      remarks: [hostile],
      client: hostile,
      path: [{ role: 'anchor' as const, ...certificate, subject: hostile }],
    };
    for (const clients of [
      [{ ...rejecting, ...texts }],
      [
        { ...rejecting, ...texts },
        { ...accepting, ends: hostile },
      ],
    ]) {
      const one = report(clients, 'depends', { name: hostile });
      const text = verifyTable(one, plain);
      expect(/[^\P{Cc}\n]|\p{Cf}|\p{Cs}|[\u2028\u2029]/u.exec(text)).toBeNull();
      expect(text.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]);
      expect(/[^\P{Cc}\n]|\p{Cf}|[\u2028\u2029]/u.exec(verifyJson(one))).toBeNull();
    }
  });
});
