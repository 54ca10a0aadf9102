import type { SshDeclaration } from '../../../config/ssh-config.ts';
import type { AccessCheck } from '../../../inventory/inventory-source.ts';
import { runBounded } from './bounded-run.ts';
import { namedSshFiles, type SshFile } from './named-files.ts';

/** What the ssh transport is made of, before it is used. */
export interface SshParts {
  readonly settings: SshDeclaration;
  /** Folder that relative paths of the settings start from. */
  readonly baseDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const versionTimeoutMs = 5_000;

/** Whether ssh is there and new enough, and the files that the configuration names for it can be used. No host is asked. A failure is an answer, not an error. */
export async function checkSsh({ settings, baseDirectory, environment }: SshParts): Promise<readonly AccessCheck[]> {
  const [program, files] = await Promise.all([checkProgram(settings.program, environment), namedSshFiles(settings, baseDirectory)]);
  return [program, ...files.map((file) => fileCheck(file, settings.hostKeys))];
}

async function checkProgram(program: string, environment: SshParts['environment']): Promise<AccessCheck> {
  const outcome = await runBounded({
    program,
    arguments: ['-V'],
    environment,
    stdin: '',
    timeoutMs: versionTimeoutMs,
    maximumBytes: 4_096,
  });
  const check = 'ssh.program';
  const remedy = 'install the OpenSSH client, or name its ssh as collection.ssh.program';
  if (outcome.kind === 'not-started') {
    const why = outcome.code === 'ENOENT' ? `there is no program ${program}` : `${program} cannot be started (${outcome.code})`;
    return { scope: 'collection', check, ok: false, detail: why, remedy };
  }
  const [, shown, major, minor] = /^(OpenSSH_(\d+)\.(\d+)[^\s,]{0,20})/.exec(outcome.stderr) ?? [];
  if (shown === undefined)
    return { scope: 'collection', check, ok: false, detail: `${program} does not say that it is OpenSSH (-V)`, remedy };
  const isOld = Number(major) < 7 || (Number(major) === 7 && Number(minor) < 6);
  return isOld
    ? { scope: 'collection', check, ok: false, detail: `${shown} is older than 7.6, which the probe needs`, remedy }
    : { scope: 'collection', check, ok: true, detail: `${program} is ${shown}` };
}

function fileCheck({ at, key, path, fault }: SshFile, hostKeys: SshDeclaration['hostKeys']): AccessCheck {
  if (fault === undefined) return { scope: 'collection', check: at, ok: true, detail: path };
  // ssh makes it when it learns the first key
  if (key === 'knownHostsFile' && fault.kind === 'absent' && hostKeys === 'accept-new')
    return { scope: 'collection', check: at, ok: true, detail: `${path} will be made` };
  return { scope: 'collection', check: at, ok: false, detail: `${path} ${fault.problem}`, remedy: fault.remedy };
}
