import * as z from 'zod';

// RFC 7519 §4.1.4: seconds since 1970, which may have a fraction; none is beyond the year 9999
const claimsSchema = z.object({ exp: z.number().min(0).max(253_402_300_799) });

/** Until when (epoch ms) the token is valid that a text holds and nothing else, as it says itself; undefined for what is no JSON web token or has no end. */
export function tokenExpiry(text: string): number | undefined {
  // As the probe tells it, which lets nothing else of the token leave (emit_token); other ways to write the number than that of all issuers it cuts short
  const told = /^"exp":(\d{10})\s*$/.exec(text)?.[1];
  if (told !== undefined) return Number(told) * 1000;
  // RFC 7515 §7.1: header, payload and signature in base64url, apart by dots; of one that is encrypted (five parts) nobody can read the end
  const payload = /^\s*[\w-]+\.([\w-]{1,65536})\.[\w-]*\s*$/.exec(text)?.[1];
  if (payload === undefined) return undefined;
  try {
    const claims = claimsSchema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
    return claims.success ? Math.floor(claims.data.exp) * 1000 : undefined;
  } catch {
    // No JSON: it is another kind of token.
    return undefined;
  }
}
