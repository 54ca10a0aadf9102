import * as z from 'zod';
import { parseDuration } from './duration.ts';
import type { Immutable } from './immutable.ts';

const described = <T extends z.ZodType>(description: string, schema: T): T => schema.meta({ description });

const userMessage = 'expected a user name of letters, digits and _ . -';
const user = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/, userMessage);
const jumpMessage = 'expected [user@]host[:port]; longer ways belong into ssh_config (ProxyJump)';
const jump = z.string().regex(/^(?:[A-Za-z0-9_][A-Za-z0-9_.-]*@)?[A-Za-z0-9_][A-Za-z0-9_.-]*(?::\d{1,5})?$/, jumpMessage);
// ssh expands % and ${…} in these, and splits or unquotes some of them: a path with such a character would name another file.
const fileMessage = 'expected a path without % " \' \\ $, line breaks or spaces';
const file = z.string().regex(/^[^%"'\\$\s\p{Cc}][^%"'\\$\s\p{Cc}]*$/u, fileMessage);
const commandMessage = 'expected a command of plain words, such as sudo -n';
const command = z.string().regex(/^[A-Za-z0-9_./][A-Za-z0-9_./=-]*(?: [A-Za-z0-9_./=-]+)*$/, commandMessage);
const secondsMessage = 'expected a duration such as 10s or 2m, at most 10m';
const seconds = z
  .string()
  .regex(/^\d{1,3}[sm]$/, { error: secondsMessage, abort: true })
  .refine((text) => {
    const ms = parseDuration(text);
    return ms !== undefined && ms >= 1_000 && ms <= 600_000;
  }, secondsMessage);

const become = z.strictObject({
  command: described('what starts a program as root without asking for a password', command).default('sudo -n'),
  required: described(
    'true: a host where it fails is not seen at all; false: it is looked at without root, and its evidence says what that hides',
    z.boolean(),
  ).default(true),
});

const hostSettings = {
  user: described('who to log in as; without it, what ssh_config says', user).optional(),
  port: described('port of sshd; without it, what ssh_config says', z.number().int().min(1).max(65535)).optional(),
  identityFile: described(
    'private key to log in with, relative to this configuration; without it, ssh_config and the agent',
    file,
  ).optional(),
  configFile: described('ssh_config to use in place of the user’s and the system’s, relative to this configuration', file).optional(),
  knownHostsFile: described('known host keys, relative to this configuration, in place of the user’s file', file).optional(),
  jump: described('host to go through, [user@]host[:port]; without it, what ssh_config says', jump).optional(),
  hostKeys: described(
    'strict: only hosts whose key is known; accept-new: keys of hosts that were never seen are learned (a changed key is never accepted)',
    z.enum(['strict', 'accept-new']),
  ).optional(),
  become: described(
    'how to become root on the host: a command such as sudo -n, or the same with required; false: not at all',
    z.union([z.literal(false), command, become]),
  ).optional(),
  connectTimeout: described('bound for connecting and the key exchange; 10s without it', seconds).optional(),
};

/** What snowline.yaml says about the way to hosts through ssh: everything that it leaves out is ssh_config's to say. */
export const sshSchema = z.strictObject({
  program: described('the ssh program of OpenSSH: a name on PATH or a path', file).default('ssh'),
  ...hostSettings,
  hosts: described(
    'settings of some hosts in place of those above; the first entry that matches a host counts',
    z.array(
      z.strictObject({
        match: described(
          'ids, names or addresses of hosts; * and ? stand for any characters and for one',
          z.array(z.string().min(1)).min(1),
        ),
        ...hostSettings,
      }),
    ),
  ).optional(),
});
export type SshDeclaration = Immutable<z.infer<typeof sshSchema>>;
