/** An INTEGER of at most four octets that is not negative; undefined for any other. */
export function smallInteger(bytes: Uint8Array, from: number, to: number): number | undefined {
  if (to === from || to - from > 4 || (bytes[from] ?? 0) >= 0x80) return undefined;
  let value = 0;
  for (let at = from; at < to; at += 1) value = value * 256 + (bytes[at] ?? 0);
  return value;
}
