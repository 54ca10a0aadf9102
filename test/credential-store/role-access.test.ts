import { afterEach, describe, expect, it, vi } from 'vitest';
import { simulateAccess } from '../../src/credential-store/sources/role-access.ts';
import { type Answer, type AwsStandIn, awsStandIn } from './aws-stand-in.ts';

const profile = 'arn:aws:iam::111122223333:instance-profile/path/web';
const role = 'arn:aws:iam::111122223333:role/web';
const [a, b] = ['a', 'b'].map((name) => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}-AbCdEf`) as [string, string];
const now = (): number => Date.parse('2026-06-01T00:00:00Z');

let standIn: AwsStandIn | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await standIn?.stop();
});

const named = {
  xml: `<GetInstanceProfileResponse><GetInstanceProfileResult><InstanceProfile><Roles><member><Arn>${role}</Arn><RoleName>web</RoleName></member></Roles></InstanceProfile></GetInstanceProfileResult></GetInstanceProfileResponse>`,
};
const simulated = (results: string, more = '<IsTruncated>false</IsTruncated>') => ({
  xml: `<SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult>${more}<EvaluationResults>${results}</EvaluationResults></SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>`,
});
const below = (secret: string, decision: string, missing = '') =>
  `<member><EvalResourceName>${secret}</EvalResourceName><EvalResourceDecision>${decision}</EvalResourceDecision>${missing}</member>`;

async function ask(answers: Readonly<Record<string, Answer>>, secrets: readonly string[] = [a]) {
  const requests: Readonly<Record<string, unknown>>[] = [];
  standIn = await awsStandIn((action, fields) => {
    requests.push(fields);
    return answers[action] ?? 'InvalidAction';
  });
  const found = await simulateAccess([{ instanceProfile: profile, secrets }], { now, accessTo: () => ({ region: 'eu-west-1' }) });
  return { found, requests };
}

describe('IAM about the role of a host', () => {
  it('is asked for GetSecretValue on each secret, and answers below the action', async () => {
    const results = `<member><EvalActionName>secretsmanager:GetSecretValue</EvalActionName><EvalDecision>explicitDeny</EvalDecision><ResourceSpecificResults>${below(a, 'allowed')}${below(b, 'implicitDeny', '<MissingContextValues><member>aws:SourceVpce</member></MissingContextValues>')}</ResourceSpecificResults></member>`;
    const { found, requests } = await ask({ GetInstanceProfile: named, SimulatePrincipalPolicy: simulated(results) }, [a, b]);
    expect(found).toEqual([
      { instanceProfile: profile, observedAt: '2026-06-01T00:00:00Z', secret: a, role, decision: 'allowed' },
      {
        instanceProfile: profile,
        observedAt: '2026-06-01T00:00:00Z',
        secret: b,
        role,
        decision: 'implicit-deny',
        missingContext: ['aws:SourceVpce'],
      },
    ]);
    expect(requests[0]).toMatchObject({ InstanceProfileName: 'web' });
    expect(requests[1]).toMatchObject({
      PolicySourceArn: role,
      'ActionNames.member.1': 'secretsmanager:GetSecretValue',
      'ResourceArns.member.2': b,
    });
  });

  it('may answer at the top, where the resource is named or the only one', async () => {
    const top = `<member><EvalActionName>secretsmanager:GetSecretValue</EvalActionName><EvalResourceName>${a}</EvalResourceName><EvalDecision>explicitDeny</EvalDecision></member>`;
    expect((await ask({ GetInstanceProfile: named, SimulatePrincipalPolicy: simulated(top) })).found).toMatchObject([
      { decision: 'explicit-deny' },
    ]);
    await standIn?.stop();
    const template = top.replace(a, '*');
    expect((await ask({ GetInstanceProfile: named, SimulatePrincipalPolicy: simulated(template) })).found).toMatchObject([
      { decision: 'explicit-deny' },
    ]);
    await standIn?.stop();
    // of two secrets that answer is about neither
    const two = (await ask({ GetInstanceProfile: named, SimulatePrincipalPolicy: simulated(template) }, [a, b])).found;
    expect(two.map(({ decision }) => decision)).toEqual(['unknown', 'unknown']);
  });

  it('is unknown where the auditor may not ask, with the action', async () => {
    expect((await ask({ GetInstanceProfile: 'AccessDenied' })).found).toMatchObject([
      { decision: 'unknown', reason: 'iam:GetInstanceProfile denied (AccessDenied): not for you' },
    ]);
    await standIn?.stop();
    expect((await ask({ GetInstanceProfile: named, SimulatePrincipalPolicy: 'AccessDenied' })).found).toMatchObject([
      { decision: 'unknown', role, reason: 'iam:SimulatePrincipalPolicy denied (AccessDenied): not for you' },
    ]);
  });

  it('is unknown of a profile without a role or without an ARN', async () => {
    const empty = { xml: named.xml.replace(/<Roles>.*<\/Roles>/, '<Roles></Roles>') };
    expect((await ask({ GetInstanceProfile: empty })).found).toMatchObject([
      { decision: 'unknown', reason: 'instance profile web has no role' },
    ]);
    const [odd] = await simulateAccess([{ instanceProfile: 'web', secrets: [a] }], { now, accessTo: () => ({}) });
    expect(odd).toMatchObject({ decision: 'unknown' });
  });
});
