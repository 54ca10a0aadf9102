import { existsSync, lstatSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { lockJournal } from '../../src/cli/journal-lock.ts';
import { UsageError } from '../../src/errors.ts';
import { type EvidenceRecord, readRecord, writeRecord } from '../../src/evidence-file.ts';
import { scratch } from '../credential-store/servers.ts';
import { collectInto, configuration, seenRecord, writeFleet } from './resume-scene.ts';

const home = scratch();
afterAll(() => home.remove());
const inFolder = (file: string): string => path.join(home.folder, file);
const collect = (file: string, asked: Parameters<typeof collectInto>[2] = {}) => collectInto(home.folder, file, asked);
const resume = (file: string, asked: Parameters<typeof collectInto>[2] = {}) => collect(file, { ...asked, resume: true });
const askedIn = ({ said }: { readonly said: readonly string[] }): number =>
  Number(/(\d+) are asked/.exec(said.join('\n'))?.[1] ?? Number.NaN);
const hostsIn = (lines: readonly string[]): readonly string[] =>
  lines.flatMap((line) => {
    const record = readRecord(line, 1);
    return record?.type !== 'host' ? [] : [record.state === 'seen' ? record.evidence.id : record.id];
  });

beforeEach(() => {
  for (const file of ['f.jsonl', 'whole.jsonl']) rmSync(inFolder(file), { force: true });
  writeFleet(home, [seenRecord('a'), seenRecord('b'), seenRecord('c')], ['d']);
});

describe('a collection that was cut off', () => {
  it('at any byte is continued to the very records of one that was not, and asks nobody twice', async () => {
    const whole = await collect('whole.jsonl');
    const bytes = readFileSync(inFolder('whole.jsonl'));
    const expected = whole.lines.toSorted();
    for (let cut = 0; cut < bytes.length; cut += 1) {
      // within a line one place is as good as another, at its ends none is
      const near = bytes.subarray(Math.max(0, cut - 3), cut + 3).includes(0x0a);
      if (!near && cut % 7 !== 0) continue;
      const kept = bytes.subarray(0, cut).toString('utf8');
      writeFileSync(inFolder('f.jsonl'), kept);
      const resumed = await resume('f.jsonl');
      const complete = hostsIn(kept.split('\n').filter((line) => line !== '')).length;
      // nothing is continued of a file that ends in its header
      const asked = resumed.said.join().includes('continuing') ? askedIn(resumed) : 4;
      expect([cut, asked, resumed.lines.toSorted().join('\n')]).toEqual([cut, 4 - complete, expected.join('\n')]);
    }
  }, 60_000);

  it('again while it was continued is what it was before', async () => {
    await collect('f.jsonl', { stopAfter: 9 });
    const before = readFileSync(inFolder('f.jsonl'), 'utf8');
    await resume('f.jsonl', { stopAfter: 5 });
    expect(readFileSync(inFolder('f.jsonl'), 'utf8')).toBe(before);
    expect(existsSync(inFolder('f.jsonl.resuming'))).toBe(false);
  });

  it('counts up to the first line that cannot be read', async () => {
    const { lines } = await collect('whole.jsonl');
    const at = lines.findIndex((line) => line.includes('"type":"host"')) + 1;
    writeFileSync(inFolder('f.jsonl'), `${lines.with(at, '{"type":"host"').join('\n')}\n`);
    const resumed = await resume('f.jsonl');
    expect(askedIn(resumed)).toBe(3);
    expect(resumed.said.join('\n')).toContain(`line ${at + 1} of `);
    expect(resumed.lines.toSorted()).toEqual(lines.toSorted());
  });

  it('lists the inventory again where it had not come to its end, adds new hosts and names those that are gone', async () => {
    const { lines } = await collect('whole.jsonl');
    const cut = lines.filter((line) => !line.includes('"type":"listed"') && !line.includes('"type":"end"'));
    writeFileSync(inFolder('f.jsonl'), `${cut.join('\n')}\n`);
    writeFleet(home, [seenRecord('a'), seenRecord('b'), seenRecord('e')]);
    const resumed = await resume('f.jsonl');
    expect(hostsIn(resumed.lines).toSorted()).toEqual(['a', 'b', 'e']);
    expect(resumed.said.join('\n')).toContain('no longer listed: c, d');
    expect(askedIn(resumed)).toBe(1);
  });

  it('takes the hosts that it listed where it had', async () => {
    await collect('f.jsonl', { stopAfter: 8 });
    writeFleet(home, [seenRecord('a'), seenRecord('b'), seenRecord('e')]);
    expect(hostsIn((await resume('f.jsonl')).lines).toSorted()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('is not overwritten without being asked to', async () => {
    await collect('f.jsonl', { stopAfter: 8 });
    await expect(collect('f.jsonl')).rejects.toThrow(/f\.jsonl holds a collection that did not come to its end/);
    expect(existsSync(inFolder('f.jsonl.lock'))).toBe(false);
    await resume('f.jsonl');
    await expect(collect('f.jsonl')).resolves.toBeDefined();
  });

  it('begins where there is nothing to continue', async () => {
    expect((await resume('f.jsonl')).lines).toHaveLength((await collect('whole.jsonl')).lines.length);
    expect(statSync(inFolder('f.jsonl')).mode & 0o777).toBe(0o600);
  });
});

describe('what is asked again', () => {
  const missing = (more: Partial<Extract<EvidenceRecord, { state: 'missing' }>>): EvidenceRecord => ({
    type: 'host',
    state: 'missing',
    id: 'a',
    reason: 'timed out',
    ...more,
  });
  // The file of a run in which host a had this record
  const leave = async (record: EvidenceRecord, ended: boolean): Promise<void> => {
    const { lines } = await collect('whole.jsonl');
    const at = lines.findIndex((line) => hostsIn([line])[0] === 'a');
    const left = lines.with(at, writeRecord(record)).slice(0, ended ? undefined : -1);
    writeFileSync(inFolder('f.jsonl'), `${left.join('\n')}\n`);
  };

  it.each([
    ['is asked again where the run had ended and the reason may pass', { mayRetry: true }, true, 1],
    ['stands where the reason does not pass', {}, true, 0],
    ['stands where the run crashed, which is finished first', { mayRetry: true }, false, 0],
  ] as const)('a host without evidence %s', async (_, more, ended, asked) => {
    await leave(missing(more), ended);
    const resumed = await resume('f.jsonl');
    expect(askedIn(resumed)).toBe(asked);
    expect(hostsIn(resumed.lines).toSorted()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('is evidence that is older than --max-age', async () => {
    await collect('f.jsonl');
    expect(askedIn(await resume('f.jsonl', { at: '2026-11-24T12:00:00Z' }))).toBe(0);
    expect(askedIn(await resume('f.jsonl', { at: '2026-11-24T12:00:00Z', flags: { maxAge: '1d' } }))).toBe(3);
  });
});

describe('a journal', () => {
  it('is refused where it was begun with another configuration, and the difference is named', async () => {
    await collect('f.jsonl');
    const stores = [{ name: 'vault', endpoint: 'other:443', servedChain: { from: 'none' as const } }];
    await expect(resume('f.jsonl', { config: { ...configuration, stores } })).rejects.toThrow(
      /was begun with another configuration: credential stores$/,
    );
    await expect(resume('f.jsonl', { config: { ...configuration, collection: { ssh: { program: 'ssh' } } } })).rejects.toThrow(
      /transports/,
    );
    await expect(resume('f.jsonl', { config: { ...configuration, collection: { concurrency: 2 } } })).resolves.toBeDefined();
  });

  it('is not one of the recordings that are read while it is written', async () => {
    await expect(collect('recorded.jsonl')).rejects.toThrow(/recorded\.jsonl is one of the recordings/);
    expect(readFileSync(inFolder('recorded.jsonl'), 'utf8')).not.toBe('');
  });

  it('behind a link is continued where it lies', async () => {
    await collect('f.jsonl', { stopAfter: 8 });
    symlinkSync('f.jsonl', inFolder('link.jsonl'));
    await resume('link.jsonl');
    expect(lstatSync(inFolder('link.jsonl')).isSymbolicLink()).toBe(true);
    expect(readFileSync(inFolder('f.jsonl'), 'utf8')).toContain('"interrupted":false');
  });

  it('that was listed more than a day ago lists its hosts anew', async () => {
    await collect('f.jsonl', { stopAfter: 8 });
    writeFleet(home, [seenRecord('a'), seenRecord('b'), seenRecord('e')]);
    const resumed = await resume('f.jsonl', { at: '2026-11-24T12:00:00Z' });
    expect(hostsIn(resumed.lines).toSorted()).toEqual(['a', 'b', 'e']);
  });

  it('that is something else is refused', async () => {
    writeFileSync(inFolder('f.jsonl'), 'a report\nof something\n');
    await expect(resume('f.jsonl')).rejects.toThrow(UsageError);
    expect(readFileSync(inFolder('f.jsonl'), 'utf8')).toBe('a report\nof something\n');
  });

  it('is written by one process at a time', async () => {
    const lock = lockJournal(inFolder('f.jsonl'));
    await expect(collect('f.jsonl')).rejects.toThrow(new RegExp(`process ${process.pid} is writing f\\.jsonl`));
    lock.release();
    await expect(collect('f.jsonl')).resolves.toBeDefined();
    expect(existsSync(inFolder('f.jsonl.lock'))).toBe(false);
  });

  it.each([
    ['a process that is gone', '4194303 12345\n'],
    ['a process whose id another one has got since', `${process.pid} 1\n`],
    ['nobody that could be told', 'x'],
  ])('is taken over from %s', async (_, text) => {
    writeFileSync(inFolder('f.jsonl.lock'), text);
    await expect(collect('f.jsonl')).resolves.toBeDefined();
    expect(existsSync(inFolder('f.jsonl.lock'))).toBe(false);
  });
});
