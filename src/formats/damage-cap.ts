import type { Damage } from './trust-store.ts';

/** Most items of damage that one file reports; a hostile file of 10 MB could hold a million. Our choice. */
const maximumDamage = 1000;

/**
 * The damage in order, cut after a thousand items with a last one that says how many more there are. Damage that touches
 * entries is never cut: a reader that skips over it loses anchors.
 */
export function cappedDamage(damage: readonly Damage[]): readonly Damage[] {
  if (damage.length <= maximumDamage) return damage;
  const last = damage[damage.length - 1];
  const kept = damage.filter((item, index) => index < maximumDamage || item.touches !== undefined);
  const dropped = damage.length - kept.length;
  if (dropped === 0 || last === undefined) return damage;
  return [...kept, { kind: 'garbage-entry', byteOffset: last.byteOffset, message: `${dropped} more items of damage` }];
}
