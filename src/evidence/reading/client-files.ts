import type { Setting } from '../../clients/client-profile.ts';
import { clientProfiles } from '../../clients/registry.ts';
import type { Launch } from '../host-evidence.ts';

const settings: readonly Setting[] = clientProfiles.flatMap(({ clientCertificate }) => [
  ...clientCertificate.certificate,
  ...clientCertificate.key,
]);

/** Files that a start names as a client certificate or its key, by its variables and options. */
export function clientFilesIn(launch: Launch): readonly string[] {
  const named = settings.flatMap(({ kind, name }) => (kind === 'option' ? launch.options : launch.environment)[name] ?? []);
  return [...new Set(named)].filter((file) => file.startsWith('/'));
}
