import type { EffectiveStore } from '../trust/effective-store.ts';
import type { GenerationView, StoreView } from './store-view.ts';

type Known = Extract<EffectiveStore, { kind: 'known' }>;

/** Commands that put a store's CA where the host's client will find it: which certificates, under which file name, and into which trust store. */
export function remedyForMissingCa(effective: Known, store: StoreView, which: 'current' | 'pending'): string {
  const ca = `${fileName(store.state.name)}-${which}-ca.pem`;
  const paths = effective.loaded.map((loaded) => loaded.realPath ?? loaded.path);
  const named = `save the ${which} CA of ${store.state.name}${subjectsOf(store[which])} as ${ca}`;
  if (effective.root !== undefined) {
    const where = paths.length === 0 ? `where ${effective.root} looks for it` : `${paths.join(' or ')}, by its image or a mount`;
    return `${named}; put it into ${where}; then start one new container alone and look before the next`;
  }
  return `${named}; ${installInto(paths, ca, fileName(store.state.name))}; then restart one host alone and look before the next`;
}

function subjectsOf(generation: GenerationView | undefined): string {
  const [first, ...others] = generation?.certificates ?? [];
  if (first === undefined) return '';
  return ` ("${first.subject.text}"${others.length === 0 ? '' : ` and ${others.length} more`})`;
}

function installInto(paths: readonly string[], ca: string, alias: string): string {
  const [first] = paths;
  // on Debian this writes the bundle, the hash links and Java's cacerts
  if (paths.some((path) => path.startsWith('/etc/ssl/certs'))) {
    return `cp ${ca} /usr/local/share/ca-certificates/${alias}-ca.crt && update-ca-certificates`;
  }
  if (first !== undefined && paths.some((path) => /(^|\/)(jssecacerts|cacerts)$|\.(jks|p12|pfx)$/.test(path))) {
    return `keytool -importcert -noprompt -trustcacerts -alias ${alias}-ca -file ${ca} -keystore ${quoteForShell(first)} -storepass changeit`;
  }
  if (paths.some((path) => path.startsWith('/etc/pki/'))) return `cp ${ca} /etc/pki/ca-trust/source/anchors/ && update-ca-trust`;
  if (first?.startsWith('/') !== true) return `name ${ca} to the client (NODE_EXTRA_CA_CERTS for Node, SSL_CERT_FILE for others)`;
  return `cat ${ca} >> ${quoteForShell(first)}`;
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
