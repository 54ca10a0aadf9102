import type { WorkloadVerdict } from '../restart/restart-verdict.ts';
import type { StoreView } from '../restart/store-view.ts';
import type { EffectiveStore } from '../trust/effective-store.ts';
import type { CertificateUses } from './certificate-uses.ts';

interface JudgedWorkload {
  readonly effective: EffectiveStore | undefined;
  readonly verdict: WorkloadVerdict;
}

/** Notes what a store serves: its end-entity as `served`, the rest of its chain as intermediates. */
export function noteStoreCertificates(uses: CertificateUses, store: StoreView): void {
  for (const [index, certificate] of (store.served ?? []).entries()) uses.note(certificate, index === 0 ? 'served' : 'intermediate');
}

/** Notes the anchors that a host's workloads would load and the certificates of the paths that they use; a host counts once for each. */
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
  for (const { effective, verdict } of judged) {
    const path = new Set(verdict.path);
    const top = verdict.path?.at(-1);
    for (const anchor of effective?.kind === 'known' ? effective.anchors : []) {
      count(uses.note(anchor.certificate, 'anchor'), anchor.certificate.sha256 === top);
    }
    for (const [index, certificate] of (stores.get(verdict.store ?? '')?.served ?? []).entries()) {
      if (path.has(certificate.sha256) && certificate.sha256 !== top)
        count(uses.note(certificate, index === 0 ? 'served' : 'intermediate'), true);
    }
  }
}
