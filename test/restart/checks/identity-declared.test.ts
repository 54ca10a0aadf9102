import { describe, expect, it } from 'vitest';
import { dayMs } from '../../../src/config/duration.ts';
import type { CredentialFile } from '../../../src/evidence/credential-evidence.ts';
import { identity } from '../../../src/restart/checks/identity.ts';
import { now } from '../scene.ts';
import { type IdentityParts, judgeIdentity, noProfile, subjectOf } from './identity-scene.ts';

describe('the files that a service is declared to prove itself with', () => {
  const declared = { roleIdFile: '/etc/web/role', secretIdFile: '/etc/web/secret' } as const;
  const role: CredentialFile = { named: 'roleIdFile', path: declared.roleIdFile, state: 'file', readable: 'yes' };
  const secret = (unusual: Partial<CredentialFile> = {}): CredentialFile => ({
    ...role,
    named: 'secretIdFile',
    path: declared.secretIdFile,
    ...unusual,
  });
  const judged = (unusual: Partial<CredentialFile> | undefined, parts: IdentityParts = {}) =>
    judgeIdentity({
      ...noProfile,
      endpoint: 'vault.corp.internal:8200',
      declared,
      credentials: { files: unusual === undefined ? [role] : [role, secret(unusual)] },
      ...parts,
    });

  it('pass where all are there and open, for any store', () => {
    expect(judged({})).toEqual({ kind: 'pass' });
    expect(judged({}, { endpoint: 'secretsmanager.eu-west-1.amazonaws.com:443' })).toEqual({ kind: 'pass' });
  });

  it.each<readonly [string, Partial<CredentialFile>, string | undefined, string]>([
    [
      'is not there',
      { state: 'missing' },
      "[Errno 2] No such file or directory: '/etc/web/secret'",
      'put a new secret id into /etc/web/secret',
    ],
    ['is closed', { readable: 'no', owner: 'root', mode: '0600' }, "[Errno 13] Permission denied: '/etc/web/secret'", 'chown'],
    ['has run out', { expiresAt: '2026-05-01T00:00:00Z' }, undefined, 'write a new token'],
  ])('fail the restart where one %s', (_, unusual, expectedError, remedy) => {
    const outcome = judged(unusual);
    expect(outcome).toMatchObject({ kind: 'finding', reasons: [{ code: 'IDENTITY_UNUSABLE', remedy: expect.stringContaining(remedy) }] });
    expect(outcome.kind === 'finding' ? outcome.reasons[0]?.expectedError : '').toBe(expectedError);
  });

  it('are told with the path alone where nobody knows what the program says', () => {
    for (const family of ['java', 'curl'] as const)
      expect(judged({ state: 'missing' }, { family })).toMatchObject({ reasons: [{ expectedError: '/etc/web/secret' }] });
  });

  it.each<readonly [string, Partial<CredentialFile> | undefined, IdentityParts]>([
    ['is not in the evidence', undefined, {}],
    ['was not looked at', { state: 'unknown', reason: 'permission denied' }, {}],
    ['may be closed', { readable: 'unknown' }, {}],
    [
      'may be brought by what is started first',
      { state: 'missing' },
      { evidence: { unit: { name: 'web.service', state: 'active', execStartPre: ['/bin/fetch'] } } },
    ],
    ['was looked for by no one', undefined, { credentials: 'not-looked-at' }],
  ])('are not known where one %s', (_, unusual, parts) => {
    expect(judged(unusual, parts).kind).toBe('unknown');
  });

  it('put the end of a token ahead', () => {
    const path = '/etc/web/token';
    const file: CredentialFile = { named: 'tokenFile', path, state: 'file', readable: 'yes', expiresAt: '2026-06-11T00:00:00Z' };
    const subject = subjectOf({ declared: { tokenFile: path }, credentials: { files: [file] }, endpoint: 'vault.corp.internal:8200' });
    expect(identity.changes?.(subject, { now, horizonMs: 30 * dayMs })).toMatchObject([
      { at: Date.parse('2026-06-11T00:00:00Z'), to: 'finding' },
    ]);
  });
});
