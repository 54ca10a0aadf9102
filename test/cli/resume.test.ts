import { existsSync, lstatSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { audit } from '../../src/audit.ts';
import { kindOfFile } from '../../src/cli/evidence-head.ts';
import { lockJournal } from '../../src/cli/journal-lock.ts';
import { holderText, ownHolder } from '../../src/cli/lock-holder.ts';
import { planDigests } from '../../src/cli/plan-digests.ts';
import { planScan } from '../../src/cli/scan-plan.ts';
import type { Config } from '../../src/config/config.ts';
import { parseConfig } from '../../src/config/parse-config.ts';
import { UsageError } from '../../src/errors.ts';
import { type EvidenceRecord, readRecord, writeRecord } from '../../src/evidence-file.ts';
import { createEvidenceJoiner } from '../../src/evidence-set.ts';
import { scratch } from '../credential-store/servers.ts';
import { collectInto, configuration, madeAt, seenRecord, writeFleet } from './resume-scene.ts';

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
    await collect('f.jsonl', { stopAfter: 10 });
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

  it('reads the files of its inventory again, and asks hosts that are new in them', async () => {
    await collect('f.jsonl', { stopAfter: 9 });
    writeFleet(home, [seenRecord('a'), seenRecord('b'), seenRecord('e')]);
    expect(hostsIn((await resume('f.jsonl')).lines).toSorted()).toEqual(['a', 'b', 'e']);
  });

  it('takes the hosts that EC2 listed, where it had come to their end', async () => {
    const { inventory = [] } = parseConfig('inventory: [{ source: ec2, regions: [eu-west-1] }]', 'f');
    const inEc2: Config = { ...configuration, inventory };
    const { lines } = await collect('whole.jsonl');
    const plan = planDigests(await planScan({}, inEc2, home.folder));
    const listed = lines.map((line) => {
      const record = readRecord(line, 1);
      if (record?.type === 'header') return writeRecord({ ...record, plan });
      return record?.type === 'inventory' ? writeRecord({ ...record, host: { ...record.host, source: 'ec2' } }) : line;
    });
    writeFileSync(inFolder('f.jsonl'), `${listed.slice(0, -2).join('\n')}\n`);
    const resumed = await resume('f.jsonl', { config: inEc2 });
    expect(hostsIn(resumed.lines).toSorted()).toEqual(['a', 'b', 'c', 'd']);
    expect(resumed.said.join('\n')).not.toContain('no longer listed');
  });

  it('is not overwritten without being asked to', async () => {
    await collect('f.jsonl', { stopAfter: 9 });
    await expect(collect('f.jsonl')).rejects.toThrow(/f\.jsonl holds a collection that did not come to its end/);
    expect(existsSync(inFolder('f.jsonl.lock'))).toBe(false);
    await resume('f.jsonl');
    await expect(collect('f.jsonl')).resolves.toBeDefined();
  });

  it('begins where there is nothing to continue', async () => {
    const resumed = await resume('f.jsonl');
    expect(resumed.said.join('\n')).toMatch(/^no run was begun in \S*f\.jsonl yet: every host is asked$/m);
    const anew = await collect('whole.jsonl');
    expect(resumed.lines).toHaveLength(anew.lines.length);
    expect(anew.said.join('\n')).not.toContain('no run was begun');
    expect((await resume('f.jsonl')).said.join('\n')).not.toContain('no run was begun');
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

  it.each([
    ['address', { address: '10.9.9.9' }],
    ['account', { account: '123456789012' }],
    ['region', { region: 'eu-west-1' }],
    ['name', { name: 'other', id: 'a' }],
  ])('is a host that the inventory gives another %s: its id may mean another machine', async (_, changed) => {
    const listing = (more: object) => home.write('hosts.json', JSON.stringify({ hosts: [{ name: 'a', ...more }, { name: 'b' }] }));
    listing({ address: '10.0.0.1' });
    await collect('f.jsonl');
    listing({ address: '10.0.0.1', services: ['web'], tags: { of: 'it' } });
    expect(askedIn(await resume('f.jsonl'))).toBe(0);
    listing({ address: '10.0.0.1', ...changed });
    expect(askedIn(await resume('f.jsonl'))).toBe(1);
    expect(askedIn(await resume('f.jsonl'))).toBe(0);
  });

  it('is a host whose evidence no listing goes with', async () => {
    const { lines } = await collect('whole.jsonl');
    writeFileSync(inFolder('f.jsonl'), `${lines.filter((line) => !/"type":"inventory".*"id":"a"/.test(line)).join('\n')}\n`);
    expect(askedIn(await resume('f.jsonl'))).toBe(1);
  });

  it('is this machine, since another one may have its name', async () => {
    home.write('hosts.json', JSON.stringify({ hosts: [{ name: 'a', transport: 'local' }, { name: 'b' }] }));
    const config: Config = { ...configuration, collection: { transports: [{ use: 'replay' }] } };
    await collect('f.jsonl', { config });
    expect(askedIn(await resume('f.jsonl', { config }))).toBe(1);
  });

  it('is evidence that is dated ahead: such a record is none', async () => {
    await collect('f.jsonl');
    const dated = readFileSync(inFolder('f.jsonl'), 'utf8').replace(`"observedAt":"${madeAt}"`, '"observedAt":"2999-01-01T00:00:00Z"');
    writeFileSync(inFolder('f.jsonl'), dated);
    expect(askedIn(await resume('f.jsonl'))).toBe(1);
    writeFleet(home, [seenRecord('a', '2026-11-22T12:59:00Z'), seenRecord('b', '2026-11-22T13:01:00Z')]);
    const states = (await collect('f.jsonl')).lines.filter((line) => line.startsWith('{"type":"host"')).map((line) => readRecord(line, 1));
    expect(states).toMatchObject([
      { state: 'seen', evidence: { id: 'a' } },
      { state: 'missing', id: 'b', reason: expect.stringContaining('still to come') },
    ]);
  });

  it('counts no younger for it: a recording that is too old by then is no evidence any more', async () => {
    const verdictOf = (lines: readonly string[]) => {
      const joiner = createEvidenceJoiner('f.jsonl');
      for (const record of lines.map((line) => readRecord(line, 1))) if (record !== undefined) joiner.add(record);
      const report = audit(joiner.finish(), [], { now: Date.parse(madeAt), horizonDays: 30, tool: { name: 'snowline', version: '0' } });
      return report.hosts.find(({ id }) => id === 'a')?.evidence.missing;
    };
    expect(verdictOf((await collect('f.jsonl')).lines)).toEqual([]);
    const resumed = await resume('f.jsonl', { at: '2026-12-03T12:00:00Z' });
    expect(askedIn(resumed)).toBe(3);
    expect(verdictOf(resumed.lines)).toEqual([{ fact: 'evidence', reason: 'its evidence is 11 days old, more than 7' }]);
  });

  it('is with --retry-failed every host without evidence, whatever the reason and however the run ended, and no other', async () => {
    for (const ended of [true, false]) {
      await leave(missing({}), ended);
      const without = await resume('f.jsonl');
      expect(askedIn(without)).toBe(0);
      expect(without.said.join('\n')).toContain(
        '4 of 4 hosts stand, 0 are asked; 2 of those that stand have no evidence: --retry-failed asks',
      );
      const retried = await resume('f.jsonl', { retryFailed: true });
      expect(askedIn(retried)).toBe(2);
      expect(hostsIn(retried.lines).toSorted()).toEqual(['a', 'b', 'c', 'd']);
      // d has no recording
      expect(retried.said.at(-1)).toBe(
        '1 of the hosts without evidence fails until the cause is mended: --retry-failed then asks them again',
      );
      expect(retried.lines.filter((line) => line.includes('"state":"seen"'))).toHaveLength(3);
    }
  });

  it('is evidence that is older than --max-age', async () => {
    await collect('f.jsonl');
    expect(askedIn(await resume('f.jsonl', { at: '2026-11-24T12:00:00Z' }))).toBe(0);
    const aged = await resume('f.jsonl', { at: '2026-11-24T12:00:00Z', flags: { maxAge: '1d' } });
    expect(askedIn(aged)).toBe(3);
    expect(aged.said).toContain('3 hosts are asked again because their evidence is older than 1 day (--max-age)');
    writeFleet(home, [seenRecord('a')]);
    await collect('whole.jsonl');
    const one = await resume('whole.jsonl', { flags: { maxAge: '1s' } });
    expect(one.said).toContain('1 host is asked again because its evidence is older than 1 s (--max-age)');
    expect((await resume('whole.jsonl')).said.join('\n')).not.toContain('older than');
  });
});

describe('a way to the hosts that changed', () => {
  // Nothing connects: ssh itself is not there
  const bySsh = (more: object = {}): Config => ({
    ...configuration,
    collection:
      parseConfig(JSON.stringify({ collection: { ssh: { program: '/nonexistent/ssh', jump: 'one', port: 22, ...more } } }), 'f')
        .collection ?? {},
  });

  it.each([
    ['user', { user: 'audit' }],
    ['key', { identityFile: 'keys/audit' }],
    ['becoming root', { become: { command: 'sudo -n' } }],
    ['host keys that may be learned', { hostKeys: 'accept-new' }],
    ['time limit', { connectTimeout: '20s' }],
  ])('by another %s forbids no resume, and what was seen stands', async (_, more) => {
    await collect('f.jsonl', { config: bySsh() });
    const resumed = await resume('f.jsonl', { config: bySsh(more) });
    expect(askedIn(resumed)).toBe(0);
    expect(resumed.said.join('\n')).not.toContain('the way there');
  });

  it.each([
    ['jump host', { jump: 'two' }],
    ['port', { port: 2222 }],
    ['ssh_config', { configFile: 'ssh_config' }],
    ['known hosts', { knownHostsFile: 'known' }],
    ['program', { program: '/nonexistent/other' }],
  ])('by another %s forbids no resume, but its hosts are asked again: another machine may answer', async (_, more) => {
    await collect('f.jsonl', { config: bySsh() });
    const resumed = await resume('f.jsonl', { config: bySsh(more) });
    expect(askedIn(resumed)).toBe(4);
    expect(resumed.said.join('\n')).toContain('4 hosts are asked again because the way there changed');
  });

  it('for some hosts only has these asked again', async () => {
    await collect('f.jsonl', { config: bySsh() });
    expect(askedIn(await resume('f.jsonl', { config: bySsh({ hosts: [{ match: ['a', 'd'], jump: 'two' }] }) }))).toBe(2);
  });

  it('to another transport has its hosts asked again', async () => {
    await collect('f.jsonl');
    expect(askedIn(await resume('f.jsonl', { config: bySsh() }))).toBe(4);
    const rules = { ...configuration, collection: { transports: [{ names: ['a'], use: 'none' as const }] } };
    await collect('whole.jsonl');
    expect(askedIn(await resume('whole.jsonl', { config: rules }))).toBe(1);
  });
});

describe('a journal', () => {
  it('is refused where it was begun with another configuration, and the difference is named', async () => {
    await collect('f.jsonl');
    const stores = [{ name: 'vault', endpoint: 'other:443', servedChain: { from: 'none' as const } }];
    await expect(resume('f.jsonl', { config: { ...configuration, stores } })).rejects.toThrow(
      /was begun with another configuration: credential stores$/,
    );
    const inventory = [{ source: 'hosts-file' as const, path: 'others.json' }];
    await expect(resume('f.jsonl', { config: { ...configuration, inventory } })).rejects.toThrow(/another configuration: inventory$/);
    await expect(resume('f.jsonl', { config: { ...configuration, collection: { concurrency: 2 } } })).resolves.toBeDefined();
  });

  it('is not one of the recordings that are read while it is written', async () => {
    await expect(collect('recorded.jsonl')).rejects.toThrow(/recorded\.jsonl is one of the recordings/);
    expect(readFileSync(inFolder('recorded.jsonl'), 'utf8')).not.toBe('');
  });

  it('behind a link is continued where it lies', async () => {
    await collect('f.jsonl', { stopAfter: 9 });
    symlinkSync('f.jsonl', inFolder('link.jsonl'));
    await resume('link.jsonl');
    expect(lstatSync(inFolder('link.jsonl')).isSymbolicLink()).toBe(true);
    expect(readFileSync(inFolder('f.jsonl'), 'utf8')).toContain('"interrupted":false');
  });

  it('that was listed more than a day ago lists its hosts anew', async () => {
    await collect('f.jsonl', { stopAfter: 9 });
    writeFleet(home, [seenRecord('a'), seenRecord('b'), seenRecord('e')]);
    const resumed = await resume('f.jsonl', { at: '2026-11-24T12:00:00Z' });
    expect(hostsIn(resumed.lines).toSorted()).toEqual(['a', 'b', 'e']);
  });

  it.each(['a report\nof something\n', 'one line without an end', '\n', '{"type":"header","schema":"snowline/evidence/v9"}\n'])(
    'that is something else (%j) is refused, and stays as it is, with and without --resume',
    async (text) => {
      writeFileSync(inFolder('f.jsonl'), text);
      for (const asked of [{ resume: true }, { retryFailed: true, resume: true }, {}]) {
        await expect(collect('f.jsonl', asked)).rejects.toMatchObject({
          name: 'UsageError',
          message: expect.stringContaining('f.jsonl holds something else than evidence of this snowline'),
          hint: 'write to another file, or move this one away',
        });
      }
      expect(readFileSync(inFolder('f.jsonl'), 'utf8')).toBe(text);
      expect(existsSync(inFolder('f.jsonl.lock'))).toBe(false);
    },
  );

  it('that cannot be read is an error of the user', async () => {
    await collect('f.jsonl');
    const told = () => kindOfFile(home.folder);
    expect(told).toThrow(UsageError);
    expect(told).toThrow(/is there and cannot be read \(EISDIR\)/);
  });

  it('is written by one process at a time', async () => {
    const lock = lockJournal(inFolder('f.jsonl'));
    await expect(collect('f.jsonl')).rejects.toThrow(new RegExp(`process ${process.pid} is writing f\\.jsonl`));
    lock.release();
    await expect(collect('f.jsonl')).resolves.toBeDefined();
    expect(existsSync(inFolder('f.jsonl.lock'))).toBe(false);
  });

  it.each([
    ['a process that is gone', holderText({ ...ownHolder(), pid: 4_194_303 })],
    ['a process whose id another one has got since', holderText({ ...ownHolder(), start: '1' })],
    ['a process of before the machine was booted', holderText({ ...ownHolder(), boot: 'earlier' })],
    ['nobody that could be told', 'x'],
  ])('is taken over from %s', async (_, text) => {
    writeFileSync(inFolder('f.jsonl.lock'), text);
    await expect(collect('f.jsonl')).resolves.toBeDefined();
    expect(existsSync(inFolder('f.jsonl.lock'))).toBe(false);
  });

  it.each([
    ['another container of the machine', { namespace: 'pid:[4026532999]' }],
    ['another container with a name of its own', { namespace: 'pid:[4026532999]', hostname: 'c0ffee' }],
    ['another machine', { boot: 'another', hostname: 'elsewhere' }],
    ['a place that cannot be told', { boot: '-', namespace: '-', hostname: '-' }],
  ])('is left to a process of %s, of which nothing can be told', async (_, place) => {
    const text = holderText({ ...ownHolder(), pid: 4_194_303, ...place });
    writeFileSync(inFolder('f.jsonl.lock'), text);
    await expect(collect('f.jsonl')).rejects.toMatchObject({
      message: expect.stringMatching(/^process 4194303 of (?:c0ffee|elsewhere|another container or machine) may be writing f\.jsonl/),
      hint: expect.stringContaining('f.jsonl.lock where you know that it has ended'),
    });
    expect(readFileSync(inFolder('f.jsonl.lock'), 'utf8')).toBe(text);
    rmSync(inFolder('f.jsonl.lock'));
  });
});
