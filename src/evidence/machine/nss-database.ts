import { mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type NssNickname, readNssRows, writeNssListing } from '../../formats/nss-listing.ts';
import { type FindsPrograms, findProgram, resolveProgram } from '../reading/find-program.ts';
import { standardPath } from './machine.ts';
import { type RunBounds, runProgram } from './run-program.ts';
import { whyNotToRun } from './safe-to-run.ts';

/** Nicknames that certutil is asked for; the largest stores of roots have 200, each costs 5 ms. Our choice. */
const maximumNicknames = 1000;

/**
 * What certutil says of the NSS database in a cert9.db, as a listing (formats/nss-listing.ts), or why it cannot be told. Reads only.
 *
 * certutil is run on a folder of our own with links to the two databases, never on theirs: there NSS would load every module that
 * its pkcs11.txt names, and a libnssckbi.so beside it. key4.db is needed because the trust flags are signed with a key in it; it is
 * not read by us, and its password is not needed.
 */
export async function readNssDatabase(
  machine: FindsPrograms,
  bounds: RunBounds,
  file: string,
): Promise<{ readonly text: string } | { readonly reason: string }> {
  const program = await findProgram(machine, ['certutil'], standardPath);
  if (program === undefined) return { reason: 'it is an NSS database, and certutil, which reads those, is not installed' };
  const unsafe = await whyNotToRun('openssl', await resolveProgram(machine, program));
  if (unsafe !== undefined) return { reason: unsafe };
  const folder = await mkdtemp(path.join(tmpdir(), 'snowline-nss-'));
  try {
    const database = await realpath(file);
    await symlink(database, path.join(folder, 'cert9.db'));
    await symlink(path.join(path.dirname(database), 'key4.db'), path.join(folder, 'key4.db'));
    return await listDatabase(bounds, program, `sql:${folder}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function listDatabase(
  bounds: RunBounds,
  program: string,
  database: string,
): Promise<{ readonly text: string } | { readonly reason: string }> {
  const list = await runProgram(bounds, program, ['-L', '-d', database]);
  if (list.kind === 'failed') return { reason: `it is an NSS database that certutil cannot list: ${list.reason}` };
  const flagsByNickname = Map.groupBy(readNssRows(list.stdout), (row) => row.nickname);
  if (flagsByNickname.size > maximumNicknames) return { reason: `it is an NSS database of more than ${maximumNicknames} nicknames` };
  const nicknames: NssNickname[] = [];
  for (const [nickname, rows] of flagsByNickname) {
    bounds.signal?.throwIfAborted();
    const given = await runProgram(bounds, program, ['-L', '-d', database, '-n', nickname, '-a']);
    const pem = given.kind === 'answer' ? given.stdout.replaceAll('\r', '') : '';
    nicknames.push({ nickname, flags: [...new Set(rows.map((row) => row.flags))], pem });
  }
  return { text: writeNssListing(nicknames) };
}
