import { expect, it } from 'vitest';
import { boundEvidence } from '../../../src/evidence/probe/bounded-evidence.ts';

it('evidence of a host keeps its shape and loses what would move a cursor', () => {
  const evidence = { id: 'a', missing: [{ fact: 'os', reason: 'x\u001b[2J\n' }], count: 3, none: null, 'odd\u0007': ['\u202ey'] };
  expect(boundEvidence(evidence)).toEqual({
    kind: 'fit',
    evidence: { id: 'a', missing: [{ fact: 'os', reason: 'x\u{FFFD}[2J\u{FFFD}' }], count: 3, none: null, 'odd\u{FFFD}': ['\u{FFFD}y'] },
  });
});

it('evidence that is longer than anything honest is none', () => {
  expect(boundEvidence({ reason: 'x'.repeat(2000) })).toMatchObject({ evidence: { reason: `${'x'.repeat(1000)}…` } });
  expect(boundEvidence({ path: 'x'.repeat(70_000) })).toMatchObject({ kind: 'unfit' });
  expect(boundEvidence({ paths: Array.from({ length: 5000 }, () => 'x'.repeat(2000)) })).toMatchObject({ kind: 'unfit' });
});
