import type { Issued } from '../../../certificates.ts';
import { type Case, fails, ready, type Truth } from './audited-case.ts';
import type { Authorities } from './authorities.ts';
import type { FetchingClient } from './fetching-programs.ts';
import { everywhere } from './planted-service.ts';

const systemClients: readonly FetchingClient[] = ['curl', 'python', 'go', 'java'];

/** Hosts whose services look at the system's trust store, in the states in which a rotation leaves it. */
export function systemStoreCases(ca: Authorities): readonly Case[] {
  const missing = fails('CURRENT_CA_MISSING');
  const stores: readonly (readonly [string, readonly Issued[], Partial<Record<FetchingClient, Truth>>])[] = [
    ['right', [ca.foreign, ca.current], { curl: ready, python: ready, go: ready, java: ready }],
    ['none', [ca.foreign], { curl: missing, python: missing, go: missing, java: missing }],
    [
      'old',
      [ca.foreign, ca.previous],
      { curl: fails('ONLY_OLD_CA'), python: fails('ONLY_OLD_CA'), go: fails('ONLY_OLD_CA'), java: fails('ONLY_OLD_CA') },
    ],
    ['pending', [ca.pending], { curl: missing, java: missing }],
    ['both', [ca.current, ca.pending], { python: ready, go: ready }],
    ['all', [ca.previous, ca.current, ca.pending], { curl: ready, java: ready }],
    ['twin', [ca.twin], { python: fails('SAME_NAME_DIFFERENT_KEY'), go: fails('SAME_NAME_DIFFERENT_KEY') }],
    // CLIENTS.md §2: Java does not look at an anchor's dates.
    ['expired', [ca.foreign, ca.expired], { curl: fails('PATH_EXPIRES'), go: fails('PATH_EXPIRES'), java: ready }],
  ];
  return stores.flatMap(([name, certificates, truths]) =>
    systemClients.flatMap((client): readonly Case[] => {
      const truth = truths[client];
      return truth === undefined ? [] : [{ name: `${client}-${name}`, client, store: everywhere(...certificates), truth }];
    }),
  );
}
