import type { CredentialSources } from '../host-evidence.ts';
import type { MachineFiles } from '../machine/machine.ts';
import { awsFiles, profileOf } from './aws-config.ts';

/** What the shared files say, or why that is not known. */
export type SharedFiles = Pick<CredentialSources, 'sharedFiles' | 'reason'> & {
  /** Those that were asked about. */
  readonly files: readonly string[];
};

// AWS SDKs and Tools Reference Guide, "Shared config and credentials files", and botocore credentials.py (ProfileProviderBuilder). The probe tells of any of
// these that it stands there, by the name of one (25-files-with-words.sh).
const credentialKey = /^[ \t]*(?:aws_access_key_id|role_arn|credential_|source_profile|web_identity|sso_|login_session)/i;

/**
 * Whether the profile that an AWS SDK would choose names a credential in the shared files, or a way to one. Whether that works nobody looks into; that a line
 * stands under its heading is enough. The text is not kept.
 */
export async function readSharedFiles(
  machine: Pick<MachineFiles, 'readText'>,
  environment: ReadonlyMap<string, string>,
  words: readonly string[],
  userHome: string | undefined,
): Promise<SharedFiles> {
  const named = profileOf(environment, words);
  const paths = awsFiles(environment, userHome);
  const unknown = (reason: string): SharedFiles => ({ sharedFiles: 'unknown', reason, files: paths.flatMap((file) => file ?? []) });
  if (named === undefined) return unknown('two AWS profiles are named, and which one counts depends on the SDK');
  const profile = named === '' ? 'default' : named;
  if (paths.includes(undefined)) return unknown('the home of its user is not known, where the shared files of AWS would be');
  let why: string | undefined;
  for (const file of paths) {
    if (file === undefined) continue;
    if (!file.startsWith('/')) return unknown('the shared files of AWS are named by a path that is not absolute');
    const read = await machine.readText(file);
    if (read.text !== undefined && namesCredential(read.text, profile)) return { sharedFiles: 'present', files: [file] };
    if (read.text === undefined && !read.missing) why ??= read.reason;
  }
  return why === undefined ? { sharedFiles: 'absent', files: paths.flatMap((file) => file ?? []) } : unknown(why);
}

// The SDKs differ in what they take for a heading of the profile: anything that may be one counts, so that nothing is missed.
function namesCredential(text: string, profile: string): boolean {
  let ours = false;
  for (const line of text.split(/\r?\n/)) {
    const heading = /^\s*\[\s*(?:profile\s+)?(.*?)\s*\]/.exec(line)?.[1];
    // `[?1]` stands for one that the probe does not tell
    if (heading !== undefined) ours = heading.replace(/^(["'])(.*)\1$/, '$2') === profile || /^\?\d+$/.test(heading);
    else if (ours && credentialKey.test(line)) return true;
  }
  return false;
}
