import { describe, expect, it } from 'vitest';
import type { CredentialFile } from '../../../src/evidence/credential-evidence.ts';
import { elsewhere, type IdentityParts, judgeIdentity, noProfile, proofs, withToken } from './identity-scene.ts';

const off = { host: { metadataService: { endpoint: 'disabled', tokens: 'optional', hopLimit: 1 } } } as const;

describe('the metadata service', () => {
  it('is enough where it is on and has a profile to give', () => {
    expect(judgeIdentity({})).toEqual({ kind: 'pass' });
    expect(judgeIdentity({ environment: { AWS_ACCESS_KEY_ID: '' } })).toEqual({ kind: 'pass' });
  });

  it('gives nothing where it is switched off', () => {
    const outcome = judgeIdentity(off);
    expect(outcome.kind).toBe('finding');
    expect(proofs(outcome)).toEqual([expect.stringMatching(/^the metadata service of i-1 is switched off/)]);
    expect(proofs(judgeIdentity({ ...off, ...noProfile }))).toHaveLength(2);
  });

  it('is not known to be off while that is being changed', () => {
    const metadataService = { endpoint: 'disabled', tokens: 'optional', hopLimit: 1, pending: true } as const;
    expect(judgeIdentity({ host: { metadataService } }).kind).toBe('unknown');
    expect(judgeIdentity({ host: { metadataService }, ...noProfile }).kind).toBe('finding');
  });

  it.each([
    ['python', 'true', 'finding'],
    ['python', 'TRUE', 'finding'],
    ['python', '1', 'pass'],
    ['node', '1', 'finding'],
    ['node', 'False', 'finding'],
    ['node', 'false', 'pass'],
    ['go', '', 'pass'],
  ] as const)('is kept from a program in %s by AWS_EC2_METADATA_DISABLED=%s: %s', (family, value, kind) => {
    expect(judgeIdentity({ family, environment: { AWS_EC2_METADATA_DISABLED: value } }).kind).toBe(kind);
  });

  it('is kept from a program by a variable on any machine', () => {
    const outcome = judgeIdentity({ host: elsewhere, without: ['metadataService'], environment: { AWS_EC2_METADATA_DISABLED: 'true' } });
    expect(outcome.kind).toBe('finding');
  });

  it.each<readonly [string, IdentityParts, string]>([
    ['has a network of its own behind a bridge', { credentials: { network: 'own' } }, 'finding'],
    ['has the network of the host', { credentials: { network: 'host' } }, 'pass'],
    ['may have either', {}, 'unknown'],
    [
      'is of ECS, whose tasks may have an interface of their own',
      { credentials: { network: 'own' }, evidence: { container: { id: 'c1', manager: 'ecs' } } },
      'unknown',
    ],
    [
      'needs no token',
      { credentials: { network: 'own' }, host: { metadataService: { endpoint: 'enabled', tokens: 'optional', hopLimit: 1 } } },
      'pass',
    ],
    [
      'is near enough',
      { credentials: { network: 'own' }, host: { metadataService: { endpoint: 'enabled', tokens: 'required', hopLimit: 2 } } },
      'pass',
    ],
  ])('answers a container that %s: %s', (_, parts, kind) => {
    const container = { id: 'c1', manager: 'docker' } as const;
    const outcome = judgeIdentity({ ...parts, evidence: { container, ...parts.evidence } });
    expect(outcome.kind).toBe(kind);
    const remedies = outcome.kind === 'finding' ? outcome.reasons.map(({ remedy }) => remedy?.includes('hop-limit 2')) : [];
    expect(remedies).toEqual(kind === 'finding' ? [true] : []);
  });
});

describe('where nobody tells of an instance', () => {
  const nowhere = { host: elsewhere, without: ['metadataService', 'instanceProfile'] } as const;

  it('is unknown where every place is empty, and says what to declare', () => {
    const outcome = judgeIdentity(nowhere);
    expect(outcome.kind).toBe('unknown');
    expect(proofs(outcome)[0]).toMatch(/Unable to locate credentials.*declare that file \(identity: \{ tokenFile: PATH \}\)/);
    const declared = { tokenFile: '/etc/web/app.yaml' };
    const file: CredentialFile = { named: 'tokenFile', path: declared.tokenFile, state: 'file', readable: 'yes' };
    expect(judgeIdentity({ ...nowhere, declared, credentials: { files: [file] } }).kind).toBe('pass');
  });

  it.each<readonly [string, IdentityParts]>([
    ['its machine says that it is an instance', { credentials: { instance: true } }],
    ['a place was not seen', { credentials: { sharedFiles: 'unknown', reason: 'permission denied' } }],
  ])('passes where %s, and says that it was not seen', (_, parts) => {
    expect(judgeIdentity({ ...nowhere, ...parts })).toMatchObject({
      kind: 'pass',
      reasons: [{ code: 'UNKNOWN_EVIDENCE', severity: 'info' }],
    });
  });

  it.each<readonly [string, IdentityParts]>([
    ['a file of boto is named', { environment: { BOTO_CONFIG: 'set' } }],
    ['a token of no use is named', withToken({ state: 'missing' }, { family: 'java', client: 'java' })],
  ])('is unknown where %s', (_, parts) => {
    expect(judgeIdentity({ ...nowhere, credentials: { instance: true }, ...parts }).kind).toBe('unknown');
  });
});
