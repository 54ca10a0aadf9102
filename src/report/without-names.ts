/**
 * The reason without what is only this host's in it (its names, and the address at which it was tried): hosts that fail alike then have the same one.
 * What is left out stands as `…`.
 */
export function withoutNames(reason: string, names: readonly (string | undefined)[]): string {
  const words = reason.split(/(?<![\w.-])(?=[\w.-])|(?<=[\w.-])(?![\w.-])/);
  // `web (i-0abc)` is a name that several hosts share (distinct-names.ts); reasons hold it as it is
  const own = new Set(names.flatMap((name) => (name === undefined ? [] : [name, name.replace(/ \([^()]*\)$/, '')])));
  const nameless = words.map((word) => (own.has(word) ? '…' : word)).join('');
  // What transports/ssh/failure-advice.ts says of the way there; the address stands in its advice once more
  const address = /; tried (?:[\w.-]+@)?([\w.:%-]*[\w%-])/.exec(nameless)?.[1];
  if (address === undefined) return nameless;
  return nameless.replaceAll(new RegExp(`(?<![\\w.:%-])${address.replaceAll(/[.-]/g, '\\$&')}(?![\\w%-])`, 'g'), '…');
}
