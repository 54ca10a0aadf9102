import type { ServiceDeclaration } from '../config/config.ts';
import type { FetchRecord } from '../credential-store/fetch-record.ts';
import type { SecretAccess } from '../credential-store/secret-access.ts';
import type { HostEvidence } from '../evidence/host-evidence.ts';
import type { Host } from '../inventory/host.ts';
import type { ReasonCode } from '../reason-codes.ts';
import type { EffectiveStore } from '../trust/effective-store.ts';
import type { ClientCredential } from './client-credential.ts';
import type { Reason, WorkloadVerdict } from './restart-verdict.ts';
import type { StoreView } from './store-view.ts';
import type { Workload } from './workloads.ts';

/** When the verdict is for, and how far it looks ahead. */
export interface Moment {
  /** Epoch ms. */
  readonly now: number;
  readonly horizonMs: number;
}

/** What a check looks at: one service on one host with one of its stores. */
export interface Subject {
  readonly workload: Workload;
  /** Undefined where the store that it uses is not known. */
  readonly store: StoreView | undefined;
  /** The trust store of its next start; undefined where there is no evidence of it. */
  readonly effective: EffectiveStore | undefined;
  /** The trust store of a start like that of the running process; undefined where the next start is like it, or where nobody saw it. */
  readonly asRunning?: EffectiveStore | undefined;
  /** The client certificate of its next start; undefined where nobody looked. */
  readonly credential?: ClientCredential | undefined;
  readonly host?: Host | undefined;
  readonly observed?: HostEvidence | undefined;
  readonly declared?: ServiceDeclaration | undefined;
  /** What IAM's simulation says of the host's role. */
  readonly access?: readonly SecretAccess[] | undefined;
  /** Who fetched what last, by the host or its address. */
  readonly fetches?: readonly FetchRecord[] | undefined;
}

/** Fields of a workload's verdict that one check knows. */
export type CheckedFields = Partial<Pick<WorkloadVerdict, 'latent' | 'latentSince' | 'rotationPhase' | 'survivesSwitch' | 'path'>>;

/** What a check found of a restart now; `reasons` of what passes are remarks. */
export type Outcome =
  | { readonly kind: 'pass'; readonly reasons?: readonly Reason[]; readonly fields?: CheckedFields }
  | { readonly kind: 'not-applicable' }
  /** A restart now would lose the secrets. */
  | { readonly kind: 'finding'; readonly reasons: readonly Reason[]; readonly fields?: CheckedFields }
  /** Why it cannot be told; nobody may read it as passed. */
  | { readonly kind: 'unknown'; readonly reasons: readonly Reason[]; readonly fields?: CheckedFields };

/** A later moment (epoch ms) at which the outcome becomes another one, with what to say of it in advance. */
export type Change =
  | { readonly at: number; readonly to: 'pass' }
  | { readonly at: number; readonly to: 'finding' | 'unknown'; readonly reason: () => Reason };

/** One thing that decides whether a restart brings the secrets back. Pure: the same subject and moment give the same outcome. */
export interface Check {
  /** Stable: reports name it. */
  readonly name: string;
  /** The codes that it may give beside UNKNOWN_EVIDENCE. */
  readonly codes: readonly ReasonCode[];
  judge(subject: Subject, moment: Moment): Outcome;
  /** What becomes of the outcome later, the next change first; a check without it never changes. */
  changes?(subject: Subject, moment: Moment): readonly Change[];
}
