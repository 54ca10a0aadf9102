import type { Ec2Inventory } from '../config/config.ts';
import type { AwsFailure } from './aws-failure.ts';
import { describeAwsFailure, NotAwsAnswer } from './aws-failure.ts';
import { awsLimits, callSignal } from './aws-limits.ts';
import type { AwsClientConfig } from './aws-session.ts';
import { awsClientConfig } from './aws-session.ts';
import type { ListingContext } from './inventory-source.ts';

/** One entry of `accounts` in the configuration: a role to assume, or the ambient credentials where it names none. */
export type AccountDeclaration = NonNullable<Ec2Inventory['accounts']>[number];

/** Stands in scopes for the account of the ambient credentials as long as it is not known. */
export const ambientAccount = 'ambient-account';

/** The accounts that a declaration names: without any, the one of the ambient credentials. */
export function declaredAccounts(declaration: Ec2Inventory): readonly AccountDeclaration[] {
  return declaration.accounts ?? [{}];
}

/** Account id as far as it is known without a call: the one in the role's ARN. */
export function accountScope(account: AccountDeclaration): string {
  return account.roleArn?.split(':')[4] ?? ambientAccount;
}

const identityAttempts = 2;

/** An account that can be asked, or why it cannot. */
export type OpenedAccount =
  | {
      readonly kind: 'open';
      /** Account id; undefined where STS does not answer, then instances tell it. */
      readonly id: string | undefined;
      readonly scope: string;
      /** Whose credentials they are; undefined where STS does not answer. */
      readonly arn: string | undefined;
      readonly config: AwsClientConfig;
      /** What STS said instead of an identity; the account can still be listed. */
      readonly remark?: string;
    }
  | { readonly kind: 'closed'; readonly scope: string; readonly action: string; readonly failure: AwsFailure };

/**
 * Fetches credentials for an account (assuming its role) and asks STS whose they are. Credentials that STS rejects close the account;
 * an STS that cannot be reached does not, since EC2 may have an endpoint in the network where STS has none.
 */
export async function openAccount(account: AccountDeclaration, context: ListingContext): Promise<OpenedAccount> {
  const scope = accountScope(account);
  const limits = context.awsLimits ?? awsLimits;
  const config = await awsClientConfig(account, limits);
  try {
    await config.credentials();
  } catch (error) {
    const action = account.roleArn === undefined ? 'credentials' : 'sts:AssumeRole';
    const target = account.roleArn === undefined ? 'loading credentials' : `sts:AssumeRole of ${account.roleArn}`;
    return { kind: 'closed', scope, action, failure: describeAwsFailure(error, target) };
  }
  const action = 'sts:GetCallerIdentity';
  try {
    const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
    const region = config.region ?? 'us-east-1';
    // A courtesy question: where it needs many attempts, the listing goes on without its answer.
    const client = new STSClient({ ...config, region, maxAttempts: Math.min(limits.attempts, identityAttempts) });
    const answer = await client.send(new GetCallerIdentityCommand({}), { abortSignal: callSignal(limits, context.signal) });
    if (answer.Account === undefined) throw new NotAwsAnswer(answer);
    return { kind: 'open', id: answer.Account, scope: answer.Account, arn: answer.Arn, config };
  } catch (error) {
    const failure = describeAwsFailure(error, action);
    if (failure.kind === 'credentials') return { kind: 'closed', scope, action, failure };
    const id = scope === ambientAccount ? undefined : scope;
    return { kind: 'open', id, scope, arn: undefined, config, remark: failure.reason };
  }
}
