import type { Setting } from '../../clients/client-profile.ts';
import { clientProfiles } from '../../clients/registry.ts';
import type { ServiceDeclaration } from '../../config/config.ts';
import type { Launch, WorkloadEvidence } from '../host-evidence.ts';

const settings: readonly Setting[] = clientProfiles.flatMap(({ clientCertificate }) => [
  ...clientCertificate.certificate,
  ...clientCertificate.key,
]);

/** Files that a start names as a client certificate or its key, by its variables and options. */
export function clientFilesIn(launch: Launch): readonly string[] {
  const named = settings.flatMap(({ kind, name }) => (kind === 'option' ? launch.options : launch.environment)[name] ?? []);
  return [...new Set(named)].filter((file) => file.startsWith('/'));
}

/** The certificate that a service is declared to show, and its key: absolute paths on its hosts. */
export interface DeclaredClientCertificate {
  readonly service: string;
  /** Where it is not called like the service. */
  readonly unit?: string | undefined;
  readonly certificate: string;
  readonly key: string;
}

/** What services are declared to show, of those that declare a file. */
export function clientCertificatesOf(services: readonly ServiceDeclaration[]): readonly DeclaredClientCertificate[] {
  return services.flatMap(({ name, unit, clientCertificate: one }) =>
    one === undefined || one === 'none' ? [] : [{ service: name, unit, ...one }],
  );
}

/** The files that a workload is declared to show, by its name or its unit. */
export function shownBy(
  { name, unit }: Pick<WorkloadEvidence, 'name' | 'unit'>,
  declared: readonly DeclaredClientCertificate[],
): readonly string[] {
  const isOf = (one: DeclaredClientCertificate): boolean =>
    one.service === name || unit?.name === `${one.service}.service` || (one.unit !== undefined && one.unit === unit?.name);
  return declared.filter(isOf).flatMap(({ certificate, key }) => [certificate, key]);
}

/** Those declarations as the files to look at, each once. */
export function filesOf(declared: readonly DeclaredClientCertificate[]): {
  readonly certificates: readonly string[];
  readonly keys: readonly string[];
} {
  return {
    certificates: [...new Set(declared.map(({ certificate }) => certificate))],
    keys: [...new Set(declared.flatMap(({ certificate, key }) => [certificate, key]))],
  };
}
