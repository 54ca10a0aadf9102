import { afterEach, expect, it, vi } from 'vitest';
import { checkTransports } from '../../src/cli/doctor-checks.ts';
import { planScan } from '../../src/cli/scan-plan.ts';
import { configSchema } from '../../src/config/config.ts';
import { documentContent } from '../../src/evidence/transports/ssm/document.ts';
import { packedProbe, packedRehearsal } from '../../src/evidence/transports/ssm/document-probe.ts';
import { startSsmStandIn } from '../fixtures/ssm/ssm-stand-in.ts';
import { stubAwsEnvironment } from '../inventory/aws-environment.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

async function documentsWith(content: string, ssm: object) {
  await using aws = await startSsmStandIn({ document: { name: 'ours', content }, nodes: [] });
  stubAwsEnvironment(aws.url);
  const config = configSchema.parse({
    stores: [{ name: 'a', endpoint: 'a', servedChain: { from: 'none' } }],
    inventory: [{ source: 'ec2', regions: ['eu-west-1'] }],
    collection: { ssm },
  });
  const checks = await checkTransports(await planScan({}, config, '/'), new AbortController().signal);
  return checks.filter(({ check }) => check.startsWith('document ') || check.startsWith('ssm:')).map(({ ok, check }) => `${ok} ${check}`);
}

it('doctor looks at the document of rehearsals where one is configured, and only there', async () => {
  const listed = 'true ssm:DescribeInstanceInformation';
  expect(await documentsWith(documentContent(packedProbe()), { document: 'ours' })).toEqual([listed, 'true document ours']);
  expect(await documentsWith(documentContent(packedRehearsal(), 'rehearsal'), { document: 'none', rehearsalDocument: 'ours' })).toEqual([
    listed,
    'false document none',
    'true document ours',
  ]);
  expect(await documentsWith(documentContent(packedProbe()), { document: 'ours', rehearsalDocument: 'not-ours' })).toEqual([
    listed,
    'true document ours',
    'false document not-ours',
  ]);
});
