import type { BlobStore } from '../../evidence/blob-store.ts';
import type { HostEvidence, WorkloadEvidence } from '../../evidence/host-evidence.ts';
import { type ReasonCode, reasonCodes } from '../../reason-codes.ts';
import { otherStoresHolding } from '../../trust/effective-store/other-stores.ts';
import { hostSeenBy, namedInRoot, rootNameOf } from '../../trust/effective-store/own-root.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { Reason, WorkloadVerdict } from '../restart-verdict.ts';
import type { StoreView } from '../store-view.ts';

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
  workload: Pick<WorkloadEvidence, 'root' | 'container'> = {},
): WorkloadVerdict {
  const lacksCa = verdict.reasons.some((reason) => missingCa.has(reason.code));
  if (!lacksCa || store === undefined || host === undefined) return verdict;
  const cas = store.current?.certificates ?? store.served?.slice(1) ?? [];
  const seen = hostSeenBy(workload, host);
  const holding = (ca: Certificate, where: HostEvidence): readonly string[] =>
    otherStoresHolding(ca.sha256, where, (sha256) => blobs.read(sha256));
  const found = cas.flatMap((ca) => {
    const own = seen === undefined ? [] : holding(ca, seen);
    const paths = own.filter((path) => !verdict.trustStore.includes(namedInRoot(path, workload)));
    if (paths.length > 0) return [reasonOf(ca, paths, verdict, workload)];
    const [elsewhere] = seen === host || own.length > 0 ? [] : holding(ca, host);
    return elsewhere === undefined ? [] : [onHostOnly(ca, elsewhere, workload)];
  });
  return found.length === 0 ? verdict : { ...verdict, reasons: [...verdict.reasons, ...found] };
}

function onHostOnly(ca: Certificate, path: string, workload: Pick<WorkloadEvidence, 'root' | 'container'>): Reason {
  return {
    code: 'WRONG_STORE',
    severity: reasonCodes.WRONG_STORE.severity,
    proof: { summary: `"${ca.subject.text}" is in ${path} of the host, which ${rootNameOf(workload) ?? 'it'} does not see` },
    failsBecause: ca.sha256,
  };
}

function reasonOf(
  ca: Certificate,
  paths: readonly string[],
  verdict: WorkloadVerdict,
  workload: Pick<WorkloadEvidence, 'root' | 'container'>,
): Reason {
  const [path = ''] = paths;
  const inItsDirectory = verdict.trustStore.some((loaded) => folderAbove(path, (folder) => namedInRoot(folder, workload) === loaded));
  const code: ReasonCode = inItsDirectory ? 'HASHED_DIRECTORY_STALE' : 'WRONG_STORE';
  const client = verdict.client ?? 'the client';
  // a link of that name is there, so what keeps the client from it is another certificate of the same name (effective-store/hidden-names.ts)
  const isHidden = inItsDirectory && /\/[0-9a-f]{8}\.\d+$/.test(path);
  const why = isHidden
    ? `${client} already holds another certificate of that name and does not look there`
    : inItsDirectory
      ? `${client} finds certificates there by hash links, and it has none`
      : `${client} does not read that file`;
  return {
    code,
    severity: reasonCodes[code].severity,
    proof: {
      summary: `"${ca.subject.text}" is in ${namedInRoot(path, workload)}${paths.length > 1 ? ` and ${paths.length - 1} more` : ''}, but ${why}`,
    },
    failsBecause: ca.sha256,
    ...(inItsDirectory ? { remedy: isHidden ? removeTheOther(ca) : rehash(path) } : {}),
  };
}

function folderAbove(path: string, holds: (folder: string) => boolean): boolean {
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) if (holds(path.slice(0, at))) return true;
  return false;
}

function removeTheOther(ca: Certificate): string {
  return `remove the old certificate named "${ca.subject.text}" from the bundle that the client reads first, or add the new one to it`;
}

// c_rehash and openssl rehash link files of one certificate in PEM, by these extensions
function rehash(path: string): string {
  const folder = path.slice(0, path.lastIndexOf('/'));
  const links = /\.(?:pem|crt|cer)$/i.test(path);
  return links
    ? `openssl rehash ${folder}`
    : `copy its certificate into a .pem file of its own in ${folder}, then openssl rehash ${folder}`;
}
