import type { ClientProfile } from '../clients/client-profile.ts';
import type { TrustAnchor } from './path/path-verdict.ts';

/** One file or directory that the service would load on its next start, and why that one. */
export interface LoadedStore {
  readonly path: string;
  /** `SSL_CERT_FILE of the unit`, `default of curl`: the reason that the report prints. */
  readonly because: string;
  readonly sha256: string | undefined;
  readonly modifiedAt: string | undefined;
  readonly anchors: number;
}

/** The trust store that the service would load on its next start. */
export type EffectiveStore =
  | {
      readonly kind: 'known';
      readonly client: ClientProfile;
      /** In the order in which the client looks at them. */
      readonly anchors: readonly TrustAnchor[];
      readonly loaded: readonly LoadedStore[];
      /** Sentences about damage, silent fall-backs and other traps met on the way. */
      readonly remarks: readonly string[];
      readonly verification: 'on' | 'off';
      /** Set where the client cannot even start a connection: a missing or damaged file that it insists on. */
      readonly fatal: string | undefined;
    }
  | { readonly kind: 'unknown'; readonly client: ClientProfile | undefined; readonly reason: string };
