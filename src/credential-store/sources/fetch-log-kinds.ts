import type { FetchLog } from '../../config/secrets-config.ts';
import type { FetchRecord } from '../fetch-record.ts';
import { fetchOfEvent, isEvent } from './cloudtrail.ts';
import { jsonElements } from './json-elements.ts';
import { textLines } from './text-lines.ts';
import { fetchOfEntry, isEntry } from './vault-audit.ts';

/** How the log files of one kind are read, and how such a file is told from any other. */
export interface FetchLogKind {
  /** The texts of its records while the bytes come in. */
  readonly records: (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<string>;
  /** The fetch that a record tells of; undefined for all others. */
  readonly fetchOf: (text: string) => FetchRecord | undefined;
  /** Whether this is a record of this kind at all, of a fetch or of anything else. */
  readonly isRecord: (text: string) => boolean;
  /** Matches the start of a log that has nothing to tell, which is no other file all the same. */
  readonly empty: RegExp;
  /** Why a file with no such record is a gap. */
  readonly none: string;
}

/** Each kind of `evidence.fetches`. A log of Vault is empty when it was just rotated; CloudTrail writes no file without its list of records. */
export const fetchLogKinds: Readonly<Record<FetchLog['from'], FetchLogKind>> = {
  cloudtrail: {
    records: jsonElements,
    fetchOf: fetchOfEvent,
    isRecord: isEvent,
    empty: /^\s*\{\s*"Records"\s*:\s*\[\s*\]/,
    none: 'no record of CloudTrail in it',
  },
  'vault-audit': {
    records: textLines,
    fetchOf: fetchOfEntry,
    isRecord: isEntry,
    empty: /^\s*$/,
    none: 'no entry of an audit log of Vault in it',
  },
};
