import type { BlobStore } from '../../evidence/blob-store.ts';
import type { HostEvidence, WorkloadEvidence } from '../../evidence/host-evidence.ts';
import { type ReasonCode, reasonCodes } from '../../reason-codes.ts';
import { issuersHeldBy, otherStoresHolding } from '../../trust/effective-store/other-stores.ts';
import { hostSeenBy, namedInRoot, rootNameOf } from '../../trust/effective-store/own-root.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { Reason, WorkloadVerdict } from '../restart-verdict.ts';
import type { StoreView } from '../store-view.ts';
import { type Place, placesNotRead } from './places-not-read.ts';

type Owner = Pick<WorkloadEvidence, 'root' | 'container'>;

const missingCa: ReadonlySet<ReasonCode> = new Set(['CURRENT_CA_MISSING', 'ONLY_OLD_CA', 'SAME_NAME_DIFFERENT_KEY']);

/**
 * The verdict with the trap in which the CA was put on the host, but not where this client looks: WRONG_STORE for another file, or for one of the host
 * that a container does not see; HASHED_DIRECTORY_STALE for a file of a directory that it reads by hash links. Says nothing where no such file was
 * collected: that proves nothing. `workload` tells whose files are its own.
 */
export function withWrongStore(
  verdict: WorkloadVerdict,
  store: StoreView | undefined,
  host: HostEvidence | undefined,
  blobs: BlobStore,
  workload: Owner = {},
): WorkloadVerdict {
  const lacksCa = verdict.reasons.some((reason) => missingCa.has(reason.code));
  if (!lacksCa || store === undefined || host === undefined) return verdict;
  const seen = hostSeenBy(workload, host);
  const readBlob = (sha256: string): Uint8Array | undefined => blobs.read(sha256);
  const everywhere = seen === undefined || seen === host ? [host] : [seen, host];
  // Of nodes that serve different chains only the rejected one is in question, and the current generation need not have issued it
  const rejected = store.chains.length > 1 ? rejectedOf(store, verdict) : undefined;
  const cas =
    rejected === undefined && store.current !== undefined
      ? store.current.certificates
      : casOfServed(rejected ?? store.served ?? [], everywhere, readBlob);
  const found = cas.flatMap((ca) => {
    const own = seen === undefined ? [] : otherStoresHolding(ca.sha256, seen, readBlob);
    const others = seen === undefined ? [] : placesNotRead(own, seen, verdict, workload);
    if (others.length > 0) return [reasonOf(ca, others, verdict, workload)];
    const [elsewhere] = seen === host || own.length > 0 ? [] : otherStoresHolding(ca.sha256, host, readBlob);
    return elsewhere === undefined ? [] : [onHostOnly(ca, elsewhere, workload)];
  });
  return found.length === 0 ? verdict : { ...verdict, reasons: [...verdict.reasons, ...found] };
}

function rejectedOf({ chains }: StoreView, { reasons }: WorkloadVerdict): readonly Certificate[] | undefined {
  const leaves = new Set(reasons.flatMap(({ code, proof }) => (missingCa.has(code) ? (proof.path?.[0]?.sha256 ?? []) : [])));
  return chains.find(({ certificates }) => leaves.has(certificates[0]?.sha256 ?? ''))?.certificates;
}

// A chain need not bring its root, nor any CA: then it is whatever issued the last of it.
function casOfServed(
  served: readonly Certificate[],
  hosts: readonly HostEvidence[],
  readBlob: (sha256: string) => Uint8Array | undefined,
): readonly Certificate[] {
  const last = served.at(-1);
  const issuers = last === undefined ? [] : hosts.flatMap((host) => issuersHeldBy(host, last, readBlob));
  return [...new Map([...served.slice(1), ...issuers].map((ca) => [ca.sha256, ca])).values()];
}

function onHostOnly(ca: Certificate, path: string, workload: Owner): Reason {
  return {
    code: 'WRONG_STORE',
    severity: reasonCodes.WRONG_STORE.severity,
    proof: { summary: `"${ca.subject.text}" is in ${path} of the host, which ${rootNameOf(workload) ?? 'it'} does not see` },
    failsBecause: ca.sha256,
  };
}

function reasonOf(ca: Certificate, places: readonly Place[], verdict: WorkloadVerdict, workload: Owner): Reason {
  const inFolder = places.filter(({ folder }) => folder !== undefined);
  // a link of that name is there, so what keeps the client from it is another certificate of the same name (effective-store/hidden-names.ts)
  const hidden = inFolder.find(({ path }) => /\/[0-9a-f]{8}\.\d+$/.test(path));
  const { path, folder } = hidden ?? inFolder[0] ?? places[0] ?? { path: '', folder: undefined };
  const code: ReasonCode = folder === undefined ? 'WRONG_STORE' : 'HASHED_DIRECTORY_STALE';
  const client = verdict.client ?? 'the client';
  const why =
    hidden !== undefined
      ? `${client} already holds another certificate of that name and does not look there`
      : folder !== undefined
        ? `${client} finds certificates there by hash links, and it has none`
        : `${client} does not read that file`;
  const more = places.length > 1 ? ` and ${places.length - 1} more` : '';
  return {
    code,
    severity: reasonCodes[code].severity,
    proof: { summary: `"${ca.subject.text}" is in ${namedInRoot(path, workload)}${more}, but ${why}` },
    failsBecause: ca.sha256,
    ...(folder === undefined ? {} : { remedy: hidden === undefined ? rehash(path, folder) : removeTheOther(ca) }),
  };
}

function removeTheOther(ca: Certificate): string {
  return `remove the old certificate named "${ca.subject.text}" from the bundle that the client reads first, or add the new one to it`;
}

// c_rehash and openssl rehash link files of one certificate in PEM, by these extensions, and look into no folder within
function rehash(path: string, folder: string): string {
  const links = path.slice(0, path.lastIndexOf('/')) === folder && /\.(?:pem|crt|cer)$/i.test(path);
  return links
    ? `openssl rehash ${folder}`
    : `copy its certificate into a .pem file of its own in ${folder}, then openssl rehash ${folder}`;
}
