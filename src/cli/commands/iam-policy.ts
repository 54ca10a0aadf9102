import { UsageError } from '../../errors.ts';
import { awsPolicy, awsUseOf } from '../aws-policy.ts';
import type { Command } from '../command.ts';
import { exitCode } from '../exit-codes.ts';
import { readConfig } from '../settings.ts';

/** `snowline iam-policy`: prints the least policy under which a scan of a configuration is complete; contacts nothing. */
export const command: Command = {
  name: 'iam-policy',
  summary: 'print the IAM policy that a scan of a configuration needs, and no more',
  examples: [{ line: 'snowline iam-policy --config snowline.yaml', does: 'the policy as JSON, for aws iam create-policy' }],
  epilog: `With roles in the configuration, LookIntoOtherAccounts is for whoever runs snowline, and the other statements are for the roles.
A secret that a customer key encrypts also needs kms:Decrypt on that key. ssm:SendCommand can be narrowed by tag: ssm:resourceTag/NAME.`,
  async run(flags, { terminal, workingDirectory }) {
    const config = readConfig(flags.config, workingDirectory, (text) => terminal.say(text));
    if (config === undefined) throw new UsageError('which configuration?', { hint: 'give it with --config FILE' });
    const { inventory = [], stores = [], collection = {} } = config;
    const { declared: services = [], defaultStores } = config.services ?? {};
    const settings = defaultStores === undefined ? {} : { defaultStores };
    const policy = awsPolicy({
      ...(await awsUseOf({ inventory, stores, services, settings, transports: collection })),
      rehearses: flags.rehearsal === true,
    });
    if (policy.Statement.length === 0) terminal.say('nothing in this configuration asks AWS');
    await terminal.report(`${JSON.stringify(policy, undefined, 2)}\n`, flags.output);
    return exitCode.complete;
  },
};
