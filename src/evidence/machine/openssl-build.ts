import { readOrdinaryFile } from './bounded-read.ts';

/** What an OpenSSL library says of itself in its text. */
export interface OpensslBuild {
  /** `OpenSSL 3.0.15`. */
  readonly version: string;
  /** OPENSSLDIR: where it looks up its default stores. */
  readonly home: string;
}

/** Reads the texts that `openssl version -a` prints out of a libcrypto, without loading it; undefined where they are not there, or not once. */
export async function opensslBuildOf(file: string): Promise<OpensslBuild | undefined> {
  const read = await readOrdinaryFile(file).catch(() => undefined);
  return read === undefined || 'reason' in read ? undefined : opensslBuildIn(read.bytes.toString('latin1'));
}

// crypto/cversion.c, OpenSSL_version: "OpenSSL 3.0.15 3 Sep 2024" and "OPENSSLDIR: \"/usr/lib/ssl\""
function opensslBuildIn(text: string): OpensslBuild | undefined {
  const versions = new Set(
    [...text.matchAll(/OpenSSL (\d+\.\d+\.\d+[a-z]*)(?:-\w+)? +\d{1,2} [A-Z][a-z]{2} \d{4}/g)].map((found) => found[1]),
  );
  const homes = new Set([...text.matchAll(/OPENSSLDIR: "(\/[^"\0]{0,1000})"/g)].map((found) => found[1]));
  const [version] = versions;
  const [home] = homes;
  if (versions.size !== 1 || homes.size !== 1 || version === undefined || home === undefined) return undefined;
  return { version: `OpenSSL ${version}`, home };
}
