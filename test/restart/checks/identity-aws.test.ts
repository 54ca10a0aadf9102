import { describe, expect, it } from 'vitest';
import type { CredentialFile } from '../../../src/evidence/credential-evidence.ts';
import { identity } from '../../../src/restart/checks/identity.ts';
import { moment } from '../scene.ts';
import {
  type IdentityParts,
  judgeIdentity,
  keys,
  noProfile,
  proofs,
  subjectOf,
  tokenFile,
  tokenPath,
  tokenVariables,
  withToken,
} from './identity-scene.ts';

describe('the token of a web identity', () => {
  const broken: readonly (readonly [string, Partial<CredentialFile>, string])[] = [
    ['is not there', { state: 'missing' }, `[Errno 2] No such file or directory: '${tokenPath}'`],
    ['is closed to its user', { readable: 'no' }, `[Errno 13] Permission denied: '${tokenPath}'`],
    ['has run out', { expiresAt: '2026-05-01T00:00:00Z' }, 'ExpiredTokenException'],
  ];

  it.each(broken)('that %s ends the search, whatever the instance has', (_, unusual, expectedError) => {
    const outcome = judgeIdentity(withToken(unusual));
    expect(outcome).toMatchObject({ kind: 'finding', reasons: [{ code: 'IDENTITY_UNUSABLE', expectedError }] });
    expect(proofs(outcome)[0]).toContain(tokenPath);
  });

  it.each(broken)('that %s is passed over by Java, which asks the instance', (_, unusual) => {
    expect(judgeIdentity(withToken(unusual, { family: 'java', client: 'java' })).kind).toBe('pass');
    expect(judgeIdentity(withToken(unusual, { family: 'java', client: 'java', ...noProfile })).kind).toBe('finding');
    expect(judgeIdentity(withToken(unusual, { family: 'java', client: 'java', without: ['metadataService'] })).kind).toBe('unknown');
  });

  it.each(broken)('that %s is not known to count where a role of the shared files may', (_, unusual) => {
    const shared = { credentials: { sharedFiles: 'present' } } as const;
    expect(judgeIdentity(withToken(unusual, shared)).kind).toBe('unknown');
    // Go looks for the token first
    expect(judgeIdentity(withToken(unusual, { ...shared, family: 'go', client: 'aws-sdk-go-v2' })).kind).toBe('finding');
  });

  it.each(broken)('that %s is no matter to a program with keys', (_, unusual) => {
    expect(
      judgeIdentity(withToken(unusual, { environment: { ...tokenVariables, ...keys.environment }, credentials: keys.credentials })).kind,
    ).toBe('pass');
  });

  it.each<readonly [string, IdentityParts]>([
    ['was not looked at', withToken({ state: 'unknown', reason: 'the probe did not record it' })],
    ['may be closed to its user', withToken({ readable: 'unknown' })],
    ['is not in the evidence', { environment: tokenVariables }],
  ])('that %s is not known', (_, parts) => {
    expect(judgeIdentity(parts).kind).toBe('unknown');
  });

  it('waits for a restart since it ran out, where the process had started before', () => {
    expect(judgeIdentity(withToken({ expiresAt: '2026-05-01T00:00:00Z' }))).toMatchObject({
      fields: { latent: true, latentSince: '2026-05-01T00:00:00Z' },
    });
    expect(judgeIdentity(withToken({ expiresAt: '2026-02-01T00:00:00Z' }))).toMatchObject({ fields: { latent: false } });
  });

  it('runs out at its own date, unless something renews it', () => {
    const end = '2026-06-11T00:00:00Z';
    const ends = (modifiedAt: string) => identity.changes?.(subjectOf(withToken({ expiresAt: end, modifiedAt })), moment) ?? [];
    expect(ends('2026-01-01T00:00:00Z')).toMatchObject([{ at: Date.parse(end), to: 'finding' }]);
    const [change] = ends('2026-01-01T00:00:00Z');
    expect(change?.to === 'finding' ? change.reason() : undefined).toMatchObject({ code: 'IDENTITY_UNUSABLE' });
    // as long as we look ahead, or shorter
    expect(ends('2026-05-31T00:00:00Z')).toEqual([]);
    expect(judgeIdentity(withToken({ expiresAt: end }), Date.parse(end) - 1).kind).toBe('pass');
    expect(judgeIdentity(withToken({ expiresAt: end }), Date.parse(end)).kind).toBe('finding');
  });

  it('that runs out changes nothing for Java on an instance with a profile', () => {
    const parts = withToken({ expiresAt: '2026-06-11T00:00:00Z' }, { family: 'java', client: 'java' });
    expect(identity.changes?.(subjectOf(parts), moment)).toEqual([]);
  });
});

describe('a token that is there', () => {
  it('is not known to be of use without its end, or without the role that it is for', () => {
    const { expiresAt: _end, ...endless } = tokenFile();
    const parts = { environment: tokenVariables, credentials: { files: [endless] } };
    expect(proofs(judgeIdentity(parts))[0]).toMatch(/^until when the token in \/var\/run\/token/);
    expect(judgeIdentity(parts).kind).toBe('unknown');
    const { AWS_ROLE_ARN: _role, ...roleless } = tokenVariables;
    expect(proofs(judgeIdentity(withToken({}, { environment: roleless })))[0]).toMatch(/AWS_ROLE_ARN was not seen/);
    expect(judgeIdentity(withToken({}, { environment: roleless })).kind).toBe('unknown');
  });

  it('comes behind what boto3 takes from the shared files', () => {
    const doubtful = withToken({}, { credentials: { sharedFiles: 'doubtful', reason: 'half of the keys' } });
    expect(judgeIdentity(doubtful).kind).toBe('unknown');
    expect(judgeIdentity({ ...doubtful, family: 'go' }).kind).toBe('pass');
  });
});

describe('a profile that is named', () => {
  const named = { ...keys, credentials: { ...keys.credentials, profile: true } } as const;

  it('comes before keys of the environment in JavaScript, and behind them elsewhere', () => {
    expect(judgeIdentity({ ...named, ...noProfile, family: 'node' }).kind).toBe('finding');
    expect(
      judgeIdentity({ ...named, ...noProfile, family: 'node', credentials: { ...named.credentials, sharedFiles: 'present' } }).kind,
    ).toBe('pass');
    for (const family of ['python', 'go', 'java'] as const) expect(judgeIdentity({ ...named, ...noProfile, family }).kind).toBe('pass');
  });
});

describe('an access key id without its secret key', () => {
  const half = { environment: { AWS_ACCESS_KEY_ID: 'set', AWS_SECRET_ACCESS_KEY: '' }, credentials: { keys: 'half' } } as const;

  it('is where boto3 stops, whatever its instance has to give', () => {
    expect(judgeIdentity(half)).toMatchObject({
      kind: 'finding',
      reasons: [{ code: 'IDENTITY_UNUSABLE', expectedError: 'Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY' }],
    });
  });

  it.each(['node', 'go', 'java'] as const)('is passed over in %s', (family) => {
    expect(judgeIdentity({ ...half, family }).kind).toBe('pass');
    expect(judgeIdentity({ ...half, ...noProfile, family }).kind).toBe('finding');
  });
});
