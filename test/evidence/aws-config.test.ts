import { describe, expect, it } from 'vitest';
import { readAwsConfiguration } from '../../src/evidence/reading/aws-config.ts';
import { readLaunch } from '../../src/evidence/reading/launch.ts';

type Files = Readonly<Record<string, string | { readonly denied: true }>>;

async function read(files: Files, environment: Readonly<Record<string, string>> = {}, words: readonly string[] = []) {
  const machine = {
    readText: async (file: string) => {
      const content = files[file];
      if (content === undefined) return { text: undefined, reason: `${file} is not there`, missing: true };
      if (typeof content !== 'string') return { text: undefined, reason: `${file}: permission denied`, missing: false };
      return { text: content };
    },
  };
  return readAwsConfiguration(machine, new Map(Object.entries(environment)), words, '/home/app');
}

const config = '/home/app/.aws/config';
const credentials = '/home/app/.aws/credentials';
const secret = 'aws_secret_access_key = canary-secret';

describe('the shared AWS configuration', () => {
  it.each<readonly [string, Files, Readonly<Record<string, string>>, string | undefined]>([
    ['is not there', {}, {}, undefined],
    ['names nothing', { [config]: '[default]\nregion = eu-west-1\n' }, {}, undefined],
    ['names it for the default profile', { [config]: `[default]\n${secret}\nca_bundle = /etc/ca.pem\n` }, {}, '/etc/ca.pem'],
    ['names it for [profile default]', { [config]: '[profile default]\r\nca_bundle: /etc/ca.pem\r\n' }, {}, '/etc/ca.pem'],
    ['names it for another profile only', { [config]: '[profile b]\nca_bundle=/etc/ca.pem\n' }, {}, undefined],
    [
      'names it for the named profile',
      { [config]: '[default]\nca_bundle=/x\n[profile b]\nca_bundle=/etc/ca.pem\n' },
      { AWS_PROFILE: 'b' },
      '/etc/ca.pem',
    ],
    ['names it in the credentials', { [credentials]: '[b]\nca_bundle=/etc/ca.pem\n' }, { AWS_DEFAULT_PROFILE: 'b' }, '/etc/ca.pem'],
    [
      'lies where a variable says',
      { '/etc/aws.conf': '[default]\nca_bundle=/etc/ca.pem\n', [config]: '[default]\nca_bundle=/x\n' },
      { AWS_CONFIG_FILE: '/etc/aws.conf' },
      '/etc/ca.pem',
    ],
    ['is empty', { [config]: '[default]\nca_bundle =\n' }, {}, ''],
    [
      'holds what botocore reads',
      {
        [config]:
          '# a\n; b\n\n[default]\n  region: x\ns3 =\n  addressing_style = path\nnote = a\n  b\nretry_mode = standard\n[profile b]\nregion = y\n',
      },
      {},
      undefined,
    ],
    ['comments it out', { [config]: '[default]\n# ca_bundle = /x\n' }, {}, undefined],
  ])('that %s', async (_, files, environment, caBundle) => {
    expect(await read(files, environment)).toMatchObject({ caBundle });
  });

  it.each<readonly [string, Files, Readonly<Record<string, string>>, RegExp]>([
    ...[
      '[default\nregion = x\n',
      '[default]\nnonsense\n',
      'region = x\n[default]\n',
      '[default]\nregion = x\nRegion = y\n',
      '[default]\nretry_mode = bogus\n',
      '[profile b]\ndefaults_mode = bogus\n',
    ].map((text) => [`says ${JSON.stringify(text)}`, { [config]: text }, {}, /does not start/] as const),
    ['may not be read', { [config]: { denied: true } }, {}, /permission denied/],
    ['repeats a bundle', { [config]: '[default]\nca_bundle=/x\nca_bundle=/x\n' }, {}, /more than one/],
    ['repeats a heading', { [config]: '[default]\nca_bundle=/x\n[default]\n' }, {}, /repeats a heading/],
    ['lacks the named profile', { [config]: '[default]\nca_bundle=/x\n' }, { AWS_PROFILE: 'b' }, /was not found/],
    ['is asked for two profiles', {}, { AWS_PROFILE: 'a', AWS_DEFAULT_PROFILE: 'b' }, /two AWS profiles/],
    [
      'has it under a heading that is not the profile for all',
      { [config]: '[b]\nca_bundle=/x\n' },
      { AWS_PROFILE: 'b' },
      /heading that not every SDK/,
    ],
    ['names two', { [config]: '[default]\nca_bundle=/x\n', [credentials]: '[default]\nca_bundle=/y\n' }, {}, /more than one/],
    ['is named by a relative path', {}, { AWS_CONFIG_FILE: 'aws.conf' }, /not absolute/],
  ])('is not known where it %s', async (_, files, environment, reason) => {
    expect(await read(files, environment)).toMatchObject({ unread: expect.stringMatching(reason) });
  });

  it('takes --profile of the AWS CLI before the variables', async () => {
    const files = { [config]: '[profile b]\nca_bundle=/etc/ca.pem\n' };
    for (const words of [
      ['s3', 'ls', '--profile', 'b'],
      ['--profile=b', 's3'],
    ]) {
      expect(await read(files, { AWS_PROFILE: 'a' }, words)).toMatchObject({ caBundle: '/etc/ca.pem' });
    }
  });

  it('becomes an option, or a fact that is missing, and no secret of it leaves', async () => {
    const launch = async (text: string) => {
      const aws = await read({ [config]: text });
      return readLaunch({ environment: new Map(), words: ['/usr/bin/python3', 'app.py'], aws }, 'nextStart');
    };
    expect(await launch(`[default]\n${secret}\nca_bundle = /etc/ca.pem\n`)).toEqual({
      launch: { environment: {}, options: { ca_bundle: '/etc/ca.pem' } },
      missing: [],
    });
    for (const value of ['~/ca.pem', '$HOME/ca.pem', 'canary secret']) {
      const reading = await launch(`[default]\nca_bundle = ${value}\n`);
      expect(reading.launch.options).toEqual({});
      expect(reading.missing.map(({ fact }) => fact)).toEqual(['nextStart.options.ca_bundle']);
      expect(JSON.stringify(reading)).not.toContain('canary');
    }
  });
});
