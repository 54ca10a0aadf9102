import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { openRecordings, type Recordings } from '../../src/cli/recordings.ts';
import { createBlobStore, sha256Of, toBlob } from '../../src/evidence/blob-store.ts';
import { redactPrivateParts } from '../../src/evidence/redact.ts';
import { Bearers } from '../../src/evidence/transports/replay.ts';
import { type EvidenceRecord, writeRecord } from '../../src/evidence-file.ts';
import { scratch } from '../credential-store/servers.ts';
import { contextWith, hostNamed } from '../evidence/evidence-request.ts';
import { hostRecord, madeAt, newRoot, oldRoot } from '../small-fleet.ts';

const home = scratch();
afterAll(() => home.remove());
const { signal } = new AbortController();

function recorded(name: string, records: readonly EvidenceRecord[]): string {
  return home.write(name, records.map((record) => `${writeRecord(record)}\n`).join(''));
}

async function opened(files: readonly string[]): Promise<Recordings> {
  const recordings = await openRecordings(files, signal);
  onTestFinished(() => recordings.close());
  return recordings;
}

async function collect(files: readonly string[], id: string) {
  const recordings = await opened(files);
  return recordings.transportFor(new Bearers([hostNamed(id)]))?.collect(hostNamed(id), contextWith());
}

describe('a recording of hosts that are like others', () => {
  const whole = hostRecord('web-1');
  if (whole.type !== 'host' || whole.state !== 'seen') throw new Error('a host record holds evidence');
  const { id: _id, observedAt: _observedAt, ...shared } = whole.evidence;
  const bytes = Buffer.from(JSON.stringify(shared));
  const blob: EvidenceRecord = { type: 'blob', blob: toBlob(bytes, { sha256: sha256Of(bytes), redacted: 0 }) };
  const like = (id: string): EvidenceRecord => ({ type: 'host', state: 'like', id, observedAt: madeAt, evidence: sha256Of(bytes) });

  it('answers for each of them with the evidence that they share, wherever its blob stands', async () => {
    for (const records of [
      [like('web-1'), like('web-2'), blob],
      [blob, like('web-1'), like('web-2')],
    ]) {
      const file = recorded('like.jsonl', records);
      expect(await collect([file], 'web-2')).toEqual({
        kind: 'evidence',
        evidence: { id: 'web-2', observedAt: madeAt, ...shared },
        blobs: [],
      });
    }
  });

  it('says why it has none where the blob is not there', async () => {
    expect(await collect([recorded('bare.jsonl', [like('web-1')])], 'web-1')).toEqual({
      kind: 'missing',
      reason: `bare.jsonl: its evidence (blob ${sha256Of(bytes)}) is not there or cannot be read`,
    });
  });
});

describe('recordings of several hosts', () => {
  const bundle = Buffer.from(oldRoot.pem);
  const name = sha256Of(bundle);
  const honest: EvidenceRecord = { type: 'blob', blob: toBlob(bundle, { sha256: name, redacted: 0 }) };
  const { bytes: masked, count } = redactPrivateParts(Buffer.from(`${newRoot.pem}${newRoot.keyPem}`));
  const poison: EvidenceRecord = { type: 'blob', blob: toBlob(masked, { sha256: name, redacted: count }) };

  it('cannot say what another host trusts, in whatever order they are read', async () => {
    const files = [recorded('a.jsonl', [honest]), recorded('b.jsonl', [poison])];
    for (const order of [files, files.toReversed()]) {
      const recordings = await opened(order);
      expect(await readFrom(recordings, name)).toBe(oldRoot.pem);
    }
  });

  it('that redact the same file differently are believed in neither', async () => {
    const other = redactPrivateParts(Buffer.from(`${oldRoot.pem}${oldRoot.keyPem}`));
    const files = [
      recorded('a.jsonl', [{ type: 'blob', blob: toBlob(other.bytes, { sha256: name, redacted: other.count }) }]),
      recorded('b.jsonl', [poison]),
    ];
    const recordings = await opened(files);
    expect(await readFrom(recordings, name)).toBe('');
  });
});

async function readFrom(recordings: Recordings, sha256: string): Promise<string> {
  const store = createBlobStore();
  for await (const blob of recordings.blobs()) store.add(blob);
  return Buffer.from(store.read(sha256) ?? []).toString();
}

describe('a recording that was closed', () => {
  it('does not open its file once more', async () => {
    const recordings = await openRecordings([recorded('closed.jsonl', [hostRecord('web-1')])], signal);
    const transport = recordings.transportFor(new Bearers([hostNamed('web-1')]));
    await recordings.close();
    await expect(transport?.collect(hostNamed('web-1'), contextWith())).rejects.toThrow('the evidence is closed already');
  });
});
