import { fromInstant } from '../../config/instant.ts';
import type { CredentialFile } from '../../evidence/credential-evidence.ts';

/** What a file does for a program that proves itself with it. */
export type FileStanding =
  | { readonly kind: 'usable' }
  | { readonly kind: 'unknown'; readonly why: string }
  /** `since` in epoch ms, where it has a date. */
  | { readonly kind: 'broken'; readonly how: 'missing' | 'closed' | 'expired'; readonly why: string; readonly since?: number };

/** Whether the file is there, open to the program's user, and not past its own date at `now` (epoch ms); `name` is what calls for it. */
export function standingOf(file: CredentialFile, now: number): FileStanding {
  const { named, path, state, reason, readable, owner, mode, expiresAt } = file;
  if (state === 'unknown')
    return { kind: 'unknown', why: `whether ${path} (${named}) is of use is not known: ${reason ?? 'no reason was given'}` };
  if (state === 'missing') return { kind: 'broken', how: 'missing', why: `${path}, which ${named} names, is not there` };
  const whose = `mode ${mode ?? 'not known'}, owner ${owner ?? 'not known'}`;
  if (readable === 'no')
    return { kind: 'broken', how: 'closed', why: `${path}, which ${named} names, is closed to the user of the program (${whose})` };
  const end = expiresAt === undefined ? undefined : fromInstant(expiresAt);
  if (end !== undefined && end <= now)
    return {
      kind: 'broken',
      how: 'expired',
      why: `the token in ${path}, which ${named} names, is valid until ${expiresAt ?? ''} only`,
      since: end,
    };
  if (readable !== 'yes')
    return { kind: 'unknown', why: `whether the user of the program may read ${path} (${whose}), which ${named} names, is not known` };
  return { kind: 'usable' };
}
