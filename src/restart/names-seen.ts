/** What was seen instead of what was looked for, a few names of it, and then `advice` on them. */
export function namesSeen(names: ReadonlySet<string>, advice = ''): string {
  if (names.size === 0) return 'none was seen at all';
  // a process may call itself anything
  const plain = [...names].filter((name) => /^[\w.@:+-]{1,40}$/.test(name)).toSorted();
  const shown = plain.slice(0, mostNames);
  const more = names.size - shown.length;
  if (shown.length === 0) return `${more} of other names were seen`;
  return `seen were ${shown.join(', ')}${more === 0 ? '' : ` and ${more} more`}${advice}`;
}

/** Names of services that a reason repeats. Our choice. */
const mostNames = 5;
