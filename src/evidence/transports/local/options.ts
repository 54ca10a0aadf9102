import { fitShape, type Shape } from './value-shapes.ts';

/** Options that choose a trust store, by their name in the evidence, and what stood there that could not be read. */
export interface OptionReading {
  readonly options: Readonly<Record<string, string>>;
  readonly unread: readonly { readonly name: string; readonly reason: string }[];
}

/** Whose command line it is; `any` is a program that we do not know, read only for options that mean the same everywhere. */
export type OptionFamily = 'java' | 'node' | 'curl' | 'any';

const systemProperties: Readonly<Record<string, Shape>> = {
  'javax.net.ssl.trustStore': 'key-store-path',
  'javax.net.ssl.trustStoreType': 'key-store-type',
};
const passwordProperty = 'javax.net.ssl.trustStorePassword';

// java [options] mainclass [args] (JDK 25 `java` tool reference): these options take their value from the next word.
const javaOptionsWithValue =
  /^(?:-cp|-classpath|--class-path|-p|--module-path|--upgrade-module-path|--add-modules|--limit-modules|--add-reads|--add-exports|--add-opens|--patch-module|--source|--enable-native-access|-d|--describe-module)$/;
const nodeOptionsWithValue = /^(?:-r|--require|--import|--loader|--experimental-loader|-C|--conditions|--title|--input-type|--env-file)$/;
const nodeStores = /^--use-(?:openssl|system|bundled)-ca$/;
// Of curl's short options (curl(1) 8.11) these take a value, which ends a group such as `-sko`.
const curlShortWithValue = /[AbcCdDeEFhHKmoPQrtTuUwxXyYz]/;

/** Returns the trust-store options of a command line without its program; the words themselves are never kept. */
export function readOptions(family: OptionFamily, words: readonly string[]): OptionReading {
  const reading = new Map<string, string>();
  const unread: { name: string; reason: string }[] = [];
  const keep = (name: string, shape: Shape, value: string): void => {
    const fitting = fitShape(shape, value);
    if (fitting !== undefined) reading.set(name, fitting);
    else {
      reading.delete(name);
      unread.push({ name, reason: `the value of ${name} does not look like what it names, so it was not kept` });
    }
  };
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (family === 'java' || family === 'any') {
      const property = /^-D([^=]+)=?(.*)$/s.exec(word);
      if (property !== null) readProperty(property[1] ?? '', property[2] ?? '', keep, reading);
      else if (family === 'java' && (word.startsWith('@') || /^-XX:(?:Flags|VMOptionsFile)=/.test(word))) {
        unread.push({ name: 'file', reason: 'the command line names a file of further options, which was not read' });
      }
      if (family === 'java' && javaOptionsWithValue.test(word)) at += 1;
      // What follows the main class or the jar belongs to the application.
      else if (family === 'java' && (/^(?:-jar|-m|--module)$/.test(word) || !/^[-@]/.test(word))) break;
    }
    if (family === 'node' || family === 'any') {
      const option = word.replaceAll('_', '-');
      if (nodeStores.test(option)) reading.set(option, '');
      if (nodeStores.test(option.replace(/^--no-/, '--'))) {
        if (option.startsWith('--no-')) reading.delete(option.replace(/^--no-/, '--'));
      }
      if (family === 'node' && nodeOptionsWithValue.test(word)) at += 1;
      else if (family === 'node' && (!word.startsWith('-') || word === '--')) break;
    }
    if (family === 'curl' || family === 'any') {
      const long = /^(--cacert|--capath|--ca-bundle)(?:=(.*))?$/s.exec(word);
      if (long !== null) {
        if (long[2] === undefined) at += 1;
        keep(long[1] ?? '', 'path', long[2] ?? words[at] ?? '');
      } else if (family === 'curl') {
        at += readCurlWord(word, words[at + 1], reading, unread);
      }
    }
  }
  return { options: Object.fromEntries(reading), unread };
}

function readProperty(
  name: string,
  value: string,
  keep: (name: string, shape: Shape, value: string) => void,
  reading: Map<string, string>,
): void {
  const shape = systemProperties[name];
  if (shape !== undefined) keep(name, shape, value);
  // Only that it is set, or that it is the one that every JDK ships with. An empty one counts as none (JDK TrustStoreManager).
  else if (name === passwordProperty && value !== '') reading.set(passwordProperty, value === 'changeit' ? 'default' : 'set');
  else if (name === passwordProperty) reading.delete(passwordProperty);
}

/** Reads one word of curl's; returns how many further words belong to it. */
function readCurlWord(
  word: string,
  next: string | undefined,
  reading: Map<string, string>,
  unread: { name: string; reason: string }[],
): number {
  const configured = (): void => {
    unread.push({ name: '--config', reason: 'curl reads further options from a file, which was not read' });
  };
  if (word === '--insecure') reading.set('--insecure', '');
  if (word === '--no-insecure') reading.delete('--insecure');
  if (word === '--ca-native') reading.set('--ca-native', '');
  if (word === '--config' && next !== undefined) configured();
  // A long option's value never starts with a dash in practice; taking it for an option would only be read too much.
  if (!/^-[^-]/.test(word)) return 0;
  for (let at = 1; at < word.length; at += 1) {
    const letter = word.charAt(at);
    if (letter === 'k') reading.set('--insecure', '');
    if (letter === 'K') configured();
    if (curlShortWithValue.test(letter)) return at === word.length - 1 ? 1 : 0;
  }
  return 0;
}
