import type { BlobStore } from '../../evidence/blob-store.ts';
import type { HostEvidence } from '../../evidence/host-evidence.ts';
import { type ReasonCode, reasonCodes } from '../../reason-codes.ts';
import { otherStoresHolding } from '../../trust/effective-store/other-stores.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { Reason, WorkloadVerdict } from '../restart-verdict.ts';
import type { StoreView } from '../store-view.ts';

const missingCa: ReadonlySet<ReasonCode> = new Set(['CURRENT_CA_MISSING', 'ONLY_OLD_CA', 'SAME_NAME_DIFFERENT_KEY']);

/**
 * The verdict with the trap in which the CA was put on the host, but not where this client looks: WRONG_STORE for another file, HASHED_DIRECTORY_STALE for
 * a file of a directory that it reads by hash links. Says nothing where no such file was collected: that proves nothing.
 */
export function withWrongStore(
  verdict: WorkloadVerdict,
  store: StoreView | undefined,
  host: HostEvidence | undefined,
  blobs: BlobStore,
): WorkloadVerdict {
  const lacksCa = verdict.reasons.some((reason) => missingCa.has(reason.code));
  if (!lacksCa || store === undefined || host === undefined) return verdict;
  const cas = store.current?.certificates ?? store.served?.slice(1) ?? [];
  const found = cas.flatMap((ca) => {
    const paths = otherStoresHolding(ca.sha256, host, (sha256) => blobs.read(sha256)).filter((path) => !verdict.trustStore.includes(path));
    return paths.length === 0 ? [] : [reasonOf(ca, paths, verdict)];
  });
  return found.length === 0 ? verdict : { ...verdict, reasons: [...verdict.reasons, ...found] };
}

function reasonOf(ca: Certificate, paths: readonly string[], verdict: WorkloadVerdict): Reason {
  const [path = ''] = paths;
  const inItsDirectory = verdict.trustStore.some((loaded) => path.startsWith(`${loaded}/`));
  const code: ReasonCode = inItsDirectory ? 'HASHED_DIRECTORY_STALE' : 'WRONG_STORE';
  const client = verdict.client ?? 'the client';
  const why = inItsDirectory ? `${client} finds certificates there by hash links, and it has none` : `${client} does not read that file`;
  return {
    code,
    severity: reasonCodes[code].severity,
    proof: { summary: `"${ca.subject.text}" is in ${path}${paths.length > 1 ? ` and ${paths.length - 1} more` : ''}, but ${why}` },
    failsBecause: ca.sha256,
    ...(inItsDirectory ? { remedy: `openssl rehash the directory of ${path}` } : {}),
  };
}
