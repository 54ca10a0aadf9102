import { secretCall } from '../secret-clients.ts';

/** The call that hands a secret out, as its header names it. */
export const getSecretValue = 'secretsmanager.GetSecretValue';

/**
 * What AWS answers instead of a secret where moto hands it out all the same: it lets a disabled key decrypt
 * (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html, DecryptionFailure). Undefined where there is nothing against it.
 */
export async function refusalOf(body: string, url: string): Promise<Readonly<Record<string, string>> | undefined> {
  const { SecretId: id } = JSON.parse(body) as { readonly SecretId: string };
  const { ARN: arn, KmsKeyId: key, Tags: tags } = await ask(url, 'secretsmanager', 'secretsmanager.DescribeSecret', { SecretId: id });
  if (isDenied(tags)) {
    const message = `User: ${who} is not authorized to perform: secretsmanager:GetSecretValue on resource: ${String(arn)} because no identity-based policy allows the secretsmanager:GetSecretValue action`;
    return { __type: 'AccessDeniedException', Message: message, message };
  }
  if (typeof key !== 'string') return undefined;
  const { KeyMetadata: state } = await ask(url, 'kms', 'TrentService.DescribeKey', { KeyId: key });
  if ((state as { readonly KeyState?: string } | undefined)?.KeyState === 'Enabled') return undefined;
  const message = "Secrets Manager can't decrypt the protected secret text using the provided AWS KMS key.";
  return { __type: 'DecryptionFailure', Message: message, message };
}

/** Tag of a secret that the role of the drill's instance may not read. */
export const deniedTag = 'drill-denied';
const who = 'arn:aws:sts::123456789012:assumed-role/drill/i-0123456789abcdef0';

/**
 * What IAM's simulation says of the secrets in the question, of which moto knows nothing
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html): those with the tag are denied by no policy that allows them.
 */
export async function simulationOf(body: string, url: string): Promise<string> {
  const secrets = [...new URLSearchParams(body)].filter(([name]) => name.startsWith('ResourceArns.member.')).map(([, arn]) => arn);
  const results = await Promise.all(
    secrets.map(async (arn) => {
      const { Tags: tags } = await ask(url, 'secretsmanager', 'secretsmanager.DescribeSecret', { SecretId: arn });
      const decision = isDenied(tags) ? 'implicitDeny' : 'allowed';
      return `<member><EvalResourceName>${arn}</EvalResourceName><EvalResourceDecision>${decision}</EvalResourceDecision></member>`;
    }),
  );
  const action = `<member><EvalActionName>secretsmanager:GetSecretValue</EvalActionName><EvalDecision>implicitDeny</EvalDecision><ResourceSpecificResults>${results.join('')}</ResourceSpecificResults></member>`;
  return `<SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult><IsTruncated>false</IsTruncated><EvaluationResults>${action}</EvaluationResults></SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>`;
}

function isDenied(tags: unknown): boolean {
  return Array.isArray(tags) && tags.some((tag: { readonly Key?: string }) => tag.Key === deniedTag);
}

async function ask(url: string, service: string, target: string, body: object): Promise<Readonly<Record<string, unknown>>> {
  const { headers } = secretCall('GetSecretValue');
  const authorization = headers.authorization.replace('/secretsmanager/', `/${service}/`);
  const answer = await fetch(url, {
    method: 'POST',
    headers: { ...headers, authorization, 'x-amz-target': target },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as Readonly<Record<string, unknown>>;
}
