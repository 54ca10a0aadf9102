import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { storeSchema } from '../../src/config/config.ts';
import { observeStore } from '../../src/credential-store/observe-store.ts';
import { readSecretGenerations } from '../../src/credential-store/sources/secrets-manager.ts';
import { issue } from '../certificates.ts';
import { describeWith } from '../require.ts';
import { awsEnvironment } from './aws-environment.ts';
import { freePort, program, scratch } from './servers.ts';

const [g1, g2, g3] = ['G1', 'G2', 'G3'].map((name) => issue({ subject: `CN=Corp Root ${name}`, ca: true }));
const sha256 = (generation: { readonly certificates: readonly { readonly sha256: string }[] } | undefined) =>
  generation?.certificates.map((certificate) => certificate.sha256);
const read = (secretId: string) => readSecretGenerations({ from: 'secrets-manager', secretId, region: 'eu-west-1' });

afterEach(() => vi.unstubAllEnvs());

describeWith(['moto_server'], 'a CA bundle in Secrets Manager (moto)', () => {
  const home = scratch();
  let stop = async (): Promise<void> => {};
  let endpoint = '';
  let client: SecretsManagerClient;
  beforeAll(async () => {
    const port = await freePort();
    // pyenv's shims need a HOME.
    ({ stop } = await program('moto_server', ['-H', '127.0.0.1', '-p', String(port)], port, { HOME: process.env['HOME'] ?? home.folder }));
    endpoint = `http://127.0.0.1:${port}`;
    awsEnvironment(endpoint);
    client = new SecretsManagerClient({
      region: 'eu-west-1',
      endpoint,
      credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
    });
  });
  beforeEach(() => awsEnvironment(endpoint));
  afterAll(async () => {
    client.destroy();
    await stop();
    home.remove();
  });

  async function secret(name: string, ...values: (string | Uint8Array)[]): Promise<void> {
    const [first = '', ...later] = values;
    const field = (value: string | Uint8Array) => (typeof value === 'string' ? { SecretString: value } : { SecretBinary: value });
    await client.send(new CreateSecretCommand({ Name: name, ...field(first) }));
    for (const value of later) await client.send(new PutSecretValueCommand({ SecretId: name, ...field(value) }));
  }
  const put = (SecretId: string, SecretString: string, stage: string) =>
    client.send(new PutSecretValueCommand({ SecretId, SecretString, VersionStages: [stage] }));

  it('gives three generations with version, date and certificates in order', async () => {
    await secret('three', g1!.pem, g2!.pem + g1!.pem);
    const { VersionId } = await put('three', g3!.pem, 'AWSPENDING');
    const { generations, gaps } = await read('three');
    expect(gaps).toEqual([]);
    expect(sha256(generations.previous)).toEqual([g1!.sha256]);
    expect(sha256(generations.current)).toEqual([g2!.sha256, g1!.sha256]);
    expect(sha256(generations.pending)).toEqual([g3!.sha256]);
    expect(generations.pending?.version).toBe(VersionId);
    expect(generations.current?.since).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
  });

  it('gives only the current one of a secret that was never rotated', async () => {
    await secret('young', g1!.pem);
    const { generations, gaps } = await read('young');
    expect(Object.keys(generations)).toEqual(['current']);
    expect(gaps).toEqual([]);
  });

  it('does not take a finished rotation for a pending one: the label on the current version', async () => {
    await secret('finished', g1!.pem, g2!.pem);
    const { generations: before } = await read('finished');
    await client.send(
      new UpdateSecretVersionStageCommand({ SecretId: 'finished', VersionStage: 'AWSPENDING', MoveToVersionId: before.current!.version }),
    );
    const { generations, gaps } = await read('finished');
    expect(Object.keys(generations).toSorted()).toEqual(['current', 'previous']);
    expect(gaps).toEqual([]);
  });

  it('does not take another version with the same value for a pending one', async () => {
    await secret('same', g1!.pem);
    await put('same', g1!.pem, 'AWSPENDING');
    expect(Object.keys((await read('same')).generations)).toEqual(['current']);
  });

  it('reads binary secrets that hold PEM', async () => {
    await secret('binary', Buffer.from(g1!.pem));
    expect(sha256((await read('binary')).generations.current)).toEqual([g1!.sha256]);
  });

  it.each([
    ['json', JSON.stringify({ ca: g1!.pem, password: 'hunter2' }), 'the value is JSON, where PEM certificates are expected'],
    ['text', 'hunter2', 'the value holds no PEM certificate'],
    ['blank', '  \n', 'the value is empty'],
    ['bytes', Buffer.from([1, 2, 3, 0xff]), 'the value holds no PEM certificate'],
    ['key', g1!.keyPem, 'the value holds a private key at byte 0, which does not belong there'],
  ])('gives a gap for a value that is %s and repeats nothing of it', async (name, value, problem) => {
    await secret(name, value);
    const { generations, gaps } = await read(name);
    expect(generations).toEqual({});
    expect(gaps).toEqual([`secret ${name}, AWSCURRENT: ${problem}`]);
  });

  it('shows nothing of a private key in what is recorded of the store, however it came there', async () => {
    const encrypted = g1!.keyPem.replaceAll('PRIVATE KEY', 'ENCRYPTED PRIVATE KEY');
    const der = Buffer.from(g1!.keyPem.replaceAll(/-----[A-Z ]+-----/g, ''), 'base64');
    const values = {
      'key-json': JSON.stringify({ key: g1!.keyPem }),
      'key-encrypted': encrypted,
      'key-der': der,
      'key-crlf': g1!.keyPem.replaceAll('\n', '\r\n'),
    };
    const body = der.toString('base64').slice(60, 100);
    for (const [name, value] of Object.entries(values)) {
      await secret(name, value);
      const generations = { from: 'secrets-manager', secretId: name, region: 'eu-west-1' };
      const store = storeSchema.parse({ name: 'vault', endpoint: 'vault:8200', servedChain: { from: 'none' }, generations });
      const observed = await observeStore(store, { now: Date.now, timeoutMs: 1000, baseDirectory: '/' });
      expect(observed.certificates).toEqual([]);
      expect(observed.state.gaps[0]).toMatch(new RegExp(`^secret ${name}, AWSCURRENT: the value `));
      expect(JSON.stringify(observed)).not.toContain(body);
    }
  });

  it('names a private key beside the certificates', async () => {
    await secret('both', g1!.pem + g1!.keyPem);
    const { generations, gaps } = await read('both');
    expect(sha256(generations.current)).toEqual([g1!.sha256]);
    expect(gaps).toEqual([`secret both, AWSCURRENT: the value holds a private key at byte ${g1!.pem.length}, which does not belong there`]);
  });

  it('gives one gap for a secret that does not exist', async () => {
    const { generations, gaps } = await read('nowhere');
    expect(generations).toEqual({});
    expect(gaps).toHaveLength(1);
    expect(gaps[0]).toMatch(/^secret nowhere: secretsmanager:DescribeSecret failed \(ResourceNotFoundException\)/);
  });

  it('gives one gap for a secret that is scheduled for deletion', async () => {
    await secret('leaving', g1!.pem);
    await client.send(new DeleteSecretCommand({ SecretId: 'leaving' }));
    expect((await read('leaving')).gaps).toEqual(['secret leaving is scheduled for deletion: its value can no longer be read']);
  });

  it('takes the region from the ARN', async () => {
    await secret('by-arn', g1!.pem);
    vi.stubEnv('AWS_REGION', 'us-east-1');
    const secretId = `arn:aws:secretsmanager:eu-west-1:123456789012:secret:by-arn`;
    expect(sha256((await readSecretGenerations({ from: 'secrets-manager', secretId })).generations.current)).toEqual([g1!.sha256]);
  });

  it('stands in the state of the store', async () => {
    await secret('observed', g1!.pem, g2!.pem);
    const declaration = { name: 'vault', endpoint: 'vault:8200', servedChain: { from: 'none' } };
    const store = storeSchema.parse({
      ...declaration,
      generations: { from: 'secrets-manager', secretId: 'observed', region: 'eu-west-1' },
    });
    const { state, certificates } = await observeStore(store, { now: Date.now, timeoutMs: 1000, baseDirectory: '/' });
    expect(state.generations).toMatchObject({ current: { certificates: [g2!.sha256] }, previous: { certificates: [g1!.sha256] } });
    expect(certificates.map((record) => record.sha256).toSorted()).toEqual([g1!.sha256, g2!.sha256].toSorted());
  });
});
