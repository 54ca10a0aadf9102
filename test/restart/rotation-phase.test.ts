import { describe, expect, it } from 'vitest';
import { current, judge, pending, previous, storeOf, trusting } from './scene.ts';

describe('the rotation phase', () => {
  const parts = { served: [current.leaf], current: [current.root], pending: [pending.root] };
  const phase = (anchors: Parameters<typeof trusting>[0], more: Parameters<typeof storeOf>[0] = parts) =>
    judge(storeOf(more), trusting(anchors)).rotationPhase;

  it('is that of the current and the pending CA', () => {
    expect(phase([current.root])).toBe('old-only');
    expect(phase([current.root, pending.root])).toBe('both');
    expect(phase([pending.root])).toBe('new-only');
    expect(phase([previous.root])).toBe('neither');
  });

  it('is that of the previous and the current CA where nothing is pending', () => {
    const rotated = { served: [current.leaf], previous: [previous.root], current: [current.root] };
    expect(phase([previous.root], rotated)).toBe('old-only');
    expect(phase([previous.root, current.root], rotated)).toBe('both');
    expect(phase([current.root], rotated)).toBe('new-only');
    expect(phase([pending.root], rotated)).toBe('neither');
  });

  it('is not known with one generation alone, or one that cannot be read', () => {
    expect(phase([current.root], { served: [current.leaf], current: [current.root] })).toBe('unknown');
    expect(phase([current.root], { ...parts, lost: [pending.root] })).toBe('unknown');
    expect(phase([current.root], { ...parts, lost: [current.root] })).toBe('unknown');
  });

  it('is told of workloads that fail today, too', () => {
    expect(judge(storeOf(parts), trusting([pending.root]))).toMatchObject({
      verdict: 'will-fail',
      rotationPhase: 'new-only',
      survivesSwitch: 'yes',
    });
  });
});
