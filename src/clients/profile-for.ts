import type { LibraryRange, RuntimeFamily } from './client-family.ts';
import type { ClientProfile } from './client-profile.ts';
import { clientFamilies } from './registry.ts';
import { inRange, numbersOf } from './version.ts';

/** A runtime as evidence names it. */
export interface NamedRuntime {
  readonly family: RuntimeFamily;
  readonly version: string;
  /** `OpenSSL 3.0.19`, `GnuTLS/3.7.9`. */
  readonly tlsLibrary?: string | undefined;
}

/** A profile and why it fits, or the reason why none was measured; `unknown` makes the verdict unknown. */
export type ProfileChoice =
  | { readonly kind: 'known'; readonly profile: ClientProfile; readonly because: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * The profile that speaks for a runtime, or why none does: a version or TLS library that was not measured is unknown,
 * never the nearest one that was.
 */
export function profileFor(runtime: NamedRuntime): ProfileChoice {
  const family = clientFamilies.find((entry) => entry.family === runtime.family);
  if (family === undefined) return unknown(`no profile for clients of the family ${runtime.family}`);
  const version = numbersOf(runtime.version);
  if (version === undefined) return unknown(`the version of ${runtime.family} is not known ("${runtime.version}")`);
  const other = family.otherLibraries?.find(({ name }) => runtime.tlsLibrary?.startsWith(`${name} `));
  if (other !== undefined) return unknown(`${other.reason} (${runtime.family} ${runtime.version}, ${runtime.tlsLibrary})`);
  const covered = family.coverage.filter((entry) => inRange(version, entry.versions));
  if (covered.length === 0) {
    const excluded = family.exclusions.find((entry) => inRange(version, entry.versions));
    return unknown(`${excluded?.reason ?? 'this version was not measured'} (${runtime.family} ${runtime.version})`);
  }
  const fitting = covered.find((entry) => entry.libraries === undefined || linkedWithOneOf(runtime.tlsLibrary, entry.libraries));
  if (fitting !== undefined) return { kind: 'known', profile: fitting.profile, because: fitting.because };
  if (runtime.tlsLibrary === undefined) return unknown(`the TLS library of ${runtime.family} ${runtime.version} is not known`);
  return unknown(`${runtime.family} ${runtime.version} linked with ${runtime.tlsLibrary} was not measured`);
}

function linkedWithOneOf(tlsLibrary: string | undefined, ranges: readonly LibraryRange[]): boolean {
  if (tlsLibrary === undefined) return false;
  // `OpenSSL 3.0.19`, `OpenSSL/3.0.19`: the name ends at the first space or slash.
  const [name = ''] = tlsLibrary.split(/[ /]/, 1);
  const version = numbersOf(tlsLibrary.slice(name.length));
  return version !== undefined && ranges.some((range) => range.name === name && inRange(version, range));
}

function unknown(reason: string): ProfileChoice {
  return { kind: 'unknown', reason };
}
