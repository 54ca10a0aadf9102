import type { IAMClient, SimulatePolicyResponse } from '@aws-sdk/client-iam';
import pLimit from 'p-limit';
import { toInstant } from '../../config/instant.ts';
import { NotAwsAnswer } from '../../inventory/aws-failure.ts';
import { awsLimits, callSignal } from '../../inventory/aws-limits.ts';
import { type AwsAccess, awsClientConfig, describeAwsFailure } from '../../inventory/aws-session.ts';
import type { SecretAccess } from '../secret-access.ts';

/** IAM actions that this source needs: the roles of hosts are looked up, and their policies asked about one action. */
export const requiredActions = ['iam:GetInstanceProfile', 'iam:SimulatePrincipalPolicy'] as const;

/** What a service on a host must be allowed to do. */
const readAction = 'secretsmanager:GetSecretValue';

/** Roles that are asked about at once: IAM throttles sooner than other services. Our choice. */
const concurrency = 2;
/** Pages of one answer. Our choice: a page holds the answers about a hundred secrets. */
const mostPages = 20;

/** One instance profile and the ARNs of the secrets that services on its hosts read. */
export interface AccessQuestion {
  readonly instanceProfile: string;
  readonly secrets: readonly string[];
}

/** What asking needs from outside. */
export interface AccessContext {
  /** Epoch ms. */
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
  /** With whose eyes the account of a profile is looked at. */
  readonly accessTo: (account: string) => AwsAccess;
}

/**
 * IAM's simulation for each role and secret (https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html): the policies of the role with
 * its boundary and those of the organisation, without conditions that need a real call and without the policy of the secret. What cannot be asked is
 * unknown with the reason. Throws only the reason of an aborted `signal`.
 */
export async function simulateAccess(questions: readonly AccessQuestion[], context: AccessContext): Promise<readonly SecretAccess[]> {
  const clients = new Map<string, Promise<IAMClient>>();
  const limit = pLimit(concurrency);
  const clientFor = (account: string): Promise<IAMClient> => {
    const client = clients.get(account) ?? connect(context.accessTo(account));
    clients.set(account, client);
    return client;
  };
  try {
    const answers = await Promise.all(questions.map((question) => limit(ask, question, clientFor, context)));
    context.signal?.throwIfAborted();
    return answers.flat();
  } finally {
    for (const client of clients.values()) (await client).destroy();
  }
}

async function connect(access: AwsAccess): Promise<IAMClient> {
  const { IAMClient: Client } = await import('@aws-sdk/client-iam');
  const config = await awsClientConfig(access);
  // IAM is one for a partition, and any of its regions leads there
  return new Client({ ...config, region: config.region ?? 'us-east-1' });
}

async function ask(
  { instanceProfile, secrets }: AccessQuestion,
  clientFor: (account: string) => Promise<IAMClient>,
  context: AccessContext,
): Promise<readonly SecretAccess[]> {
  const base = { instanceProfile, observedAt: toInstant(context.now()) };
  const unknown = (reason: string, role?: string) =>
    secrets.map((secret): SecretAccess => ({ ...base, secret, decision: 'unknown', reason, ...(role === undefined ? {} : { role }) }));
  const profile = /^arn:[^:]*:iam::(\d*):instance-profile\/(?:.*\/)?([^/]+)$/.exec(instanceProfile);
  if (profile === null) return unknown('its instance profile has no ARN that can be read');
  const [, account = '', name = ''] = profile;
  const options = () => ({ abortSignal: callSignal(awsLimits, context.signal) });
  const { GetInstanceProfileCommand, SimulatePrincipalPolicyCommand } = await import('@aws-sdk/client-iam');
  let role: string | undefined;
  try {
    const client = await clientFor(account);
    const found = await client.send(new GetInstanceProfileCommand({ InstanceProfileName: name }), options());
    if (found.InstanceProfile === undefined) throw new NotAwsAnswer(found);
    role = found.InstanceProfile.Roles?.[0]?.Arn;
    if (role === undefined) return unknown(`instance profile ${name} has no role`);
  } catch (error) {
    return unknown(describeAwsFailure(error, 'iam:GetInstanceProfile').reason);
  }
  try {
    const client = await clientFor(account);
    const results: NonNullable<SimulatePolicyResponse['EvaluationResults']> = [];
    let marker: string | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const request = {
        PolicySourceArn: role,
        ActionNames: [readAction],
        ResourceArns: [...secrets],
        ...(marker === undefined ? {} : { Marker: marker }),
      };
      const answer = await client.send(new SimulatePrincipalPolicyCommand(request), options());
      if (answer.EvaluationResults === undefined) throw new NotAwsAnswer(answer);
      results.push(...answer.EvaluationResults);
      marker = answer.IsTruncated === true ? answer.Marker : undefined;
      if (marker === undefined) break;
    }
    const asRole = role;
    return secrets.map((secret): SecretAccess => ({ ...base, secret, role: asRole, ...decisionOn(secret, results, secrets.length === 1) }));
  } catch (error) {
    return unknown(describeAwsFailure(error, 'iam:SimulatePrincipalPolicy').reason, role);
  }
}

const decisions: Readonly<Record<string, SecretAccess['decision']>> = {
  allowed: 'allowed',
  implicitDeny: 'implicit-deny',
  explicitDeny: 'explicit-deny',
};

// Answers stand below each action by resource; older ones name the resource at the top, and of one resource the top is the answer
function decisionOn(
  secret: string,
  results: NonNullable<SimulatePolicyResponse['EvaluationResults']>,
  only: boolean,
): Pick<SecretAccess, 'decision' | 'missingContext' | 'reason'> {
  const below = results
    .flatMap(({ ResourceSpecificResults }) => ResourceSpecificResults ?? [])
    .find((one) => one.EvalResourceName === secret);
  const top = results.find((one) => one.EvalResourceName === secret) ?? (only ? results[0] : undefined);
  const said = below?.EvalResourceDecision ?? top?.EvalDecision;
  const decision = decisions[said ?? ''];
  if (decision === undefined) return { decision: 'unknown', reason: 'iam:SimulatePrincipalPolicy says nothing about it' };
  const missing = [...new Set([...(below?.MissingContextValues ?? []), ...(top?.MissingContextValues ?? [])])];
  return { decision, ...(missing.length === 0 ? {} : { missingContext: missing }) };
}
