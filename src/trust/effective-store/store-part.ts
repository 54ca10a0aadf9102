import type { FileTrouble } from '../../clients/client-profile.ts';
import type { FileEvidence } from '../../evidence/file-evidence.ts';
import type { LoadedStore, StoreQuestion } from '../effective-store.ts';
import type { LoadedAnchor } from './hidden-names.ts';
import type { Settings } from './settings.ts';
import type { Tolerated } from './tolerate.ts';

/** A question with its settings read. */
export interface SlotQuestion extends StoreQuestion {
  readonly settings: Settings;
}

/** What one slot, or one path of it, adds to the store. */
export interface StorePart {
  readonly kind: 'part';
  readonly anchors: readonly LoadedAnchor[];
  readonly loaded: readonly LoadedStore[];
  readonly remarks: readonly string[];
  /** Certificates of a folder that no hash link leads to: worth a remark only where the client loads them from nowhere else. */
  readonly unlinked?: readonly Unlinked[];
  /** Those of the remarks that tell of a named store that the client does without, saying nothing. */
  readonly passedOver?: readonly string[];
  /** What the client's user may not read, with why. */
  readonly closed?: readonly string[];
  readonly fatal: string | undefined;
}

/** A certificate in a folder without its hash link. */
export interface Unlinked {
  readonly file: string;
  /** SHA-256. */
  readonly certificate: string;
  readonly message: string;
}

/** The store cannot be told; the reason becomes that of the verdict. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly reason: string;
}

/** A slot's question at one location. */
export interface LocationQuestion extends SlotQuestion {
  readonly because: string;
}

/** A part that adds nothing. */
export const nothing: StorePart = { kind: 'part', anchors: [], loaded: [], remarks: [], fatal: undefined };

/** What was read of a file, as a part of the store. */
export function partOf(
  file: FileEvidence,
  question: LocationQuestion,
  read: Tolerated | Unknown,
  takes?: LoadedStore['takes'],
): StorePart | Unknown {
  if (read.kind === 'unknown') return { kind: 'unknown', reason: `${file.path}: ${read.reason}` };
  return {
    kind: 'part',
    anchors: read.entries.map(({ certificate }) => ({ certificate, file: file.path })),
    loaded: [loadedFrom(file, question, read.entries.length, takes)],
    remarks: read.remarks.map((remark) => `${file.path}: ${remark}`),
    fatal: read.trouble === undefined ? undefined : fatalFor(question, file.path, read.trouble),
  };
}

/** The line of the report about a file that the client reads. */
export function loadedFrom(
  { path, sha256, modifiedAt, realPath }: FileEvidence,
  { because }: LocationQuestion,
  anchors: number,
  takes?: LoadedStore['takes'],
): LoadedStore {
  return { path, because, sha256, modifiedAt, anchors, realPath, ...(takes === undefined ? {} : { takes }) };
}

/** Two parts, one after the other. */
export function joinParts(a: StorePart, b: StorePart): StorePart {
  return {
    kind: 'part',
    anchors: [...a.anchors, ...b.anchors],
    loaded: [...a.loaded, ...b.loaded],
    remarks: [...a.remarks, ...b.remarks],
    unlinked: [...(a.unlinked ?? []), ...(b.unlinked ?? [])],
    passedOver: [...(a.passedOver ?? []), ...(b.passedOver ?? [])],
    ...joinClosed(a, b),
    fatal: a.fatal ?? b.fatal,
  };
}

type Closed = Pick<StorePart, 'closed'>;

/** What is closed of both; nothing where nothing is. */
export function joinClosed(a: Closed, b: Closed): Closed {
  const closed = [...(a.closed ?? []), ...(b.closed ?? [])];
  return closed.length === 0 ? {} : { closed };
}

/** What a client prints that has found nothing to trust because its user may not read it, where that is other than for nothing at all. */
export function fatalForClosed(question: StoreQuestion, { closed = [], anchors }: Closed & Pick<StorePart, 'anchors'>): string | undefined {
  const [first] = closed;
  if (first === undefined || anchors.length > 0 || question.profile.fileErrors['only-closed'] === undefined) return undefined;
  return fatalFor(question, first.replace(/, which .*$/s, ''), 'only-closed');
}

/** What the client prints about a file that it insists on. */
export function fatalFor({ profile }: StoreQuestion, path: string, trouble: FileTrouble): string {
  return profile.fileErrors[trouble]?.replace('{path}', path) ?? `${profile.title} cannot use ${path}`;
}
