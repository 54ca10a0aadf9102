import { type Authorities, nodeAddresses, pairName } from '../authorities.ts';
import { type DrillHost, serviceKinds } from '../drill-case.ts';
import { systemStore } from '../own-store.ts';
import { basicCase } from './basic-case.ts';
import { inHosts } from './in-hosts.ts';

/** Stores that change what they serve, while the hosts' trust stores stay as they are. */
const changes: Readonly<Record<string, string>> = {
  steady: 'nothing changes',
  'cross-signed': 'new CA, cross-signed by the old one',
  'leaf-alone': 'intermediate missing in the served chain',
  'leaf-expired': 'served certificate expired',
  'leaf-early': 'served certificate not yet valid',
  'issuing-expired': 'served intermediate expired',
  'wrong-name': 'served certificate of another name',
  'no-names': 'name in the common name alone',
  wildcard: 'wildcard name',
  'client-use-only': 'EKU without serverAuth',
  'no-use': 'no EKU at all',
  'rsa-1024': 'RSA key of 1024 bits',
  'sha1-leaf': 'served certificate signed with SHA-1',
  'sha1-issuing': 'served intermediate signed with SHA-1',
  'self-signed': 'self-signed certificate served',
  ecdsa: 'ECDSA certificate in place of RSA',
  'tls-1.2': 'TLS 1.2 alone',
  'tls-1.3': 'TLS 1.3 alone',
  pair: 'node of the store with another CA',
};

// Which node a client meets is chance: once more with the other one alone.
const otherNode = `sed -i '/^${nodeAddresses[0]} ${pairName}$/d' /etc/hosts`;

/** Every change with every kind of service; each trusts the old root in a store of its own. */
export function servedChainHosts(ca: Authorities): readonly DrillHost[] {
  const cases = Object.entries(changes).flatMap(([endpoint, mechanism]) =>
    serviceKinds.map((kind) => ({
      ...basicCase({ kind, name: `${kind}-${endpoint.replace('.', '')}`, mechanism, endpoint }, ca),
      ...(endpoint === 'pair' ? { onceMoreAfter: otherNode } : {}),
    })),
  );
  return inHosts('served', systemStore([ca.foreign]), cases);
}
