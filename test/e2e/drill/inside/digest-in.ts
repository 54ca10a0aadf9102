import { createHash } from 'node:crypto';

/** Digest of the secret that a program holds, by its log: programs say it themselves, and what curl prints is the store's answer. */
export function digestIn(log: string, name: string): string | undefined {
  const [, said] = new RegExp(`^holding ${name} ([0-9a-f]{64})$`, 'm').exec(log) ?? [];
  if (said !== undefined) return said;
  const [, secret] = /"SecretString": ?"([^"]*)"/.exec(log) ?? [];
  return secret === undefined ? undefined : createHash('sha256').update(secret).digest('hex');
}
