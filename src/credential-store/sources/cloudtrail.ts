import * as z from 'zod';
import type { FetchRecord } from '../fetch-record.ts';
import { timeOfRecord } from './record-time.ts';

// Only what is used of https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
const eventSchema = z.object({
  eventSource: z.literal('secretsmanager.amazonaws.com'),
  // BatchGetSecretValue leaves one of these for each secret (https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html)
  eventName: z.literal('GetSecretValue'),
  eventTime: z.string(),
  awsRegion: z.string().optional(),
  sourceIPAddress: z.string().optional(),
  errorCode: z.string().optional(),
  userIdentity: z.object({ type: z.string().optional(), arn: z.string().optional() }).optional(),
  requestParameters: z.object({ secretId: z.string().min(1), versionStage: z.string().nullish() }),
});

const anyEventSchema = z.object({ eventSource: z.string(), eventName: z.string() });

/** Whether this is an event of CloudTrail, whatever it records. */
export function isEvent(text: string): boolean {
  return text.includes('"eventSource"') && anyEventSchema.safeParse(parsed(text)).success;
}

/** The fetch that an event of CloudTrail records; undefined for any other event, and for one that was refused. */
export function fetchOfEvent(text: string): FetchRecord | undefined {
  // most events are others: they need not be parsed
  if (!text.includes('GetSecretValue')) return undefined;
  const event = eventSchema.safeParse(parsed(text)).data;
  if (event === undefined || event.errorCode !== undefined) return undefined;
  const { secretId, versionStage } = event.requestParameters;
  // an older or a pending version is not what a service goes by
  if (versionStage !== undefined && versionStage !== null && versionStage !== 'AWSCURRENT') return undefined;
  const at = timeOfRecord(event.eventTime);
  if (at === undefined) return undefined;
  const instance = instanceOf(event.userIdentity);
  return {
    from: 'cloudtrail',
    at,
    secret: secretId,
    ...(event.awsRegion === undefined ? {} : { region: event.awsRegion }),
    ...(instance === undefined ? {} : { instance }),
    ...(event.sourceIPAddress === undefined ? {} : { address: event.sourceIPAddress }),
  };
}

/** What may follow an id in a session's name is none: EC2 names the session by the id alone (arn:aws:sts::ACCOUNT:assumed-role/ROLE/i-0123456789abcdef0). */
function instanceOf(identity: z.infer<typeof eventSchema>['userIdentity']): string | undefined {
  if (identity?.type !== 'AssumedRole') return undefined;
  return /^arn:aws[a-z-]*:sts::\d+:assumed-role\/[^/]+\/(i-[0-9a-f]{8,17})$/.exec(identity.arn ?? '')?.[1];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Cut off or no JSON: then it records nothing
    return undefined;
  }
}
