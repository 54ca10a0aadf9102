import type { CredentialFile, CredentialSources } from '../credential-evidence.ts';
import type { MachineFiles } from '../machine/machine.ts';
import type { Runtime, RuntimeFamily } from '../runtime.ts';
import { type Asker, credentialFileOf } from './credential-files.ts';
import { readSharedFiles } from './credential-shared-files.ts';

/** A start, as far as it decides where an identity is looked for; in memory only. */
export interface IdentityQuestion extends Asker {
  readonly environment: ReadonlyMap<string, string>;
  readonly words: readonly string[];
  /** Of the program's user; undefined where it is not known. */
  readonly home: string | undefined;
  /** The machine itself, where the files are those of a container. */
  readonly host?: Pick<MachineFiles, 'readText'>;
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
  const { environment, words, home, network, host = question.machine } = question;
  const shared = await readSharedFiles(question, environment, words, home);
  const otherwise = await question.whyOtherwise(shared.files);
  const token = environment.get('AWS_WEB_IDENTITY_TOKEN_FILE') ?? '';
  const named = token.startsWith('/') ? [{ named: 'AWS_WEB_IDENTITY_TOKEN_FILE' as const, path: token }] : [];
  const files: CredentialFile[] = [];
  for (const file of [...named, ...question.declared]) files.push(await credentialFileOf(question, file));
  // What names a credential on the machine and is hidden from the program may be all that it has
  const hidden = shared.sharedFiles === 'present' || shared.sharedFiles === 'doubtful' ? ('doubtful' as const) : ('unknown' as const);
  const { sharedFiles, reason } = otherwise === undefined ? shared : { sharedFiles: hidden, reason: otherwise };
  return {
    ...keysOf(environment),
    ...((environment.get('AWS_PROFILE') ?? '') === '' ? {} : { profile: true as const }),
    sharedFiles,
    ...(reason === undefined ? {} : { reason }),
    ...(network === undefined ? {} : { network }),
    ...((await isInstance(host)) ? { instance: true as const } : {}),
    files,
  };
}

function keysOf(environment: ReadonlyMap<string, string>): Pick<CredentialSources, 'keys'> {
  const isSet = (name: string): boolean => (environment.get(name) ?? '') !== '';
  if (!isSet('AWS_ACCESS_KEY_ID')) return {};
  if (!isSet('AWS_SECRET_ACCESS_KEY')) return { keys: 'half' };
  return { keys: isSet('AWS_SESSION_TOKEN') ? 'session' : 'whole' };
}

// EC2 user guide, "Detect whether your compute environment is an EC2 instance": what the SMBIOS of instances on Nitro says
async function isInstance(host: Pick<MachineFiles, 'readText'>): Promise<boolean> {
  return (await host.readText('/sys/class/dmi/id/sys_vendor')).text?.trim() === 'Amazon EC2';
}
