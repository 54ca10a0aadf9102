import type { ServiceDeclaration } from '../../config/config.ts';
import { toInstant } from '../../config/instant.ts';
import type { CredentialFile } from '../credential-evidence.ts';
import type { WorkloadEvidence } from '../host-evidence.ts';
import type { FileStatus, Machine } from '../machine/machine.ts';
import { hasRight, type UnitAccount } from './account-rights.ts';
import { readOwners } from './owners.ts';
import { tokenExpiry } from './token-expiry.ts';
import { whyNotLetThrough } from './unit-obstacles.ts';

/** The files by which a service proves itself, as the configuration declares them: absolute paths on its hosts. */
export interface DeclaredIdentity {
  readonly service: string;
  /** Where it is not called like the service. */
  readonly unit: string | undefined;
  readonly files: readonly Pick<CredentialFile, 'named' | 'path'>[];
}

/** The files that services are declared to prove themselves with, of those that declare any. */
export function identitiesOf(services: readonly ServiceDeclaration[]): readonly DeclaredIdentity[] {
  return services.flatMap(({ name, unit, identity }) =>
    identity === undefined ? [] : [{ service: name, unit, files: declaredFiles(identity) }],
  );
}

/** The files of a declaration, in its order. */
export function declaredFiles(declared: NonNullable<ServiceDeclaration['identity']>): DeclaredIdentity['files'] {
  if ('tokenFile' in declared) return [{ named: 'tokenFile', path: declared.tokenFile }];
  const { roleIdFile, secretIdFile } = declared;
  const secret = { named: 'secretIdFile', path: secretIdFile } as const;
  return roleIdFile === undefined ? [secret] : [{ named: 'roleIdFile', path: roleIdFile }, secret];
}

/** Who asks for the files: by whose eyes they are looked at. */
export interface Asker {
  readonly machine: Machine;
  readonly account: UnitAccount;
  /** Why the program would find others under these names; undefined where it would not. */
  readonly whyOtherwise: (files: readonly string[]) => Promise<string | undefined>;
}

/** The declared files of a workload, by its name or its unit. */
export function filesDeclaredFor(
  { name, unit }: Pick<WorkloadEvidence, 'name' | 'unit'>,
  identities: readonly DeclaredIdentity[] = [],
): DeclaredIdentity['files'] {
  const isOf = ({ service, unit: declared }: DeclaredIdentity): boolean =>
    service === name || unit?.name === `${service}.service` || (declared !== undefined && declared === unit?.name);
  return identities.filter(isOf).flatMap(({ files }) => files);
}

/** What is told of a file that holds a credential. Its text is looked at on the machine itself alone, for the date in it, and is kept nowhere. */
export async function credentialFileOf(asker: Asker, { named, path }: Pick<CredentialFile, 'named' | 'path'>): Promise<CredentialFile> {
  const { machine } = asker;
  const unknown = (reason: string): CredentialFile => ({ named, path, state: 'unknown', reason });
  const otherwise = await asker.whyOtherwise([path]);
  if (otherwise !== undefined) return unknown(otherwise);
  const status = await machine.stat(path);
  if (status.kind === 'failed') return status.missing ? { named, path, state: 'missing' } : unknown(status.reason);
  if (status.kind === 'directory') return unknown('it is a folder');
  const expiresAt = tokenExpiry((await machine.readText(path)).text ?? '');
  return {
    named,
    path,
    state: 'file',
    owner: (await readOwners(machine)).get(status.uid) ?? String(status.uid),
    mode: status.mode.toString(8).padStart(4, '0'),
    ...(status.modifiedAt === undefined ? {} : { modifiedAt: toInstant(status.modifiedAt) }),
    readable: (await whyNotLetThrough(machine, asker.account, [path])) === undefined ? readableBy(asker.account, status) : 'unknown',
    ...(expiresAt === undefined ? {} : { expiresAt: toInstant(expiresAt) }),
  };
}

/** Whether an account may read a file by its mode. */
export function readableBy(account: UnitAccount, status: Pick<FileStatus, 'uid' | 'gid' | 'mode'>): 'yes' | 'no' | 'unknown' {
  return hasRight(account, 'read', status);
}
