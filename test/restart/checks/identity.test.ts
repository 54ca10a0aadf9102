import { describe, expect, it } from 'vitest';
import { dayMs } from '../../../src/config/duration.ts';
import type { CredentialFile } from '../../../src/evidence/credential-evidence.ts';
import { identity } from '../../../src/restart/checks/identity.ts';
import { judgeWorkload } from '../../../src/restart/judge-workload.ts';
import { moment, now } from '../scene.ts';
import { elsewhere, type IdentityParts, judgeIdentity, proofs, subjectOf } from './identity-scene.ts';

const tokenPath = '/var/run/token';
const named = { AWS_WEB_IDENTITY_TOKEN_FILE: tokenPath, AWS_ROLE_ARN: 'set' };
const keys = { environment: { AWS_ACCESS_KEY_ID: 'set', AWS_SECRET_ACCESS_KEY: 'set' }, credentials: { keys: 'whole' } } as const;
const container = (manager: 'ecs' | 'docker' | 'kubernetes') => ({ evidence: { container: { id: 'c1', manager } } }) as const;
function tokenFile(unusual: Partial<CredentialFile> = {}): CredentialFile {
  return {
    named: 'AWS_WEB_IDENTITY_TOKEN_FILE',
    path: tokenPath,
    state: 'file',
    readable: 'yes',
    owner: 'app',
    mode: '0400',
    expiresAt: '2027-06-01T00:00:00Z',
    ...unusual,
  };
}
const withToken = (unusual: Partial<CredentialFile> = {}, parts: IdentityParts = {}): IdentityParts => ({
  environment: named,
  ...parts,
  credentials: { files: [tokenFile(unusual)], ...(parts.credentials === 'not-looked-at' ? {} : parts.credentials) },
});
const given = (options: Readonly<Record<string, string>>) => ({ nextStart: { environment: {}, options } });
const noProfile = { without: ['instanceProfile'] } as const;
const off = { host: { metadataService: { endpoint: 'disabled', tokens: 'optional', hopLimit: 1 } } } as const;

