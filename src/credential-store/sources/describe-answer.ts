import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import { toInstant } from '../../config/instant.ts';
import type { KnownSecret } from '../secret-state.ts';

/** The versions that a secret's labels tell of; `dates` says when each was made, by its id. */
export function versionsOf(
  { VersionIdsToStages }: DescribeSecretResponse,
  dates: ReadonlyMap<string, string>,
): Pick<KnownSecret, 'current' | 'pending'> {
  const labelled = (label: string) => Object.entries(VersionIdsToStages ?? {}).find(([, labels]) => labels.includes(label))?.[0];
  const of = (version: string) => {
    const since = dates.get(version);
    return { version, ...(since === undefined ? {} : { since }) };
  };
  const [current, pending] = [labelled('AWSCURRENT'), labelled('AWSPENDING')];
  return {
    ...(current === undefined ? {} : { current: of(current) }),
    // A finished rotation leaves the label on the current version: that is no rotation under way
    ...(pending === undefined || pending === current ? {} : { pending: of(pending) }),
  };
}

/** What the answer says of when the secret was changed, rotated, read and deleted. */
export function datesOf(answer: DescribeSecretResponse): Pick<KnownSecret, 'changedAt' | 'deletedDate' | 'rotation' | 'lastAccessedDay'> {
  const { LastChangedDate, DeletedDate, RotationEnabled, LastRotatedDate, NextRotationDate, LastAccessedDate } = answer;
  return {
    ...(LastChangedDate === undefined ? {} : { changedAt: toInstant(LastChangedDate.getTime()) }),
    ...(DeletedDate === undefined ? {} : { deletedDate: toInstant(DeletedDate.getTime()) }),
    ...(RotationEnabled === undefined
      ? {}
      : {
          rotation: {
            enabled: RotationEnabled,
            ...(LastRotatedDate === undefined ? {} : { lastAt: toInstant(LastRotatedDate.getTime()) }),
            ...(NextRotationDate === undefined ? {} : { nextAt: toInstant(NextRotationDate.getTime()) }),
          },
        }),
    // Its resolution is the day: the time of day that some servers give is not to be believed
    ...(LastAccessedDate === undefined ? {} : { lastAccessedDay: `${LastAccessedDate.toISOString().slice(0, 10)}T00:00:00Z` }),
  };
}
