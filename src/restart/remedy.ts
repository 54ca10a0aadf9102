import type { EffectiveStore } from '../trust/effective-store.ts';

type Known = Extract<EffectiveStore, { kind: 'known' }>;

/** Commands that put a store's CA where the host's client will find it; the CA's file is called as the store's owner would call it. */
export function remedyForMissingCa(store: Known, storeName: string, which: 'current' | 'pending'): string {
  const ca = `${fileName(storeName)}-${which}-ca.pem`;
  const paths = store.loaded.map((loaded) => loaded.path);
  return `${installInto(paths, ca, storeName)}; then restart one host alone and look before the next`;
}

function installInto(paths: readonly string[], ca: string, storeName: string): string {
  const [first = 'the trust store'] = paths;
  if (paths.some((path) => /(^|\/)(jssecacerts|cacerts)$|\.(jks|p12|pfx)$/.test(path))) {
    return `keytool -importcert -noprompt -trustcacerts -alias ${fileName(storeName)}-ca -file ${ca} -keystore ${first}`;
  }
  if (paths.some((path) => path.startsWith('/etc/ssl/certs'))) {
    return `cp ${ca} /usr/local/share/ca-certificates/${fileName(storeName)}-ca.crt && update-ca-certificates`;
  }
  if (paths.some((path) => path.startsWith('/etc/pki/'))) {
    return `cp ${ca} /etc/pki/ca-trust/source/anchors/ && update-ca-trust`;
  }
  if (!first.startsWith('/')) return `add ${ca} to a file of its own and name it to the client (NODE_EXTRA_CA_CERTS for Node)`;
  return `cat ${ca} >> ${first}`;
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