describe('an instance without a profile', () => {
  it.each([
    ['python', undefined, 'Unable to locate credentials'],
    ['node', 'node-20', 'Could not load credentials from any providers'],
    ['java', 'java', 'Unable to load credentials from any of the providers in the chain'],
    ['go', 'aws-sdk-go-v2', 'no EC2 IMDS role found'],
    ['go', 'aws-sdk-go', 'NoCredentialProviders: no valid providers in chain'],
  ] as const)('gives a program in %s (%s) nothing', (family, client, expectedError) => {
    const outcome = judgeIdentity({ ...noProfile, family, ...(client === undefined ? {} : { client }) });
    expect(outcome).toMatchObject({
      kind: 'finding',
      reasons: [{ code: 'IDENTITY_UNUSABLE', severity: 'critical', expectedError, notThis: expect.any(String) }],
      fields: { latent: true },
    });
    expect(proofs(outcome)[0]).toMatch(/^i-1 has no instance profile/);
    expect(outcome).toMatchObject({ reasons: [{ remedy: expect.stringContaining('associate-iam-instance-profile --instance-id i-1') }] });
  });

  it('fails the restart, and waits for it while the process runs', () => {
    expect(judgeWorkload(subjectOf(noProfile), moment)).toMatchObject({ verdict: 'will-fail', latent: true });
    const { process: _gone, ...stopped } = subjectOf(noProfile).workload.evidence ?? {
      name: '',
      origin: 'process',
      nextStart: { environment: {}, options: {} },
    };
    const subject = subjectOf(noProfile);
    expect(identity.judge({ ...subject, workload: { ...subject.workload, evidence: stopped } }, moment)).toMatchObject({
      kind: 'finding',
      fields: { latent: false },
    });
  });

  it.each<readonly [string, IdentityParts]>([
    ['keys', keys],
    ['keys as properties', { family: 'java', client: 'java', evidence: given({ 'aws.accessKeyId': 'set', 'aws.secretAccessKey': 'set' }) }],
    ['shared files', { credentials: { sharedFiles: 'present' } }],
    ['the endpoint of a container', { environment: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: 'set' }, ...container('docker') }],
    ['that of a pod', { environment: { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'set' }, ...container('kubernetes') }],
    ['a token', withToken()],
  ])('is no matter to a program that has %s', (_, parts) => {
    expect(judgeIdentity({ ...noProfile, ...parts }).kind).toBe('pass');
  });

  it.each<readonly [string, IdentityParts, RegExp]>([
    ['the shared files may not be read', { credentials: { sharedFiles: 'unknown', reason: 'permission denied' } }, /permission denied/],
    [
      'its environment was not seen',
      { evidence: { missing: [{ fact: 'nextStart.environment', reason: 'the environment file is closed' }] } },
      /environment file is closed/,
    ],
    [
      'a variable does not look like what it names',
      { evidence: { missing: [{ fact: 'nextStart.environment.AWS_WEB_IDENTITY_TOKEN_FILE', reason: 'it is no path' }] } },
      /it is no path/,
    ],
    [
      'it has an id without a secret key, and its environment was not seen',
      {
        credentials: { keys: 'half' },
        evidence: { missing: [{ fact: 'nextStart.environment', reason: 'the environment file is closed' }] },
      },
      /environment file is closed/,
    ],
    ['its keys are those of a session, which ends', { ...keys, credentials: { keys: 'session' } }, /^AWS_SESSION_TOKEN is set/],
    ['what told of its keys is old', { environment: { AWS_ACCESS_KEY_ID: 'set' } }, /collect it anew/],
    [
      'what the shared files name is in doubt',
      { credentials: { sharedFiles: 'doubtful', reason: 'half of the keys' } },
      /half of the keys/,
    ],
    ['a file of boto is named', { environment: { BOTO_CONFIG: 'set' } }, /^BOTO_CONFIG names a file/],
    [
      'half of the properties are given',
      { family: 'java', client: 'java', evidence: given({ 'aws.accessKeyId': 'set' }) },
      /-Daws.secretAccessKey/,
    ],
    [
      'an endpoint is named outside of a container',
      { environment: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: 'set' } },
      /_RELATIVE_URI names where/,
    ],
    [
      'an endpoint is named by whoever started the container',
      { environment: { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'set' }, ...container('docker') },
      /_FULL_URI names where/,
    ],
    ['another metadata service is named', { environment: { AWS_EC2_METADATA_SERVICE_ENDPOINT: 'set' } }, /another metadata service/],
  ])('is not the last word where %s', (_, parts, reason) => {
    const outcome = judgeIdentity({ ...noProfile, ...parts });
    expect(outcome.kind).toBe('unknown');
    expect(proofs(outcome).join('\n')).toMatch(reason);
  });
});

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
    expect(judgeIdentity(withToken(unusual, { environment: { ...named, ...keys.environment }, credentials: keys.credentials })).kind).toBe(
      'pass',
    );
  });

  it.each<readonly [string, IdentityParts]>([
    ['was not looked at', withToken({ state: 'unknown', reason: 'the probe did not record it' })],
    ['may be closed to its user', withToken({ readable: 'unknown' })],
    ['is not in the evidence', { environment: named }],
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

describe('a token that is there', () => {
  it('is not known to be of use without its end, or without the role that it is for', () => {
    const { expiresAt: _end, ...endless } = tokenFile();
    const parts = { environment: named, credentials: { files: [endless] } };
    expect(proofs(judgeIdentity(parts))[0]).toMatch(/^until when the token in \/var\/run\/token/);
    expect(judgeIdentity(parts).kind).toBe('unknown');
    const { AWS_ROLE_ARN: _role, ...roleless } = named;
    expect(proofs(judgeIdentity(withToken({}, { environment: roleless })))[0]).toMatch(/AWS_ROLE_ARN was not seen/);
    expect(judgeIdentity(withToken({}, { environment: roleless })).kind).toBe('unknown');
  });

  it('comes behind what boto3 takes from the shared files', () => {
    const doubtful = withToken({}, { credentials: { sharedFiles: 'doubtful', reason: 'half of the keys' } });
    expect(judgeIdentity(doubtful).kind).toBe('unknown');
    expect(judgeIdentity({ ...doubtful, family: 'go' }).kind).toBe('pass');
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

describe('identity', () => {
  it.each<readonly [string, IdentityParts]>([
    ['nobody looked', { credentials: 'not-looked-at' }],
    ['the store is another one', { endpoint: 'vault.corp.internal:8200' }],
    ['the store is declared to be a Vault', { kind: 'vault' }],
    ['there is no SDK for the runtime', { family: 'curl' }],
    ['the program is that of Vault', { family: 'go', client: 'vault' }],
    ['the workload is a default client', { evidence: { origin: 'default-client' } }],
  ])('is no matter where %s', (_, parts) => {
    expect(judgeIdentity({ ...noProfile, ...parts })).toEqual({ kind: 'not-applicable' });
  });

  it.each([
    'secretsmanager-fips.us-gov-west-1.amazonaws.com:443',
    'secretsmanager.cn-north-1.amazonaws.com.cn:443',
    'vpce-0a1-b2c.secretsmanager.eu-west-1.vpce.amazonaws.com:443',
  ])('is one of AWS for %s', (endpoint) => {
    expect(judgeIdentity({ ...noProfile, endpoint }).kind).toBe('finding');
  });

  it('is one of AWS where the program, or the configuration, takes the store for Secrets Manager', () => {
    const endpoint = 'proxy.corp.internal:443';
    expect(judgeIdentity({ ...noProfile, endpoint, kind: 'secrets-manager' }).kind).toBe('finding');
    const names = (url: string) => ({ AWS_ENDPOINT_URL_SECRETS_MANAGER: url });
    expect(judgeIdentity({ ...noProfile, endpoint, environment: names('https://proxy.corp.internal') }).kind).toBe('finding');
    expect(judgeIdentity({ ...noProfile, endpoint, environment: names('https://other.corp.internal') }).kind).toBe('not-applicable');
  });
});

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
