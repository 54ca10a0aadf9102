import { fileErrorOf } from '../../clients/aws-identity.ts';
import type { ServiceDeclaration } from '../../config/config.ts';
import type { CredentialFile } from '../../evidence/credential-evidence.ts';
import { declaredFiles } from '../../evidence/reading/credential-files.ts';
import type { Moment, Outcome, Subject } from '../check.ts';
import { type FileStanding, standingOf } from './identity-file.ts';
import { notKnown, type Unusable, unusable } from './identity-reason.ts';

type Declared = NonNullable<ServiceDeclaration['identity']>;
type Broken = Extract<FileStanding, { kind: 'broken' }>;

/** Whether all files that the service is declared to prove itself with are of use; one that is not in the evidence is not known. */
export function judgeDeclaredFiles({ workload: { evidence, service } }: Subject, declared: Declared, { now }: Moment): Outcome {
  const family = evidence?.runtime?.family;
  const faults: Unusable[] = [];
  const open: string[] = [];
  for (const { named, path } of declaredFiles(declared)) {
    const file = evidence?.credentials?.files.find((one) => one.named === named && one.path === path);
    if (file === undefined) {
      open.push(`${path}, which ${service} is declared to prove itself with (${named}), is not in the evidence: collect it anew`);
      continue;
    }
    const standing = standingOf(file, now);
    // What is started before the program may be what brings the file.
    const brings = evidence?.unit?.execStartPre?.[0];
    if (standing.kind === 'unknown') open.push(standing.why);
    else if (standing.kind === 'broken' && standing.how === 'missing' && brings !== undefined)
      open.push(`${standing.why} now, and whether ${brings}, which is started first, brings it is not known`);
    else if (standing.kind === 'broken') faults.push(faultOf(file, standing, family));
  }
  if (faults.length > 0) return unusable(evidence, faults);
  return open.length > 0 ? notKnown(open) : { kind: 'pass' };
}

function faultOf({ path, named }: CredentialFile, { how, why, since }: Broken, family: string | undefined): Unusable {
  return {
    summary: why,
    // What a store answers to a token that has run out is its own affair.
    expectedError: how === 'expired' ? undefined : fileErrorOf(family, how).replaceAll('{path}', path),
    remedy: `do not restart it; ${remedies[how](path, named)}, and look again before any restart`,
    since,
  };
}

const remedies: Readonly<Record<Broken['how'], (path: string, named: string) => string>> = {
  missing: (path, named) =>
    `put ${named === 'secretIdFile' ? 'a new secret id' : named === 'roleIdFile' ? 'the role id' : 'a new token'} into ${path}`,
  closed: (path) => `give ${path} to the user that the program runs as (chown, chmod 0400)`,
  expired: (path) => `write a new token to ${path}, and mend what should renew it`,
};
