import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CredentialFile } from '../../../src/evidence/credential-evidence.ts';
import { describeWith, findProgram } from '../../require.ts';
import { buildProgram } from '../../trust/effective-store/real-clients.ts';
import { type IdentityParts, judgeIdentity } from './identity-scene.ts';

// Each asks for what its SDK finds, and goes no further than a port where nobody listens.
const python = `import boto3, botocore.config
once = botocore.config.Config(retries={"total_max_attempts": 1})
try:
  boto3.client("secretsmanager", region_name="eu-west-1", endpoint_url="http://127.0.0.1:9", config=once).get_secret_value(SecretId="x")
except Exception as error:
  print("has-credentials" if "Could not connect" in str(error) else error)`;
const javascript = `const { defaultProvider } = require("@aws-sdk/credential-provider-node");
defaultProvider()().then(() => console.log("has-credentials"), (error) => console.log(error.message))`;
const go1 = `package main
import ("fmt";"github.com/aws/aws-sdk-go/aws/session")
func main() { s, err := session.NewSession(); if err == nil { _, err = s.Config.Credentials.Get() }
 if err == nil { fmt.Println("has-credentials") } else { fmt.Println(err) } }`;
const go2 = `package main
import ("context";"fmt";"github.com/aws/aws-sdk-go-v2/config")
func main() { c, err := config.LoadDefaultConfig(context.Background()); if err == nil { _, err = c.Credentials.Retrieve(context.Background()) }
 if err == nil { fmt.Println("has-credentials") } else { fmt.Println(err) } }`;
const gocode = ['aws-sdk-go', 'aws-sdk-go-v2'].map((name) => `/usr/share/gocode/src/github.com/aws/${name}`);

/** What a metadata service has to give: a role with keys, no role, or it is switched off. */
type Instance = 'role' | 'no-role' | 'off';
const keys = JSON.stringify({
  Code: 'Success',
  AccessKeyId: 'AKIATESTTESTTESTTEST',
  SecretAccessKey: 'test',
  Token: 'test',
  Expiration: '2036-01-01T00:00:00Z',
});

