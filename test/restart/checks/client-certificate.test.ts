import { describe, expect, it } from 'vitest';
import { dayMs } from '../../../src/config/duration.ts';
import { judgeWorkload } from '../../../src/restart/judge-workload.ts';
import { type Issued, issue } from '../../certificates.ts';
import { asking, byOptions, clientAuth, clientCa, clientOf, files, judgeShown, otherCa, subjectOf } from '../client-scene.ts';
import { codes, host, moment } from '../scene.ts';

const known = { cas: { current: [clientCa] } };
const good = clientOf();
const serverAuth = '1.3.6.1.5.5.7.3.1';

describe('a client certificate before the CAs that a store accepts', () => {
  it('is ready where it leads to one of them, and at risk where that ends within the horizon', () => {
    expect(judgeShown(asking(known), good)).toMatchObject({ verdict: 'ready', reasons: [], latent: false });
    const ending = judgeShown(asking(known), clientOf({ until: '2026-06-11T00:00:00Z' }));
    expect(ending).toMatchObject({ verdict: 'at-risk', safeUntil: '2026-06-11T00:00:00Z' });
    expect(ending.reasons).toMatchObject([{ code: 'CLIENT_CERT_EXPIRES', severity: 'high', expectedError: 'alert certificate expired' }]);
    expect(ending.reasons[0]?.proof.summary).toContain('connections that were opened before go on');
    expect(ending.forecast).toMatchObject([{ at: '2026-06-11T00:00:00Z', restart: 'fails', code: 'CLIENT_CERT_EXPIRES' }]);
  });

  it('fails where it has expired, and only what was connected before goes on', () => {
    const expired = clientOf({ until: '2026-05-01T00:00:00Z' });
    const verdict = judgeShown(asking(known), expired);
    expect(verdict).toMatchObject({ verdict: 'will-fail', latent: true, latentSince: '2026-05-01T00:00:00Z' });
    expect(verdict.reasons).toMatchObject([
      { code: 'CLIENT_CERT_EXPIRED', severity: 'critical', failsBecause: expired.sha256, expectedError: 'alert certificate expired' },
    ]);
    expect(verdict.reasons[0]?.proof.summary).toContain('connections that were opened before go on, and each new one is refused');
    const started = { process: { startedAt: '2026-05-02T00:00:00Z' } };
    const late = judgeShown(asking(known), expired, { evidence: started });
    expect(late.latent).toBe(false);
    expect(late.reasons[0]?.proof.summary).not.toContain('opened before');
  });

  it('is open where it has expired and something that is started first may renew it', () => {
    const expired = clientOf({ until: '2026-05-01T00:00:00Z' });
    const startedFirst = (...execStartPre: string[]) => ({
      evidence: { unit: { name: 'web.service', state: 'active', user: 'app', execStartPre } },
    });
    const verdict = judgeShown(asking(known), expired, startedFirst('/bin/mkdir', '/opt/renew'));
    expect(verdict.verdict).toBe('unknown');
    expect(verdict.reasons[0]?.proof.summary).toMatch(/expired.*and whether \/opt\/renew, which is started first, renews it is not known$/);
    expect(judgeShown(asking(known), expired, startedFirst('/bin/mkdir')).verdict).toBe('will-fail');
    // what is wrong with the CA above it no new certificate mends
    const issuing = issue({ subject: 'CN=Issuing', ca: true, issuer: clientCa, until: '2026-05-01T00:00:00Z' });
    const leaf = clientOf({ issuer: issuing });
    expect(judgeShown(asking(known), leaf, { pem: leaf.pem + issuing.pem, ...startedFirst('/opt/renew') }).verdict).toBe('will-fail');
  });

  it('is ready where it lives no longer than we look ahead, since something renews it', () => {
    const daily = clientOf({ from: '2026-05-31T12:00:00Z', until: '2026-06-01T12:00:00Z' });
    expect(judgeShown(asking(known), daily)).toMatchObject({
      verdict: 'ready',
      reasons: [
        { code: 'CLIENT_CERT_EXPIRES', severity: 'info', proof: { summary: expect.stringContaining('taken to be renewed before') } },
      ],
    });
    expect(judgeShown(asking(known), daily, {}, { ...moment, now: Date.parse('2026-06-01T12:00:01Z') }).verdict).toBe('will-fail');
    // the CA above it ends all the same
    const ending = issue({ subject: 'CN=Client CA', ca: true, until: '2026-06-11T00:00:00Z' });
    const under = clientOf({ issuer: ending, from: '2026-05-31T12:00:00Z', until: '2026-06-01T12:00:00Z' });
    const verdict = judgeShown(asking({ cas: { current: [ending] } }), under);
    expect(verdict).toMatchObject({ verdict: 'at-risk', safeUntil: '2026-06-11T00:00:00Z' });
    // of names alone there is no promise, but no false alarm either
    expect(judgeShown(asking(), daily).forecast?.some(({ at }) => at === '2026-06-01T12:00:00Z') ?? false).toBe(false);
  });

  it('fails where it is not valid yet, and works from then on', () => {
    const early = judgeShown(asking(known), clientOf({ from: '2026-07-01T00:00:00Z' }));
    expect(codes(early)).toEqual(['CLIENT_CERT_EXPIRED']);
    expect(early).toMatchObject({
      verdict: 'will-fail',
      forecast: [{ at: '2026-07-01T00:00:00Z', restart: 'works' }, { restart: 'fails' }],
    });
  });

  it('fails where the intermediate behind it has expired', () => {
    const issuing = issue({ subject: 'CN=Issuing', ca: true, issuer: clientCa, until: '2026-05-01T00:00:00Z' });
    const leaf = clientOf({ issuer: issuing });
    const verdict = judgeShown(asking(known), leaf, { pem: leaf.pem + issuing.pem });
    expect(verdict).toMatchObject({ verdict: 'will-fail', reasons: [{ code: 'CLIENT_CERT_EXPIRED', failsBecause: issuing.sha256 }] });
  });

  it('fails where none of them issued it, or an intermediate is missing in its file', () => {
    const foreign = judgeShown(asking(known), clientOf({ issuer: otherCa }));
    expect(foreign).toMatchObject({
      verdict: 'will-fail',
      latent: false,
      reasons: [{ code: 'CLIENT_CERT_UNTRUSTED', expectedError: 'alert unknown ca' }],
    });
    const issuing = issue({ subject: 'CN=Issuing', ca: true, issuer: clientCa });
    const leaf = clientOf({ issuer: issuing });
    expect(judgeShown(asking(known), leaf, { pem: leaf.pem + issuing.pem }).verdict).toBe('ready');
    expect(codes(judgeShown(asking(known), leaf))).toEqual(['CLIENT_CERT_UNTRUSTED']);
  });

  it('fails where the CA itself has expired, which no certificate of the client mends', () => {
    const old = issue({ subject: 'CN=Client CA', ca: true, until: '2026-05-01T00:00:00Z' });
    const verdict = judgeShown(asking({ cas: { current: [old] } }), clientOf({ issuer: old }));
    expect(codes(verdict)).toEqual(['CLIENT_CERT_UNTRUSTED']);
  });

  it('fails where it may not be used for TLS clients', () => {
    const server = judgeShown(asking(known), clientOf({ eku: [serverAuth] }));
    expect(server.reasons).toMatchObject([{ code: 'CLIENT_EKU', expectedError: 'alert unsupported certificate' }]);
    expect(judgeShown(asking(known), clientOf({ eku: [serverAuth, clientAuth] })).verdict).toBe('ready');
    expect(judgeShown(asking(known), issue({ subject: 'CN=app', issuer: clientCa, eku: [] })).verdict).toBe('ready');
  });

  it('is open where servers differ: any purpose, or a path that is longer than nginx goes by itself', () => {
    expect(judgeShown(asking(known), clientOf({ eku: ['2.5.29.37.0'] })).verdict).toBe('unknown');
    const first = issue({ subject: 'CN=Issuing 1', ca: true, issuer: clientCa });
    const second = issue({ subject: 'CN=Issuing 2', ca: true, issuer: first });
    const leaf = clientOf({ issuer: second });
    const deep = judgeShown(asking(known), leaf, { pem: leaf.pem + second.pem + first.pem });
    expect(deep).toMatchObject({ verdict: 'unknown' });
    expect(deep.reasons[0]?.proof.summary).toContain('nginx with OpenSSL 3 would refuse it');
  });

  it('is told where the CAs to come do not accept it, which changes no verdict', () => {
    const cas = { current: [clientCa], pending: [otherCa] };
    const verdict = judgeShown(asking({ cas }), good);
    expect(verdict).toMatchObject({ verdict: 'ready', reasons: [{ code: 'CLIENT_CERT_UNTRUSTED', severity: 'high' }] });
    expect(verdict.reasons[0]?.proof.summary).toMatch(/ will not accept the client certificate "CN=app" in .* after its switch/);
    expect(verdict.reasons[0]?.remedy).toMatch(/^issue the successor of the client certificate "CN=app" from the CA that \S+ will accept/);
    expect(judgeShown(asking({ cas: { current: [clientCa], pending: [otherCa, clientCa] } }), good).reasons).toEqual([]);
  });

  it('is open where their file could not be read', () => {
    expect(judgeShown(asking({ cas: {} }), good)).toMatchObject({ verdict: 'unknown', reasons: [{ code: 'UNKNOWN_EVIDENCE' }] });
  });

  it('is judged by them though the handshake was not seen, or showed no request', () => {
    for (const store of [asking({ ...known, fromFile: true }), asking({ ...known, names: 'nothing' })]) {
      expect(judgeShown(store, good).verdict).toBe('ready');
      expect(codes(judgeShown(store, clientOf({ issuer: otherCa })))).toEqual(['CLIENT_CERT_UNTRUSTED']);
    }
  });
});

