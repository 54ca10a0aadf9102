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
    proof: { summary: `"${ca.subject.text}" is in ${path}${paths.length > 1 ? ` and ${paths.length - 1} more` : ''}, but ${why}` },
    failsBecause: ca.sha256,
    ...(inItsDirectory ? { remedy: isHidden ? removeTheOther(ca) : rehash(path) } : {}),
  };
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
