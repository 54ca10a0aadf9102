import { describe, expect, it } from 'vitest';
import { type NamedRuntime, profileFor } from '../../src/clients/profile-for.ts';
import { clientFamilies, clientProfiles, profileNamed } from '../../src/clients/registry.ts';

const named = (runtime: NamedRuntime): string => {
  const choice = profileFor(runtime);
  return choice.kind === 'known' ? choice.profile.name : `unknown: ${choice.reason}`;
};

describe('profileFor', () => {
  it.each([
    [{ family: 'curl', version: 'curl 7.88.1 (x86_64-pc-linux-gnu)', tlsLibrary: 'OpenSSL/3.0.19' }, 'curl'],
    [{ family: 'curl', version: '7.81.0', tlsLibrary: 'OpenSSL 1.1.1w  11 Sep 2023' }, 'curl-openssl-1.1.1'],
    [{ family: 'python', version: '3.9.2', tlsLibrary: 'OpenSSL 1.1.1n  15 Mar 2022' }, 'python-openssl-1.1.1'],
    [{ family: 'node', version: '22.12.0' }, 'node-20'],
    [{ family: 'node', version: '22.18.0' }, 'node-22.15'],
    [{ family: 'node', version: '22.19.0' }, 'node-22'],
    [{ family: 'python', version: '3.11.7', tlsLibrary: 'OpenSSL 3.0.19' }, 'python'],
    [{ family: 'node', version: 'v24.21.0' }, 'node-24'],
    [{ family: 'node', version: '20.20.2' }, 'node-20'],
    [{ family: 'go', version: 'go1.19.8' }, 'go'],
    [{ family: 'java', version: '17.0.15' }, 'java'],
    [{ family: 'go', version: '1.23.4' }, 'go-1.23'],
    [{ family: 'java', version: '17.0.21' }, 'java-17.0.21'],
    [{ family: 'java', version: '21.0.9' }, 'java-19'],
    [{ family: 'java', version: '25' }, 'java-25'],
    [{ family: 'java', version: '25.0.4' }, 'java-19'],
    [{ family: 'openssl', version: 'OpenSSL 1.1.1n  15 Mar 2022' }, 'openssl-1.1.1'],
    [{ family: 'openssl', version: '3.0.19' }, 'openssl'],
  ] as const)('names the profile of %o', (runtime, name) => {
    expect(named(runtime)).toBe(name);
  });

  it.each([
    [{ family: 'python', version: '3.13.0', tlsLibrary: 'OpenSSL 3.0.19' }, /verify strictly/],
    [{ family: 'python', version: '3.7.16', tlsLibrary: 'OpenSSL 3.0.19' }, /before 3\.8/],
    [{ family: 'python', version: '3.9.2', tlsLibrary: 'LibreSSL 3.3.6' }, /linked with LibreSSL 3\.3\.6 was not measured/],
    [{ family: 'python', version: '3.11.7' }, /TLS library of python 3\.11\.7 is not known/],
    [{ family: 'curl', version: '7.88.1', tlsLibrary: 'GnuTLS/3.7.9' }, /GnuTLS/],
    [{ family: 'curl', version: '7.88.1', tlsLibrary: 'OpenSSL/1.0.2u' }, /1\.0\.2u was not measured/],
    [{ family: 'curl', version: '7.58.0', tlsLibrary: 'OpenSSL/1.1.1' }, /partial chains/],
    [{ family: 'openssl', version: 'OpenSSL 1.0.2k-fips' }, /before 1\.1\.1/],
    [{ family: 'node', version: '14.21.3' }, /before 16/],
    [{ family: 'node', version: '17.9.1' }, /not measured/],
    [{ family: 'go', version: 'go1.13' }, /before 1\.18/],
    [{ family: 'java', version: '1.8.0_412' }, /before 17/],
    [{ family: 'java', version: '11.0.22' }, /before 17/],
    [{ family: 'java', version: 'unreadable' }, /version of java is not known/],
  ] as const)('does not guess for %o', (runtime, reason) => {
    expect(named(runtime)).toMatch(reason);
  });
});

describe('the registry of clients', () => {
  it('holds each profile under a name of its own', () => {
    const names = clientProfiles.map((profile) => profile.name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.map((name) => profileNamed(name)?.name)).toEqual(names);
    expect(profileNamed('netscape')).toBeUndefined();
  });

  it.each(clientFamilies.map((family) => [family.family, family] as const))(
    '%s: no version is covered twice or covered and excluded',
    (_, family) => {
      const ends = [...family.coverage, ...family.exclusions].flatMap(({ versions }) => [versions.from, versions.below]);
      for (const version of ends) {
        const claims = [...family.coverage, ...family.exclusions].filter(
          ({ versions }) => holds(versions.from, version) && !holds(versions.below, version),
        );
        const libraries = claims.flatMap((claim) =>
          'libraries' in claim ? (claim.libraries ?? []).map((library) => library.from) : ['any'],
        );
        expect({ version, libraries }).toEqual({ version, libraries: [...new Set(libraries)] });
      }
    },
  );

  it('says of each profile where it was measured', () => {
    const unproven = clientProfiles.filter((profile) => !profile.proof.some((line) => /\d+\.\d+/.test(line)));
    expect(unproven.map((profile) => profile.name)).toEqual([]);
  });
});

/** Whether a version stands at or above another, by their numbers. */
function holds(from: string, version: string): boolean {
  const [a = [], b = []] = [version, from].map((text) => text.split('.').map(Number));
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
