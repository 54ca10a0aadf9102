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
    ['name a program', { [`${home}/.aws/config`]: '[default]\n  credential_process = /bin/x\n' }, {}, 'present'],
    ['name a session', { [`${home}/.aws/config`]: '[profile default]\nsso_session = x\n' }, {}, 'present'],
    ['say nothing of it', { [`${home}/.aws/config`]: '[default]\nregion = eu-west-1\n# role_arn = x\n' }, {}, 'absent'],
    ['hold keys of another profile', { [`${home}/.aws/credentials`]: `[b]\n${keys}[default]\n` }, {}, 'absent'],
    ['hold keys of the named profile', { [`${home}/.aws/credentials`]: `[b]\n${keys}` }, { AWS_PROFILE: 'b' }, 'present'],
    ['lie elsewhere', { '/srv/keys': `[default]\n${keys}` }, { AWS_SHARED_CREDENTIALS_FILE: '/srv/keys' }, 'present'],
    ['lie in another home', { '/srv/.aws/credentials': `[default]\n${keys}` }, { HOME: '/srv' }, 'present'],
    ['stand under a heading that is not told', { [`${home}/.aws/config`]: '[?1]\nrole_arn\n' }, {}, 'present'],
  ])('that %s', async (_, files, environment, expected) => {
    const found = await sources(files, environment);
    expect(found).toEqual({ sharedFiles: expected, files: [] });
    expect(JSON.stringify(found)).not.toContain('canary');
  });

  it.each<readonly [string, Parameters<typeof sources>, RegExp]>([
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
