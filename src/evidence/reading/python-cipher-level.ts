import type { TlsConfiguration } from '../runtime.ts';

/**
 * What the start of Python's own cipher string says (`ssl._DEFAULT_CIPHERS`): since 3.10 `@SECLEVEL=2`, which overrides the configuration, unless it was built
 * to take OpenSSL's string, as Debian does (Modules/_ssl.c, PY_SSL_DEFAULT_CIPHERS; seen with 3.8 to 3.12). The configuration itself is read later.
 */
export function withOwnLevel(ciphers: string): TlsConfiguration {
  const level = /^@SECLEVEL=([0-5])/.exec(ciphers)?.[1];
  const ownLevel = (['0', '1', '2', '3', '4', '5'] as const).find((one) => one === level) ?? 'none';
  return { path: 'openssl.cnf', state: 'unreadable', settings: {}, ownLevel, unread: ['it was not looked at'] };
}
