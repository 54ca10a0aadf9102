import { severities } from '../reason-codes.ts';

/** All commands, in the order of `--help`. */
export const commandNames = [
  'scan',
  'demo',
  'collect',
  'assess',
  'rotation',
  'explain',
  'rehearse',
  'verify',
  'probe',
  'ssm-document',
  'iam-policy',
  'init',
  'doctor',
  'completion',
] as const;
export type CommandName = (typeof commandNames)[number];

/** One flag: the only place where its name, type, default and text stand. */
export interface OptionEntry {
  readonly type: 'string' | 'boolean' | 'number' | 'list';
  readonly description: string;
  /** In place of the description, in the help of a command for which it means something else. */
  readonly of?: Partial<Readonly<Record<CommandName, string>>>;
  readonly default?: string | number | boolean;
  readonly choices?: readonly string[];
  /** Stands for the value in help texts. */
  readonly value?: string;
  readonly commands: readonly CommandName[];
}

const judging: readonly CommandName[] = ['scan', 'demo', 'assess', 'rotation'];
const aboutOne: readonly CommandName[] = ['explain'];
const live: readonly CommandName[] = [...aboutOne, 'rehearse'];
const collecting: readonly CommandName[] = ['scan', 'collect', 'rotation'];

/** Every flag of every command; help, completion and the README's table are made of it. */
export const options = {
  config: {
    type: 'string',
    description: 'configuration file; without it, this machine is audited',
    value: 'FILE',
    commands: [...collecting, ...live, 'iam-policy', 'doctor'],
  },
  store: {
    type: 'string',
    description: 'credential store to check against, in place of configured ones; every service counts as its consumer',
    value: 'https://HOST:PORT',
    commands: [...collecting, ...live, 'doctor'],
  },
  'trust-store': {
    type: 'list',
    description:
      'trust store to judge with: a file (PEM, DER, PKCS#7, PKCS#12, JKS) or a directory; several are judged together, as if they were one',
    value: 'PATH',
    commands: ['verify'],
  },
  'store-password': {
    type: 'string',
    description: 'opens the key stores of --trust-store, all of them; printed nowhere',
    value: 'PASSWORD',
    commands: ['verify'],
  },
  imported: {
    type: 'boolean',
    description: 'take what a client cannot read as if its certificates had been imported into a store that it can; --all-clients does',
    commands: ['verify'],
  },
  chain: {
    type: 'string',
    description: 'served chain in served order, end-entity first (PEM, DER, PKCS#7); - reads stdin',
    value: 'FILE',
    commands: ['verify'],
  },
  connect: {
    type: 'string',
    description: 'read the served chain there, in place of --chain (port 443 if none is given)',
    value: 'HOST:PORT',
    commands: ['verify'],
  },
  name: {
    type: 'string',
    description:
      'verify: host name or IP address that the client asks for (default: the host of --connect); ssm-document: what the document is called (default snowline-probe, with --rehearsal snowline-rehearsal)',
    of: {
      verify: 'host name or IP address that the client asks for (default: the host of --connect)',
      'ssm-document': 'what the document is called (default snowline-probe, with --rehearsal snowline-rehearsal)',
    },
    value: 'NAME',
    commands: ['verify', 'ssm-document'],
  },
  client: {
    type: 'string',
    description: 'judge as this client; `snowline verify --help` lists them',
    value: 'PROFILE',
    commands: ['verify'],
  },
  'all-clients': { type: 'boolean', description: 'judge as every client, and say whether it depends on it', commands: ['verify'] },
  now: {
    type: 'string',
    description: 'judge as of this UTC time (ISO 8601)',
    value: 'TIME',
    commands: [...judging, ...aboutOne, 'verify'],
  },
  horizon: { type: 'string', description: 'how far ahead to look (default 30d)', value: 'DURATION', commands: [...judging, ...aboutOne] },
  'fail-on': {
    type: 'string',
    description: 'exit 1 for findings of this severity or worse (default high)',
    choices: [...severities, 'none'],
    commands: judging,
  },
  'min-coverage': {
    type: 'string',
    description: 'exit 3 if fewer per cent of the workloads could be judged, or there is a COVERAGE_GAP; 0 accepts both (default 100)',
    value: 'PERCENT',
    commands: judging,
  },
  format: {
    type: 'string',
    description: 'what to print',
    choices: ['table', 'json'],
    default: 'table',
    commands: [...judging, ...live, 'verify', 'probe'],
  },
  evidence: {
    type: 'string',
    description: 'recorded evidence (snowline collect) that the host is in; - reads stdin',
    value: 'FILE',
    commands: aboutOne,
  },
  demo: { type: 'boolean', description: 'the bundled incident fleet', commands: aboutOne },
  output: {
    type: 'string',
    description: 'write to this file (mode 0600) instead of stdout',
    of: { init: 'file to write (mode 0600; default snowline.yaml); - is stdout' },
    value: 'FILE',
    commands: [...judging, ...live, 'verify', 'collect', 'probe', 'ssm-document', 'iam-policy', 'init'],
  },
  rules: {
    type: 'list',
    description: 'folder with rules of your own, beside the shipped pack',
    value: 'DIR',
    commands: [...judging, ...aboutOne, 'collect'],
  },
  timeout: {
    type: 'string',
    description: 'time for each host and each store',
    value: 'DURATION',
    default: '60s',
    commands: [...collecting, ...live, 'verify', 'probe', 'doctor'],
  },
  'max-age': {
    type: 'string',
    description: 'evidence that is older than this counts as unknown (default 7d)',
    value: 'DURATION',
    commands: [...collecting, ...live],
  },
  journal: {
    type: 'string',
    description: 'keep what is observed in this file (mode 0600) as it comes in, so that --resume can go on after a crash',
    value: 'FILE',
    commands: ['scan'],
  },
  resume: {
    type: 'boolean',
    description: 'go on with the file of --journal (scan) or --output (collect): hosts that were seen are not asked again',
    commands: ['scan', 'collect'],
  },
  'retry-failed': {
    type: 'boolean',
    description: 'as --resume, and asks every host again of which there is no evidence, whatever the reason',
    commands: ['scan', 'collect'],
  },
  rehearse: {
    type: 'string',
    description:
      'have this many hosts, spread over services and verdicts, try the handshake of their services, and compare it with the prediction',
    value: 'N',
    commands: ['scan'],
  },
  rehearsal: {
    type: 'boolean',
    description: 'ssm-document: the document of snowline rehearse, in place of the probe; iam-policy: what that needs, too',
    of: { 'ssm-document': 'the document of snowline rehearse, in place of the probe', 'iam-policy': 'also what snowline rehearse needs' },
    commands: ['ssm-document', 'iam-policy'],
  },
  script: { type: 'boolean', description: 'print the probe itself, a POSIX sh script, and run nothing', commands: ['probe'] },
  readable: { type: 'boolean', description: 'print the script of the document, with the probe as text', commands: ['ssm-document'] },
  'dry-run': {
    type: 'boolean',
    description: 'print every host, API and command that would be contacted, and contact none',
    commands: ['scan'],
  },
  force: { type: 'boolean', description: 'overwrite the file if it is there', commands: ['init'] },
  quiet: { type: 'boolean', description: 'no progress and no hints on stderr', commands: [...commandNames] },
} as const satisfies Record<string, OptionEntry>;
export type OptionName = keyof typeof options;

/** Values of the flags as yargs hands them over, checked by the commands that use them. */
export interface Flags {
  readonly config?: string;
  readonly store?: string;
  readonly trustStore?: readonly string[];
  readonly storePassword?: string;
  readonly imported?: boolean;
  readonly chain?: string;
  readonly connect?: string;
  readonly name?: string;
  readonly client?: string;
  readonly allClients?: boolean;
  readonly now?: string;
  readonly horizon?: string;
  readonly failOn?: string;
  readonly minCoverage?: string;
  readonly format?: string;
  readonly evidence?: string;
  readonly demo?: boolean;
  readonly output?: string;
  readonly rules?: readonly string[];
  readonly timeout?: string;
  readonly maxAge?: string;
  readonly journal?: string;
  readonly resume?: boolean;
  readonly retryFailed?: boolean;
  readonly rehearse?: string;
  readonly rehearsal?: boolean;
  readonly script?: boolean;
  readonly readable?: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly quiet?: boolean;
  /** Positional arguments. */
  readonly file?: string;
  readonly shell?: string;
  readonly what?: string;
  readonly hosts?: readonly string[];
}
