import { rootCalled } from '../trust/effective-store/own-root.ts';

/**
 * The sentence without the container (or other root) that it is about: `in container 0123456789ab: not read` is `not read`. For what says beside it
 * which one is meant, and to find what several have in common.
 */
export function withoutRoot(sentence: string, root: string | undefined): string {
  if (root === undefined) return sentence;
  const { before, within, alone } = patternsOf(root);
  return sentence.replaceAll(before, '').replaceAll(within, '').replaceAll(alone, 'it');
}

/** The sentence about all containers that are like this one: `put it into /etc/ssl/cert.pem in each container`. */
export function forEachRoot(sentence: string, root: string | undefined): string {
  if (root === undefined) return sentence;
  const each = rootCalled(root) === root ? 'in each root' : 'in each container';
  return sentence.replaceAll(patternsOf(root).within, ` ${each}`);
}

// As own-root.ts calls it; a path may hold the same letters, and so may a longer name
function patternsOf(root: string): { readonly before: RegExp; readonly within: RegExp; readonly alone: RegExp } {
  const called = `${rootCalled(root).replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}(?![\\w./-])`;
  return {
    before: new RegExp(`(?<=^|[:;] )in ${called}: `, 'g'),
    within: new RegExp(` in ${called}`, 'g'),
    alone: new RegExp(`(?<![\\w./-])${called}`, 'g'),
  };
}
