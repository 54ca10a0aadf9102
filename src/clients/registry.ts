import type { ClientFamily } from './client-family.ts';
import type { ClientProfile } from './client-profile.ts';
import { client as curl } from './curl.ts';
import { client as go } from './go.ts';
import { client as java } from './java.ts';
import { client as node } from './node.ts';
import { client as openssl } from './openssl.ts';
import { client as python } from './python.ts';

/** Every client family that snowline knows, one file each. */
export const clientFamilies: readonly ClientFamily[] = [openssl, curl, python, node, go, java];

/** Every profile once, those that runtimes lead to first. */
export const clientProfiles: readonly ClientProfile[] = [
  ...new Set(clientFamilies.flatMap((family) => [...family.coverage.map((entry) => entry.profile), ...family.libraries])),
];

/** The profile of that name; undefined where there is none. For services that declare their client. */
export function profileNamed(name: string): ClientProfile | undefined {
  return clientProfiles.find((profile) => profile.name === name);
}
