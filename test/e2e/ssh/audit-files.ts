import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { AuditedHost } from './fleet/audited-case.ts';
import { type Authorities, storeAddress, storeUrl } from './fleet/authorities.ts';
import { pemOf } from './fleet/planted-service.ts';
import type { Fleet } from './fleet/start-fleet.ts';

/** Hosts that are asked at once: the whole fleet shares the processors of one machine. */
export const concurrency = 8;

/** Writes the configuration of an audit of these hosts; returns its path. */
export function writeAudit(folder: string, fleet: Fleet, hosts: readonly AuditedHost[], ca: Authorities): string {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
  write('current.pem', pemOf(ca.current));
  write('pending.pem', pemOf(ca.pending));
  write('previous.pem', pemOf(ca.previous));
  write('hosts.yaml', JSON.stringify({ hosts: hosts.map(listedAs) }));
  const config = {
    stores: [
      {
        name: 'secrets',
        endpoint: storeUrl,
        servedChain: { from: 'tls', connect: `${storeAddress}:8200` },
        generations: { from: 'files', current: 'current.pem', pending: 'pending.pem', previous: 'previous.pem' },
      },
    ],
    inventory: [{ source: 'hosts-file', path: 'hosts.yaml' }],
    services: {
      defaultStores: ['secrets'],
      declared: [...new Map(hosts.map(({ service, declaredClient: client }) => [service.name, { name: service.name, client }])).values()],
    },
    collection: {
      concurrency,
      attempts: 1,
      ssh: {
        configFile: fleet.configFile,
        connectTimeout: '10s',
        hosts: [{ match: ['sudo-*', 'no-sudo'], become: { command: 'sudo -n', required: true } }],
      },
    },
  };
  write('snowline.yaml', JSON.stringify(config));
  return path.join(folder, 'snowline.yaml');
}

// One host has a name and tags from somebody who wants them to be run; its address is what ssh gets.
function listedAs({ name, service }: AuditedHost) {
  if (name !== 'odd-name') return { name, services: [service.name] };
  const hostile = 'evil\u001B[2J"$(touch /tmp/snowline-pwned)\'`id`\n-oProxyCommand=touch /tmp/snowline-pwned';
  return { id: name, name: hostile, address: name, services: [service.name], tags: { owner: hostile, [hostile]: hostile } };
}
