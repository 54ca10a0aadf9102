import * as z from 'zod';
import type { Immutable } from './immutable.ts';
import { sshSchema } from './ssh-config.ts';
import { ssmSchema } from './ssm-config.ts';

// Descriptions become the help that editors show for a key (json-schema.ts).
const described = <T extends z.ZodType>(description: string, schema: T): T => schema.meta({ description });
const texts = z.array(z.string().min(1)).min(1);

/** Ways to a host, by the names that the configuration uses. */
export const transportNames = ['ssh', 'ssm', 'local', 'replay', 'none'] as const;
/** One of them. */
export type TransportName = (typeof transportNames)[number];
const transport = z.enum(transportNames);

/** Which hosts an entry is about: those that fit everything it says. */
const ruleSchema = z.strictObject({
  source: described('inventory source that lists them', z.enum(['ec2', 'hosts-file', 'ansible', 'localhost'])).optional(),
  accounts: described('their accounts', texts).optional(),
  regions: described('their regions', texts).optional(),
  names: described('their ids, names or addresses; * and ? stand for any characters and for one', texts).optional(),
  tags: described(
    'their tags: name to values; * and ? stand for any characters and for one',
    z.record(z.string().min(1), texts),
  ).optional(),
  use: described(
    'how they are asked: ssh, ssm, local (this machine), replay (recorded evidence) or none; of a list, each only after those before it have failed',
    z.union([transport, z.array(transport).min(1)]),
  ),
});
/** One entry: which hosts, and how they are asked. */
export type TransportRule = Immutable<z.infer<typeof ruleSchema>>;

/** How hosts are asked, and how hard. */
export const collectionSchema = z.strictObject({
  transports: described(
    'which transport asks which hosts: the first entry that fits counts. Without one: this machine itself, hosts with an instance id by ssm, then all by ssh, where those are configured, and else by recordings',
    z.array(ruleSchema),
  ).optional(),
  ssh: described('the way through the system’s ssh', sshSchema).optional(),
  ssm: described('the way through AWS Systems Manager', ssmSchema).optional(),
  concurrency: described('hosts that are asked at once; 50 without it', z.number().int().min(1).max(1000)).optional(),
  perAccount: described(
    'hosts of one account that are asked at once; without it, no bound but concurrency',
    z.number().int().min(1).max(1000),
  ).optional(),
  startsPerSecond: described(
    'hosts of one account that are begun in a second; without it, no bound',
    z.number().min(0.01).max(1000),
  ).optional(),
  attempts: described(
    'how often a transport asks a host whose failure may pass (a time-out, a throttled call); 3 without it',
    z.number().int().min(1).max(10),
  ).optional(),
});
export type CollectionDeclaration = Immutable<z.infer<typeof collectionSchema>>;
