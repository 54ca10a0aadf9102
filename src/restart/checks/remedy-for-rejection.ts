import { toInstant } from '../../config/instant.ts';
import type { ReasonCode } from '../../reason-codes.ts';
import type { EffectiveStore } from '../../trust/effective-store.ts';
import type { PathFailure } from '../../trust/path/path-verdict.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { remedyForMissingCa } from '../remedy.ts';
import type { StoreView } from '../store-view.ts';

type Known = Extract<EffectiveStore, { kind: 'known' }>;

/** What to do about a path that the client rejects: which certificate has to be another one, and who has it. `lacking`: the CA generations to bring to the host. */
export function remedyForRejection(
  code: ReasonCode,
  effective: Known,
  store: StoreView,
  failure: PathFailure,
  lacking: () => readonly ('current' | 'pending')[],
): string {
  const { endpoint } = store.state;
  const { at } = failure;
  const it = at === undefined ? 'the certificate that does not pass' : `"${at.subject.text}", ${holderOf(at, effective, store)}`;
  switch (code) {
    case 'CURRENT_CA_MISSING':
    case 'ONLY_OLD_CA':
    case 'SAME_NAME_DIFFERENT_KEY':
      return remedyForMissingCa(effective, store, lacking());
    case 'INCOMPLETE_CHAIN':
      return `let ${endpoint} send its intermediate, not only its own certificate`;
    case 'EXPIRED_ANCHOR_SHADOWS':
      return `remove the expired ${it}`;
    case 'PATH_EXPIRES':
      return `renew ${it}`;
    case 'NAME_MISMATCH':
      return `reach the store by a name in its certificate, or let ${endpoint} serve one for this name`;
    case 'NOT_YET_VALID':
      return at === undefined ? `replace ${it}` : `wait until ${toInstant(at.notBefore)}, or replace ${it}`;
    case 'WEAK_ALGORITHM':
      return `issue anew, with a key and a signature that the client accepts, ${it}`;
    case 'NAME_CONSTRAINED':
      return `let ${endpoint} serve a certificate of a CA that may issue for its name`;
    case 'EKU_MISMATCH':
      return `issue anew, for TLS servers, ${it}`;
    default:
      return `replace ${it}`;
  }
}

// A root that the store sends too is trusted where the host has it
function holderOf(certificate: Certificate, { anchors }: Known, { served, state }: StoreView): string {
  const isServed = served?.some(({ sha256 }) => sha256 === certificate.sha256) === true;
  const file = anchors.find((anchor) => anchor.certificate.sha256 === certificate.sha256)?.file;
  if (file === undefined) return isServed ? `which ${state.endpoint} serves` : 'which is on the path';
  return `which is in ${file}${isServed ? `, and which ${state.endpoint} serves` : ''}`;
}
