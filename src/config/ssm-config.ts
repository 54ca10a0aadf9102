import * as z from 'zod';
import type { Immutable } from './immutable.ts';

// Descriptions become the help that editors show for a key (json-schema.ts).
const described = <T extends z.ZodType>(description: string, schema: T): T => schema.meta({ description });

const documentName = /^(?:arn:aws[a-z-]*:ssm:[a-z0-9-]+:\d{12}:document\/)?[a-zA-Z0-9_.-]{3,128}$/;

/** How hosts are asked through AWS Systems Manager (Run Command). */
export const ssmSchema = z.strictObject({
  document: described(
    'the Command document made by snowline ssm-document: its name, or its ARN where another account shares it',
    z.string().regex(documentName, 'expected the name or the ARN of a document'),
  ).default('snowline-probe'),
  rehearsalDocument: described(
    'the Command document made by snowline ssm-document --rehearsal, for snowline rehearse (snowline-rehearsal without it)',
    z.string().regex(documentName, 'expected the name or the ARN of a document'),
  ).optional(),
  accounts: described(
    'roles to assume for SSM; without it, those of the EC2 inventory',
    z
      .array(
        z.strictObject({
          roleArn: described(
            'role that may send the document',
            z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, 'expected arn:aws:iam::ACCOUNT:role/NAME'),
          ).optional(),
          externalId: described('external id that the role asks for', z.string().min(1)).optional(),
        }),
      )
      .min(1),
  ).optional(),
  target: described(
    'one command for all hosts with this tag, in place of commands for 50 hosts each: it also runs on hosts with the tag that the inventory does not list',
    z.strictObject({
      tag: described('name of the tag', z.string().min(1).max(128)),
      values: described('its values', z.array(z.string().min(1).max(256)).min(1).max(50)),
    }),
  ).optional(),
  batch: described('hosts in one command (SSM takes 50 at most)', z.number().int().min(1).max(50)).default(50),
  maxConcurrency: described(
    'hosts of one command that run the probe at once: a number, or a share such as 10%',
    z.string().regex(/^(?:[1-9]\d{0,6}|[1-9]\d?%|100%)$/, 'expected a number or a percentage such as 10%'),
  ).default('50'),
  callsPerSecond: described(
    'calls of the SSM API for each account and region; fewer after SSM throttled',
    z.number().min(0.1).max(100),
  ).default(10),
  concurrency: described('calls of the SSM API under way at once for each account and region', z.number().int().min(1).max(64)).default(8),
});
export type SsmConfig = Immutable<z.infer<typeof ssmSchema>>;
