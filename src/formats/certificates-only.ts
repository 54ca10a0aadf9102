import { format as jceks } from './jceks.ts';
import { format as jks } from './jks.ts';
import { format as pkcs12 } from './pkcs12.ts';

/**
 * Whether a key store provably holds certificates and nothing else, so that its bytes may leave a host: every entry could be
 * read without a password, and each is a certificate. An encrypted part, a private or secret key, damage, trailing bytes or
 * another format all mean no; PEM has room for comments, and has its key blocks redacted instead.
 */
export function holdsOnlyCertificates(bytes: Uint8Array): boolean {
  const format = [jks, jceks, pkcs12].find((candidate) => candidate.recognise(bytes));
  if (format === undefined) return false;
  const { entries, damage } = format.read(bytes, {});
  return entries.length > 0 && damage.length === 0;
}
