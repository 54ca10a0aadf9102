import { expect, it } from 'vitest';
import { formatEndpoint, parseEndpoint } from '../../src/credential-store/endpoint.ts';

it.each([
  ['https://vault.corp.internal:8200', 'vault.corp.internal', 8200],
  ['https://vault.corp.internal', 'vault.corp.internal', 443],
  ['https://vault.corp.internal:8200/v1/pki?x#y', 'vault.corp.internal', 8200],
  ['HTTPS://Vault.Corp.Internal.', 'vault.corp.internal', 443],
  ['vault.corp.internal:443', 'vault.corp.internal', 443],
  ['vault', 'vault', 443],
  ['10.0.0.7:8200', '10.0.0.7', 8200],
  ['[::1]:8200', '::1', 8200],
  ['[::1]', '::1', 443],
  ['::1', '::1', 443],
  ['https://[2001:DB8::1]', '2001:db8::1', 443],
])('reads %s', (text, host, port) => {
  expect(parseEndpoint(text)).toEqual({ host, port });
});

it.each([
  '',
  ' ',
  'http://vault:8200',
  'ldap://vault',
  'vault:0',
  'vault:65536',
  'vault:https',
  'vault/v1',
  'user:secret@vault:8200',
  'a b',
  'https://',
  ':8200',
  '[::1',
  'vault\n:1',
  'https://vault\\x',
])('refuses %j', (text) => {
  expect(parseEndpoint(text)).toBeUndefined();
});

it('writes IPv6 in brackets, so that what it wrote can be read again', () => {
  const endpoint = { host: '::1', port: 8200 };
  expect(formatEndpoint(endpoint)).toBe('[::1]:8200');
  expect(parseEndpoint(formatEndpoint(endpoint))).toEqual(endpoint);
});
