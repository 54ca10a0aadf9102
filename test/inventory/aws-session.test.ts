import { writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { awsLimits } from '../../src/inventory/aws-limits.ts';
import { awsClientConfig, configuredRegion, describeAwsFailure } from '../../src/inventory/aws-session.ts';
import { stubAwsEnvironment } from './aws-environment.ts';
import { startAwsStandIn, stsAnswer } from './aws-stand-in.ts';
import { temporaryFolder } from './temporary-folder.ts';

const nowhere = 'http://127.0.0.1:1';
const noKeys = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('configuredRegion', () => {
  it('prefers AWS_REGION, then AWS_DEFAULT_REGION', async () => {
    stubAwsEnvironment(nowhere, { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' });
    expect(await configuredRegion()).toBe('eu-west-1');
    vi.stubEnv('AWS_REGION', undefined);
    expect(await configuredRegion()).toBe('eu-west-2');
  });

  it('reads the region of the profile', async () => {
    const file = path.join(await temporaryFolder(), 'config');
    await writeFile(file, '[default]\nregion = eu-north-1\n[profile audit]\nregion = ap-south-1\n');
    stubAwsEnvironment(nowhere, { AWS_REGION: undefined, AWS_CONFIG_FILE: file, AWS_PROFILE: 'audit' });
    expect(await configuredRegion()).toBe('ap-south-1');
  });

  it('is undefined where nothing is configured', async () => {
    stubAwsEnvironment(nowhere, { AWS_REGION: undefined });
    expect(await configuredRegion()).toBeUndefined();
  });
});

describe('awsClientConfig', () => {
  it('assumes a role with its external id, once for all who ask', async () => {
    await using standIn = await startAwsStandIn(stsAnswer);
    stubAwsEnvironment(standIn.url);
    const config = await awsClientConfig({ region: 'eu-west-1', roleArn: 'arn:aws:iam::222222222222:role/audit', externalId: 'x1' });
    const [first, second] = await Promise.all([config.credentials(), config.credentials()]);
    expect(first.accessKeyId).toBe('ASIA222222222222');
    expect(second).toBe(first);
    expect(await config.credentials()).toBe(first);
    expect(standIn.calls.map((call) => [call.action, call.region, call.parameters.get('ExternalId')])).toEqual([
      ['AssumeRole', 'eu-west-1', 'x1'],
    ]);
  });

  it('tries again after a failure instead of keeping it', async () => {
    let refuse = true;
    await using standIn = await startAwsStandIn((call) => (refuse ? { status: 400, body: '' } : stsAnswer(call)));
    stubAwsEnvironment(standIn.url);
    const config = await awsClientConfig({ region: 'eu-west-1', roleArn: 'arn:aws:iam::222222222222:role/audit' });
    await expect(config.credentials()).rejects.toThrow('Unknown');
    refuse = false;
    expect((await config.credentials()).accessKeyId).toBe('ASIA222222222222');
  });

  it('takes a region of the partition of the role where none is configured', async () => {
    stubAwsEnvironment(nowhere, { AWS_REGION: undefined });
    expect(await awsClientConfig({ roleArn: 'arn:aws-us-gov:iam::222222222222:role/audit' })).toMatchObject({ region: 'us-gov-west-1' });
    expect(await awsClientConfig({})).not.toHaveProperty('region');
  });

  it('says that there are no credentials where nobody gives any', async () => {
    stubAwsEnvironment(nowhere, noKeys);
    const config = await awsClientConfig({ region: 'eu-west-1' });
    const error: unknown = await config.credentials().catch((caught: unknown) => caught);
    expect(describeAwsFailure(error, 'loading credentials')).toMatchObject({
      kind: 'credentials',
      reason: expect.stringMatching(
        /^loading credentials failed: no usable AWS credentials \(.*\); set AWS_PROFILE, or log in \(aws sso login\)$/,
      ),
    });
  });

  it('gives up on a metadata service that accepts connections and never answers', async () => {
    const asked: (string | undefined)[] = [];
    const server = http.createServer((request) => {
      asked.push(request.url);
    });
    await new Promise<void>((listening) => {
      server.listen(0, '127.0.0.1', listening);
    });
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    stubAwsEnvironment(nowhere, { ...noKeys, AWS_EC2_METADATA_DISABLED: undefined, AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint });
    const config = await awsClientConfig({ region: 'eu-west-1' }, { ...awsLimits, metadataMs: 100 });
    await expect(config.credentials()).rejects.toThrow(/credentials|metadata/i);
    expect(asked).toContain('/latest/api/token');
    server.closeAllConnections();
    server.close();
  });

  it('gives up on a credential process that never ends', async () => {
    const file = path.join(await temporaryFolder(), 'config');
    await writeFile(file, '[profile slow]\ncredential_process = sleep 2\n');
    stubAwsEnvironment(nowhere, { ...noKeys, AWS_CONFIG_FILE: file, AWS_PROFILE: 'slow' });
    const config = await awsClientConfig({ region: 'eu-west-1' }, { ...awsLimits, credentialsMs: 200 });
    await expect(config.credentials()).rejects.toThrow('no credentials within 200 ms');
  });
});
