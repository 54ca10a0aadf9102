import { afterEach, describe, expect, it, vi } from 'vitest';
import { planScan } from '../../src/cli/scan-plan.ts';
import type { Config } from '../../src/config/config.ts';
import { UsageError } from '../../src/errors.ts';
import { stubAwsEnvironment } from '../inventory/aws-environment.ts';

afterEach(() => vi.unstubAllEnvs());

const config: Config = {
  stores: [{ name: 'secrets', endpoint: 'https://vault.corp.internal:8200', servedChain: { from: 'tls' } }],
  inventory: [{ source: 'hosts-file', path: 'hosts.yaml' }],
  services: {
    tag: 'app',
    ownerTag: 'team',
    defaultStores: ['secrets'],
    declared: [{ name: 'web', stores: ['secrets'], owner: 'web-team' }],
  },
  evidence: { replay: ['recorded.jsonl', '/abs/other.jsonl'] },
  rules: ['rules'],
  horizon: '14d',
};

describe('planScan', () => {
  it('follows the configuration, with paths from the working directory', async () => {
    expect(await planScan({ rules: ['more'] }, config, '/work')).toMatchObject({
      inventory: [{ source: 'hosts-file', path: 'hosts.yaml' }],
      stores: [{ name: 'secrets' }],
      services: [{ name: 'web', stores: ['secrets'] }],
      recordings: ['/work/recorded.jsonl', '/abs/other.jsonl'],
      ruleFolders: ['/work/rules', '/work/more'],
      horizonDays: 14,
      settings: { serviceTag: 'app', ownerTag: 'team', defaultStores: ['secrets'] },
    });
  });

  it('is this machine with --store alone, and everything on it counts as a consumer', async () => {
    const plan = await planScan({ store: 'https://127.0.0.1:8443' }, undefined, '/work');
    expect(plan).toMatchObject({
      inventory: [{ source: 'localhost' }],
      stores: [{ name: '127.0.0.1:8443', servedChain: { from: 'tls' } }],
      horizonDays: 30,
      settings: { defaultStores: ['127.0.0.1:8443'], certificateExpiry: { high: 7, medium: 14, low: 30 } },
    });
  });

  it('lets --store stand in for the stores of the configuration, also for services that declare others', async () => {
    const plan = await planScan({ store: 'https://127.0.0.1:8443' }, config, '/work');
    expect(plan.stores.map(({ name }) => name)).toEqual(['127.0.0.1:8443']);
    expect(plan.services).toEqual([{ name: 'web', owner: 'web-team' }]);
    expect(plan.settings.defaultStores).toEqual(['127.0.0.1:8443']);
  });

  it.each(['http://127.0.0.1:80', 'ftp://x', 'a b', ''])('refuses %j as a store', async (store) => {
    await expect(planScan({ store }, undefined, '/work')).rejects.toThrow(UsageError);
  });

  it('refuses a store with a path, which would be dropped, and says what to write', async () => {
    const refused = planScan({ store: 'https://vault:8200/v1' }, undefined, '/work');
    await expect(refused).rejects.toMatchObject({
      message: '--store "https://vault:8200/v1" has a path, and an endpoint takes none',
      hint: 'write it as https://vault:8200',
    });
    expect((await planScan({ store: 'https://vault:8200/' }, undefined, '/work')).stores).toHaveLength(1);
  });

  it('is the Secrets Manager of the configured region without any store', async () => {
    stubAwsEnvironment('http://127.0.0.1:1', { AWS_REGION: 'eu-west-1' });
    expect((await planScan({}, undefined, '/work')).stores).toEqual([
      { name: 'secrets-manager', endpoint: 'https://secretsmanager.eu-west-1.amazonaws.com', servedChain: { from: 'tls' } },
    ]);
    stubAwsEnvironment('http://127.0.0.1:1', { AWS_REGION: 'cn-north-1' });
    expect((await planScan({}, undefined, '/work')).stores[0]?.endpoint).toBe('https://secretsmanager.cn-north-1.amazonaws.com.cn');
  });

  it('refuses to audit against nothing', async () => {
    stubAwsEnvironment('http://127.0.0.1:1', { AWS_REGION: undefined });
    await expect(planScan({}, undefined, '/work')).rejects.toThrow(/no credential store/);
  });

  it('refuses a configuration without a store as well', async () => {
    stubAwsEnvironment('http://127.0.0.1:1', { AWS_REGION: undefined });
    await expect(planScan({}, { inventory: [{ source: 'localhost' }] }, '/work')).rejects.toThrow(UsageError);
  });
});
