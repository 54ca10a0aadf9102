import type { Picture, PictureRecord } from '../probe/picture.ts';
import { numberIn, plainText } from '../probe/picture-fields.ts';
import { type Effort, stepsOf } from './effort.ts';
import { type Failure, type MachineFiles, notRecorded } from './machine.ts';
import { type PicturedPaths, tooMuch, whyClosed } from './pictured-paths.ts';

/** Bytes of one text; the probe prints no more than half of it. What is larger is a host that wants to keep us busy. */
const largestText = 2 * 1024 * 1024;
/** Entries of one folder, where the asker knows no bound of its own. */
const mostEntries = 10_000;

/**
 * The files of a picture. What was not recorded fails with that reason, and is never "not there". Each question is a step of the effort, and a text as many as
 * it is long: thousands of services may name one file.
 */
export function picturedFiles(picture: Picture, paths: PicturedPaths, effort: Effort): MachineFiles {
  const allowed = async (steps: number): Promise<boolean> => {
    await effort.pause();
    return effort.spend(steps);
  };
  // A record stands under the path that was asked for, or under the file behind its links.
  const recordOf = (kind: string, file: string): PictureRecord | Failure => {
    const real = paths.resolve(file);
    for (const place of new Set([file, real.kind === 'path' ? real.path : file])) {
      const record = picture.find(kind, place);
      if (record === 'contested') return failed('the probe recorded it twice, with different answers');
      if (record !== undefined) return record;
      const closed = whyClosed(picture, place);
      if (closed !== undefined) return closed;
    }
    return real.kind === 'failed' ? real : failed(notRecorded);
  };
  const files: MachineFiles = {
    async readText(file) {
      const record = recordOf('text', file);
      if ('reason' in record) {
        const status = await files.stat(file);
        const odd = record.reason === notRecorded && (status.kind === 'directory' || status.kind === 'other');
        return { text: undefined, reason: `${file}: ${odd ? 'it is not an ordinary file' : record.reason}`, missing: record.missing };
      }
      if (record.textBytes > largestText)
        return { text: undefined, reason: `${file}: it is larger than ${largestText} bytes`, missing: false };
      if (!(await allowed(stepsOf(record.textBytes)))) return { text: undefined, reason: `${file}: ${tooMuch.reason}`, missing: false };
      const lines = record.text();
      return { text: lines.length === 0 ? '' : `${lines.join('\n')}\n` };
    },
    async list(folder, maximum = mostEntries) {
      const record = recordOf('list', folder);
      if ('reason' in record) return record;
      const count = numberIn(record.fields[1]);
      if (count !== undefined && count > maximum) return failed(`it has more than ${maximum} entries`);
      if (record.textBytes > largestText) return failed(`its list is larger than ${largestText} bytes`);
      if (!(await allowed((count ?? 0) + stepsOf(record.textBytes)))) return tooMuch;
      const lines = record.text();
      if (count !== lines.length) return failed(`the probe recorded ${lines.length} of its ${count ?? 'unknown number of'} entries`);
      // A name that was changed here is no entry of any record: whoever asks about it learns that it was not recorded.
      const names = lines.map((name) => plainText(name.replaceAll('/', '\u{FFFD}'), 255));
      return { kind: 'names', names: [...new Set(names)].filter((name) => name !== '' && name !== '.' && name !== '..') };
    },
    async stat(file) {
      if (!(await allowed(1))) return tooMuch;
      const real = paths.resolve(file);
      return real.kind === 'failed' ? real : paths.statusAt(real.path);
    },
    lstat: async (file) => ((await allowed(1)) ? paths.statusAt(file) : tooMuch),
    async linkTarget(file) {
      if (!(await allowed(1))) return undefined;
      const record = paths.recordAt(file);
      if ('reason' in record || record.fields[1] !== 'link') return undefined;
      return record.fields[9];
    },
    realPath: async (file) => ((await allowed(1)) ? paths.resolve(file) : tooMuch),
    async matching(pattern) {
      const record = picture.find('list', pattern);
      if (record === undefined || record === 'contested') return whyClosed(picture, pattern) ?? failed(notRecorded);
      if (record.textBytes > largestText) return failed(`its list is larger than ${largestText} bytes`);
      if (!(await allowed(stepsOf(record.textBytes)))) return tooMuch;
      const names = record.text().filter((file) => file.startsWith('/'));
      return { kind: 'names', names: names.sort() };
    },
    async isExecutable(file) {
      const status = await files.stat(file);
      if (status.kind === 'failed') return status.missing ? 'no' : 'unknown';
      return status.kind === 'file' && (status.mode & 0o111) !== 0 ? 'yes' : 'no';
    },
    async shebang(file) {
      const record = recordOf('shebang', file);
      const words = 'reason' in record ? [] : record.fields.slice(1).map((word) => plainText(word, 255));
      return words.length === 0 ? undefined : words;
    },
    async opensslBuild(file) {
      const record = recordOf('openssl', file);
      if ('reason' in record) return undefined;
      const [, said = '', home = ''] = record.fields;
      const version = /^OpenSSL \d+\.\d+\.\d+[a-z]*/.exec(said)?.[0];
      return version === undefined || !/^\/[^\0]{0,1000}$/.test(home)
        ? undefined
        : { version: plainText(version), home: plainText(home, 1001) };
    },
    async goVersion(file) {
      const record = recordOf('go', file);
      const version = 'reason' in record ? '' : (record.fields[1] ?? '');
      return version === 'before 1.18' || /^\d[\w.+-]{0,40}$/.test(version) ? version : undefined;
    },
  };
  return files;
}

function failed(reason: string): Failure {
  return { kind: 'failed', reason, missing: false };
}
