import { describe, expect, it } from 'vitest';
import { secretsIn, secretsReadFrom } from '../../src/config/declared-secrets.ts';
import { parseConfig } from '../../src/config/parse-config.ts';

function mistakeOf(secrets: string, stores = '[vault]', defaults = ''): string {
  const text = `stores:
  - { name: vault, endpoint: vault:8200 }
  - { name: aws, endpoint: secretsmanager.eu-west-1.amazonaws.com }
services:
${defaults}  declared:
    - name: orders
${stores === '' ? '' : `      stores: ${stores}\n`}      secrets: ${secrets}
`;
  try {
    parseConfig(text, 'snowline.yaml');
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the secrets of a declared service', () => {
  it('need no store where the service has one', () => {
    expect(mistakeOf('[prod/db]')).toBe('');
    expect(mistakeOf('[{ id: prod/db, store: vault }]')).toBe('');
    expect(mistakeOf('[prod/db]', '', '  defaultStores: [aws]\n')).toBe('');
  });

  it('need one where it has several or none', () => {
    expect(mistakeOf('[prod/db]', '[vault, aws]')).toContain('"prod/db" may be in several stores ("vault", "aws")');
    expect(mistakeOf('[prod/db]', '')).toContain('may be in several stores');
    expect(mistakeOf('[prod/db]', '[]')).toContain('the service uses none');
    expect(mistakeOf('[{ id: prod/db, store: aws }]', '[vault, aws]')).toBe('');
  });

  it('name a store of the service', () => {
    expect(mistakeOf('[{ id: prod/db, store: aws }]', '[vault]')).toContain('"aws" is no store of the service');
    expect(mistakeOf('[{ id: prod/db, store: vualt }]', '[vault]')).toContain('did you mean "vault"?');
  });

  it('are names that nothing can hide in', () => {
    expect(mistakeOf('["a b"]')).toContain('expected the name or the ARN of a secret');
    expect(mistakeOf('["$(id)"]')).toContain('expected the name or the ARN of a secret');
  });

  it('belong to the store that they name, and to any without one, each once', () => {
    const service = { secrets: ['a', { id: 'b', store: 'aws' }, { id: 'c', store: 'vault' }, 'a'] };
    expect(secretsIn('aws', service)).toEqual(['a', 'b']);
    expect(secretsIn('vault', service)).toEqual(['a', 'c']);
    expect(secretsIn('vault', {})).toEqual([]);
  });

  it('are looked up in the stores that their services use', () => {
    const services = [
      { name: 'orders', stores: ['aws'], secrets: ['z', 'a'] },
      { name: 'users', secrets: ['u'] },
      { name: 'search', stores: ['vault'], secrets: ['s'] },
    ];
    expect(secretsReadFrom('aws', services, undefined)).toEqual(['a', 'u', 'z']);
    expect(secretsReadFrom('aws', services, ['vault'])).toEqual(['a', 'z']);
    expect(secretsReadFrom('vault', services, ['vault'])).toEqual(['s', 'u']);
  });
});