describe('a client certificate before a store whose client CAs are known by their names alone', () => {
  it('is never ready, since a name proves no key', () => {
    const verdict = judgeShown(asking(), clientOf({ until: '2030-01-01T00:00:00Z' }));
    expect(verdict).toMatchObject({
      verdict: 'unknown',
      forecast: [{ at: '2030-01-01T00:00:00Z', restart: 'fails', code: 'CLIENT_CERT_EXPIRES' }],
    });
    expect(verdict.reasons[0]?.proof.summary).toContain('name the CAs that it accepts with clientCas');
  });

  it.each([
    ['has expired', 'CLIENT_CERT_EXPIRED', clientOf({ until: '2026-05-01T00:00:00Z' })],
    ['is not valid yet', 'CLIENT_CERT_EXPIRED', clientOf({ from: '2026-07-01T00:00:00Z' })],
    ['is for servers alone', 'CLIENT_EKU', clientOf({ eku: [serverAuth] })],
    ['comes from a CA that it does not name', 'CLIENT_CERT_UNTRUSTED', clientOf({ issuer: otherCa })],
  ] as const)('fails where it %s', (_what, code, shown: Issued) => {
    expect(judgeShown(asking(), shown)).toMatchObject({ verdict: 'will-fail', reasons: [{ code }] });
    // nginx lets the handshake through and answers with an error page, whether it needs a certificate or not
    const answered = judgeShown(asking({ need: 'unknown' }), shown);
    expect(answered).toMatchObject({ verdict: 'will-fail', reasons: [{ code, expectedError: 'The requested URL returned error: 400' }] });
  });

  it('is open where the store names none and was not seen to refuse anybody: it may look at nothing', () => {
    const expired = clientOf({ until: '2026-05-01T00:00:00Z' });
    for (const need of ['unknown', 'optional'] as const) {
      const verdict = judgeShown(asking({ names: [], need }), expired);
      expect(verdict).toMatchObject({ verdict: 'unknown', reasons: [{ code: 'UNKNOWN_EVIDENCE' }] });
      expect(verdict.reasons[0]?.proof.summary).toContain('expired at 2026-05-01');
    }
    expect(codes(judgeShown(asking({ names: [], need: 'required' }), expired))).toEqual(['CLIENT_CERT_EXPIRED']);
  });

  it('is open where the store was seen to serve clients without one: it may let a bad one through', () => {
    const verdict = judgeShown(asking({ need: 'optional' }), clientOf({ until: '2026-05-01T00:00:00Z' }));
    expect(verdict).toMatchObject({ verdict: 'unknown', reasons: [{ code: 'UNKNOWN_EVIDENCE' }] });
    const ending = judgeShown(asking({ need: 'optional' }), clientOf({ until: '2030-01-01T00:00:00Z' }));
    expect(ending.forecast?.some(({ at }) => at === '2030-01-01T00:00:00Z') ?? false).toBe(false);
  });

  it('is open where nobody saw whether it asks, and no matter where it was seen not to', () => {
    expect(judgeShown(asking({ fromFile: true }), good).verdict).toBe('unknown');
    expect(judgeShown(asking({ names: 'nothing' }), clientOf({ until: '2026-05-01T00:00:00Z' })).verdict).toBe('ready');
  });
});

