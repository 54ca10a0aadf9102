import { linkSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { replaceFile } from '../../src/cli/replace-file.ts';
import { UsageError } from '../../src/errors.ts';
import { scratch } from '../credential-store/servers.ts';

const home = scratch();
afterAll(() => home.remove());
let folders = 0;
function folderWith(name: string, text: string): string {
  folders += 1;
  const folder = path.join(home.folder, `${folders}`);
  mkdirSync(folder);
  home.write(`${folders}/${name}`, text);
  return folder;
}

describe('a file that is replaced', () => {
  it('is another file of mode 0600 with the text, and nothing is left beside it', () => {
    const folder = folderWith('report', 'old');
    const { ino } = statSync(path.join(folder, 'report'));
    replaceFile(path.join(folder, 'report'), 'new\n');
    const { ino: now, mode } = statSync(path.join(folder, 'report'));
    expect([now === ino, (mode & 0o777).toString(8)]).toEqual([false, '600']);
    expect([readdirSync(folder), readFileSync(path.join(folder, 'report'), 'utf8')]).toEqual([['report'], 'new\n']);
  });

  it('is the one behind a link, also where the link leads to nothing yet', () => {
    const folder = folderWith('report', 'old');
    for (const [link, target] of [
      ['link', 'report'],
      ['dangling', 'later'],
    ] as const) {
      symlinkSync(target, path.join(folder, link));
      replaceFile(path.join(folder, link), 'new\n');
      expect(lstatSync(path.join(folder, link)).isSymbolicLink()).toBe(true);
      expect(readFileSync(path.join(folder, target), 'utf8')).toBe('new\n');
    }
  });

  it('is written in place where it has another name, which would keep the old text', () => {
    const folder = folderWith('report', 'old');
    linkSync(path.join(folder, 'report'), path.join(folder, 'other'));
    replaceFile(path.join(folder, 'report'), 'new\n');
    expect(readFileSync(path.join(folder, 'other'), 'utf8')).toBe('new\n');
  });

  it('is named in the error, not its draft', () => {
    const file = path.join(home.folder, 'no', 'such');
    expect(() => replaceFile(file, 'new')).toThrow(UsageError);
    expect(() => replaceFile(file, 'new')).toThrow(`cannot write ${file} (ENOENT)`);
  });
});
