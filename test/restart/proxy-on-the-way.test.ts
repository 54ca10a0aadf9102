import { describe, expect, it } from 'vitest';
import { profileNamed } from '../../src/clients/registry.ts';
import { proxyOnTheWay, shownProxy } from '../../src/restart/proxy-on-the-way.ts';

const name = 'secrets.corp.test';
const proxy = 'http://proxy.corp.test:3128';

/** The setting that would send the client through a proxy. */
function settingOf(client: string, environment: Record<string, string>, options: Record<string, string> = {}, names = [name]) {
  const profile = profileNamed(client);
  if (profile === undefined) throw new Error(`no profile is called ${client}`);
  return proxyOnTheWay(profile.proxies, { environment, options }, names)?.setting;
}

const everyClient = ['openssl', 'curl', 'python', 'requests', 'boto3', 'node-24', 'go', 'vault', 'aws-sdk-go-v2', 'java'];

describe('a proxy of HTTPS', () => {
  it.each(everyClient)('is on the way of %s, in upper and lower case', (client) => {
    expect(settingOf(client, { HTTPS_PROXY: proxy })).toBe('HTTPS_PROXY');
    expect(settingOf(client, { https_proxy: proxy })).toBe('https_proxy');
    expect(settingOf(client, {})).toBeUndefined();
    expect(settingOf(client, { HTTPS_PROXY: '' })).toBeUndefined();
  });

  it.each(everyClient)('is not where %s is told to ask everybody, or this very name, without one', (client) => {
    for (const list of ['*', name, `localhost,${name.toUpperCase()}`]) {
      expect(settingOf(client, { HTTPS_PROXY: proxy, NO_PROXY: list })).toBeUndefined();
      expect(settingOf(client, { https_proxy: proxy, no_proxy: list })).toBeUndefined();
    }
    for (const list of ['localhost,*', 'corp', 'other.test', 'secrets.corp.test:8200', '?', 'xsecrets.corp.test']) {
      expect(settingOf(client, { HTTPS_PROXY: proxy, NO_PROXY: list })).toBe('HTTPS_PROXY');
    }
  });

  it('counts where one of the two lists does not except the store, or one of its names is not excepted', () => {
    const excepted = { HTTPS_PROXY: proxy, NO_PROXY: name };
    expect(settingOf('curl', { ...excepted, no_proxy: 'other.test' })).toBe('HTTPS_PROXY');
    expect(settingOf('curl', excepted, {}, [name, 'vault.service.consul'])).toBe('HTTPS_PROXY');
    // an option that takes the place of the variable, and says nobody knows what
    expect(settingOf('curl', excepted, { '--noproxy': 'set' })).toBe('HTTPS_PROXY');
  });

  it.each([
    ['openssl', [false, true, false]],
    ['curl', [true, true, false]],
    ['python', [true, true, false]],
    ['boto3', [true, true, false]],
    ['node-24', [false, true, true]],
    ['go', [true, true, true]],
    ['vault', [true, true, true]],
    ['java', [false, false, true]],
  ] as const)('is not where a domain is excepted in the way that %s knows', (client, known) => {
    const lists = ['corp.test', '.corp.test', '*.corp.test'];
    expect(lists.map((list) => settingOf(client, { HTTPS_PROXY: proxy, NO_PROXY: list }) === undefined)).toEqual(known);
  });
});

describe('another variable', () => {
  it('is read by some clients alone', () => {
    for (const client of ['curl', 'python', 'requests', 'node-24']) expect(settingOf(client, { ALL_PROXY: proxy })).toBe('ALL_PROXY');
    for (const client of ['boto3', 'go', 'vault', 'java'])
      expect(settingOf(client, { ALL_PROXY: proxy, all_proxy: proxy })).toBeUndefined();
    for (const client of everyClient.filter((one) => one !== 'java'))
      expect(settingOf(client, { HTTP_PROXY: proxy, http_proxy: proxy })).toBeUndefined();
    expect(settingOf('java', { http_proxy: proxy })).toBe('http_proxy');
    expect(settingOf('node-24', { HTTP_PROXY: proxy, NODE_USE_ENV_PROXY: 'set' })).toBe('HTTP_PROXY');
  });

  it("of Vault's client knows no exceptions", () => {
    const environment = { VAULT_PROXY_ADDR: proxy, NO_PROXY: '*' };
    expect(settingOf('vault', environment)).toBe('VAULT_PROXY_ADDR');
    expect(settingOf('vault', { VAULT_HTTP_PROXY: proxy, NO_PROXY: name })).toBe('VAULT_HTTP_PROXY');
    expect(settingOf('go', environment)).toBeUndefined();
  });
});

describe("Java's properties", () => {
  const host = { 'https.proxyHost': '127.0.0.1' };

  it('send it through a proxy, but for the hosts that are excepted there', () => {
    expect(settingOf('java', {}, host)).toBe('https.proxyHost');
    expect(settingOf('java', {}, { ...host, 'http.nonProxyHosts': 'localhost|*.corp.test' })).toBeUndefined();
    expect(settingOf('java', {}, { ...host, 'http.nonProxyHosts': `localhost,${name}` })).toBe('https.proxyHost');
    expect(settingOf('java', { NO_PROXY: '*' }, host)).toBe('https.proxyHost');
    expect(settingOf('java', {}, { socksProxyHost: 'set', 'http.nonProxyHosts': name })).toBe('socksProxyHost');
    expect(settingOf('java', {}, { 'java.net.useSystemProxies': 'set' })).toBe('java.net.useSystemProxies');
    expect(settingOf('go', {}, host)).toBeUndefined();
  });

  it('are shown as the address that they make', () => {
    const shown = (options: Record<string, string>) => {
      const profile = profileNamed('java');
      const found = profile && proxyOnTheWay(profile.proxies, { environment: {}, options }, [name]);
      return found && shownProxy(found);
    };
    expect(shown({ ...host, 'https.proxyPort': '9' })).toBe('the proxy http://127.0.0.1:9 (https.proxyHost)');
    expect(shown({ 'http.proxyHost': 'proxy.corp.test' })).toBe('the proxy http://proxy.corp.test (http.proxyHost)');
    expect(shown(host)).toBe('the proxy http://127.0.0.1:443 (https.proxyHost)');
    expect(shown({ ...host, 'https.proxyPort': '999999' })).toContain('whose address is not told');
    expect(shown({ 'https.proxyHost': '?' })).toBe('the proxy whose address is not told (https.proxyHost)');
    expect(shown({ socksProxyHost: 'set' })).toBe('the proxy whose address is not told (socksProxyHost)');
  });
});
