import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { blobSchema, directoryListingSchema } from '../../src/evidence/file-evidence.ts';
import { type Collected, hostEvidenceSchema } from '../../src/evidence/host-evidence.ts';
import type { Transport } from '../../src/evidence/transport.ts';
import type { Host } from '../../src/inventory/host.ts';
import { contextWith } from './evidence-request.ts';

/** What every transport must keep; `reachable` is a host that it can answer for. */
export function describeTransportContract(transport: Transport, reachable: Host): void {
  let answered: Promise<Collected> | undefined;
  const collectOnce = async (): Promise<Collected & { readonly kind: 'evidence' }> => {
    answered ??= transport.collect(reachable, contextWith());
    const collected = await answered;
    if (collected.kind === 'missing') throw new Error(collected.reason);
    return collected;
  };

  it('answers with evidence of the shape that everybody reads', async () => {
    const { evidence, blobs } = await collectOnce();
    expect(hostEvidenceSchema.parse(evidence)).toEqual(evidence);
    for (const blob of blobs) expect(blobSchema.parse(blob)).toEqual(blob);
  });

  it('answers for the host that it was asked for', async () => {
    const { evidence } = await collectOnce();
    expect(evidence.id).toBe(reachable.id);
    expect(evidence.collector).not.toBe('');
  });

  it('gives a reason with everything that is missing or unreadable', async () => {
    const { evidence } = await collectOnce();
    const gaps = [...evidence.missing, ...evidence.workloads.flatMap((workload) => workload.missing ?? [])];
    for (const gap of gaps) expect(gap.reason.length).toBeGreaterThan(8);
    const unexplained = evidence.trustFiles.filter(
      (file) => (file.state === 'unreadable' ? file.reason : file.state === 'missing' || file.sha256) === undefined,
    );
    expect(unexplained).toEqual([]);
  });

  it('names each blob by the digest of its content', async () => {
    const { blobs } = await collectOnce();
    for (const blob of blobs.filter((one) => one.redacted === undefined)) {
      expect(createHash('sha256').update(Buffer.from(blob.content, blob.encoding)).digest('hex')).toBe(blob.sha256);
    }
    expect(new Set(blobs.map((blob) => blob.sha256)).size).toBe(blobs.length);
  });

  it('lists directories as names with the digests of blobs', async () => {
    const { evidence, blobs } = await collectOnce();
    const contents = new Map(blobs.map((blob) => [blob.sha256, blob.content]));
    for (const file of evidence.trustFiles.filter((one) => one.state === 'directory' && contents.has(one.sha256 ?? ''))) {
      const listing = directoryListingSchema.parse(JSON.parse(contents.get(file.sha256 ?? '') ?? ''));
      for (const [, digest] of listing.entries) expect(digest === null || contents.has(digest)).toBe(true);
    }
  });

  it('sends no blob twice', async () => {
    const { blobs } = await collectOnce();
    const again = await transport.collect(reachable, contextWith({ knownBlobs: new Set(blobs.map((blob) => blob.sha256)) }));
    expect(again.kind === 'evidence' ? again.blobs : undefined).toEqual([]);
  });

  it('rejects when it is aborted, and only then', async () => {
    const reason = new Error('stop');
    await expect(transport.collect(reachable, contextWith({ signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
  });
}
