import { expect, it } from 'vitest';
import { javaDistrustedAnchors } from '../../../../src/clients/java-distrusted-anchors.ts';
import { javaPath } from '../../../../src/clients/java-path.ts';
import { judgePath } from '../../../../src/trust/path/judge-path.ts';
import { authorityAt } from '../../../corpus/authority.ts';
import { read } from '../question.ts';

const now = Date.parse('2026-11-20T00:00:00Z');
const authority = authorityAt(now);
const root = authority.root('Public Root');
const leaf = authority.leaf(root);

function answer(distrusted: ReadonlySet<string>, eku: 'served' | 'pinned' = 'served'): string {
  const anchors = [{ certificate: read(eku === 'served' ? root : leaf), file: 'cacerts' }];
  const knobs = { ...javaPath, distrustedAnchors: distrusted };
  return judgePath({ knobs, anchors, served: [read(leaf)], name: undefined, at: now }).kind;
}

it('has no answer for a path to a root that the client has on its list', () => {
  expect(answer(new Set([root.sha256]))).toBe('unsupported');
  expect(answer(new Set([leaf.sha256]))).toBe('accepted');
  // an end-entity that is trusted itself is not asked for its anchor
  expect(answer(new Set([leaf.sha256]), 'pinned')).toBe('accepted');
});

it('knows the list of the JDK by digests', () => {
  expect(javaDistrustedAnchors.size).toBe(23);
  expect([...javaDistrustedAnchors].every((digest) => /^[\da-f]{64}$/.test(digest))).toBe(true);
});
