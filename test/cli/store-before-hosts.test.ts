import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { audit } from '../../src/audit.ts';
import type { Config } from '../../src/config/config.ts';
import { type EvidenceRecord, readRecord } from '../../src/evidence-file.ts';
import { createEvidenceJoiner } from '../../src/evidence-set.ts';
import { issue } from '../certificates.ts';
import { scratch } from '../credential-store/servers.ts';
import { collectInto, madeAt, seenRecord, writeFleet } from './resume-scene.ts';

const home = scratch();
afterAll(() => home.remove());
const inFolder = (file: string): string => path.join(home.folder, file);
const rootOf = (name: string) => issue({ subject: `CN=${name}`, ca: true, from: '2026-01-01T00:00:00Z', until: '2036-01-01T00:00:00Z' });
const [one, other] = [rootOf('One'), rootOf('Other')];

// On the host itself, as Vault in a test fleet is: by its address alone it could be a sidecar
const address = 'https://localhost:21443';
const config: Config = {
  inventory: [{ source: 'hosts-file', path: 'hosts.json' }],
  stores: [{ name: 'vault', endpoint: address, servedChain: { from: 'none' }, generations: { from: 'files', current: 'ca.pem' } }],
  evidence: { replay: ['recorded.jsonl'] },
};

function usingStore(id: string): EvidenceRecord {
  const record = seenRecord(id);
  if (record.type !== 'host' || record.state !== 'seen') throw new Error('no evidence of a host');
  const unit = { name: 'app', origin: 'systemd-unit' as const, nextStart: { environment: { VAULT_ADDR: address }, options: {} } };
  return { ...record, evidence: { ...record.evidence, workloads: [unit] } };
}

beforeEach(() => {
  rmSync(inFolder('f.jsonl'), { force: true });
  home.write('ca.pem', one.pem);
  writeFleet(home, ['a', 'b', 'c'].map(usingStore));
});

const recordsIn = (lines: readonly string[]): readonly EvidenceRecord[] =>
  lines.map((line) => {
    const record = readRecord(line, 1);
    if (record === undefined || record.type === 'malformed') throw new Error(`malformed: ${line}`);
    return record;
  });

/** Why each host is judged as it is, without what is merely remarked. */
function reasonsOf(lines: readonly string[]): readonly string[] {
  const joiner = createEvidenceJoiner('f.jsonl');
  for (const record of recordsIn(lines)) joiner.add(record);
  const report = audit(joiner.finish(), [], { now: Date.parse(madeAt), horizonDays: 30, tool: { name: 'snowline', version: '0' } });
  const reasons = report.hosts.flatMap(({ restart }) => restart.workloads.flatMap((workload) => workload.reasons));
  return reasons.filter(({ severity }) => severity !== 'info').map(({ proof }) => proof.summary);
}

describe('a journal', () => {
  it('holds the store before its first host, so that what is there when it is cut off can be judged', async () => {
    const { lines } = await collectInto(home.folder, 'f.jsonl', { config });
    const types = recordsIn(lines).map(({ type }) => type);
    expect(types.filter((type) => type === 'host')).toHaveLength(3);
    expect(types.indexOf('store')).toBeLessThan(types.indexOf('host'));
    expect(types.lastIndexOf('certificate')).toBeLessThan(types.indexOf('host'));
    const whole = reasonsOf(lines);
    expect(whole).toHaveLength(3);
    for (let end = types.indexOf('host') + 1; end < lines.length; end += 1) {
      const reasons = reasonsOf(lines.slice(0, end));
      // hosts that were seen have the reason of the whole report, the others that nothing is known of them
      for (const reason of reasons) expect([...whole, 'f.jsonl holds no evidence of it']).toContain(reason);
      expect(reasons).toContain(whole[0]);
    }
  });

  it('that has lost its store says so, and calls nothing a sidecar', async () => {
    const { lines } = await collectInto(home.folder, 'f.jsonl', { config });
    const reasons = reasonsOf(lines.filter((line) => !/^\{"type":"(?:store|end)"/.test(line)));
    expect(reasons).toHaveLength(3);
    for (const reason of reasons) expect(reason).toMatch(/does not hold the credential store.*--resume/);
  });

  it.each([5, 8, 10, 12, undefined])('that is continued holds the store once, as it is by then: after %s records', async (stopAfter) => {
    await collectInto(home.folder, 'f.jsonl', { config, ...(stopAfter === undefined ? {} : { stopAfter }) });
    home.write('ca.pem', other.pem);
    const { lines } = await collectInto(home.folder, 'f.jsonl', { config, resume: true });
    const records = recordsIn(lines);
    const stores = records.flatMap((record) => (record.type === 'store' ? [record.store] : []));
    expect(stores.map(({ generations }) => generations.current?.certificates)).toEqual([[other.sha256]]);
    expect(records.findIndex(({ type }) => type === 'store')).toBeLessThan(records.findIndex(({ type }) => type === 'host'));
    expect(records.filter(({ type }) => type === 'host')).toHaveLength(3);
  });

  it('that is killed while it is continued keeps the store that it had', async () => {
    await collectInto(home.folder, 'f.jsonl', { config });
    const whole = readFileSync(inFolder('f.jsonl'), 'utf8').split('\n').slice(0, -3).join('\n');
    writeFileSync(inFolder('f.jsonl'), `${whole}\n`);
    for (const stopAfter of [3, 5, 6, 7, 8]) {
      await collectInto(home.folder, 'f.jsonl', { config, resume: true, stopAfter });
      const types = recordsIn(readFileSync(inFolder('f.jsonl'), 'utf8').trimEnd().split('\n')).map(({ type }) => type);
      expect([stopAfter, types.includes('store'), types.includes('host')]).toEqual([stopAfter, true, true]);
    }
  });
});
