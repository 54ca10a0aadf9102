/**
 * The items of `first`, then those of the groups that `begin` gives, which is begun at once: what comes of it meanwhile is held back, `most` groups of it. So
 * a journal holds the stores before the first host, and hosts need not wait to be asked until a store has answered. Where the groups end with an error, what
 * they gave before stands. Throws what either throws; `stop` is aborted when nobody reads on.
 */
export async function* heldBehind<Item>(
  first: Promise<readonly Item[]>,
  begin: (stop: AbortSignal) => AsyncGenerator<readonly Item[]>,
  most: number,
): AsyncGenerator<Item> {
  const stop = new AbortController();
  const groups = begin(stop.signal);
  const take = async (): Promise<Taken<Item>> => {
    try {
      const { done, value } = await groups.next();
      return done === true ? { kind: 'end' } : { kind: 'group', items: value };
    } catch (error) {
      return { kind: 'failed', error };
    }
  };
  const known = first.then(
    () => undefined,
    () => undefined,
  );
  const held: (readonly Item[])[] = [];
  let next = take();
  try {
    while (held.length < most) {
      const came = await Promise.race([known, next]);
      if (came?.kind !== 'group') break;
      held.push(came.items);
      next = take();
    }
    yield* await first;
    for (const items of held.splice(0)) yield* items;
    for (let came = await next; came.kind !== 'end'; came = await next) {
      if (came.kind === 'failed') throw came.error;
      yield* came.items;
      next = take();
    }
  } finally {
    stop.abort();
    await groups.return(undefined);
  }
}

type Taken<Item> =
  | { readonly kind: 'group'; readonly items: readonly Item[] }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly error: unknown };
