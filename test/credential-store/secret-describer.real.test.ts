import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CreateKeyCommand, DisableKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { profileNamed } from '../../src/clients/registry.ts';
import { storeSchema } from '../../src/config/config.ts';
import { observeStore } from '../../src/credential-store/observe-store.ts';
import type { SecretState } from '../../src/credential-store/secret-state.ts';
import { errorOfRefusal, type SecretRefusal } from '../../src/restart/checks/secret-errors.ts';
import { describeWith, findProgram } from '../require.ts';
import { awsEnvironment } from './aws-environment.ts';
import { freePort, program, scratch } from './servers.ts';

const run = promisify(execFile);
const planted = 'hunter2-the-value';
const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' };

afterEach(() => vi.unstubAllEnvs());

describeWith(['moto_server', 'python3'], 'the secrets of services in Secrets Manager (moto)', () => {
  const home = scratch();
  let stop = async (): Promise<void> => {};
  let endpoint = '';
  let secrets: SecretsManagerClient;
  let keys: KMSClient;
  beforeAll(async () => {
    const port = await freePort();
    // pyenv's shims need a HOME.
    ({ stop } = await program('moto_server', ['-H', '127.0.0.1', '-p', String(port)], port, { HOME: process.env['HOME'] ?? home.folder }));
    endpoint = `http://127.0.0.1:${port}`;
    secrets = new SecretsManagerClient({ region: 'eu-west-1', endpoint, credentials });
    keys = new KMSClient({ region: 'eu-west-1', endpoint, credentials });
  });
  beforeEach(() => awsEnvironment(endpoint));
  afterAll(async () => {
    secrets.destroy();
    keys.destroy();
    await stop();
    home.remove();
  });

  const store = storeSchema.parse({
    name: 'aws',
    endpoint: 'secretsmanager.eu-west-1.amazonaws.com',
    servedChain: { from: 'none' },
    aws: { simulate: true },
  });
  async function states(...ids: string[]): Promise<readonly SecretState[]> {
    const { state } = await observeStore(store, { now: Date.now, timeoutMs: 1000, baseDirectory: '/', secrets: ids });
    expect(JSON.stringify(state)).not.toContain(planted);
    expect(state.accessSimulated).toBe(true);
    return state.secrets ?? [];
  }
  const make = (Name: string, KmsKeyId?: string) =>
    secrets.send(new CreateSecretCommand({ Name, SecretString: planted, ...(KmsKeyId === undefined ? {} : { KmsKeyId }) }));
  const key = async () => (await keys.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? '';

  it('are known with the date of their current version, in the order in which they are asked for', async () => {
    const { VersionId, ARN } = await make('fresh');
    const [fresh, none] = await states('fresh', 'none');
    expect(fresh).toMatchObject({ id: 'fresh', state: 'known', arn: ARN, current: { version: VersionId }, policy: 'none' });
    expect((fresh as { current: { since: string } }).current.since).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
    expect(none).toMatchObject({ id: 'none', state: 'missing', region: 'eu-west-1' });
  });

  it('have a pending version while a rotation is under way, and none when it has ended', async () => {
    await make('rotating');
    const { VersionId } = await secrets.send(
      new PutSecretValueCommand({ SecretId: 'rotating', SecretString: planted, VersionStages: ['AWSPENDING'] }),
    );
    expect(await states('rotating')).toMatchObject([{ pending: { version: VersionId } }]);
    const [before] = await states('rotating');
    const old = before?.state === 'known' ? before.current?.version : undefined;
    await secrets.send(
      new UpdateSecretVersionStageCommand({
        SecretId: 'rotating',
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: VersionId,
        RemoveFromVersionId: old,
      }),
    );
    const [after] = await states('rotating');
    expect(after).toMatchObject({ current: { version: VersionId } });
    expect(after).not.toHaveProperty('pending');
  });

  it('are scheduled for deletion from the request on', async () => {
    await make('leaving');
    await secrets.send(new DeleteSecretCommand({ SecretId: 'leaving' }));
    expect(await states('leaving')).toMatchObject([{ state: 'known', deletedDate: expect.any(String) }]);
  });

  it('lie under keys whose state is asked for', async () => {
    const [works, disabled, leaving] = [await key(), await key(), await key()];
    await keys.send(new DisableKeyCommand({ KeyId: disabled }));
    await keys.send(new ScheduleKeyDeletionCommand({ KeyId: leaving, PendingWindowInDays: 7 }));
    await make('under-works', works);
    await make('under-disabled', disabled);
    await make('under-leaving', leaving);
    expect(await states('under-works', 'under-disabled', 'under-leaving', 'fresh')).toMatchObject([
      { key: { id: works, keyState: 'Enabled' } },
      { key: { id: disabled, keyState: 'Disabled' } },
      { key: { id: leaving, keyState: 'PendingDeletion', deletionDate: expect.any(String) } },
      { state: 'known' },
    ]);
  });

  const fetched = 'import boto3,sys; boto3.client("secretsmanager").get_secret_value(SecretId=sys.argv[1])';
  async function boto3Says(id: string): Promise<string> {
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? home.folder,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_DEFAULT_REGION: 'eu-west-1',
    };
    const said = await run(findProgram('python3') ?? '', ['-c', fetched, id], { env }).catch((error: { stderr: string }) => error);
    return said.stderr;
  }
  async function javaScriptSays(id: string): Promise<string> {
    const said: unknown = await secrets.send(new GetSecretValueCommand({ SecretId: id })).catch((error: unknown) => error);
    return String(said);
  }

  it.each<[SecretRefusal, string]>([
    ['missing', 'none'],
    ['deleted', 'gone'],
    ['no-value', 'empty'],
  ])('are refused (%s) in the words that the checks promise', async (refusal, id) => {
    if (refusal === 'deleted') {
      await make(id);
      await secrets.send(new DeleteSecretCommand({ SecretId: id }));
    }
    if (refusal === 'no-value') await secrets.send(new CreateSecretCommand({ Name: id }));
    expect(await boto3Says(id)).toContain(errorOfRefusal(refusal, profileNamed('boto3')));
    expect(await javaScriptSays(id)).toContain(errorOfRefusal(refusal, profileNamed('node-24')));
  });
});
