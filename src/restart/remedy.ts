import type { EffectiveStore, LoadedStore } from '../trust/effective-store.ts';
import type { GenerationView, StoreView } from './store-view.ts';

type Known = Extract<EffectiveStore, { kind: 'known' }>;

/** Commands that put a store's CA where the host's client will find it: which certificates, under which file name, and into which trust store. */
export function remedyForMissingCa(effective: Known, store: StoreView, which: 'current' | 'pending'): string {
  const ca = `${fileName(store.state.name)}-${which}-ca.pem`;
  const places = placesFor(effective);
  const saved = `save the ${which} CA of ${store.state.name}${subjectsOf(store[which])} as ${ca}`;
  if (effective.root !== undefined) {
    const named = [...new Set(places.map(inContainer))].join(' or ');
    const where = named === '' ? `where ${effective.root} looks for it` : `${named}, by its image or a mount`;
    return `${saved}; put it into ${where}; then start one new container alone and look before the next`;
  }
  return `${saved}; ${installInto(places, ca, fileName(store.state.name))}; then restart one host alone and look before the next`;
}

// A file that a folder holds without its hash link is not read, and one with it is not looked up where a bundle holds that name: files come first.
function placesFor({ loaded }: Known): readonly LoadedStore[] {
  const read = loaded.filter(({ takes }) => takes !== 'nothing');
  const direct = read.filter(({ takes }) => takes !== 'hash-links');
  return direct.length > 0 ? direct : read;
}

function inContainer(place: LoadedStore): string {
  return place.takes === 'hash-links' ? `${pathOf(place)}, with its hash link (openssl rehash)` : pathOf(place);
}

function pathOf({ realPath, path }: LoadedStore): string {
  return realPath ?? path;
}

function subjectsOf(generation: GenerationView | undefined): string {
  const [first, ...others] = generation?.certificates ?? [];
  if (first === undefined) return '';
  return ` ("${first.subject.text}"${others.length === 0 ? '' : ` and ${others.length} more`})`;
}

function installInto(places: readonly LoadedStore[], ca: string, alias: string): string {
  const paths = places.map(pathOf);
  const [first] = paths;
  const [takes] = places.map((place) => place.takes);
  // on Debian this writes the bundle, the hash links and Java's cacerts, and no other file of that folder
  if (paths.some((path) => /^\/etc\/ssl\/certs(?:\/(?:ca-certificates\.crt|java\/cacerts)?)?$/.test(path))) {
    return `cp ${ca} /usr/local/share/ca-certificates/${alias}-ca.crt && update-ca-certificates`;
  }
  if (first !== undefined && paths.some((path) => /(^|\/)(jssecacerts|cacerts)$|\.(jks|p12|pfx)$/.test(path))) {
    return `keytool -importcert -noprompt -trustcacerts -alias ${alias}-ca -file ${ca} -keystore ${quoteForShell(first)} -storepass changeit`;
  }
  if (paths.some((path) => path.startsWith('/etc/pki/'))) return `cp ${ca} /etc/pki/ca-trust/source/anchors/ && update-ca-trust`;
  if (first?.startsWith('/') !== true) return `name ${ca} to the client (NODE_EXTRA_CA_CERTS for Node, SSL_CERT_FILE for others)`;
  if (takes !== undefined) return copyInto(first, ca, takes);
  return `cat ${ca} >> ${quoteForShell(first)}`;
}

function copyInto(folder: string, ca: string, takes: LoadedStore['takes']): string {
  const copied = `cp ${ca} ${quoteForShell(`${folder.replace(/\/+$/, '')}/`)}`;
  return takes === 'hash-links' ? `${copied} && openssl rehash ${quoteForShell(folder)}` : copied;
}

// Paths come from hosts: a command that somebody pastes must not run what a path says
function quoteForShell(path: string): string {
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
