import type { ClientProfile } from '../clients/client-profile.ts';
import { isKnownSetting, readsSetting } from '../clients/read-settings.ts';
import type { HostEvidence, WorkloadEvidence } from '../evidence/host-evidence.ts';
import { unknownFact } from '../evidence/unknown-fact.ts';
import { withoutHiddenNames } from './effective-store/hidden-names.ts';
import { remarksOnUnlinked } from './effective-store/load-directory.ts';
import { hostSeenBy, namedInRoot, rootNameOf } from './effective-store/own-root.ts';
import { resolveSlot } from './effective-store/resolve-slot.ts';
import { settingsOf } from './effective-store/settings.ts';
import { fatalForClosed, joinClosed, type Unlinked } from './effective-store/store-part.ts';
import { internAnchors } from './interned-anchors.ts';
import type { TrustAnchor } from './path/path-verdict.ts';

/** One file or directory that the service would load on its next start, and why that one. */
export interface LoadedStore {
  readonly path: string;
  /** `SSL_CERT_FILE`, `default of curl with OpenSSL`: the reason that the report prints. */
  readonly because: string;
  readonly sha256: string | undefined;
  readonly modifiedAt: string | undefined;
  /** Where the path leads after following links; absent where that is the path itself. */
  readonly realPath?: string | undefined;
  readonly anchors: number;
  /** What the client takes of it where it does not read it as one file: what hash links lead to, every file of a folder, or nothing. */
  readonly takes?: 'hash-links' | 'every-file' | 'nothing';
}

/** The trust store that the service would load on its next start. */
export type EffectiveStore =
  | {
      readonly kind: 'known';
      readonly client: ClientProfile;
      /** What its files are called where they are not those of the host: `container 0123456789ab`. */
      readonly root?: string | undefined;
      /** In the order in which the client looks at them. */
      readonly anchors: readonly TrustAnchor[];
      readonly loaded: readonly LoadedStore[];
      /** Sentences about damage, silent fall-backs and other traps met on the way. */
      readonly remarks: readonly string[];
      /** Those of the remarks that tell of a trust store that a setting names and the client does without, saying nothing. */
      readonly passedOver?: readonly string[];
      /** Of the files and folders that it would load those that it may not read, with why: `/etc/app/ca.pem, which app may not read (…)`. */
      readonly closed?: readonly string[];
      readonly verification: 'on' | 'off';
      /** Set where the client cannot even start a connection: a missing or damaged file that it insists on. */
      readonly fatal: string | undefined;
    }
  | { readonly kind: 'unknown'; readonly client: ClientProfile | undefined; readonly reason: string };

/** What the resolver looks at: evidence of one workload, its host, and the fleet's blobs. */
export interface StoreQuestion {
  readonly workload: WorkloadEvidence;
  readonly host: HostEvidence;
  readonly profile: ClientProfile;
  readonly readBlob: (sha256: string) => Uint8Array | undefined;
  /** Paths that the user of the workload surely may not read, with why; the client then does without them. */
  readonly closed?: ReadonlyMap<string, string> | undefined;
  /** Opens key stores, where somebody gave it; evidence holds none. */
  readonly storePassword?: string | undefined;
}

type KnownStore = Extract<EffectiveStore, { kind: 'known' }>;

/**
 * Whether a fact that is missing may hide a variable, an option or a file of the next start: all but those of the running
 * process. A process without a unit starts as it runs, as far as anybody knows; a unit that was not reloaded does not start as read.
 */
function hidesNextStart(workload: WorkloadEvidence, fact: string, profile: ClientProfile): boolean {
  return !/^(?:process|running|connections)\b/.test(fact) && !isProcessWithoutUnit(workload, fact) && !isOfOthers(fact, profile);
}

/** A variable or option that other clients look at and this one does not: what it holds is no matter to it. */
function isOfOthers(fact: string, profile: ClientProfile): boolean {
  const [, part, name = ''] = /^nextStart\.(environment|options)\.(.+)$/.exec(fact) ?? [];
  if (part === undefined) return false;
  const setting = { kind: part === 'options' ? 'option' : 'environment', name } as const;
  return isKnownSetting(setting) && !readsSetting(profile, setting);
}