describeWith(['python3', 'node', 'setpriv', '/usr/bin/go', ...gocode], 'where SDKs of AWS find credentials', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'snowline-identity-'));
  const home = path.join(folder, 'home');
  const closed = path.join(folder, 'closed');
  const servers = new Map<Instance, Server>();
  const commands = new Map<string, readonly string[]>();

  beforeAll(async () => {
    mkdirSync(home);
    chmodSync(folder, 0o755);
    writeFileSync(closed, 'x', { mode: 0o600 });
    for (const instance of ['role', 'no-role', 'off'] as const) servers.set(instance, await metadataService(instance));
    const [v1, v2] = [await buildProgram(folder, 'v1', go1), await buildProgram(folder, 'v2', go2)];
    commands.set('boto3', [findProgram('python3') ?? '', '-c', python]);
    // by its own path: node comes from a folder that a user without rights may not enter
    commands.set('node-20', [process.execPath, '-e', javascript]);
    commands.set('aws-sdk-go', [v1]);
    commands.set('aws-sdk-go-v2', [v2]);
  }, 300_000);

  afterAll(() => {
    for (const server of servers.values()) server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function run(client: string, environment: Readonly<Record<string, string>>, instance: Instance, asNobody = false): Promise<string> {
    const address = servers.get(instance)?.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const command = commands.get(client) ?? [];
    const nobody = asNobody ? ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', '--'] : [];
    const [program = '', ...words] = [...nobody, ...command];
    const child = spawn(program, words, {
      cwd: new URL('../../..', import.meta.url),
      env: {
        PATH: '/usr/bin:/bin',
        HOME: home,
        AWS_REGION: 'eu-west-1',
        AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${port}`,
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return out + err;
  }

  const families = { boto3: 'python', 'node-20': 'node', 'aws-sdk-go': 'go', 'aws-sdk-go-v2': 'go' } as const;
  const clients = Object.keys(families) as (keyof typeof families)[];
  const file = (state: Partial<CredentialFile>, at: string): readonly CredentialFile[] => [
    { named: 'AWS_WEB_IDENTITY_TOKEN_FILE', path: at, state: 'file', ...state },
  ];
  const off = { metadataService: { endpoint: 'disabled', tokens: 'optional', hopLimit: 1 } } as const;

  /** What the program should print: that it has credentials, or the error that is expected. */
  function predicted(client: keyof typeof families, parts: IdentityParts): string {
    const outcome = judgeIdentity({ ...parts, family: families[client], client });
    if (outcome.kind === 'pass') return 'has-credentials';
    return outcome.kind === 'finding' ? (outcome.reasons[0]?.expectedError ?? '') : `it is ${outcome.kind}`;
  }

  it.each(clients)('%s takes the role of its instance, and says that there is nothing without', async (client) => {
    expect(await run(client, {}, 'role')).toContain(predicted(client, {}));
    expect(await run(client, {}, 'no-role')).toContain(predicted(client, { without: ['instanceProfile'] }));
    expect(await run(client, {}, 'off')).toContain(predicted(client, { host: off }));
  });

  it.each(clients)(
    '%s is kept from it by AWS_EC2_METADATA_DISABLED in its own way',
    async (client) => {
      for (const value of ['true', 'TRUE', '1', 'false']) {
        const environment = { AWS_EC2_METADATA_DISABLED: value };
        expect(await run(client, environment, 'role')).toContain(predicted(client, { environment }));
      }
    },
    30_000,
  );

  it.each(clients)('%s takes keys of its environment before it', async (client) => {
    const environment = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
    const given = { environment, credentials: { keys: 'whole' }, without: ['instanceProfile'] } as const;
    expect(await run(client, environment, 'no-role')).toContain(predicted(client, given));
    // The profile is there, and holds nothing
    const profile = path.join(folder, 'profile');
    writeFileSync(profile, '[profile b]\nregion = eu-west-1\n');
    const named = { ...environment, AWS_PROFILE: 'b', AWS_CONFIG_FILE: profile };
    const printedOfNamed = await run(client, named, 'no-role');
    expect(printedOfNamed).toContain(predicted(client, { ...given, credentials: { keys: 'whole', profile: true } }));
  });

  it.each(clients)('%s stops at half of the keys, or passes them over', async (client) => {
    const environment = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: '' };
    const half = { environment, credentials: { keys: 'half' } } as const;
    expect(await run(client, environment, 'role')).toContain(predicted(client, half));
    expect(await run(client, environment, 'no-role')).toContain(predicted(client, { ...half, without: ['instanceProfile'] }));
  });

  it.each(clients)('%s takes keys of the shared files before it', async (client) => {
    const shared = path.join(folder, 'keys');
    writeFileSync(shared, '[default]\naws_access_key_id = a\naws_secret_access_key = b\n');
    const credentials = { sharedFiles: 'present' } as const;
    const printed = await run(client, { AWS_SHARED_CREDENTIALS_FILE: shared }, 'no-role');
    expect(printed).toContain(predicted(client, { credentials, without: ['instanceProfile'] }));
  });

  it.each(clients)('%s ends at a token that is not there or closed, though its instance has a role', async (client) => {
    const role = { AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/web' };
    const gone = path.join(folder, 'gone');
    const missing = { AWS_WEB_IDENTITY_TOKEN_FILE: gone };
    const parts = { environment: missing, credentials: { files: file({ state: 'missing' }, gone) } };
    expect(await run(client, { ...missing, ...role }, 'role')).toContain(predicted(client, parts));
    // Node and Python of a developer lie in homes that nobody else may enter
    if (families[client] !== 'go') return;
    const environment = { AWS_WEB_IDENTITY_TOKEN_FILE: closed };
    const unreadable = { environment, credentials: { files: file({ readable: 'no' }, closed) } };
    expect(await run(client, { ...environment, ...role }, 'role', true)).toContain(predicted(client, unreadable));
  });
});

async function metadataService(instance: Instance): Promise<Server> {
  const server = createServer((request, response) => {
    const roles = '/latest/meta-data/iam/security-credentials';
    const where = (request.url ?? '').replace(/\/$/, '');
    if (instance === 'off') response.writeHead(403).end();
    else if (request.method === 'PUT') response.writeHead(200, { 'x-aws-ec2-metadata-token-ttl-seconds': '21600' }).end('token');
    else if (instance === 'role' && where === roles) response.end('web');
    else if (instance === 'role' && where === `${roles}/web`) response.end(keys);
    else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
