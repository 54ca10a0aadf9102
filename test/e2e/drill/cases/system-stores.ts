import type { Authorities } from '../authorities.ts';
import { type DrillCase, type DrillFile, type DrillHost, type ServiceKind, serviceKinds } from '../drill-case.ts';
import { hashLinks, keyStoreOf, pemOf, systemStore } from '../own-store.ts';
import { basicCase } from './basic-case.ts';

/** Clients that look at the system's trust store by themselves. */
const systemKinds: readonly ServiceKind[] = ['java', 'go', 'urllib', 'curl', 'vault-go'];

/** Hosts whose system stores a rotation leaves in one state each; services that look elsewhere keep a store of their own that nobody updates. */
export function systemStoreHosts(ca: Authorities): readonly DrillHost[] {
  const { foreign, old, current } = ca;
  const bundle = '/etc/ssl/certs/ca-certificates.crt';
  const cacerts = '/etc/ssl/certs/java/cacerts';
  const states: Readonly<Record<string, readonly [string, Readonly<Record<string, DrillFile | null>>]>> = {
    kept: ['CA rotated, system store not updated', {}],
    updated: ['CA rotated, system store updated', systemStore([foreign, old.root, current.root])],
    replaced: ['CA rotated, old CA removed from the system store', systemStore([foreign, current.root])],
    bundle: ['new CA in the bundle alone', { [bundle]: pemOf([foreign, old.root, current.root]) }],
    links: ['new CA linked by hash alone', hashLinks('/etc/ssl/certs', [current.root])],
    java: ["new CA in Java's key store alone", { [cacerts]: keyStoreOf([foreign, old.root, current.root]) }],
    unlinked: ['new CA in /etc/ssl/certs without a hash link', { '/etc/ssl/certs/corp-g2.pem': pemOf([current.root]) }],
    dropped: ['new CA laid down without update-ca-certificates', { '/usr/local/share/ca-certificates/corp-g2.crt': pemOf([current.root]) }],
    emptied: ['bundle of the system empty', { [bundle]: '' }],
    gone: ['bundle of the system gone', { [bundle]: null, [cacerts]: null }],
  };
  return Object.entries(states).map(([state, [mechanism, files]]) => ({
    name: `system-${state}`,
    files: systemStore([foreign, old.root]),
    after: { files },
    cases: [...serviceKinds.flatMap((kind) => casesOf(kind, state, mechanism, ca)), ...defaultClients(state, mechanism)],
  }));
}

function casesOf(kind: ServiceKind, state: string, mechanism: string, ca: Authorities): readonly DrillCase[] {
  const name = `${kind}-system-${state}`;
  const endpoint = endpointFor(state);
  if (systemKinds.includes(kind)) return [{ name, kind, mechanism, endpoint }];
  // What is done to the system's store does not reach these: two of the states show it.
  if (state !== 'updated' && state !== 'emptied') return [];
  return [basicCase({ kind, name, mechanism, endpoint }, ca)];
}

// The machine's own clients, without a unit; Node.js trusts nothing of the system's, so that it could not even start.
function defaultClients(state: string, mechanism: string): readonly DrillCase[] {
  const endpoint = endpointFor(state);
  return [
    { name: 'java', kind: 'java', mechanism, endpoint, isPlain: true },
    { name: 'python', kind: 'urllib', mechanism, endpoint, isPlain: true },
    { name: 'curl', kind: 'curl', mechanism, endpoint, isPlain: true },
  ];
}

function endpointFor(state: string): string {
  return state === 'emptied' || state === 'gone' ? 'steady' : 'rotated';
}
