import { readJavaKeyStore } from './java-key-store.ts';
import type { TrustStoreFormat } from './trust-store.ts';

/** JKS with better protection of keys; its trusted certificates lie as open as in JKS. */
export const format: TrustStoreFormat = {
  name: 'jceks',
  recognise: (bytes) => bytes[0] === 0xce && bytes[1] === 0xce && bytes[2] === 0xce && bytes[3] === 0xce,
  read: (bytes, options) => readJavaKeyStore(bytes, 'jceks', options),
};