describe('a client that sends its certificate only to stores that name its issuer', () => {
  const declared = { clientCertificate: files };
  const foreign = clientOf({ issuer: otherCa });
  const having = (client: string) => ({ client, options: {}, declared: declared.clientCertificate });

  it('shows none, as if it had none', () => {
    const refused = judgeShown(asking(known), foreign, having('go'));
    expect(refused).toMatchObject({
      verdict: 'will-fail',
      reasons: [{ code: 'CLIENT_CERT_UNTRUSTED', expectedError: 'remote error: tls: certificate required' }],
    });
    expect(refused.reasons[0]?.proof.summary).toContain('Go crypto/x509 does not show the client certificate "CN=app"');
    const earlier = judgeShown(asking({ ...known, protocol: 'TLSv1.2' }), foreign, having('java'));
    expect(earlier.reasons).toMatchObject([{ expectedError: 'Received fatal alert: handshake_failure' }]);
    // nginx may need none: it serves Go and Java then, and refuses curl
    const open = asking({ ...known, need: 'unknown' });
    expect(judgeShown(open, foreign, having('go')).verdict).toBe('unknown');
    expect(judgeShown(open, foreign).verdict).toBe('will-fail');
  });

  it("is not Vault's, which sends it all the same", () => {
    const environment = { VAULT_CLIENT_CERT: files.certificate, VAULT_CLIENT_KEY: files.key, VAULT_ADDR: `https://${host}` };
    const verdict = judgeShown(asking(known), foreign, { client: 'vault', options: {}, environment });
    expect(verdict.reasons).toMatchObject([
      { code: 'CLIENT_CERT_UNTRUSTED', expectedError: 'remote error: tls: unknown certificate authority' },
    ]);
    expect(judgeShown(asking(known), good, { client: 'vault', options: {}, environment }).verdict).toBe('ready');
  });

  it('is open where the name is written otherwise', () => {
    const names = ['CN:printable=Client CA'];
    expect(judgeShown(asking({ ...known, names }), good, having('go')).verdict).toBe('unknown');
    expect(judgeShown(asking({ ...known, names }), good).verdict).toBe('ready');
    expect(judgeShown(asking(known), good, having('go')).verdict).toBe('ready');
  });
});

