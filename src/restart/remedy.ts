import type { EffectiveStore, LoadedStore } from '../trust/effective-store.ts';
import type { GenerationView, StoreView } from './store-view.ts';

type Known = Extract<EffectiveStore, { kind: 'known' }>;

/** A CA generation that the trust store lacks. */
export type MissingGeneration = 'current' | 'pending';

/**
 * Commands that put a store's CAs where the host's client will find them: which certificates, under which file names, and into which trust store. They come
 * from whoever runs the store: a CA that the connection itself brought would vouch for whoever answers there.
 */
export function remedyForMissingCa(effective: Known, store: StoreView, missing: readonly MissingGeneration[]): string {
  const name = fileName(store.state.name);
  const files = missing.map((which) => `${name}-${which}-ca`);
  const [them, it] = missing.length > 1 ? ['them', 'each'] : ['it', 'it'];
  const places = placesFor(effective);
  const wanted = missing.map((which) => `the ${which} CA${subjectsOf(store[which])}`).join(' and ');
  const saved = `get ${wanted} of the store ${store.state.name} from whoever runs it, not from the connection, and save ${them} as ${files.map((file) => `${file}.pem`).join(' and ')}`;
  const meant = settingsPassedOver(effective);
  if (effective.root !== undefined) {
    const named = [...new Set([...meant, ...places.map((place) => withinRoot(place, effective.root, meant.length > 0))])].join(' or ');
    // of the places either all are found by hash links or none
    const linked = meant.length === 0 && places[0]?.takes === 'hash-links' ? `, ${rehash}` : '';
    const where = named === '' ? `where ${effective.root} looks for it` : `${named} in ${effective.root}${linked}, by its image or a mount`;
    const mounted = isThere(meant, places) ? '; where a mount brings that file already, mend it at its source' : '';
    return `${saved}; put ${it} into ${where}; then start one new container alone and look before the next${mounted}`;
  }
  const install = installInto(places, files);
  const ways = meant.length === 0 ? install : `put ${it} into ${meant.join(' or ')}, or ${install}`;
  return `${saved}; ${ways}; then restart one host alone and look before the next`;
}

// The file that somebody meant the client to read, where it reads nothing but defaults instead. resolve-slot.ts says so, and nothing else does: what is
// not there has not been loaded
function settingsPassedOver({ passedOver = [], loaded, root }: Known): readonly string[] {
  if (loaded.some(({ because }) => !because.startsWith('default of '))) return [];
  return passedOver.flatMap((sentence) => {
    const told = root !== undefined && sentence.startsWith(`in ${root}: `) ? sentence.slice(`in ${root}: `.length) : sentence;
    const [, setting, path] = /^(\S+) names (\/.*), which is not there(?:: passed over)?$/.exec(told) ?? [];
    return path === undefined ? [] : [`${path} (which ${setting} names and is not there, with all else that it has to trust)`];
  });
}

// What is read there now came from the image or from a mount, which the evidence does not tell apart; what is not there yet may come either way
function isThere(meant: readonly string[], places: readonly LoadedStore[]): boolean {
  return places.length > 0 && meant.length === 0 && places.every(({ takes }) => takes === undefined);
}

// A file that a folder holds without its hash link is not read, and one with it is not looked up where a bundle holds that name: files come first.
function placesFor({ loaded }: Known): readonly LoadedStore[] {
  const read = loaded.filter(({ takes }) => takes !== 'nothing');
  const direct = read.filter(({ takes }) => takes !== 'hash-links');
  return direct.length > 0 ? direct : read;
}

const rehash = 'with its hash link (openssl rehash)';

// By the path that the client reads, as the proof says it; and where that leads
function withinRoot({ path, realPath, takes }: LoadedStore, root: string | undefined, amongOthers: boolean): string {
  const [read = '', real] = [path, realPath].map((one) =>
    one?.endsWith(` in ${root}`) === true ? one.slice(0, -` in ${root}`.length) : one,
  );
  const link = real === undefined || real === read ? '' : ` (a link to ${real})`;
  return `${read}${link}${amongOthers && takes === 'hash-links' ? ` ${rehash}` : ''}`;
}

function pathOf({ realPath, path }: LoadedStore): string {
  return realPath ?? path;
}

function subjectsOf(generation: GenerationView | undefined): string {
  const [first, ...others] = generation?.certificates ?? [];
  if (first === undefined) return '';
  return ` ("${first.subject.text}"${others.length === 0 ? '' : ` and ${others.length} more`})`;
}

function installInto(places: readonly LoadedStore[], files: readonly string[]): string {
  const cas = files.map((file) => `${file}.pem`).join(' ');
  const each = (command: (file: string) => string): string => files.map(command).join(' && ');
  const paths = places.map(pathOf);
  const [first] = paths;
  const [takes] = places.map((place) => place.takes);
  // on Debian this writes the bundle, the hash links and Java's cacerts, and no other file of that folder
  if (paths.some((path) => /^\/etc\/ssl\/certs(?:\/(?:ca-certificates\.crt|java\/cacerts)?)?$/.test(path))) {
    return `${each((file) => `cp ${file}.pem /usr/local/share/ca-certificates/${file}.crt`)} && update-ca-certificates`;
  }
  if (first !== undefined && paths.some((path) => /(^|\/)(jssecacerts|cacerts)$|\.(jks|p12|pfx)$/.test(path))) {
    const keystore = quoteForShell(first);
    return each(
      (file) => `keytool -importcert -noprompt -trustcacerts -alias ${file} -file ${file}.pem -keystore ${keystore} -storepass changeit`,
    );
  }
  if (paths.some((path) => path.startsWith('/etc/pki/'))) return `cp ${cas} /etc/pki/ca-trust/source/anchors/ && update-ca-trust`;
  if (first?.startsWith('/') !== true)
    return `name ${files.map((file) => `${file}.pem`).join(' and ')} to the client (NODE_EXTRA_CA_CERTS for Node, SSL_CERT_FILE for others)`;
  if (takes !== undefined) return copyInto(first, cas, takes);
  return `cat ${cas} >> ${quoteForShell(first)}`;
}

function copyInto(folder: string, cas: string, takes: LoadedStore['takes']): string {
  const copied = `cp ${cas} ${quoteForShell(`${folder.replace(/\/+$/, '')}/`)}`;
  return takes === 'hash-links' ? `${copied} && openssl rehash ${quoteForShell(folder)}` : copied;
}

/** A word for a POSIX shell. Paths and names come from elsewhere: a command that somebody pastes must not run what they say. */
export function quoteForShell(path: string): string {
  return /^[\w./@%+,-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

// Store names are free text: what goes into a shell command is letters, digits and dashes
function fileName(storeName: string): string {
  return (
    storeName
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '') || 'store'
  );
}
