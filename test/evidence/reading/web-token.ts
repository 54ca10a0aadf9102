const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JSON web token as an issuer writes it, with this `exp` (seconds since 1970) and a claim that nobody may see. */
export function tokenUntil(exp: number | string | undefined): string {
  return `${part({ alg: 'RS256' })}.${part({ sub: 'canary-subject', exp })}.${Buffer.from('canary-signature').toString('base64url')}`;
}
