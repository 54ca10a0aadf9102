import type { OptionReader, OptionSheet } from './option-sheet.ts';

// java [options] mainclass [args] (JDK 25 `java` tool reference): these options take their value from the next word.
const withValue =
  /^(?:-cp|-classpath|--class-path|-p|--module-path|--upgrade-module-path|--add-modules|--limit-modules|--add-reads|--add-exports|--add-opens|--patch-module|--source|--enable-native-access|-d|--describe-module)$/;

/** Reads system properties up to the main class or jar: what follows belongs to the application. */
export const readJavaOptions: OptionReader = (words, sheet) => {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (readProperty(word, sheet) || word.startsWith('-XX:Flags=') || word.startsWith('-XX:VMOptionsFile=') || word.startsWith('@')) {
      if (!word.startsWith('-D')) sheet.unread('file', 'the command line names a file of further options, which was not read');
    } else if (withValue.test(word)) {
      at += 1;
    } else if (/^(?:-jar|-m|--module)$/.test(word) || !word.startsWith('-')) {
      return;
    }
  }
};

/** Reads a word of the form `-Dname=value`; answers whether it is one. */
export function readProperty(word: string, sheet: OptionSheet): boolean {
  const property = /^-D([^=]+)=?(.*)$/s.exec(word);
  if (property === null) return false;
  const [, name = '', value = ''] = property;
  switch (name) {
    case 'javax.net.ssl.trustStore':
      sheet.keep(name, 'key-store-path', value);
      break;
    case 'javax.net.ssl.trustStoreType':
      sheet.keep(name, 'key-store-type', value);
      break;
    case 'javax.net.ssl.trustStorePassword':
      // Only that it is set, or that it is the one that every JDK ships with. An empty one counts as none (JDK TrustStoreManager).
      if (value === '') sheet.drop(name);
      else sheet.mark(name, value === 'changeit' ? 'default' : 'set');
      break;
    case 'javax.net.ssl.trustStoreProvider':
    case 'java.security.properties':
      if (value === '') sheet.drop(name);
      else sheet.mark(name, 'set');
      break;
    default:
  }
  return true;
}
