import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readSecretGenerations } from '../../src/credential-store/sources/secrets-manager.ts';
import { issue } from '../certificates.ts';
import { awsEnvironment } from './aws-environment.ts';
import { freePort } from './servers.ts';

const root = issue({ subject: 'CN=Corp Root G1', ca: true });
const read = (secretId: string) => readSecretGenerations({ from: 'secrets-manager', secretId, region: 'eu-west-1' });
afterEach(() => vi.unstubAllEnvs());

describe('a CA bundle in Secrets Manager that does not want to be read', () => {
  let server: Server | undefined;
  afterEach(async () => {
    server?.closeAllConnections();
    await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
    server = undefined;
  });

  /** Answers each action as AWS does: by its name, an object; or an error type with HTTP 400. */
  async function answering(answers: (action: string, stage: string | undefined) => object | string): Promise<string[]> {
    const asked: string[] = [];
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        const action = String(request.headers['x-amz-target']).replace('secretsmanager.', '');
        const stage = (JSON.parse(body) as { VersionStage?: string }).VersionStage;
        asked.push(stage === undefined ? action : `${action} ${stage}`);
        const answer = answers(action, stage);
        const status = typeof answer === 'string' ? 400 : 200;
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
        response.end(JSON.stringify(typeof answer === 'string' ? { __type: answer, Message: 'not for you' } : answer));
      });
    });
    server.listen(0, '127.0.0.1');
    await new Promise((resolve) => server?.once('listening', resolve));
    awsEnvironment(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return asked;
  }
  const described = (versions: Record<string, string[]>) => ({ ARN: 'arn', Name: 'ca', VersionIdsToStages: versions });

  it('reads the values where only the description is denied, and says so', async () => {
    const asked = await answering((action, stage) => {
      if (action === 'DescribeSecret') return 'AccessDeniedException';
      return stage === 'AWSCURRENT' ? { VersionId: 'v1', SecretString: root.pem } : 'ResourceNotFoundException';
    });
    const { generations, gaps } = await read('ca');
    expect(generations).toMatchObject({ current: { version: 'v1' } });
    expect(Object.keys(generations)).toEqual(['current']);
    expect(gaps).toEqual(['secret ca: secretsmanager:DescribeSecret denied (AccessDeniedException): not for you']);
    expect(asked).toEqual(['DescribeSecret', 'GetSecretValue AWSCURRENT', 'GetSecretValue AWSPENDING', 'GetSecretValue AWSPREVIOUS']);
  });

  it('names the action and the version that are denied', async () => {
    await answering((action) => (action === 'DescribeSecret' ? described({ v1: ['AWSCURRENT'] }) : 'AccessDeniedException'));
    expect((await read('ca')).gaps).toEqual([
      'secret ca, AWSCURRENT: secretsmanager:GetSecretValue denied (AccessDeniedException): not for you',
    ]);
  });

  it('takes a pending version without a value for none', async () => {
    await answering((action, stage) => {
      if (action === 'DescribeSecret') return described({ v1: ['AWSCURRENT'], v2: ['AWSPENDING'] });
      return stage === 'AWSCURRENT' ? { VersionId: 'v1', SecretString: root.pem } : 'ResourceNotFoundException';
    });
    const { generations, gaps } = await read('ca');
    expect(Object.keys(generations)).toEqual(['current']);
    expect(gaps).toEqual([]);
  });

  it('says that no version is current', async () => {
    await answering(() => described({ v2: ['AWSPENDING_OLD'] }));
    expect((await read('ca')).gaps).toEqual(['secret ca has no version labelled AWSCURRENT']);
  });

  it('says that a label moved while it was read', async () => {
    await answering((action) =>
      action === 'DescribeSecret' ? described({ v1: ['AWSCURRENT'] }) : { VersionId: 'v2', SecretString: root.pem },
    );
    expect((await read('ca')).gaps).toEqual(['secret ca, AWSCURRENT: the label moved to another version while it was read']);
  });

  it('asks no further where the answer is not from AWS', async () => {
    const asked = await answering(() => ({ hello: 'world' }));
    const { gaps } = await read('ca');
    expect(gaps).toHaveLength(1);
    expect(gaps[0]).toMatch(/^secret ca: secretsmanager:DescribeSecret got HTTP 200 with an answer that is not from AWS/);
    expect(asked).toEqual(['DescribeSecret']);
  });

  it('says that nobody answers', async () => {
    awsEnvironment(`http://127.0.0.1:${await freePort()}`);
    const { gaps } = await read('ca');
    expect(gaps).toHaveLength(1);
    expect(gaps[0]).toMatch(/^secret ca: secretsmanager:DescribeSecret failed: the connection was refused/);
  });
});
