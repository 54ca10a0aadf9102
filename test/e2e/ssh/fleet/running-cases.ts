import { type Case, fails, type Truth } from './audited-case.ts';
import type { Authorities } from './authorities.ts';
import { everywhere, pemOf } from './planted-service.ts';

// It trusts the store now; what will start it, and with what, nobody can see.
const again: Truth = { verdict: 'unknown', says: /how it would be started again is not known/ };

const ownMount = 'unshare -m sh -c \'mount --bind /opt/certs /etc/ssl/certs && exec "$@"\' sh';

/** Hosts whose services run without a unit: what they were started with is all that is known of their next start. */
export function runningCases(ca: Authorities, secretOf: (host: string) => string): readonly Case[] {
  const right = everywhere(ca.foreign, ca.current);
  const none = everywhere(ca.foreign);
  const file = '/etc/corp/ca.pem';
  const extra = { NODE_EXTRA_CA_CERTS: file };
  return [
    {
      name: 'running-node',
      client: 'node',
      store: none,
      service: { isRunning: true, environment: extra, user: 'app' },
      files: { [file]: pemOf(ca.current) },
      isReal: false,
      truth: again,
    },
    {
      name: 'running-node-old',
      client: 'node',
      store: right,
      service: { isRunning: true, environment: extra },
      files: { [file]: pemOf(ca.previous) },
      truth: fails('ONLY_OLD_CA'),
    },
    { name: 'running-node-plain', client: 'node', store: right, service: { isRunning: true }, truth: fails('CURRENT_CA_MISSING') },
    { name: 'running-python', client: 'python', store: right, service: { isRunning: true, user: 'app' }, isReal: false, truth: again },
    { name: 'running-python-none', client: 'python', store: none, service: { isRunning: true }, truth: fails('CURRENT_CA_MISSING') },
    {
      // Mounts of its own hide the host's good store from it: nothing that is seen of the host may vouch for it.
      name: 'running-own-mounts',
      client: 'python',
      store: right,
      service: { isRunning: true },
      files: { '/opt/certs/ca-certificates.crt': pemOf(ca.foreign), '/opt/certs/note': secretOf('running-own-mounts') },
      runUnder: ownMount,
      truth: fails('CURRENT_CA_MISSING'),
    },
    {
      // The other way round: what it has now may be there again, or not.
      name: 'running-own-good',
      client: 'python',
      store: none,
      service: { isRunning: true },
      files: { '/opt/certs/ca-certificates.crt': pemOf(ca.current) },
      runUnder: ownMount,
      isReal: false,
      truth: again,
    },
  ];
}
