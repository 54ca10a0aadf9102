// What the system's configuration of OpenSSL (openssl.cnf, `system_default`) changes in a client: ssl/ssl_conf.c, ssl/ssl_ciph.c. Measured with curl
// 7.88.1, openssl 3.0.19, Python 3.8 to 3.12 (urllib, requests, boto3) and Node.js 16 to 24 (test/clients/openssl-configuration.real.test.ts).
// Red Hat's OpenSSL (its own folder is /etc/pki/tls; also Fedora, CentOS Stream, Amazon Linux) differs by patches, read and not measured: SHA-1 by
// `rh-allow-sha1-signatures`, fewer curves, a cipher string of the crypto policies where none is set, FIPS where the kernel asks for it.
import type { ClientProfile } from './client-profile.ts';
import { isPolicyCipherString, isPolicyGroupList, isPolicySignatureList, type LibraryVersion, versionOf } from './crypto-policy.ts';
import { curves } from './knobs/curves.ts';
import type { SignatureDigest } from './knobs/strength-rules.ts';
import { opensslStrength, type SecurityLevel } from './openssl-strength.ts';
import type { ProfileChoice } from './profile-for.ts';

/** A runtime's configuration as evidence has it. */
export interface TlsConfiguration {
  readonly path: string;
  readonly state: 'file' | 'missing' | 'unreadable';
  readonly settings: Readonly<Record<string, string>>;
  /** The level that the program sets by itself, whatever the configuration says. */
  readonly ownLevel?: string | undefined;
  readonly unread?: readonly string[] | undefined;
}

/** The runtime whose OpenSSL takes the configuration. */
export interface ConfiguredRuntime {
  readonly family: string;
  readonly tlsLibrary?: string | undefined;
  readonly tlsConfiguration?: TlsConfiguration | undefined;
}

/**
 * The profile as this runtime's configuration leaves it: with another security level, unchanged by settings that no store can mind, or unknown, because
 * what is set may refuse a store that the profile accepts. Without a recorded configuration it is unchanged.
 */
export function underConfiguration(profile: ClientProfile, runtime: ConfiguredRuntime): ProfileChoice {
  const configuration = runtime.tlsConfiguration;
  const unchanged: ProfileChoice = { kind: 'known', profile, because: 'no setting of OpenSSL changes it' };
  if (profile.family !== 'openssl' || configuration === undefined) return unchanged;
  const { path, settings } = configuration;
  const isRedHat = path.startsWith('/etc/pki/tls/');
  if (configuration.state === 'missing' && !isRedHat) return unchanged;
  const unknown = (reason: string): ProfileChoice => ({
    kind: 'unknown',
    reason: `what ${path} asks of ${profile.title} is not known: ${reason}`,
  });
  const [gap] = configuration.unread ?? [];
  if (gap !== undefined) return unknown(gap);
  if (configuration.state === 'unreadable') return unknown('it could not be read');
  const isOld = runtime.tlsLibrary !== undefined && / 1\.1\.1/.test(runtime.tlsLibrary);
  // a module that 1.1.1 does not know ends the reading
  if (isOld && 'providers' in settings) return unknown('it names providers, which OpenSSL 1.1.1 does not know');
  const reader = { library: versionOf(runtime.tlsLibrary), isRedHat };
  const odd = Object.entries(settings).find(([name, value]) => !isHarmless(name, value, reader));
  if (odd !== undefined) return unknown(`${odd[0]} is set${odd[1] === '?' ? '' : ` to ${odd[1]}`}, which may refuse the store`);
  if (isRedHat && !isPolicyCipherString(settings['CipherString'] ?? '')) {
    return unknown('it sets no ciphers, and those of the crypto policies are not read');
  }
  const level = /@SECLEVEL=(\d)/.exec(settings['CipherString'] ?? '')?.[1];
  if (level === undefined) return unchanged;
  return (
    atLevel(profile, runtime, level, isOld ? '1.1.1' : '3') ??
    unknown(`whether ${runtime.family} follows its security level ${level} is not known`)
  );
}

// Python sets a level of its own where it was built to (since 3.10); the others, and Debian's, follow the configuration
function atLevel(
  profile: ClientProfile,
  { family, tlsConfiguration }: ConfiguredRuntime,
  level: string,
  generation: '1.1.1' | '3',
): ProfileChoice | undefined {
  const because = `its security level is ${level}`;
  const wins = family === 'python' ? tlsConfiguration?.ownLevel : 'none';
  const isRedHat = tlsConfiguration?.path.startsWith('/etc/pki/tls/') === true;
  if (wins === undefined) return level === '2' ? leveled(profile, '2', { generation, isRedHat }, because) : undefined;
  return leveled(profile, wins === 'none' ? level : wins, { generation, isRedHat }, because);
}

