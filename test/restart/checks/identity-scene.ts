import { profileNamed } from '../../../src/clients/registry.ts';
import { dayMs } from '../../../src/config/duration.ts';
import type { CredentialFile, CredentialSources } from '../../../src/evidence/credential-evidence.ts';
import type { WorkloadEvidence } from '../../../src/evidence/host-evidence.ts';
import type { RuntimeFamily } from '../../../src/evidence/runtime.ts';
import type { Host } from '../../../src/inventory/host.ts';
import type { Outcome, Subject } from '../../../src/restart/check.ts';
import { identity } from '../../../src/restart/checks/identity.ts';
import { moment, storeOf, trusting, workload } from '../scene.ts';

const instance: Host = {
  id: 'i-1',
  name: 'i-1',
  source: 'ec2',
  scope: '111122223333/eu-west-1',
  services: ['web'],
  reach: 'remote',
  instanceProfile: 'arn:aws:iam::111122223333:instance-profile/web',
  metadataService: { endpoint: 'enabled', tokens: 'required', hopLimit: 1 },
};
/** A host that no inventory of EC2 tells of. */
export const elsewhere: Host = { id: 'h', name: 'h', source: 'hosts-file', scope: 'hosts.yaml', services: [], reach: 'remote' };

/** What a test says of a workload on an instance that has all that an SDK needs. */
export interface IdentityParts {
  readonly host?: Partial<Host>;
  readonly without?: readonly (keyof Host)[];
  readonly family?: RuntimeFamily;
  readonly client?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly credentials?: Partial<CredentialSources> | 'not-looked-at';
  readonly evidence?: Partial<WorkloadEvidence>;
  readonly endpoint?: string;
  readonly kind?: 'vault' | 'secrets-manager';
  readonly declared?: NonNullable<Subject['declared']>['identity'];
}

/** The subject of the parts: a service of an instance that fetches from Secrets Manager. */
export function subjectOf(parts: IdentityParts): Subject {
  const { family = 'python', credentials = {}, environment = {}, endpoint = 'secretsmanager.eu-west-1.amazonaws.com:443' } = parts;
  const host = Object.fromEntries(
    Object.entries({ ...instance, ...parts.host }).filter(([key]) => parts.without?.includes(key as keyof Host) !== true),
  ) as Host;
  const evidence: WorkloadEvidence = {
    name: 'web',
    origin: 'systemd-unit',
    process: { startedAt: '2026-03-01T00:00:00Z' },
    runtime: { family, version: '3.11.7' },
    nextStart: { environment, options: {} },
    ...(credentials === 'not-looked-at' ? {} : { credentials: { sharedFiles: 'absent', files: [], ...credentials } }),
    ...parts.evidence,
  };
  const store = storeOf({});
  const kind = parts.kind === undefined ? {} : { kind: parts.kind };
  const state = { ...store.state, ...kind, endpoint, names: [endpoint.replace(/:\d+$/, '')] };
  const client = profileNamed(parts.client ?? '') === undefined ? 'boto3' : parts.client;
  return {
    workload: workload({ evidence }),
    store: { ...store, state },
    effective: trusting([], {}, client),
    host,
    declared: parts.declared === undefined ? undefined : { name: 'web', identity: parts.declared },
  };
}

/** What the check makes of them. */
export function judgeIdentity(parts: IdentityParts, now = moment.now): Outcome {
  return identity.judge(subjectOf(parts), { now, horizonMs: 30 * dayMs });
}

/** The proofs of an outcome, in order. */
export function proofs(outcome: Outcome): readonly string[] {
  return outcome.kind === 'not-applicable' ? [] : (outcome.reasons ?? []).map(({ proof }) => proof.summary);
}

/** An instance to which the inventory gives none. */
export const noProfile = { without: ['instanceProfile'] } as const;
/** Where the token of a web identity lies. */
export const tokenPath = '/var/run/token';
/** The variables that name it and its role. */
export const tokenVariables = { AWS_WEB_IDENTITY_TOKEN_FILE: tokenPath, AWS_ROLE_ARN: 'set' };
/** Keys in the environment, whole. */
export const keys = { environment: { AWS_ACCESS_KEY_ID: 'set', AWS_SECRET_ACCESS_KEY: 'set' }, credentials: { keys: 'whole' } } as const;
/** A workload in a container of that manager. */
export const container = (manager: 'ecs' | 'docker' | 'kubernetes') => ({ evidence: { container: { id: 'c1', manager } } }) as const;

/** The token's file, with nothing wrong but what is told. */
export function tokenFile(unusual: Partial<CredentialFile> = {}): CredentialFile {
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

/** A program that is given that token. */
export const withToken = (unusual: Partial<CredentialFile> = {}, parts: IdentityParts = {}): IdentityParts => ({
  environment: tokenVariables,
  ...parts,
  credentials: { files: [tokenFile(unusual)], ...(parts.credentials === 'not-looked-at' ? {} : parts.credentials) },
});
