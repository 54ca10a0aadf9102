import { describe, expect, it } from 'vitest';
import { profileOf, recordedClient, recordedNames } from '../../src/clients/recorded-answers.ts';

const speaker = (name: string): string | undefined => {
  const client = recordedClient(name);
  return client === undefined ? undefined : profileOf(client)?.name;
};

describe('the client of recorded answers', () => {
  it.each([
    ['openssl-1.1.1', 'node-16'],
    ['openssl-3.0', 'node-20'],
    ['openssl-3.0.19', 'node-20'],
    ['openssl-3.5', 'node-24'],
    ['python-3.11', 'python'],
    ['curl', 'curl'],
    ['curl-7.88', 'curl'],
    ['go-1.19', 'go'],
    ['java-17', 'java'],
    ['boto3', 'boto3'],
    ['node-22.15', 'node-22.15'],
  ])('%s is spoken for by %s', (name, profile) => {
    expect(speaker(name)).toBe(profile);
  });

  it('is not that of another version where the version has a name of its own', () => {
    expect(recordedClient('python-3.13')?.name).toBe('python-3.13');
    expect(recordedClient('openssl-1.0.2')?.name).toBe('openssl-1.0.2');
    expect(speaker('python-3.13')).not.toBe('python');
  });

  it('is undefined for names that nobody has', () => {
    expect(recordedClient('netscape-4')).toBeUndefined();
    expect(recordedClient('')).toBeUndefined();
  });

  it('is found by each of its names', () => {
    expect(recordedNames.map((name) => recordedClient(name)?.name)).toEqual(recordedNames);
  });
});