interface Build {
  readonly generation: '1.1.1' | '3';
  readonly isRedHat: boolean;
}

const known = new WeakMap<ClientProfile, Map<string, ClientProfile>>();

// The same object for the same question: stores are resolved once for each profile. Levels 4 and 5 are not modelled.
function leveled(profile: ClientProfile, level: string, build: Build, because: string): ProfileChoice | undefined {
  const modelled = ([0, 1, 2, 3] as const).find((one) => String(one) === level);
  if (modelled === undefined) return undefined;
  const profiles = known.get(profile) ?? new Map<string, ClientProfile>();
  known.set(profile, profiles);
  const key = `${build.generation} ${build.isRedHat} ${level}`;
  const found = profiles.get(key) ?? withStrength(profile, build, modelled);
  profiles.set(key, found);
  return { kind: 'known', profile: found, because };
}

function withStrength(profile: ClientProfile, { generation, isRedHat }: Build, level: SecurityLevel): ClientProfile {
  const { path } = profile;
  const { keys, signatures, ...rest } = opensslStrength(generation, level);
  const strength = {
    ...rest,
    // what the program itself cannot bear stays: Node.js 24 crashes over some curves whatever the level
    keys: { ...keys, curves: path.strength.keys.curves, ...(isRedHat ? { curvesOfEveryBuild } : {}) },
    signatures: { ...signatures, ...(isRedHat ? { digestsOfSomeBuilds } : {}) },
  };
  return { ...profile, path: { ...path, strength } };
}

const curvesOfEveryBuild: ReadonlySet<string> = new Set([curves.p256, curves.p384, curves.p521]);
const digestsOfSomeBuilds: ReadonlySet<SignatureDigest> = new Set(['md5', 'sha1']);

// Every protocol that a store is seen to speak is 1.2 or 1.3: a bound beneath changes nothing, one that takes either away may refuse it
const openBounds: Readonly<Record<string, RegExp>> = {
  MinProtocol: /^(?:None|SSLv3|TLSv1(?:\.[12])?)$/,
  MaxProtocol: /^(?:None|TLSv1\.3)$/,
};

/** The three of TLS 1.3 that OpenSSL offers without being asked (include/openssl/ssl.h.in, TLS_DEFAULT_CIPHERSUITES). */
const usualSuites = ['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'];

interface Reader {
  readonly library: LibraryVersion | undefined;
  readonly isRedHat: boolean;
}

function isHarmless(name: string, value: string, { library, isRedHat }: Reader): boolean {
  switch (name) {
    // a level alone names no cipher: then TLS 1.2 fails (seen)
    case 'CipherString':
      return /^(?:DEFAULT|(?:DEFAULT|ALL):?@SECLEVEL=[0-5])$/.test(value) || isPolicyCipherString(value);
    case 'SignatureAlgorithms':
      return isPolicySignatureList(value, library);
    case 'Groups':
      return isPolicyGroupList(value, library);
    // others do not know it, and refuse the whole file (crypto/evp/evp_cnf.c)
    case 'rh-allow-sha1-signatures':
      return isRedHat && /^(?:yes|no)$/.test(value);
    case 'Ciphersuites':
      return usualSuites.every((suite) => value.split(':').includes(suite));
    case 'MinProtocol':
    case 'MaxProtocol':
      return openBounds[name]?.test(value) === true;
    case 'Protocol':
      return keepsBothProtocols(value);
    // clients that verify say so themselves
    case 'VerifyMode':
      return value === 'Peer';
    case 'Options':
      return /^UnsafeLegacy(?:Renegotiation|ServerConnect)$/i.test(value);
    case 'providers':
      return value === 'default';
    default:
      return false;
  }
}

// cmd_Protocol: each member switches on or, behind a minus, off. Of what stays on only the protocols beneath a gap are offered
// (ssl/statem/statem_lib.c, ssl_get_min_max_version): `ALL,-TLSv1.1` leaves TLS 1.0 alone (seen).
function keepsBothProtocols(value: string): boolean {
  const off = new Set<string>();
  for (const member of value.split(',').map((one) => one.trim())) {
    const protocol = member.replace(/^[-+]/, '');
    for (const one of protocol === 'ALL' ? ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] : [protocol]) {
      if (member.startsWith('-')) off.add(one);
      else off.delete(one);
    }
  }
  const hasGap = off.has('TLSv1.1') && !off.has('TLSv1');
  return !off.has('TLSv1.2') && !off.has('TLSv1.3') && !hasGap;
}
