import type { CredentialFile, CredentialSources, Runtime, RuntimeFamily } from '../host-evidence.ts';
import { type Asker, credentialFileOf } from './credential-files.ts';
import { readSharedFiles } from './credential-shared-files.ts';

/** A start, as far as it decides where an identity is looked for; in memory only. */
export interface IdentityQuestion extends Asker {
  readonly environment: ReadonlyMap<string, string>;
  readonly words: readonly string[];
  /** Of the program's user; undefined where it is not known. */
  readonly home: string | undefined;
  readonly network?: CredentialSources['network'];
  readonly declared: readonly Pick<CredentialFile, 'named' | 'path'>[];
}

/** Whether there is an SDK of AWS for what a program runs on. */
export function mayUseSdk(runtime: Runtime | undefined): boolean {
  return runtime !== undefined && sdkFamilies.has(runtime.family);
}

const sdkFamilies: ReadonlySet<string> = new Set(['python', 'node', 'java', 'go'] satisfies RuntimeFamily[]);

/** Where a program would find an identity at its next start. */
export async function credentialSourcesOf(question: IdentityQuestion): Promise<CredentialSources> {
  const { machine, environment, words, home, network } = question;
  const shared = await readSharedFiles(machine, environment, words, home);
  const otherwise = await question.whyOtherwise(shared.files);
  const token = environment.get('AWS_WEB_IDENTITY_TOKEN_FILE') ?? '';
  const named = token.startsWith('/') ? [{ named: 'AWS_WEB_IDENTITY_TOKEN_FILE' as const, path: token }] : [];
  const files: CredentialFile[] = [];
  for (const file of [...named, ...question.declared]) files.push(await credentialFileOf(question, file));
  const { sharedFiles, reason } = otherwise === undefined ? shared : { sharedFiles: 'unknown' as const, reason: otherwise };
  return { sharedFiles, ...(reason === undefined ? {} : { reason }), ...(network === undefined ? {} : { network }), files };
}
