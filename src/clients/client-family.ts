import type { ClientProfile } from './client-profile.ts';

/** Runtime families as evidence names them. */
export type RuntimeFamily = 'openssl' | 'curl' | 'python' | 'node' | 'java' | 'go';

/** Versions from the first up to, and without, the second; compared number by number. */
export interface VersionRange {
  readonly from: string;
  readonly below: string;
}

/** TLS libraries that a range holds for, by the name that the program prints; a runtime linked with another one is unknown. */
export interface LibraryRange extends VersionRange {
  readonly name: string;
}

/** Which recorded runtimes a profile speaks for, and why it may. */
export interface Coverage {
  readonly profile: ClientProfile;
  readonly versions: VersionRange;
  /** Where the TLS library changes the answer; without it the version decides alone. */
  readonly libraries?: readonly LibraryRange[];
  /** Measured versions, and what the others of the range rest on. */
  readonly because: string;
}

/** Runtimes that are known to behave otherwise: they are unknown with this reason. */
export interface Exclusion {
  readonly versions: VersionRange;
  readonly reason: string;
}

/** All that is known of one runtime family: `client` is the export of each file that holds one. */
export interface ClientFamily {
  readonly family: RuntimeFamily;
  readonly coverage: readonly Coverage[];
  readonly exclusions: readonly Exclusion[];
  /** First words of TLS libraries with which the runtime is known to behave otherwise, whatever its version. */
  readonly otherLibraries?: readonly { readonly name: string; readonly reason: string }[];
  /** Profiles that no runtime leads to: a library inside a program, chosen by a service's declaration (`client: boto3`). */
  readonly libraries: readonly ClientProfile[];
}
