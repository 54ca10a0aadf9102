import { ConfigError } from '../errors.ts';
import type { AccessCheck, PlannedAccess } from './inventory-source.ts';

/** The one access that listing a file takes. */
export function planFile(declared: string): readonly PlannedAccess[] {
  return [{ scope: declared, action: 'read', resource: declared }];
}

/** Whether a file can be read and says what it must, with the number of its hosts. */
export async function checkFile(declared: string, count: () => Promise<number>): Promise<readonly AccessCheck[]> {
  try {
    const hosts = await count();
    return [{ scope: declared, check: 'readable', ok: true, detail: `${hosts} ${hosts === 1 ? 'host' : 'hosts'}`, hosts }];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const line = error.line === undefined ? '' : `line ${error.line}: `;
    return [{ scope: declared, check: 'readable', ok: false, detail: `${line}${error.message}` }];
  }
}
