import * as z from 'zod';

/** Schema of a SHA-256 digest as evidence writes it: 64 lower-case hex digits. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
