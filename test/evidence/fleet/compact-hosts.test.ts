import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { CompactHosts } from '../../../src/evidence/fleet/compact-hosts.ts';
import { hostOf } from './fleet-in-memory.ts';

it('gives hosts back as they came, first in first out, in any order of coming and going', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constant(undefined)), { maxLength: 60 }), (steps) => {
      const queue = new CompactHosts();
      const expected: string[] = [];
      for (const step of steps) {
        const [came, due] = step === undefined ? [queue.shift()?.name, expected.shift()] : [undefined, undefined];
        expect(came).toBe(due);
        if (step !== undefined) {
          queue.push(hostOf('h', { name: step, tags: { padding: 'x'.repeat(9000) } }));
          expected.push(step);
        }
        expect(queue.length).toBe(expected.length);
      }
      expect([...queue].map(({ name }) => name)).toEqual(expected);
      expect(queue.length).toBe(0);
    }),
    { numRuns: 100, seed: 20261122 },
  );
});
