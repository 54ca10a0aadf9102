import { trustPaths } from '../../reading/trust-paths.ts';
import type { Runtime, RuntimeFamily } from '../../runtime.ts';

// Stands for the home of a runtime, which is known on the host only; with a slash in front it passes for a folder.
const home = '/{home}';

/**
 * Where clients look for trust stores, as lines `fixed<TAB>/path`, `java<TAB>{home}/path` and `other<TAB>{home}/path`: made by the function
 * that the interpretation asks.
 */
export function trustLocations(): readonly string[] {
  const fixed = trustPaths([], [], []);
  const inHomes = (kind: 'java' | 'other', family: RuntimeFamily): readonly string[] =>
    trustPaths([{ family, home, version: '' } satisfies Runtime], [], [])
      .filter((file) => file.startsWith(home))
      .map((file) => `${kind}\t${file.slice(1)}`);
  return [...fixed.map((file) => `fixed\t${file}`), ...inHomes('java', 'java'), ...inHomes('other', 'python')];
}
