import type { Failure } from './machine.ts';

/** A failed system call as an answer. ENOTDIR counts as missing: a part of the path is a file. */
export function systemFailure(error: unknown): Failure {
  return { kind: 'failed', reason: systemReason(error), missing: ['ENOENT', 'ENOTDIR'].includes(codeOf(error)) };
}

/** Lower-case cause of a failed system call: `permission denied`, `not found`. */
export function systemReason(error: unknown): string {
  const code = codeOf(error);
  return reasonsByCode[code] ?? (code === '' ? 'unexpected failure' : code);
}

const reasonsByCode: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'not found',
  ENOTDIR: 'not found',
  ELOOP: 'its links form a loop',
  ESRCH: 'the process ended meanwhile',
  ENXIO: 'it is a socket',
  ABORT_ERR: 'the collection was ended',
};

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
