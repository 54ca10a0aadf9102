import { describe, expect, it } from 'vitest';
import type { Blob } from '../../../src/evidence/file-evidence.ts';
import type { Accepted } from '../../../src/evidence/probe/accept-content.ts';
import { createContentClaims } from '../../../src/evidence/probe/content-claims.ts';
import { fetchContents } from '../../../src/evidence/probe/fetch-contents.ts';
import type { WantedContent } from '../../../src/evidence/reading/trust-files.ts';

const wantedOf = (...names: readonly string[]): readonly WantedContent[] =>
  names.map((name) => ({ sha256: name, path: `/${name}`, sizeBytes: 1, redacted: false }));
const blobOf = (sha256: string): Blob => ({ sha256, encoding: 'utf8', content: sha256 });
const never = new Promise<void>(() => undefined);

/** A host that answers a little later, and cannot give some of the contents; `asked` is what it was asked for. */
function hostWithout(...refused: readonly string[]): {
  readonly asked: string[];
  readonly ask: (wanted: readonly WantedContent[]) => Promise<ReadonlyMap<string, Accepted>>;
} {
  const asked: string[] = [];
  return {
    asked,
    async ask(wanted) {
      await Promise.resolve();
      asked.push(...wanted.map((one) => one.sha256));
      return new Map(
        wanted.map(({ sha256 }) => [
          sha256,
          refused.includes(sha256) ? { kind: 'refused' as const, reason: 'changed' } : { kind: 'blob' as const, blob: blobOf(sha256) },
        ]),
      );
    },
  };
}

describe('contents that many hosts have', () => {
  it('are fetched once, and all get them', async () => {
    const claims = createContentClaims();
    const hosts = Array.from({ length: 20 }, () => hostWithout());
    const fetched = await Promise.all(hosts.map(async (host) => fetchContents(wantedOf('a', 'b', 'c'), host.ask, claims, never)));
    expect(hosts.flatMap((host) => host.asked).sort()).toEqual(['a', 'b', 'c']);
    for (const { blobs, refused } of fetched) {
      expect(blobs.map((blob) => blob.sha256).sort()).toEqual(['a', 'b', 'c']);
      expect(refused.size).toBe(0);
    }
  });

  it('are fetched by the next host where one fails, and no host is asked twice', async () => {
    const claims = createContentClaims();
    const hosts = [hostWithout('a', 'b'), hostWithout('a'), hostWithout('b'), hostWithout()];
    const fetched = await Promise.all(hosts.map(async (host) => fetchContents(wantedOf('a', 'b'), host.ask, claims, never)));
    expect([...(fetched[0]?.refused ?? [])]).toEqual([
      ['a', 'changed'],
      ['b', 'changed'],
    ]);
    expect(fetched[3]?.blobs.map((blob) => blob.sha256).sort()).toEqual(['a', 'b']);
    for (const host of hosts) expect(new Set(host.asked).size).toBe(host.asked.length);
  });

  it('never make hosts wait for one another for ever, whoever fails at what', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    let state = 7;
    const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    for (let round = 0; round < 200; round += 1) {
      const claims = createContentClaims();
      const hosts = Array.from({ length: 8 }, () => ({
        host: hostWithout(...names.filter(() => random() < 0.5)),
        wanted: wantedOf(...names.filter(() => random() < 0.7).sort(() => random() - 0.5)),
      }));
      const results = await Promise.all(hosts.map(async ({ host, wanted }) => fetchContents(wanted, host.ask, claims, never)));
      for (const [index, { blobs, refused }] of results.entries()) {
        expect(blobs.length + refused.size).toBe(hosts[index]?.wanted.length);
      }
    }
  });

  it('are fetched once where a part of them is masked too, since their name is that of the masked bytes', async () => {
    const claims = createContentClaims();
    const hosts = [hostWithout(), hostWithout()];
    const masked = wantedOf('a').map((one) => ({ ...one, redacted: true }));
    await Promise.all(hosts.map(async (host) => fetchContents(masked, host.ask, claims, never)));
    expect(hosts.map((host) => host.asked)).toEqual([['a'], []]);
  });

  it('are free again when a fetcher is aborted', async () => {
    const claims = createContentClaims();
    const stop = new Error('stop');
    const first = fetchContents(wantedOf('a'), async () => Promise.reject(stop), claims, never);
    const host = hostWithout();
    const second = fetchContents(wantedOf('a'), host.ask, claims, never);
    await expect(first).rejects.toBe(stop);
    expect((await second).blobs).toEqual([blobOf('a')]);
  });

  it('are given up when time is up while another host fetches them', async () => {
    const claims = createContentClaims();
    claims.claim('a');
    const { refused } = await fetchContents(wantedOf('a'), hostWithout().ask, claims, Promise.resolve());
    expect(refused.get('a')).toMatch(/still being fetched from another host/);
  });

  it('are let go of once they are written down', () => {
    const claims = createContentClaims();
    const claim = claims.claim('a');
    if (claim.kind === 'mine') claim.settle(blobOf('a'));
    expect(claims.claim('a').kind).toBe('theirs');
    claims.forget(new Set(['b']));
    expect(claims.claim('a').kind).toBe('theirs');
    claims.forget(new Set(['a']));
    expect(claims.claim('a').kind).toBe('mine');
  });
});
