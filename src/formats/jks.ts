import { readJavaKeyStore } from './java-key-store.ts';
import type { TrustStoreFormat } from './trust-store.ts';

/** Java's key store of old: the default until Java 8, and Debian's cacerts to this day. */
export const format: TrustStoreFormat = {
  name: 'jks',
  recognise: (bytes) => bytes[0] === 0xfe && bytes[1] === 0xed && bytes[2] === 0xfe && bytes[3] === 0xed,
  read: (bytes, options) => readJavaKeyStore(bytes, 'jks', options),
};
