import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';

/** Whether two names are those of one file, through links too; also where it is not there yet. */
export function isSameFile(a: string, b: string): boolean {
  const [one, other] = [statSync(a, { throwIfNoEntry: false }), statSync(b, { throwIfNoEntry: false })];
  if (one === undefined || other === undefined) return placeOf(a) === placeOf(b);
  return one.dev === other.dev && one.ino === other.ino;
}

function placeOf(file: string): string {
  const absolute = path.resolve(file);
  try {
    return realpathSync(absolute);
  } catch {
    // Not there: its folder may be a link
    const folder = path.dirname(absolute);
    return folder === absolute ? absolute : path.join(placeOf(folder), path.basename(absolute));
  }
}
