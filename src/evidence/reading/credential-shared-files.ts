import type { CredentialSources } from '../credential-evidence.ts';
import type { FileStatus, Machine } from '../machine/machine.ts';
import { hasRight, type UnitAccount } from './account-rights.ts';
import { awsFiles, profileOf } from './aws-config.ts';
import { endsBotocore } from './aws-config-faults.ts';
import { readableBy } from './credential-files.ts';
import { type SharedCredentials, sharedCredentialsIn } from './shared-credentials.ts';
import { whyNotLetThrough } from './unit-obstacles.ts';

/** What the shared files say, or why that is not known. */
export type SharedFiles = Pick<CredentialSources, 'sharedFiles' | 'reason'> & {
  /** Those that were asked about, and the program that they name. */
  readonly files: readonly string[];
};

/** By whose eyes they are looked at. */
interface Reader {
  readonly machine: Machine;
  readonly account: UnitAccount;
}

/**
 * Whether the profile that an AWS SDK would choose names a credential in the shared files, or a way to one, and whether that is whole: an id without a secret
 * key, a file that is closed to the program's user, or a program that is not there give nothing (`doubtful`). What lies behind a role or a program nobody looks into.
 * The text is not kept.
 */
export async function readSharedFiles(
  reader: Reader,
  environment: ReadonlyMap<string, string>,
  words: readonly string[],
  userHome: string | undefined,
): Promise<SharedFiles> {
  const named = profileOf(environment, words);
  const paths = awsFiles(environment, userHome);
  const files = paths.flatMap((file) => file ?? []);
  const unknown = (reason: string): SharedFiles => ({ sharedFiles: 'unknown', reason, files });
  if (named === undefined) return unknown('two AWS profiles are named, and which one counts depends on the SDK');
  const profile = named === '' ? 'default' : named;
  // The probe tells no heading of such a name, nor the name
  if (!/^[\w.@+-]{1,64}$/.test(profile)) return unknown('the AWS profile has a name that is not told');
  if (paths.includes(undefined)) return unknown('the home of its user is not known, where the shared files of AWS would be');
  const texts: Text[] = [];
  let why: string | undefined;
  for (const file of files) {
    if (!file.startsWith('/')) return unknown('the shared files of AWS are named by a path that is not absolute');
    const read = await reader.machine.readText(file);
    if (read.text !== undefined) texts.push({ file, text: read.text });
    else if (!read.missing) why ??= read.reason;
  }
  if (texts.some(({ text }) => endsBotocore(text)))
    return unknown('the shared files of AWS hold a line with which botocore does not start');
  const found = texts.filter(({ text }) => sharedCredentialsIn(text, profile) !== undefined);
  if (found.length === 0) return why === undefined ? { sharedFiles: 'absent', files } : unknown(why);
  const answer = await whyInVain(reader, texts, profile);
  const asked = [...found.map(({ file }) => file), ...answer.programs];
  if (answer.why === undefined) return { sharedFiles: 'present', files: asked };
  return { sharedFiles: 'doubtful', reason: `what the shared files of AWS name may be of no use: ${answer.why}`, files: asked };
}

interface Text {
  readonly file: string;
  readonly text: string;
}
interface Answer {
  readonly why?: string | undefined;
  readonly programs: readonly string[];
}

async function whyInVain(reader: Reader, texts: readonly Text[], profile: string): Promise<Answer> {
  const programs: string[] = [];
  for (const { file, text } of texts) {
    const said = sharedCredentialsIn(text, profile);
    if (said === undefined) continue;
    const why = (await whyClosed(reader, file)) ?? whyHalf(said, file) ?? (await whyNoProgram(reader, said.program));
    if (said.program?.startsWith('/') === true) programs.push(said.program);
    if (why !== undefined) return { why, programs };
  }
  return { programs };
}

// botocore reads the keys of each file by themselves (credentials.py, SharedCredentialProvider and ConfigProvider)
function whyHalf({ set }: SharedCredentials, file: string): string | undefined {
  const [id, secret] = [set.has('aws_access_key_id'), set.has('aws_secret_access_key')];
  if (id !== secret) return `${file} names ${id ? 'an access key id without its secret key' : 'a secret key without its access key id'}`;
  if (set.size === 0) return `${file} names a credential and leaves it empty`;
  const session = [...set].find((name) => /^(?:sso_|login_session)/.test(name));
  if (session !== undefined) return `${file} names the login of a person (${session}), and when that ends is not told`;
  return set.has('web_identity_token_file') ? `${file} names the file of a token, which was not looked at` : undefined;
}

async function whyClosed({ machine, account }: Reader, file: string): Promise<string | undefined> {
  // Of whom nothing is known it cannot be said that they are closed to him
  if (account === 'not-known') return undefined;
  const status = await machine.stat(file);
  if (status.kind === 'failed') return `whether its user may read ${file} is not known: ${status.reason}`;
  const readable = readableBy(account, status);
  if (readable !== 'yes')
    return `${file} ${readable === 'no' ? 'is' : 'may be'} closed to its user (mode ${status.mode.toString(8).padStart(4, '0')})`;
  return whyNotLetThrough(machine, account, [file]);
}

async function whyNoProgram({ machine, account }: Reader, program: string | undefined): Promise<string | undefined> {
  if (program === undefined) return undefined;
  if (!program.startsWith('/')) return 'credential_process names a program by no absolute path';
  const status = await machine.stat(program);
  const names = `credential_process names ${program}`;
  if (status.kind === 'failed')
    return status.missing ? `${names}, which is not there` : `${names}, which was not looked at: ${status.reason}`;
  if (status.kind === 'directory' || !mayRun(status, account)) return `${names}, which its user may not run`;
  return account === 'not-known' ? undefined : whyNotLetThrough(machine, account, [program]);
}

// Of an account that is not known it cannot be said that it may not
function mayRun(status: FileStatus, account: UnitAccount): boolean {
  return (status.mode & 0o111) !== 0 && (account === 'not-known' || hasRight(account, 'pass', status) === 'yes');
}