describe('a client without a certificate', () => {
  const without = (store: ReturnType<typeof asking>, client: string, declared?: 'none') =>
    judgeWorkload(subjectOf(store, { client, declared }), moment);

  it('fails where it surely has none and the store refuses whoever has none', () => {
    expect(without(asking(), 'curl')).toMatchObject({
      verdict: 'will-fail',
      latent: false,
      reasons: [{ code: 'CLIENT_CERT_MISSING', expectedError: 'alert certificate required' }],
    });
    expect(codes(without(asking(), 'go', 'none'))).toEqual(['CLIENT_CERT_MISSING']);
    expect(without(asking({ protocol: 'TLSv1.2' }), 'curl').reasons).toMatchObject([{ expectedError: 'alert handshake failure' }]);
  });

  it('is open where its program may have one, or the store may do without', () => {
    for (const open of [
      without(asking(), 'go'),
      without(asking({ need: 'unknown' }), 'curl'),
      without(asking({ need: 'optional' }), 'curl'),
    ]) {
      expect(open).toMatchObject({ verdict: 'unknown', reasons: [{ code: 'UNKNOWN_EVIDENCE' }] });
    }
  });

  it('is served where the store does not ask, or was seen to serve such a client and names no CA', () => {
    expect(without(asking({ names: 'nothing' }), 'curl').verdict).toBe('ready');
    expect(without(asking({ names: [], need: 'optional' }), 'go').verdict).toBe('ready');
    expect(without(asking({ names: [], need: 'optional', ...known }), 'go').verdict).toBe('unknown');
  });

  it('is said to be unseen where the chain comes from a file, and not where a handshake showed it', () => {
    const seen = without(asking({ names: 'nothing' }), 'curl');
    expect(seen.reasons).toEqual([]);
    const unseen = without(asking({ fromFile: true }), 'curl');
    expect(unseen).toMatchObject({ verdict: 'ready', reasons: [{ code: 'UNKNOWN_EVIDENCE', severity: 'info' }] });
    expect(unseen.reasons[0]?.proof.summary).toContain('asks for a client certificate was not seen');
  });
});

describe('the end of a client certificate in the forecast', () => {
  it('stands beside that of what the store serves, the earlier first', () => {
    const store = asking(known);
    const verdict = judgeShown(store, clientOf({ until: '2027-01-01T00:00:00Z' }), byOptions, { ...moment, horizonMs: 365 * dayMs });
    expect(verdict).toMatchObject({ verdict: 'at-risk', safeUntil: '2027-01-01T00:00:00Z' });
    expect(codes(verdict)).toEqual(['CLIENT_CERT_EXPIRES']);
  });

  it('is not told of one that is not sent', () => {
    const foreign = clientOf({ issuer: otherCa, until: '2027-01-01T00:00:00Z' });
    const verdict = judgeShown(asking({ ...known, need: 'unknown' }), foreign, { client: 'go', options: {}, declared: files });
    expect(verdict.forecast?.some(({ at }) => at === '2027-01-01T00:00:00Z') ?? false).toBe(false);
  });
});
