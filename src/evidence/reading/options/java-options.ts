import { javaHandshakeProperties } from '../../../clients/java-handshake.ts';
import type { OptionReader, OptionSheet } from './option-sheet.ts';

/** Options of java that take their value from the next word: java [options] mainclass [args] (JDK 25 `java` tool reference). */
export const javaOptionsWithValue: ReadonlySet<string> = new Set(
  `-cp -classpath --class-path -p --module-path --upgrade-module-path --add-modules --limit-modules --add-reads --add-exports
   --add-opens --patch-module --source --enable-native-access -d --describe-module`.split(/\s+/),
);

/** Reads system properties up to the main class or jar: what follows belongs to the application. */
export const readJavaOptions: OptionReader = (words, sheet) => {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (readProperty(word, sheet) || word.startsWith('-XX:Flags=') || word.startsWith('-XX:VMOptionsFile=') || word.startsWith('@')) {
      if (!word.startsWith('-D')) sheet.unread('file', 'the command line names a file of further options, which was not read');
    } else if (javaOptionsWithValue.has(word)) {
      at += 1;
    } else if (/^(?:-jar|-m|--module)$/.test(word) || !word.startsWith('-')) {
      return;
    }
  }
};

/** Whether what a word of a JVM says is read, or told as a file that was not. */
export function isReadByJava(word: string): boolean {
  return javaProperties.has(/^-D([^=]+)/.exec(word)?.[1] ?? '') || /^(?:-XX:(?:Flags|VMOptionsFile)=|@)/.test(word);
}

/** The system properties that are read; `set`: of its value only that there is one. */
export const javaProperties: ReadonlyMap<string, 'key-store-path' | 'key-store-type' | 'password' | 'hosts' | 'number' | 'set'> = new Map([
  ['javax.net.ssl.trustStore', 'key-store-path'],
  ['javax.net.ssl.trustStoreType', 'key-store-type'],
  ['javax.net.ssl.trustStorePassword', 'password'],
  ['javax.net.ssl.trustStoreProvider', 'set'],
  ['java.security.properties', 'set'],
  ['com.sun.net.ssl.checkRevocation', 'set'],
  ['java.home', 'set'],
  ['javax.net.ssl.keyStore', 'key-store-path'],
  ['javax.net.ssl.keyStoreType', 'set'],
  ['javax.net.ssl.keyStoreProvider', 'set'],
  // where an SDK of AWS finds an identity before all else (SystemPropertyCredentialsProvider, of version 1 with secretKey)
  ['aws.accessKeyId', 'set'],
  ['aws.secretAccessKey', 'set'],
  ['https.proxyHost', 'hosts'],
  ['https.proxyPort', 'number'],
  ['http.proxyHost', 'hosts'],
  ['http.proxyPort', 'number'],
  ['http.nonProxyHosts', 'hosts'],
  ['socksProxyHost', 'set'],
  ['java.net.useSystemProxies', 'set'],
  ...javaHandshakeProperties.map((name) => [name, 'set'] as const),
] as const);

/** Reads a word of the form `-Dname=value`; answers whether it is one. */
export function readProperty(word: string, sheet: OptionSheet): boolean {
  const property = /^-D([^=]+)=?(.*)$/s.exec(word);
  if (property === null) return false;
  const [, name = '', value = ''] = property;
  const kind = javaProperties.get(name);
  switch (kind) {
    case undefined:
      break;
    case 'key-store-path':
    case 'key-store-type':
    case 'hosts':
    case 'number':
      sheet.keep(name, kind, value);
      break;
    case 'password':
      // Only that it is set, or that it is the one that every JDK ships with. An empty one counts as none (JDK TrustStoreManager).
      if (value === '') sheet.drop(name);
      else sheet.mark(name, value === 'changeit' ? 'default' : 'set');
      break;
    case 'set':
      if (value === '' || value === 'false') sheet.drop(name);
      else sheet.mark(name, 'set');
      break;
    default:
      return kind satisfies never;
  }
  return true;
}
