import type { SecretAccess } from '../../../src/credential-store/secret-access.ts';
import type { KnownSecret, SecretState } from '../../../src/credential-store/secret-state.ts';
import type { WorkloadEvidence } from '../../../src/evidence/host-evidence.ts';
import type { Host } from '../../../src/inventory/host.ts';
import type { Subject } from '../../../src/restart/check.ts';
import { judgeWorkload } from '../../../src/restart/judge-workload.ts';
import type { WorkloadVerdict } from '../../../src/restart/restart-verdict.ts';
import { current, moment, running, storeOf, trusting, workload } from '../scene.ts';

export const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf';
export const profile = 'arn:aws:iam::111122223333:instance-profile/web';

/** A secret with which nothing is wrong. */
export function known(unusual: Partial<KnownSecret> = {}): KnownSecret {
  return {
    id: 'prod/db',
    state: 'known',
    observedAt: '2026-06-01T00:00:00Z',
    arn,
    current: { version: 'v1', since: '2026-01-01T00:00:00Z' },
    ...unusual,
  };
}

/** What a test says beside the secrets. */
export interface SecretScene extends Partial<Pick<Subject, 'fetches' | 'observed'>> {
  readonly client?: string;
  /** Undefined: the secrets that are there. */
  readonly declared?: readonly (string | { readonly id: string; readonly store?: string })[];
  readonly evidence?: WorkloadEvidence;
  readonly access?: readonly SecretAccess[];
  readonly host?: Partial<Host>;
  readonly simulated?: boolean;
}

/** What judges a workload whose trust is in order and whose store has these secrets; undefined: none can be described. */
export function subjectWith(secrets: readonly SecretState[] | undefined, scene: SecretScene = {}): Subject {
  const view = storeOf({ served: [current.leaf] });
  const state = {
    ...view.state,
    ...(secrets === undefined ? {} : { secrets }),
    ...(scene.simulated === true ? { accessSimulated: true } : {}),
  };
  return {
    workload: workload({ evidence: scene.evidence ?? running('2026-03-01T00:00:00Z') }),
    store: { ...view, state },
    effective: trusting([current.root], {}, scene.client),
    host: {
      id: 'i-0123456789abcdef0',
      name: 'web-1',
      source: 'ec2',
      scope: '1/eu-west-1',
      services: ['web'],
      reach: 'remote',
      instanceProfile: profile,
      ...scene.host,
    },
    observed: scene.observed,
    declared: { name: 'web', secrets: [...(scene.declared ?? ['prod/db'])] },
    ...(scene.access === undefined ? {} : { access: scene.access }),
    ...(scene.fetches === undefined ? {} : { fetches: scene.fetches }),
  };
}

/** The verdict on it. */
export function judgeSecrets(secrets: readonly SecretState[] | undefined, scene: SecretScene = {}, at = moment): WorkloadVerdict {
  return judgeWorkload(subjectWith(secrets, scene), at);
}
