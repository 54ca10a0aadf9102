import { describe, expect, it } from 'vitest';
import { credentialSourcesOf, mayUseSdk } from '../../../src/evidence/reading/credential-sources.ts';
import { plantTree } from '../planted-tree.ts';

const home = '/home/app';
const keys = 'aws_access_key_id = canary-id\naws_secret_access_key = canary-secret\n';

async function sources(
  files: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
  unusual: Partial<Parameters<typeof credentialSourcesOf>[0]> = {},
) {
  return credentialSourcesOf({
    machine: plantTree(files),
    account: 'root',
    environment: new Map(Object.entries(environment)),
    words: [],
    home,
    declared: [],
    whyOtherwise: async () => undefined,
    ...unusual,
  });
}

describe('the shared files of AWS', () => {
  it.each<readonly [string, Readonly<Record<string, string>>, Readonly<Record<string, string>>, string]>([
    ['are not there', {}, {}, 'absent'],
    ['hold keys', { [`${home}/.aws/credentials`]: `[default]\n${keys}` }, {}, 'present'],
    ['name a role', { [`${home}/.aws/config`]: '[default]\nregion = x\nrole_arn = arn\n' }, {}, 'present'],
    [
      'name a role and the profile that takes it',
      { [`${home}/.aws/config`]: `[default]\nrole_arn = a\nsource_profile = b\n[profile b]\n${keys}` },
      {},
      'present',
    ],
    ['say nothing of it', { [`${home}/.aws/config`]: '[default]\nregion = eu-west-1\n# role_arn = x\n' }, {}, 'absent'],
    ['hold keys of another profile', { [`${home}/.aws/credentials`]: `[b]\n${keys}[default]\n` }, {}, 'absent'],
    ['hold keys of the named profile', { [`${home}/.aws/credentials`]: `[b]\n${keys}` }, { AWS_PROFILE: 'b' }, 'present'],
    ['lie elsewhere', { '/srv/keys': `[default]\n${keys}` }, { AWS_SHARED_CREDENTIALS_FILE: '/srv/keys' }, 'present'],
    ['lie in another home', { '/srv/.aws/credentials': `[default]\n${keys}` }, { HOME: '/srv' }, 'present'],
    ['stand under a heading that is not told', { [`${home}/.aws/config`]: '[?1]\nrole_arn=?\n' }, {}, 'absent'],
    ['are told by the probe', { [`${home}/.aws/credentials`]: '[default]\naws_access_key_id=?\naws_secret_access_key=?\n' }, {}, 'present'],
  ])('that %s', async (_, files, environment, expected) => {
    const found = await sources(files, environment);
    expect(found).toMatchObject({ sharedFiles: expected, files: [] });
    expect(JSON.stringify(found)).not.toContain('canary');
  });

  it('that name a program need it to be there and to be open', async () => {
    const config = { [`${home}/.aws/config`]: '[default]\n  credential_process = /opt/keys --secret canary\n' };
    const without = await sources(config);
    expect(without).toMatchObject({ sharedFiles: 'doubtful', reason: expect.stringMatching(/names \/opt\/keys, which is not there$/) });
    const machine = plantTree({ ...config, '/opt/keys': '' });
    const withMode = (mode: number) => ({
      machine: {
        ...machine,
        stat: async (file: string) => {
          const status = await machine.stat(file);
          return file === '/opt/keys' && status.kind !== 'failed' ? { ...status, mode } : status;
        },
      },
    });
    expect(await sources({}, {}, withMode(0o755))).toEqual({ sharedFiles: 'present', files: [] });
    expect(await sources({}, {}, withMode(0o644))).toMatchObject({ reason: expect.stringMatching(/may not run$/) });
    expect(JSON.stringify(without)).not.toContain('canary');
  });

  it.each<readonly [string, string, RegExp]>([
    ['an id alone', 'aws_access_key_id = canary-id\n', /an access key id without its secret key$/],
    ['an id and an empty secret', 'aws_access_key_id = canary-id\naws_secret_access_key =\n', /without its secret key$/],
    ['a secret alone', 'aws_secret_access_key = canary-secret\n', /a secret key without its access key id$/],
    ['an empty role', 'role_arn =\n', /leaves it empty$/],
    ['the login of a person', 'sso_session = x\n', /login of a person \(sso_session\)/],
    ['the file of a token', 'role_arn = a\nweb_identity_token_file = /srv/token\n', /file of a token/],
    ['a program by its name alone', 'credential_process = keys\n', /no absolute path$/],
  ])('that hold %s may be of no use', async (_, text, reason) => {
    const found = await sources({ [`${home}/.aws/credentials`]: `[default]\n${text}` });
    expect(found).toMatchObject({ sharedFiles: 'doubtful', reason: expect.stringMatching(reason) });
    expect(JSON.stringify(found)).not.toContain('canary');
  });

  it('that are closed to the user, or hidden from the program, may be of no use', async () => {
    const files = { [`${home}/.aws/credentials`]: `[default]\n${keys}` };
    const machine = plantTree(files);
    const closed: typeof machine = {
      ...machine,
      stat: async (file) => {
        const status = await machine.stat(file);
        return status.kind === 'file' ? { ...status, uid: 0, gid: 0, mode: 0o600 } : status;
      },
    };
    const account = { name: 'app', uid: 1000, groups: new Set([1000]), home };
    expect(await sources(files, {}, { account })).toMatchObject({ sharedFiles: 'present' });
    expect(await sources(files, {}, { machine: closed, account })).toMatchObject({
      sharedFiles: 'doubtful',
      reason: expect.stringMatching(/credentials is closed to its user \(mode 0600\)$/),
    });
    // Nobody knows whose process it is
    expect(await sources(files, {}, { machine: closed, account: 'not-known' })).toMatchObject({ sharedFiles: 'present' });
    expect(await sources(files, {}, { whyOtherwise: async () => 'ProtectHome= hides it' })).toMatchObject({
      sharedFiles: 'doubtful',
      reason: 'ProtectHome= hides it',
    });
  });

  it.each<readonly [string, Parameters<typeof sources>, RegExp]>([
    ['are asked for a profile with an odd name', [{}, { AWS_PROFILE: 'my prod' }], /name that is not told/],
    ['lie in a home that is not known', [{}, {}, { home: undefined }], /home of its user is not known/],
    ['are asked for two profiles', [{}, { AWS_PROFILE: 'a', AWS_DEFAULT_PROFILE: 'b' }], /two AWS profiles/],
    ['are named by half a path', [{}, { AWS_CONFIG_FILE: 'config' }], /not absolute/],
    ['are folders', [{ [`${home}/.aws/config/x`]: '' }], /not an ordinary file/],
    ['are others to the program', [{}, {}, { whyOtherwise: async () => 'the unit sees something else' }], /something else/],
  ])('that %s are not known', async (_, asked, reason) => {
    expect(await sources(...asked)).toMatchObject({ sharedFiles: 'unknown', reason: expect.stringMatching(reason) });
  });
});

