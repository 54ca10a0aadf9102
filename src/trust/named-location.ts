import type { ClientProfile, Condition, TrustLocation, TrustSlot, TrustSource } from '../clients/client-profile.ts';

/**
 * How the client reads a file or directory that is named to it: by the most explicit of its settings that takes one and counts by itself. A directory
 * for a client whose only such setting takes files (NODE_EXTRA_CA_CERTS) is judged as that: so it is used, and so it fails.
 */
export function locationFor(profile: ClientProfile, directory: boolean): TrustLocation | undefined {
  const all = profile.lookup.flatMap((slot) => slot.locations.map((location) => candidateOf(slot, location)));
  const own = all.filter(({ optIn, location }) => !optIn && location.source.kind !== 'bundled' && location.source.kind !== 'package');
  const usable = own.length === 0 ? all : own;
  const takesFiles = usable.filter(({ location }) => location.reading === 'pem-file' || location.reading === 'java-keystore');
  const takesDirectories = usable.filter(({ location }) => isForDirectories(location));
  const fitting = directory && takesDirectories.length > 0 ? takesDirectories : takesFiles;
  const rank = ({ location, conditional }: Candidate): number => preference.indexOf(location.source.kind) * 2 + (conditional ? 1 : 0);
  return fitting.toSorted((a, b) => rank(a) - rank(b))[0]?.location;
}

const preference: readonly TrustSource['kind'][] = ['option', 'environment', 'path', 'package', 'bundled'];

interface Candidate {
  readonly location: TrustLocation;
  readonly conditional: boolean;
  /** Whether another setting has to be chosen first: Node.js reads SSL_CERT_DIR only with --use-openssl-ca or the system's store. */
  readonly optIn: boolean;
}

function candidateOf(slot: TrustSlot, location: TrustLocation): Candidate {
  const { source } = location;
  const isOwn = ({ setting }: Condition): boolean => setting.kind === source.kind && setting.name === source.name;
  const conditions = [...(slot.when ?? []), ...(location.when ?? [])];
  return {
    location,
    conditional: slot.when !== undefined,
    optIn: conditions.some((condition) => condition.is !== 'absent' && !isOwn(condition)),
  };
}

/** Whether a directory that is named there is read. */
export function isForDirectories(location: TrustLocation): boolean {
  return location.reading === 'hashed-directory' || location.reading === 'every-file' || location.whenDirectory === 'hashed-directory';
}

/** The setting by its name, as it is judged: `--cacert`, `SSL_CERT_DIR`, `javax.net.ssl.trustStore`. */
export function settingOf({ source }: TrustLocation): string {
  return source.kind === 'option' || source.kind === 'environment' ? source.name : 'default store';
}
