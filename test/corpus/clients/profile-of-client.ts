import type { ClientProfile } from '../../../src/clients/client-profile.ts';
import { profileFor } from '../../../src/clients/profile-for.ts';
import { profileNamed } from '../../../src/clients/registry.ts';
import { isPresent } from '../../require.ts';
import type { RealClient } from './real-client.ts';

/** The profile that speaks for a client of this machine, or why none does. */
export type SpokenFor = { readonly kind: 'known'; readonly profile: ClientProfile } | { readonly kind: 'unknown'; readonly reason: string };

/** Asks the client for its version and looks its profile up; a client that the machine lacks is `unknown`. */
export async function profileOfClient(client: RealClient): Promise<SpokenFor> {
  const missing = client.needs.filter((need) => !isPresent(need));
  if (missing.length > 0) return { kind: 'unknown', reason: `missing on this machine: ${missing.join(', ')}` };
  const identity = await client.identity();
  if (!('profile' in identity)) return profileFor(identity);
  const profile = profileNamed(identity.profile);
  return profile === undefined ? { kind: 'unknown', reason: `no profile is called ${identity.profile}` } : { kind: 'known', profile };
}