describe('where an identity is looked for', () => {
  it('is in the file that a variable names, and in those that are declared', async () => {
    const declared = [{ named: 'tokenFile', path: '/srv/token' }] as const;
    const environment = { AWS_WEB_IDENTITY_TOKEN_FILE: '/var/run/token' };
    const { files } = await sources({ '/srv/token': 'x' }, environment, { declared });
    expect(files).toMatchObject([
      { named: 'AWS_WEB_IDENTITY_TOKEN_FILE', path: '/var/run/token', state: 'missing' },
      { named: 'tokenFile', path: '/srv/token', state: 'file' },
    ]);
  });

  it('is no file where the variable is empty or holds no absolute path', async () => {
    for (const value of ['', 'token']) expect(await sources({}, { AWS_WEB_IDENTITY_TOKEN_FILE: value })).toMatchObject({ files: [] });
  });

  it('is told with the keys that are set, half of them or all', async () => {
    expect(await sources({}, { AWS_ACCESS_KEY_ID: 'canary', AWS_SECRET_ACCESS_KEY: 'canary' })).toMatchObject({ keys: 'whole' });
    const session = { AWS_ACCESS_KEY_ID: 'canary', AWS_SECRET_ACCESS_KEY: 'canary', AWS_SESSION_TOKEN: 'canary' };
    expect(await sources({}, session)).toMatchObject({ keys: 'session' });
    expect(await sources({}, { AWS_ACCESS_KEY_ID: 'canary' })).toMatchObject({ keys: 'half' });
    expect(await sources({}, { AWS_ACCESS_KEY_ID: 'canary', AWS_SECRET_ACCESS_KEY: '' })).toMatchObject({ keys: 'half' });
    for (const environment of [{ AWS_SECRET_ACCESS_KEY: 'canary' }, { AWS_ACCESS_KEY_ID: '' }])
      expect(await sources({}, environment)).not.toHaveProperty('keys');
  });

  it('is told with a profile that is named', async () => {
    expect(await sources({}, { AWS_PROFILE: 'b' })).toMatchObject({ profile: true });
    for (const environment of [{ AWS_PROFILE: '' }, { AWS_DEFAULT_PROFILE: 'b' }])
      expect(await sources({}, environment)).not.toHaveProperty('profile');
  });

  it('is told with the machine where its firmware says that it is an instance', async () => {
    const vendor = (name: string) => ({ '/sys/class/dmi/id/sys_vendor': name });
    expect(await sources(vendor('Amazon EC2\n'))).toMatchObject({ instance: true });
    expect(await sources(vendor('QEMU\n'))).not.toHaveProperty('instance');
    // a container has none of its own
    expect(await sources({}, {}, { host: plantTree(vendor('Amazon EC2\n')) })).toMatchObject({ instance: true });
  });

  it('is told with the network of a container', async () => {
    expect(await sources({}, {}, { network: 'own' })).toMatchObject({ network: 'own' });
  });
});

describe('an SDK of AWS', () => {
  it('is for some runtimes only', () => {
    const runtime = (family: 'python' | 'curl') => ({ family, version: '3' });
    expect([mayUseSdk(runtime('python')), mayUseSdk(runtime('curl')), mayUseSdk(undefined)]).toEqual([true, false, false]);
  });
});
