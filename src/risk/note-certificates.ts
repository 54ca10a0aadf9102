import type { ClientCredential } from '../restart/client-credential.ts';
import type { WorkloadVerdict } from '../restart/restart-verdict.ts';
import type { StoreView } from '../restart/store-view.ts';
import type { EffectiveStore } from '../trust/effective-store.ts';
import type { CertificateUses } from './certificate-uses.ts';

interface JudgedWorkload {
  readonly effective: EffectiveStore | undefined;
  readonly credential?: ClientCredential | undefined;
  readonly verdict: WorkloadVerdict;
}

/** Notes what the nodes of a store serve: end-entities as `served`, the rest of each chain as intermediates. */
export function noteStoreCertificates(uses: CertificateUses, store: StoreView): void {
  const chains = store.chains.flatMap(({ certificates, narrower }) => [certificates, ...narrower.map((one) => one.certificates)]);
  for (const certificates of chains) {
    for (const [index, certificate] of certificates.entries()) uses.note(certificate, index === 0 ? 'served' : 'intermediate');
  }
}

/** Notes the anchors that a host's workloads would load, the client certificates that they would show, and the certificates of the paths that they use; a host counts once for each. */
export function noteHostCertificates(
  uses: CertificateUses,
  judged: readonly JudgedWorkload[],
  stores: ReadonlyMap<string, StoreView>,
): void {
  const counted = new Set<object>();
  const count = (use: ReturnType<CertificateUses['note']>, onPath: boolean): void => {
    if (onPath) use.onPath = true;
    if (counted.has(use)) return;
    counted.add(use);
    use.hosts += 1;
  };
  for (const { effective, credential, verdict } of judged) {
    const own = credential?.kind === 'files' && !('reason' in credential.chain) ? credential.chain[0] : undefined;
    // whichever store asks for it: a client that has one loads it for all
    if (own !== undefined && verdict.store !== undefined) count(uses.note(own, 'client'), true);
    const path = new Set(verdict.path);
    const top = verdict.path?.at(-1);
    for (const anchor of effective?.kind === 'known' ? effective.anchors : []) {
      count(uses.note(anchor.certificate, 'anchor'), anchor.certificate.sha256 === top);
    }
    const served = stores.get(verdict.store ?? '')?.chains.flatMap(({ certificates }) => [...certificates.entries()]);
    for (const [index, certificate] of served ?? []) {
      if (path.has(certificate.sha256) && certificate.sha256 !== top)
        count(uses.note(certificate, index === 0 ? 'served' : 'intermediate'), true);
    }
  }
}
