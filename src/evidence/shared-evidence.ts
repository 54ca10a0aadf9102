import type { BlobStore } from './blob-store.ts';
import { type HostEvidence, type HostFacts, hostEvidenceSchema } from './host-evidence.ts';

/** What hosts of one image and service share: their evidence without who and when. */
export const sharedEvidenceSchema = hostEvidenceSchema.omit({ id: true, observedAt: true });
type SharedEvidence = Omit<HostEvidence, 'id' | 'observedAt'>;

/** A host that looks just like others: who and when, and the digest of the blob with the rest of its evidence. */
export interface LikeRecord {
  readonly id: string;
  readonly observedAt: string;
  readonly evidence: string;
}

/**
 * Returns what gives such a host its evidence back. Shared evidence is parsed once for all hosts that have it. Ask when all blobs are there: they may
 * come after the hosts that name them.
 */
export function createExpander(blobs: BlobStore): (record: LikeRecord) => HostFacts {
  const parsed = new Map<string, SharedEvidence | undefined>();
  return ({ id, observedAt, evidence: digest }) => {
    if (!parsed.has(digest)) parsed.set(digest, readShared(blobs.read(digest)));
    const shared = parsed.get(digest);
    if (shared === undefined) return { kind: 'missing', reason: `its evidence (blob ${digest}) is not there or cannot be read` };
    return { kind: 'seen', evidence: { id, observedAt, ...shared } };
  };
}

function readShared(bytes: Uint8Array | undefined): SharedEvidence | undefined {
  if (bytes === undefined) return undefined;
  try {
    return sharedEvidenceSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8'))).data;
  } catch {
    // Not JSON: the hosts that name it become unknown, with the blob as the reason
    return undefined;
  }
}

/**
 * Why evidence of a host says two different things of one file, so that nothing rests on it; undefined where it does not. Which of the two a client
 * would load cannot be told, and the better one must not win.
 */
export function contradictionIn({ trustFiles, roots = [] }: Pick<HostEvidence, 'trustFiles' | 'roots'>): string | undefined {
  const ids = roots.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) return `its evidence lists the root ${twice} twice`;
  for (const files of [trustFiles, ...roots.map((root) => root.trustFiles)]) {
    const contradiction = contradictionAmong(files);
    if (contradiction !== undefined) return contradiction;
  }
  return undefined;
}

function contradictionAmong(files: HostEvidence['trustFiles']): string | undefined {
  const known = new Map<string, string>();
  for (const { path, state, sha256 } of files) {
    const content = `${state} ${sha256 ?? ''}`;
    if ((known.get(path) ?? content) !== content) return `its evidence lists ${path} twice, with different contents`;
    known.set(path, content);
  }
  return undefined;
}
