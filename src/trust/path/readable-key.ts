import type { ReadableKeys } from '../../clients/knobs/strength-rules.ts';
import type { PublicKey } from '../../x509/certificate.ts';
import { rsaNumbers } from './key-numbers.ts';

/**
 * Why the client's library makes no key of these bytes, so that the whole certificate is none for it, in whatever place; undefined where it does. Damage
 * that shows in the certificate's defects is not looked at again.
 */
export function whyKeyUnreadable(key: PublicKey, rules: ReadableKeys | undefined): string | undefined {
  if (rules === undefined) return undefined;
  if (key.algorithm === 'ec') return key.curve === undefined || rules.curves.has(key.curve) ? undefined : `elliptic curve ${key.curve}`;
  return key.algorithm === 'rsa' || key.algorithm === 'rsa-pss' ? whyRsaUnreadable(key, rules) : undefined;
}

function whyRsaUnreadable(key: PublicKey, { rsaBits, smallestRsaExponent, longestRsaExponent }: ReadableKeys): string | undefined {
  const { bits } = key;
  const numbers = rsaNumbers(key);
  if (bits === undefined || numbers === undefined) return undefined;
  if (bits < rsaBits.from || bits > rsaBits.to) return `RSA modulus of ${bits} bits`;
  if (numbers.exponentBits < 32 && Number(`0x${Buffer.from(numbers.exponent).toString('hex') || '0'}`) < smallestRsaExponent)
    return 'small RSA exponent';
  const longest = longestRsaExponent.find(({ upToModulusBits }) => bits <= upToModulusBits);
  return longest !== undefined && numbers.exponentBits > longest.bits ? `RSA exponent of ${numbers.exponentBits} bits` : undefined;
}
