import { describe, expect, it } from 'vitest';
import { forEachRoot, withoutRoot } from '../../src/risk/without-root.ts';

describe('a sentence without its container', () => {
  it.each([
    ['in container b7: not read', 'not read'],
    ['the store /ca.pem in container b7 (1 anchor)', 'the store /ca.pem (1 anchor)'],
    ['unknown: in container b7: not read', 'unknown: not read'],
    ['of the host, which container b7 does not see', 'of the host, which it does not see'],
    ['/ca.pem in container b78 and container b7-web', '/ca.pem in container b78 and container b7-web'],
    ['/srv/b7/ca.pem of web-b7', '/srv/b7/ca.pem of web-b7'],
  ])('of %j is %j', (sentence, rest) => {
    expect(withoutRoot(sentence, 'b7')).toBe(rest);
  });

  it('knows roots that are no container, and leaves paths and hosts alone', () => {
    expect(withoutRoot('in root-1: /srv/root-1/ca.pem in root-1, not in root-12', 'root-1')).toBe('/srv/root-1/ca.pem, not in root-12');
    expect(withoutRoot('in container b7: x', undefined)).toBe('in container b7: x');
    expect(withoutRoot('in container a.c: x in container abc', 'a.c')).toBe('x in container abc');
  });

  it('speaks of each where several are alike', () => {
    expect(forEachRoot('put it into /ca.pem in container b7, by a mount', 'b7')).toBe('put it into /ca.pem in each container, by a mount');
    expect(forEachRoot('put it into /ca.pem in root-1', 'root-1')).toBe('put it into /ca.pem in each root');
    expect(forEachRoot('put it into /ca.pem', undefined)).toBe('put it into /ca.pem');
  });
});
