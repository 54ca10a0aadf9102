import { describe, expect, it } from 'vitest';
import type { StoreState } from '../../src/credential-store/store-state.ts';
import { reachOf } from '../../src/restart/asked-names.ts';
import { host, storeOf } from './scene.ts';

const state = (names: readonly string[], kind?: StoreState['kind']): StoreState => ({
  ...storeOf({ names }).state,
  ...(kind === undefined ? {} : { kind }),
});
const vault = state([host, 'vault.service.consul'], 'vault');
const undeclared = state([host, 'vault.service.consul']);
const region = 'secretsmanager.eu-west-1.amazonaws.com';
const secrets = state([region, 'vpce-0a-b.secretsmanager.eu-west-1.vpce.amazonaws.com']);
const reach = (store: StoreState, environment: Record<string, string>, options: Record<string, string> = {}) =>
  reachOf(store, { environment, options });
const elsewhere = (what: string) => ({ kind: 'elsewhere', reason: expect.stringContaining(what) as string });

describe('a service that asks for a store', () => {
  it('does so by any of its names where no setting says which', () => {
    expect(reach(vault, {})).toEqual({ kind: 'any' });
    expect(reach(vault, { VAULT_ADDR: '' })).toEqual({ kind: 'any' });
    expect(reach(secrets, { AWS_REGION: 'eu-west-1' })).toEqual({ kind: 'any' });
  });

  it('does so by the one that its setting names', () => {
    expect(reach(vault, { VAULT_ADDR: 'https://Vault.Service.Consul' })).toEqual({ kind: 'names', names: ['vault.service.consul'] });
    expect(reach(undeclared, { VAULT_ADDR: `https://${host}` })).toEqual({ kind: 'names', names: [host] });
    expect(reach(secrets, { AWS_ENDPOINT_URL: `https://${region}` })).toEqual({ kind: 'names', names: [region] });
  });

  it('goes by an option before a variable, and by the variable of one service before that of all', () => {
    const said = { VAULT_ADDR: `https://${host}` };
    expect(reach(vault, said, { '-address': 'https://vault.service.consul' })).toEqual({ kind: 'names', names: ['vault.service.consul'] });
    const both = { AWS_ENDPOINT_URL: `https://${region}`, AWS_ENDPOINT_URL_SECRETS_MANAGER: 'https://other.test' };
    expect(reach(secrets, both)).toEqual(elsewhere('AWS_ENDPOINT_URL_SECRETS_MANAGER names other.test'));
  });

  it('is sent elsewhere by a setting that names none of its names', () => {
    expect(reach(vault, { VAULT_ADDR: 'https://other.test' })).toEqual(
      elsewhere('VAULT_ADDR names other.test, which is none of the names of secrets'),
    );
    expect(reach(undeclared, { VAULT_ADDR: 'https://other.test' })).toEqual(elsewhere('other.test'));
    expect(reach(secrets, { AWS_ENDPOINT_URL: 'https://other.test' })).toEqual(elsewhere('other.test'));
    expect(reach(vault, { VAULT_ADDR: 'http://127.0.0.1:8200' })).toEqual(elsewhere('a sidecar or proxy on the host'));
    expect(reach(vault, { VAULT_ADDR: 'http://' })).toEqual(elsewhere('an endpoint that cannot be read'));
  });

  it('is sent elsewhere by another port of one of its names', () => {
    expect(reach(vault, { VAULT_ADDR: `https://${host}:8200` })).toEqual(
      elsewhere(`VAULT_ADDR names port 8200 of ${host}, and secrets was asked at port 443: configure that as a store`),
    );
    expect(reach(vault, {}, { '-address': 'https://vault.service.consul:8200' })).toEqual(elsewhere('-address names port 8200'));
    expect(reach({ ...vault, endpoint: `${host}:8200` }, { VAULT_ADDR: `https://${host}:8200` })).toMatchObject({ kind: 'names' });
  });

  it("is sent elsewhere by the address of an agent, which takes the place of Vault's", () => {
    const both = { VAULT_ADDR: `https://${host}`, VAULT_AGENT_ADDR: 'http://127.0.0.1:8100' };
    expect(reach(vault, both)).toEqual(elsewhere('VAULT_AGENT_ADDR names http://127.0.0.1:8100 (a sidecar or proxy on the host'));
  });

  it('is sent elsewhere by a region that none of its names is in', () => {
    const other = { AWS_REGION: 'us-east-1' };
    expect(reach(secrets, other)).toEqual(elsewhere('AWS_REGION lets it ask us-east-1, and secrets is in eu-west-1'));
    expect(reach(secrets, { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'us-east-1' })).toEqual(elsewhere('AWS_DEFAULT_REGION'));
    expect(reach(secrets, { AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-west-1' })).toEqual({ kind: 'any' });
    expect(reach(secrets, { ...other, AWS_ENDPOINT_URL: `https://${region}` })).toEqual({ kind: 'names', names: [region] });
    expect(reach(vault, other)).toEqual({ kind: 'any' });
    expect(reach(state([host], 'secrets-manager'), other)).toEqual({ kind: 'any' });
  });

  it('is not sent elsewhere by a setting for stores of another kind, or for all of AWS where the kind is not known', () => {
    expect(reach(secrets, { VAULT_ADDR: 'https://other.test' })).toEqual({ kind: 'any' });
    expect(reach(vault, { AWS_ENDPOINT_URL_SECRETS_MANAGER: 'https://other.test' })).toEqual({ kind: 'any' });
    expect(reach(undeclared, { AWS_ENDPOINT_URL: 'https://other.test' })).toEqual({ kind: 'any' });
  });
});

describe('a service that is told to use FIPS endpoints', () => {
  const name = 'secretsmanager-fips.eu-west-1.amazonaws.com';

  it.each(['true', 'TRUE'])('asks for their name: %s', (value) => {
    const environment = { AWS_USE_FIPS_ENDPOINT: value };
    expect(reach(secrets, environment)).toEqual(elsewhere(`lets it ask ${name}`));
    expect(reach(state([region, name]), environment)).toEqual({ kind: 'names', names: [name] });
    expect(reach(vault, environment)).toEqual({ kind: 'any' });
  });

  it.each(['false', ''])('asks for the usual one where it is told not to: "%s"', (value) => {
    expect(reach(secrets, { AWS_USE_FIPS_ENDPOINT: value })).toEqual({ kind: 'any' });
  });
});
