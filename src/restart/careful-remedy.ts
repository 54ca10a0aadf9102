import { rootCalled } from '../trust/effective-store/own-root.ts';

/**
 * The remedy of what fails a restart with what every such remedy begins and ends with: not to restart before it is done, and one alone after it. Said here
 * alone, so that no check can leave it out. One that ends in looking again is left to that: nobody knows before whether it was enough.
 */
export function carefulRemedy(remedy: string, root: string | undefined): string {
  const begun = remedy.startsWith(warning) ? remedy : `${warning}; ${remedy}`;
  if (endings.test(begun)) return begun;
  const one = root === undefined || rootCalled(root) === root ? 'restart one host' : 'start one new container';
  return `${begun}; then ${one} alone and look before the next`;
}

const warning = 'do not restart it';

const endings = /\b(?:alone and look before the next|look again before any restart)\b/;
