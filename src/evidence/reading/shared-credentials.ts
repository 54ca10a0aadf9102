import { fitShape } from './value-shapes.ts';

/** What the profile of one of the shared files of AWS says of a credential: whether each setting is there, and not empty. */
export interface SharedCredentials {
  /** Names of settings that have a value, lower case, as AWS writes them. */
  readonly set: ReadonlySet<string>;
  /** The program of `credential_process`, without its words; `?` where that is not an absolute path. */
  readonly program: string | undefined;
}

// AWS SDKs and Tools Reference Guide, "Shared config and credentials files", and botocore credentials.py (ProfileProviderBuilder). The probe tells of these
// with a mark in place of the value (25-files-with-words.sh).
const setting =
  /^[ \t]*((?:aws_(?:acc|sec)|role_arn|credential_|source_profile|web_identity|sso_|login_session)[a-z_]*)[ \t]*[=:][ \t]*(.*)$/i;

/** Reads what stands under the headings of a profile; undefined where it names no credential. The SDKs differ in what they take for such a heading. */
export function sharedCredentialsIn(text: string, profile: string): SharedCredentials | undefined {
  const set = new Set<string>();
  let program: string | undefined;
  let ours = false;
  let isNamed = false;
  for (const line of text.split(/\r?\n/)) {
    const heading = /^\s*\[\s*(?:profile\s+)?(.*?)\s*\]/.exec(line)?.[1];
    // `[?1]` stands for one that the probe does not tell, so nobody with a plain name is meant
    if (heading !== undefined) ours = heading.replace(/^(["'])(.*)\1$/, '$2') === profile;
    const [, written = '', value = ''] = setting.exec(line) ?? [];
    if (!ours || written === '') continue;
    isNamed = true;
    const name = written.toLowerCase();
    if (value.trim() !== '') set.add(name);
    if (name === 'credential_process') program = fitShape('path', value.replace(/[ \t\r].*$/s, '')) ?? '?';
  }
  return isNamed ? { set, program } : undefined;
}
