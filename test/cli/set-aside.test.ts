import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { scratch } from '../credential-store/servers.ts';
import { collectInto, seenRecord, writeFleet } from './resume-scene.ts';

const home = scratch();
afterAll(() => home.remove());
const inFolder = (file: string): string => path.join(home.folder, file);
const read = (file: string): string => readFileSync(inFolder(file), 'utf8');
const collect = (asked: Parameters<typeof collectInto>[2] = {}) => collectInto(home.folder, 'f.jsonl', asked);
const linesBeforeHosts = (text: string): number => text.split('\n').findIndex((line) => line.startsWith('{"type":"host"'));

beforeEach(() => {
  for (const file of readdirSync(home.folder)) rmSync(inFolder(file));
  writeFleet(home, [seenRecord('a'), seenRecord('b')], ['c']);
});

describe('a whole collection that a new one takes the place of', () => {
  it('is kept beside it until that one is whole', async () => {
    await collect();
    const before = read('f.jsonl');
    await collect({ stopAfter: linesBeforeHosts(before) + 1, at: '2026-11-22T13:00:00Z' });
    expect(read('f.jsonl')).toContain('"now":"2026-11-22T13:00:00Z"');
    expect(read('f.jsonl.replaced')).toBe(before);
    await collect({ resume: true, at: '2026-11-22T13:00:00Z' });
    expect(read('f.jsonl')).toContain('"interrupted":false');
    expect(existsSync(inFolder('f.jsonl.replaced'))).toBe(false);
  });

  it('is back in its place where the new one came to no host', async () => {
    await collect();
    const before = read('f.jsonl');
    await collect({ stopAfter: linesBeforeHosts(before), at: '2026-11-22T13:00:00Z' });
    expect(read('f.jsonl')).toBe(before);
    expect(existsSync(inFolder('f.jsonl.replaced'))).toBe(false);
  });

  it('is gone when the new one is whole, and nothing else of that name ever is', async () => {
    home.write('f.jsonl.replaced', 'somebody else’s');
    await collect();
    expect(read('f.jsonl.replaced')).toBe('somebody else’s');
    rmSync(inFolder('f.jsonl.replaced'));
    await collect({ at: '2026-11-22T13:00:00Z' });
    expect(readdirSync(home.folder).toSorted()).toEqual(['f.jsonl', 'hosts.json', 'recorded.jsonl']);
  });
});