function isProcessWithoutUnit({ origin, container }: WorkloadEvidence, fact: string): boolean {
  return origin === 'process' && (fact === 'unit' || (fact === 'container' && container !== undefined));
}

/**
 * The anchors that the workload's client would load on its next start, in its own order, and from where. `unknown` wherever
 * a file that the client would read is not in the evidence, could not be read, or has lost its content: never "empty".
 */
export function resolveEffectiveStore(question: StoreQuestion): EffectiveStore {
  const { workload } = question;
  const name = rootNameOf(workload);
  if (name === undefined) return resolveStore(question);
  const host = hostSeenBy(workload, question.host);
  if (host === undefined) return { kind: 'unknown', client: question.profile, reason: `the evidence does not hold the files of ${name}` };
  const store = resolveStore({ ...question, host });
  if (store.kind === 'unknown') return { ...store, reason: `in ${name}: ${store.reason}` };
  const named = (file: string): string => namedInRoot(file, workload);
  // what is missing of the workload says itself what it is about
  const told = new Set(workload.missing?.map(({ reason }) => reason));
  const within = (remark: string): string => (told.has(remark) ? remark : `in ${name}: ${remark}`);
  return {
    ...store,
    root: name,
    remarks: store.remarks.map(within),
    ...(store.passedOver === undefined ? {} : { passedOver: store.passedOver.map(within) }),
    ...(store.closed === undefined ? {} : { closed: store.closed.map(within) }),
    anchors: internAnchors(store.anchors.map((anchor) => ({ ...anchor, file: named(anchor.file) }))),
    loaded: store.loaded.map(({ path, realPath, ...one }) => ({ ...one, path: named(path), realPath: realPath && named(realPath) })),
  };
}

// By the files of `question.host`, whoever's they are.
function resolveStore(question: StoreQuestion): EffectiveStore {
  const { workload, profile } = question;
  const unknown = (reason: string): EffectiveStore => ({ kind: 'unknown', client: profile, reason });
  const missing = workload.missing?.find((entry) => hidesNextStart(workload, entry.fact, profile));
  if (missing !== undefined) return unknown(unknownFact(missing, workload.name));

  const settings = settingsOf(workload.nextStart, profile.optionVariables);
  const refusal = profile.refuses.find((entry) => settings.all([entry.when].flat()));
  const store: KnownStore = {
    kind: 'known',
    client: profile,
    anchors: [],
    loaded: [],
    remarks: (workload.missing ?? []).filter((entry) => isProcessWithoutUnit(workload, entry.fact)).map((entry) => entry.reason),
    verification: 'on',
    fatal: refusal?.text,
  };
  if (refusal !== undefined) return store;
  const beyond = profile.notModelled.find((entry) => settings.all([entry.when].flat()));
  if (beyond !== undefined) return unknown(beyond.reason);
  const off = profile.verificationOff.find((condition) => settings.holds(condition));
  if (off !== undefined) return unverified(store, `${off.setting.name} switches verification off`);

  let found = store;
  const unlinked: Unlinked[] = [];
  for (const slot of profile.lookup) {
    if (!settings.all(slot.when)) continue;
    const part = resolveSlot(slot, { ...question, settings });
    if (part.kind === 'unknown') return unknown(part.reason);
    if (part.kind === 'verification-off') return unverified(found, part.remark);
    unlinked.push(...(part.unlinked ?? []));
    found = {
      ...found,
      anchors: [...found.anchors, ...part.anchors],
      loaded: [...found.loaded, ...part.loaded],
      remarks: [...found.remarks, ...part.remarks],
      passedOver: [...(found.passedOver ?? []), ...(part.passedOver ?? [])],
      ...joinClosed(found, part),
      fatal: found.fatal ?? part.fatal,
    };
    if (part.decided && slot.replacesFollowing === true) break;
  }
  found = { ...found, fatal: found.fatal ?? fatalForClosed(question, found) };
  const { anchors, remarks } = withoutHiddenNames(found.anchors);
  return { ...found, anchors: internAnchors(anchors), remarks: [...found.remarks, ...remarksOnUnlinked(unlinked, anchors), ...remarks] };
}

function unverified(store: KnownStore, remark: string): EffectiveStore {
  return { ...store, anchors: [], loaded: [], remarks: [remark, ...store.remarks], verification: 'off', fatal: undefined };
}
