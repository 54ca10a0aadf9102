import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type EvidenceRecord, recordSchema } from '../../src/evidence-file.ts';
import { type Ran, reportOf, root, runCli } from './built-cli.ts';
import { schemaProblems } from './published-schemas.ts';

const file = path.join(root, 'reports/examples/incident.evidence.jsonl');
const bytes = readFileSync(file);
const records = bytes
  .toString('utf8')
  .trimEnd()
  .split('\n')
  .map((line): EvidenceRecord => recordSchema.parse(JSON.parse(line)));
const ofType = <T extends EvidenceRecord['type']>(type: T) =>
  records.filter((record): record is Extract<EvidenceRecord, { type: T }> => record.type === type);

describe('snowline demo', () => {
  let table: Ran;
  let json: Ran;
  beforeAll(async () => {
    [table, json] = await Promise.all([runCli(['demo']), runCli(['demo', '--format', 'json'])]);
  });

  it('exits with 1, as a scan of that fleet would, and with 0 as npm run demo calls it', async () => {
    expect([table.status, json.status]).toEqual([1, 1]);
    const forgiving = await runCli(['demo', '--fail-on', 'none', '--min-coverage', '0']);
    expect(forgiving).toMatchObject({ status: 0, stdout: table.stdout, stderr: '' });
    expect((await runCli(['demo', '--fail-on', 'none'])).status).toBe(3);
  });

  it('tells which service would not survive, since when, and how many of its hosts', () => {
    expect(flowing(table)).toContain('1 of 12 services would not survive a restart now: permissions (8 of 8 hosts lost)');
    expect(flowing(table)).toMatch(/Since 2025-11-12 10:30 UTC/);
    expect(flowing(table)).toContain('8 still working from memory');
  });

  it('tells why, what the log will say, what it is not, and what to do', () => {
    expect(flowing(table)).toContain('ONLY_OLD_CA');
    expect(flowing(table)).toContain('no anchor named "CN=Corp Secrets Root G2, O=Corp"');
    expect(flowing(table)).toMatch(/log will say \[SSL: CERTIFICATE_VERIFY_FAILED\] certificate verify failed: unable to get local issuer/);
    expect(flowing(table)).toContain('this is not a database user, password or grant');
    expect(flowing(table)).toMatch(
      /Do do not restart it; .*cat secrets-current-ca\.pem secrets-pending-ca\.pem >> \\ \/opt\/permissions\/etc\/ca-bundle\.pem/,
    );
  });

  it('tells what falls with it and what goes on, how a canary would have halted and why no roll-back helps', () => {
    expect(flowing(table)).toMatch(/Falls with it mobile-api, rest-api, web Goes on .*events.*notifications/);
    expect(flowing(table)).toContain('a canary would have lost 1 host and halted with 7 still serving');
    expect(flowing(table)).toContain('a roll-back does not help');
  });

  it('says the same for machines', () => {
    const report = reportOf(json);
    expect(schemaProblems('audit', report)).toEqual([]);
    expect(report.summary).toMatchObject({ services: 12, willFail: 8, latent: 8, snowflake: 8, noSurvivor: 1 });
    expect(report.services.filter(({ risk }) => risk === 'outage')).toMatchObject([
      {
        name: 'permissions',
        hosts: 8,
        willFail: 8,
        survivors: 0,
        since: '2025-11-12T10:30:00Z',
        blastRadius: expect.toSatisfy((names: string[]) => [...names].sort().join() === 'mobile-api,rest-api,web'),
        unaffected: expect.arrayContaining(['events', 'notifications']),
        causes: ['ONLY_OLD_CA'],
      },
    ]);
    const lost = report.hosts.filter(({ services }) => services.includes('permissions'));
    expect(lost).toHaveLength(8);
    for (const { restart, stack } of lost) {
      expect(stack).toBe('snowflake');
      expect(restart).toMatchObject({ verdict: 'will-fail', latent: true, latentSince: '2025-11-12T10:30:00Z' });
    }
  });

  it('counts the hosts that could not be reached as not judged, never as ready', () => {
    const report = reportOf(json);
    const unreached = ofType('host').filter((record) => record.state === 'missing');
    expect(unreached).toHaveLength(7);
    const verdicts = new Map(report.hosts.map((host) => [host.id, host.restart.verdict]));
    for (const record of unreached) expect(verdicts.get(record.id)).toBe('unknown');
    expect(report.coverage).toMatchObject({ expected: 284, judged: 277, percent: 97.5 });
  });

  it('is the same on any day, in any zone, language and folder', async () => {
    const elsewhere = await Promise.all(
      ['1999-12-31T23:59:59Z', '2026-06-15T12:00:00Z', '2041-02-28T00:00:00Z'].flatMap((clock, index) => {
        const env = {
          TZ: ['Pacific/Kiritimati', 'America/St_Johns', 'Asia/Kathmandu'][index] ?? '',
          LANG: 'tr_TR.UTF-8',
          LC_ALL: 'tr_TR.UTF-8',
        };
        return [runCli(['demo'], { clock, env, cwd: tmpdir() }), runCli(['demo', '--format', 'json'], { clock, env, cwd: '/' })];
      }),
    );
    expect(elsewhere.map((ran, index) => ran.stdout === (index % 2 === 0 ? table : json).stdout)).toEqual(elsewhere.map(() => true));
    expect(elsewhere.map((ran) => ran.status)).toEqual(elsewhere.map(() => 1));
  });

  it('fits 80 columns and carries no escape sequence where nobody looks', () => {
    expect(table.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(hasEscape(table.stdout + table.stderr)).toBe(false);
  });
});

describe('the fleet of the demo', () => {
  it('is at most 200,000 bytes, each line of it as the published schema says', () => {
    expect(bytes.length).toBeLessThanOrEqual(200_000);
    expect(records.length).toBeGreaterThan(500);
    expect(records.flatMap((record) => schemaProblems('evidence', record))).toEqual([]);
    expect(records.at(-1)).toEqual({ type: 'end', records: records.length - 1, interrupted: false });
  });

  it('is named by content: each blob and certificate hashes to its name, and none is there twice', () => {
    const named = [
      ...ofType('blob').map(({ blob }) => [blob.sha256, Buffer.from(blob.content, blob.encoding)] as const),
      ...ofType('certificate').map(({ certificate }) => [certificate.sha256, Buffer.from(certificate.der, 'base64')] as const),
    ];
    expect(named.length).toBeGreaterThan(10);
    for (const [sha256, content] of named) expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
    for (const type of ['blob', 'certificate'] as const) {
      const names = ofType(type).map((record) => (record.type === 'blob' ? record.blob.sha256 : record.certificate.sha256));
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('holds certificates with real signatures only, of the served chain up to the root of its current generation', () => {
    const certificates = ofType('certificate').map(({ certificate }) => new X509Certificate(Buffer.from(certificate.der, 'base64')));
    const bundled = ofType('blob').flatMap(({ blob }) =>
      [
        ...Buffer.from(blob.content, blob.encoding)
          .toString('utf8')
          .matchAll(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g),
      ].map(([pem]) => new X509Certificate(pem)),
    );
    expect(bundled.length).toBeGreaterThan(5);
    const known = [...certificates, ...bundled];
    const signed = known.filter((one) => known.some((issuer) => issuer.subject === one.issuer && one.verify(issuer.publicKey)));
    expect(signed.map((one) => one.subject)).toEqual(known.map((one) => one.subject));
    const [store] = ofType('store').map((record) => record.store);
    const bySha256 = new Map(certificates.map((certificate) => [createHash('sha256').update(certificate.raw).digest('hex'), certificate]));
    if (store?.servedChain.state !== 'known') throw new Error('the served chain of the demo is not known');
    const served = store.servedChain.certificates.map((sha256) => bySha256.get(sha256)!);
    const roots = store.generations.current!.certificates.map((sha256) => bySha256.get(sha256)!);
    expect(served.length).toBeGreaterThan(1);
    for (const [index, certificate] of served.entries()) {
      const issuers = index + 1 < served.length ? [served[index + 1]!] : roots;
      expect(issuers.some((issuer) => certificate.verify(issuer.publicKey))).toBe(true);
    }
    expect(served[0]!.checkHost(store.names[0] ?? '')).toBe(store.names[0]);
  });

  it('holds no private key', () => {
    const texts = ofType('blob').map(({ blob }) => Buffer.from(blob.content, blob.encoding).toString('latin1'));
    expect(texts.filter((text) => text.includes('PRIVATE KEY'))).toEqual([]);
  });
});

/** The text without its line breaks and alignment. */
function flowing(ran: Ran): string {
  return ran.stdout.replaceAll(/\s+/g, ' ');
}

function hasEscape(text: string): boolean {
  return text.includes('\u001b');
}
