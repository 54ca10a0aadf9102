import path from 'node:path';
import type { MachineFiles } from '../machine/machine.ts';
import { endsBotocore } from './aws-config-faults.ts';

/** `ca_bundle` of the profile that an AWS SDK would choose; undefined where none is set; or why it is not known. */
export type AwsConfiguration = { readonly caBundle: string | undefined; readonly files: readonly string[] } | { readonly unread: string };

/**
 * Reads the one line of the shared AWS configuration that chooses a trust store. The files hold credentials: everything else in them stays in memory.
 *
 * Measured with boto3 1.43, AWS CLI 2.9.19 and the SDKs for Go (v1 1.44, v2 1.17): both files count, AWS_CONFIG_FILE names the first; a profile that
 * is not there is no error for `ca_bundle`. They differ in which profile counts where two variables name two (CLI v2 and Go take AWS_PROFILE, boto3
 * AWS_DEFAULT_PROFILE), and in `~` and `$` (botocore expands the first, the others nothing): then it is not known.
 */
export async function readAwsConfiguration(
  machine: Pick<MachineFiles, 'readText'>,
  environment: ReadonlyMap<string, string>,
  words: readonly string[],
  userHome: string | undefined,
): Promise<AwsConfiguration> {
  const named = profileOf(environment, words);
  if (named === undefined) return { unread: 'two AWS profiles are named, and which one counts depends on the SDK' };
  const profile = named === '' ? 'default' : named;
  const paths = awsFiles(environment, userHome);
  const values = new Set<string>();
  const files: string[] = [];
  let isThere = named === '';
  for (const [at, file] of paths.entries()) {
    if (file === undefined) continue;
    if (!file.startsWith('/')) return { unread: 'the AWS configuration is named by a path that is not absolute' };
    const read = await machine.readText(file);
    if (read.text === undefined) {
      if (read.missing) continue;
      return { unread: `whether the AWS configuration names a ca_bundle is not known: ${read.reason}` };
    }
    files.push(file);
    const found = profileIn(read.text, profile, at === 0);
    if ('unread' in found) return found;
    if (endsBotocore(read.text)) return { unread: 'the AWS configuration holds a line with which botocore does not start' };
    isThere ||= found.isThere;
    for (const value of found.values) values.add(value);
  }
  // boto3 and the AWS CLI: ProfileNotFound
  if (!isThere) return { unread: 'the AWS profile that is named was not found, and botocore does not start without it' };
  if (values.size > 1) return severalBundles;
  return { caBundle: [...values][0], files };
}

const severalBundles = { unread: 'the AWS profile names more than one ca_bundle' } as const;

/** The shared files of AWS: the configuration and the credentials; undefined for one that lies in a home which is not known. */
export function awsFiles(environment: ReadonlyMap<string, string>, userHome: string | undefined): readonly (string | undefined)[] {
  const home = filled(environment.get('HOME')) ?? userHome;
  const inHome = (name: string): string | undefined => (home === undefined ? undefined : path.posix.join(home, '.aws', name));
  return [
    filled(environment.get('AWS_CONFIG_FILE')) ?? inHome('config'),
    filled(environment.get('AWS_SHARED_CREDENTIALS_FILE')) ?? inHome('credentials'),
  ];
}

/** `--profile` of the AWS CLI, else what the variables name, '' where they name none; undefined where they name two. */
export function profileOf(environment: ReadonlyMap<string, string>, words: readonly string[]): string | undefined {
  const at = words.findIndex((word) => /^--profile(?:=|$)/.test(word));
  const word = words[at];
  if (word !== undefined) return word.includes('=') ? word.slice(word.indexOf('=') + 1) : (words[at + 1] ?? '');
  const names = new Set(['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'].flatMap((name) => filled(environment.get(name)) ?? []));
  return names.size > 1 ? undefined : ([...names][0] ?? '');
}

interface FoundProfile {
  readonly isThere: boolean;
  readonly values: readonly string[];
}

// `[profile NAME]` or `[default]` in the configuration, `[NAME]` in the credentials
function profileIn(text: string, profile: string, isConfiguration: boolean): FoundProfile | { readonly unread: string } {
  const values: string[] = [];
  const headings = new Set<string>();
  let heading: 'ours' | 'odd' | 'other' = 'other';
  let isThere = false;
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[\s*(profile\s+)?(.*?)\s*\]/.exec(line);
    if (header !== null) {
      const [all, prefix, name = ''] = header;
      // configparser is strict: DuplicateSectionError ends a Python program, Go's SDKs read on
      if (headings.has(all)) return { unread: 'the AWS configuration repeats a heading, which botocore refuses to read' };
      if (name !== '?') headings.add(all);
      const isUsual = isConfiguration ? prefix !== undefined || profile === 'default' : prefix === undefined;
      const isNamed = name.replace(/^(["'])(.*)\1$/, '$2') === profile;
      heading = isNamed ? (isUsual ? 'ours' : 'odd') : 'other';
      isThere ||= heading === 'ours';
    }
    const value = /^[ \t]*ca_bundle[ \t]*[=:][ \t]*(.*?)[ \t]*$/i.exec(line)?.[1];
    if (value === undefined || heading === 'other') continue;
    if (heading === 'odd')
      return { unread: 'the AWS configuration names a ca_bundle under a heading that not every SDK takes for the profile' };
    values.push(value);
  }
  // DuplicateOptionError too, where both are the same
  if (values.length > 1) return severalBundles;
  return { isThere, values };
}

function filled(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
