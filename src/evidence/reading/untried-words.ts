import path from 'node:path';
import { isReadByJava } from './options/java-options.ts';
import { isReadByNode } from './options/node-options.ts';
import { runtimeWords, scriptOf } from './script-of-command.ts';

/** Words of java or node that are there next and not now, save those that are understood: judged for what they say, the program's own, or harmless. */
export function untriedWords(next: readonly string[], now: readonly string[]): readonly string[] {
  const tried = [...now];
  return next.filter((word) => {
    const at = tried.indexOf(word);
    if (at !== -1) tried.splice(at, 1);
    return at === -1 && !isUnderstood(word);
  });
}

/**
 * What of the next command line no start has tried: another script or jar than that of the process, or other words to its interpreter before it; undefined
 * where there is nothing of it. Words behind it are the program's own.
 */
export function untriedCommand(next: readonly string[], now: readonly string[]): string | undefined {
  if (!isInterpreter(next[0] ?? '')) return undefined;
  const [nextScript, script] = [scriptOf(next), scriptOf(now)];
  if (nextScript !== undefined && script !== undefined && nextScript !== script) return `that it is to run ${path.basename(nextScript)}`;
  return untriedWords(runtimeWords(next), runtimeWords(now)).length > 0 ? 'an option before its program' : undefined;
}

/** Whether a program runs what its words name. */
export function isInterpreter(program: string): boolean {
  return /^(?:java|nodejs|node|python[0-9.]*)$/.test(path.basename(program));
}

// Sizes of memory that there is nearly everywhere.
const harmless = /^-(?:Xm[sx][1-9][0-9]?[0-9]?m|Xmx[1-9][0-9]*[mg]|-max-old-space-size=[1-9][0-9][0-9]+)$/;
// What a JVM takes for itself (java.lang.System, getProperties; the security guides of the JDK); the rest is the program's own.
const runtimesOwn = /^-D(?:java|jdk|sun|com\.sun)\./;
const withoutSay = /^-Djava\.(?:awt|io|net\.p)/;

function isUnderstood(word: string): boolean {
  if (harmless.test(word) || isReadByJava(word) || isReadByNode(word)) return true;
  return word.startsWith('-D') && (!runtimesOwn.test(word) || withoutSay.test(word));
}
