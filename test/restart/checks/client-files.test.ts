import { describe, expect, it } from 'vitest';
import { judgeWorkload } from '../../../src/restart/judge-workload.ts';
import { asking, byOptions, clientCa, clientOf, files, type Having, judgeShown, subjectOf } from '../client-scene.ts';
import { codes, moment } from '../scene.ts';

const good = clientOf();
const other = clientOf();
// The client loads its files whether the store asks for them or not
const unasking = asking({ names: 'nothing' });
const known = asking({ cas: { current: [clientCa] } });
const vault = { client: 'vault', options: {}, environment: { VAULT_CLIENT_CERT: files.certificate, VAULT_CLIENT_KEY: files.key } };

describe('the files of a client certificate', () => {
  it('do where they belong together and may be read', () => {
    expect(judgeShown(unasking, good)).toMatchObject({ verdict: 'ready', reasons: [] });
  });

  it.each([
    ['curl', byOptions, `curl: (58) unable to set private key file: '${files.key}' type PEM`],
    ['vault', vault, 'tls: private key does not match public key'],
    ['python', { client: 'python', options: {}, declared: files }, 'key values mismatch'],
    ['node-24', { client: 'node-24', options: {}, declared: files }, 'key values mismatch'],
  ] as const)('of %s end the client where they are no pair', (_client, having, expectedError) => {
    const verdict = judgeShown(unasking, good, { ...having, keyOf: other });
    expect(verdict).toMatchObject({ verdict: 'will-fail', latent: true, reasons: [{ code: 'CLIENT_KEY_MISMATCH', severity: 'critical' }] });
    expect(verdict.reasons[0]?.expectedError).toContain(expectedError);
    expect(verdict.reasons[0]?.proof.summary).toContain(`${files.key} is not the key of "CN=app" in ${files.certificate}`);
  });

  it('have been exchanged while the process ran, where they were written after its start', () => {
    const having = { keyOf: other, certificate: { modifiedAt: '2026-04-01T00:00:00Z' }, key: { modifiedAt: '2026-02-01T00:00:00Z' } };
    expect(judgeShown(unasking, good, having)).toMatchObject({ latent: true, latentSince: '2026-04-01T00:00:00Z' });
  });

  it('end the client where one of them is not there', () => {
    const keyless = judgeShown(unasking, good, { keyOf: 'none', ...vault });
    expect(keyless.reasons).toMatchObject([
      { code: 'CLIENT_KEY_UNREADABLE', expectedError: `open ${files.key}: no such file or directory` },
    ]);
    const gone = judgeShown(unasking, good, { certificate: { state: 'missing' } });
    expect(gone.reasons).toMatchObject([
      { code: 'CLIENT_KEY_UNREADABLE', expectedError: 'curl: (58) could not load PEM client certificate' },
    ]);
  });

  it('end the client where its user may not read one of them', () => {
    const closed = judgeShown(unasking, good, { ...vault, key: { owner: 'root', mode: '0600' } });
    expect(closed.reasons).toMatchObject([{ code: 'CLIENT_KEY_UNREADABLE', expectedError: `open ${files.key}: permission denied` }]);
    expect(closed.reasons[0]?.proof.summary).toBe(`app may not read ${files.key} (mode 0600, owner root)`);
    const certificate = judgeShown(unasking, good, { certificate: { mode: '0600' } });
    expect(codes(certificate)).toEqual(['CLIENT_KEY_UNREADABLE']);
  });

  it('are open where a group decides, or nobody looked', () => {
    const open: readonly Having[] = [
      { key: { owner: 'root', mode: '0640' } },
      { key: { path: '/elsewhere' } },
      { key: { publicKeySha256: undefined, holds: undefined, reason: 'the key is encrypted' } },
      { pem: 'not a certificate' },
      { pem: `${good.pem.slice(0, 200)}\n` },
      { certificate: { path: '/elsewhere' } },
      { certificate: { state: 'unreadable', reason: 'permission denied' } },
    ];
    for (const having of open) {
      expect(judgeShown(known, good, having)).toMatchObject({ verdict: 'unknown', reasons: [{ code: 'UNKNOWN_EVIDENCE' }] });
    }
    expect(judgeShown(known, good, { key: { owner: 'root', mode: '0640', members: ['app'] } }).verdict).toBe('ready');
  });

  it('end the client where the file of the key holds a certificate', () => {
    const verdict = judgeShown(unasking, good, { ...vault, key: { holds: 'certificate' } });
    expect(verdict.reasons).toMatchObject([
      { code: 'CLIENT_KEY_UNREADABLE', expectedError: 'tls: found a certificate rather than a key in the PEM for the private key' },
    ]);
  });

  it('may be one file with both in it for curl', () => {
    const both = { path: files.certificate };
    const having = { pem: good.pem + good.keyPem, options: { '--cert': files.certificate } };
    expect(judgeShown(known, good, { ...having, key: both, certificate: { owner: 'app', mode: '0600' } }).verdict).toBe('ready');
    expect(codes(judgeShown(known, good, { ...having, keyOf: other, key: both }))).toEqual(['CLIENT_KEY_MISMATCH']);
    // --key alone is nothing to curl
    expect(judgeShown(unasking, good, { options: { '--key': files.key }, keyOf: 'none' }).verdict).toBe('ready');
  });

  it('are two, or none, for Vault', () => {
    for (const environment of [{ VAULT_CLIENT_CERT: files.certificate }, { VAULT_CLIENT_KEY: files.key }]) {
      const verdict = judgeShown(unasking, good, { ...vault, environment });
      expect(verdict.reasons).toMatchObject([
        { code: 'CLIENT_KEY_UNREADABLE', expectedError: 'both client cert and client key must be provided' },
      ]);
    }
  });

  it('of a container are open, as no key is looked at there', () => {
    const container = { root: 'c1' };
    expect(judgeShown(unasking, good, { evidence: container }).verdict).toBe('unknown');
  });
});

describe('the key store of a JVM', () => {
  const path = '/etc/app/client.p12';
  const java = { client: 'java', options: { 'javax.net.ssl.keyStore': path } };

  it('is open, since its content stays on the host, whether the store asks or not', () => {
    for (const store of [unasking, asking()]) {
      const verdict = judgeWorkload(
        subjectOf(store, { ...java, pem: 'x', certificate: { path, state: 'unreadable', reason: 'a key' } }),
        moment,
      );
      expect(verdict.verdict).toBe('unknown');
      expect(verdict.reasons[0]?.proof.summary).toContain(`the key store ${path}`);
    }
  });

  it('ends every connection where it is not there', () => {
    const verdict = judgeWorkload(subjectOf(unasking, { ...java, pem: 'x', certificate: { path, state: 'missing' } }), moment);
    expect(verdict).toMatchObject({
      verdict: 'will-fail',
      reasons: [{ code: 'CLIENT_KEY_UNREADABLE', expectedError: `${path} (No such file or directory)` }],
    });
  });
});
