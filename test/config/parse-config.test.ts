import { describe, expect, it } from 'vitest';
import { parseConfig, reviewConfig } from '../../src/config/parse-config.ts';
import { parseEndpoint } from '../../src/credential-store/endpoint.ts';
import { ConfigError } from '../../src/errors.ts';

function failure(text: string): ConfigError {
  try {
    parseConfig(text, 'snowline.yaml');
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the text was accepted');
}

function report(text: string): string {
  const error = failure(text);
  return `${error.line}:${error.column} ${error.message}`;
}

function warnings(text: string): string[] {
  return reviewConfig(text, 'snowline.yaml').warnings.map((warning) => `${warning.line}:${warning.column} ${warning.message}`);
}

describe('parseConfig', () => {
  it('fills in what the file leaves out', () => {
    const config = parseConfig('stores:\n  - { name: vault, endpoint: vault:8200 }\nservices: {}\n', 'snowline.yaml');
    expect(config.stores).toEqual([{ name: 'vault', endpoint: 'vault:8200', servedChain: { from: 'tls' } }]);
    expect(config.services).toEqual({ tag: 'service', ownerTag: 'owner' });
  });

  it.each(['', '\n\n', '# only a comment\n', '---\n', '\uFEFF# comment\r\n'])('rejects a file that says nothing: %j', (text) => {
    expect(failure(text)).toMatchObject({
      message: 'the configuration is empty',
      file: 'snowline.yaml',
      line: undefined,
      hint: expect.stringContaining('snowline init'),
    });
  });

  it.each(['30d', '2w', '90m'])('takes %s as horizon', (horizon) => {
    expect(parseConfig(`horizon: ${horizon}`, 'f').horizon).toBe(horizon);
  });

  it('takes an age of evidence and rejects what is no duration', () => {
    expect(parseConfig('evidence: { maxAge: 36h }', 'f').evidence?.maxAge).toBe('36h');
    expect(report('evidence: { maxAge: 7 }')).toBe('1:21 evidence.maxAge: expected text, found 7; put it in quotes');
    expect(report('evidence: { maxAge: week }')).toBe('1:21 evidence.maxAge: expected a duration such as 30d, 12h or 90m, found "week"');
  });

  it.each(['30 days', '1 month', '-1d'])('rejects the horizon %s', (horizon) => {
    expect(report(`horizon: ${horizon}`)).toBe(`1:10 horizon: expected a duration such as 30d, 12h or 90m, found "${horizon}"`);
  });

  it('takes proxies that tunnel to a store, without a user name', () => {
    const text = (proxy: string) => JSON.stringify({ stores: [{ name: 'a', endpoint: 'a', tunnels: [proxy] }] });
    expect(parseConfig(text('http://proxy.corp.test:3128'), 'f').stores?.[0]?.tunnels).toEqual(['http://proxy.corp.test:3128']);
    for (const proxy of ['http://app:canary@proxy:3128', 'proxy:3128', 'socks5://proxy:1080', 'http://proxy/x'])
      expect(report(text(proxy))).toContain('stores[0].tunnels[0]: expected a proxy such as http://proxy.example.com:3128');
  });

  it.each(['2026-02-31', '2026-13-01', 'soon', '2026-01-01T10:00', '20260101'])('rejects the switch date %s once', (date) => {
    const text = `stores:\n  - name: a\n    endpoint: a\n    generations: { from: files, current: c, pending: p }\n    switchAt: "${date}"`;
    expect(report(text)).toBe(
      `5:15 stores[0].switchAt: expected an ISO 8601 date or UTC time such as 2026-11-22T14:00:00Z, found "${date}"`,
    );
  });

  it.each(['vault', 'vault:8200', 'https://vault:8200', 'https://vault.corp.test/', 'HTTPS://Vault', '[::1]:8200', '::1', '10.0.0.1:1'])(
    'takes the endpoint %s, which can then be read',
    (endpoint) => {
      const config = parseConfig(
        JSON.stringify({ stores: [{ name: 'a', endpoint, servedChain: { from: 'tls', connect: endpoint } }] }),
        'f',
      );
      expect(config.stores?.map((store) => parseEndpoint(store.endpoint))).not.toContain(undefined);
    },
  );

  it.each([
    'http://vault',
    'vault/v1',
    'https://',
    'vault:0',
    'vault:99999',
    'a b',
    ' vault',
    'vault:x',
    '1::2::3',
    '\\\\vault',
    'ldap://vault',
  ])('rejects the endpoint %j at its position, as does the reader of endpoints', (endpoint) => {
    expect(report(`stores:\n  - name: a\n    endpoint: '${endpoint}'`)).toBe(
      `3:15 stores[0].endpoint: expected https://host:port or host:port, found ${JSON.stringify(endpoint)}`,
    );
    expect(parseEndpoint(endpoint)).toBeUndefined();
  });

  it.each(['https://vault.corp.test/v1', 'HTTPS://vault:8200/v1/', 'https://vault//'])(
    'rejects the path of the endpoint %s',
    (endpoint) => {
      expect(report(`stores:\n  - name: a\n    endpoint: '${endpoint}'`)).toContain(
        '3:15 stores[0].endpoint: an endpoint takes no path: write it as https://host:port',
      );
    },
  );

  it.each([
    'https://reader:canary-1@vault:8200',
    'reader:canary-1@vault',
    'https://canary-1@vault',
    'https://reader:cana/ry-1@vault',
    'ldap://reader:canary-1@vault',
    'https://reader:canary-1%40vault',
    '@vault',
    'https://vault/?token=canary-1',
    'https://vault#canary-1',
  ])('rejects the endpoint %s without quoting what may be a secret', (endpoint) => {
    const message =
      'an endpoint takes no user name, password, query or fragment: they would stand in every report (the value is not shown)';
    expect(report(`stores:\n  - name: a\n    endpoint: '${endpoint}'`)).toBe(`3:15 stores[0].endpoint: ${message}`);
    expect(report(`stores:\n  - name: a\n    endpoint: a\n    servedChain: { from: tls, connect: '${endpoint}' }`)).toBe(
      `4:40 stores[0].servedChain.connect: ${message}`,
    );
  });

  it.each([
    [
      'a store that is declared twice',
      'stores:\n  - { name: a, endpoint: a }\n  - { name: a, endpoint: b }',
      '3:5 stores[1]: store "a" is declared twice, first in stores[0]',
    ],
    [
      'a service that is declared twice',
      'services:\n  declared:\n    - name: a\n    - name: b\n    - name: a\n',
      '5:7 services.declared[2]: service "a" is declared twice, first in services.declared[0]',
    ],
    [
      'an inventory entry that stands twice, whatever the order of its keys',
      'inventory:\n  - { source: hosts-file, path: a }\n  - { path: a, source: hosts-file }',
      '3:5 inventory[1]: the same inventory entry stands here twice, first in inventory[0]',
    ],
    [
      'a region that stands twice',
      'inventory:\n  - source: ec2\n    regions: [eu-west-1, eu-west-1]',
      '3:26 inventory[0].regions[1]: region "eu-west-1" stands here twice, first in inventory[0].regions[0]',
    ],
    [
      'a service that names an unknown store',
      'stores:\n  - { name: vault, endpoint: a }\nservices:\n  declared:\n    - name: a\n      stores: [vualt]',
      '6:16 services.declared[0].stores[0]: unknown store "vualt"; did you mean "vault"?',
    ],
    [
      'an unknown store as default where none is declared',
      'services:\n  defaultStores: [vault]',
      '2:19 services.defaultStores[0]: unknown store "vault"; no store is declared',
    ],
    [
      'a switch date without generations',
      'stores:\n  - name: a\n    endpoint: a\n    switchAt: 2027-01-01',
      '4:15 stores[0].switchAt: store "a" has a switch date but no pending CA to switch to; declare generations.pending',
    ],
    [
      'a switch date without a pending file',
      'stores:\n  - name: a\n    endpoint: a\n    generations: { from: files, current: c }\n    switchAt: 2027-01-01',
      expect.stringMatching(/^5:15 stores\[0\]\.switchAt: store "a" has a switch date but no pending CA/),
    ],
    [
      'a service that depends on itself',
      'services:\n  declared:\n    - name: a\n      dependsOn: [{ service: a }]',
      '4:19 services.declared[0].dependsOn[0]: service "a" depends on itself',
    ],
    [
      'settings of AWS for what is declared to be Vault',
      'stores: [{ name: a, endpoint: a, kind: vault, aws: { simulate: true } }]',
      '1:52 stores[0].aws: is for Secrets Manager, and this store is declared kind: vault',
    ],
    [
      'generations that Secrets Manager is asked for as if it were Vault',
      'stores: [{ name: a, endpoint: a, kind: secrets-manager, generations: { from: vault } }]',
      expect.stringMatching(/^1:78 stores\[0\]\.generations\.from: "vault" asks the store itself, and kind says "secrets-manager"/),
    ],
    [
      'one document for probe and rehearsal',
      'collection: { ssm: { document: same, rehearsalDocument: same } }',
      expect.stringMatching(/^1:57 collection\.ssm\.rehearsalDocument: is the document of the probe; the rehearsal needs one of its own/),
    ],
    [
      'the default document of the probe as that of the rehearsal',
      'collection: { ssm: { rehearsalDocument: snowline-probe } }',
      expect.stringContaining('is the document of the probe'),
    ],
    [
      'keys of an identity that exclude one another',
      'services: { declared: [{ name: a, identity: { tokenFile: /a, roleIdFile: /b } }] }',
      '1:45 services.declared[0].identity: takes either tokenFile, or roleIdFile with secretIdFile',
    ],
    [
      'all keys of an identity',
      'services: { declared: [{ name: a, identity: { tokenFile: /a, roleIdFile: /b, secretIdFile: /c } }] }',
      '1:45 services.declared[0].identity: takes either tokenFile, or roleIdFile with secretIdFile',
    ],
    [
      'an unknown key of an identity',
      'services: { declared: [{ name: a, identity: { tokenFile: /a, rollIdFile: /b } }] }',
      expect.stringMatching(/^1:62 unknown key "rollIdFile"/),
    ],
    [
      'an empty secret, once',
      'stores: [{ name: a, endpoint: a }]\nservices: { declared: [{ name: a, secrets: [{ id: "" }] }] }',
      expect.stringMatching(/^2:51 [^\n]*$/),
    ],
    [
      'days of expiry in the wrong order',
      'certificateExpiry: { high: 30, medium: 14, low: 7 }',
      '1:20 certificateExpiry: high (30), medium (14) and low (7) must not shrink: the nearer the end, the worse',
    ],
  ])('rejects %s', (_, text, expected) => {
    expect(report(text)).toEqual(expected);
  });

  it('accepts a switch date where a secret may hold the pending CA', () => {
    const text =
      'stores:\n  - name: a\n    endpoint: a\n    generations: { from: secrets-manager, secretId: pki/ca }\n    switchAt: 2027-01-01';
    expect(parseConfig(text, 'f').stores?.[0]?.switchAt).toBe('2027-01-01');
  });

  it('accepts a Vault elsewhere as the CA of what stands before Secrets Manager', () => {
    const store = { name: 'a', endpoint: 'a', kind: 'secrets-manager', generations: { from: 'vault', address: 'vault:8200' } };
    expect(parseConfig(JSON.stringify({ stores: [store] }), 'f').stores).toHaveLength(1);
  });

  it('accepts services that need one another', () => {
    const text = 'services:\n  declared:\n    - { name: a, dependsOn: [b] }\n    - { name: b, dependsOn: [a] }';
    expect(warnings(text)).toEqual([]);
  });

  it('warns of a dependency that nobody declares, because it may come from a tag', () => {
    const text = 'services:\n  declared:\n    - { name: orders, dependsOn: [usres, billing] }\n    - { name: users }';
    expect(warnings(text)).toEqual([
      '3:35 services.declared[0].dependsOn[0]: service "usres" is not declared; did you mean "users"?',
      '3:42 services.declared[0].dependsOn[1]: service "billing" is not declared; only a host with that tag would make it exist',
    ]);
  });

  it('warns of a batch where all hosts are deployed at once', () => {
    const text = 'services:\n  declared:\n    - { name: a, deploy: { strategy: all-at-once, batch: 2 } }';
    expect(warnings(text)).toEqual(['3:58 services.declared[0].deploy.batch: a batch means nothing when all hosts are deployed at once']);
  });
});
