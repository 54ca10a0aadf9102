import type { SsmConfig } from '../../../config/ssm-config.ts';
import type { AwsLimits } from '../../../inventory/aws-limits.ts';
import { awsClientConfig, configuredRegion } from '../../../inventory/aws-session.ts';
import { type AccountDeclaration, accountScope, ambientAccount, type OpenedAccount, openAccount } from '../../../inventory/ec2-account.ts';
import type { Host } from '../../../inventory/host.ts';
import { createCallRate } from './call-rate.ts';
import { type CheckedDocument, checkDocument } from './document-check.ts';
import { listManagedNodes, type ManagedNode } from './managed-nodes.ts';
import { createRegionCalls, type RegionCalls } from './region-calls.ts';
import { createRegionCommands, type RegionCommands } from './region-commands.ts';
import { describeSsmFailure } from './ssm-failure.ts';
import type { SsmTiming } from './ssm-timing.ts';

type Refused = { readonly kind: 'failed'; readonly reason: string; readonly mayRetry: boolean };

/** SSM in one account and region: what it knows is asked once and kept, unless it failed in passing. */
export interface SsmRegion {
  readonly kind: 'region';
  readonly place: string;
  nodes(): Promise<{ readonly kind: 'listed'; readonly nodes: ReadonlyMap<string, ManagedNode> } | Refused>;
  /** Runs the document, once it is known to be ours. */
  commands(): Promise<{ readonly kind: 'ready'; readonly commands: RegionCommands } | Refused>;
  close(): Promise<void>;
}

/** What all regions share. */
export interface SsmRegionsOptions {
  readonly settings: SsmConfig;
  /** Roles of the EC2 inventory; an entry without a role is the account of the ambient credentials. */
  readonly accounts: readonly AccountDeclaration[];
  /** Content of our document. */
  readonly content: () => string;
  readonly limits: AwsLimits;
  readonly timing: SsmTiming;
}

/** Finds the account and region of a host, each opened once. */
export function createSsmRegions(options: SsmRegionsOptions) {
  const { settings, limits } = options;
  const declared = settings.accounts ?? (options.accounts.length > 0 ? options.accounts : [{}]);
  const { failureMs } = options.timing;
  const listing = { serviceTag: '', baseDirectory: '', awsLimits: limits };
  const opened = new Map<AccountDeclaration, () => Promise<OpenedAccount>>();
  const regions = new Map<string, SsmRegion>();
  // Roles and regions are not the channel's to abort: other hosts wait for them too, and every call is bounded.
  const forever = new AbortController().signal;

  const open = (declaration: AccountDeclaration): Promise<OpenedAccount> => {
    const known = opened.get(declaration) ?? remembered(async () => openAccount(declaration, listing), isClosed, failureMs);
    opened.set(declaration, known);
    return known();
  };
  const createRegion = (account: Extract<OpenedAccount, { kind: 'open' }>, declaration: AccountDeclaration, region: string): SsmRegion => {
    let { config } = account;
    const place = `${account.scope}/${region}`;
    const calls = createRegionCalls({
      place,
      region,
      limits,
      rate: createCallRate(settings.callsPerSecond, settings.concurrency),
      backOffMs: options.timing.backOffMs,
      config: async () => config,
      async renew() {
        const [before, renewed] = [await keyIdOf(config.credentials), await awsClientConfig({ ...declaration, region }, limits)];
        const after = await keyIdOf(renewed.credentials);
        config = renewed;
        return after !== undefined && after !== before;
      },
    });
    return {
      kind: 'region',
      place,
      nodes: remembered(async () => listNodes(calls), mayPass, failureMs),
      commands: remembered(
        async () => readyCommands(calls, await checkDocument(calls, settings.document, options.content(), account.id, forever)),
        mayPass,
        failureMs,
      ),
      close: async () => calls.close(),
    };
  };
  const listNodes = async (calls: RegionCalls) => {
    try {
      return { kind: 'listed', nodes: await listManagedNodes(calls, forever) } as const;
    } catch (error) {
      return { kind: 'failed', ...describeSsmFailure(error, 'DescribeInstanceInformation', calls.place) } as const;
    }
  };
  const readyCommands = (calls: RegionCalls, document: CheckedDocument) =>
    document.kind === 'failed'
      ? document
      : ({ kind: 'ready', commands: createRegionCommands(calls, document, settings, options.timing) } as const);

  return {
    async find(host: Pick<Host, 'account' | 'region'>): Promise<SsmRegion | Refused> {
      const declaration =
        declared.find((one) => one.roleArn !== undefined && accountScope(one) === host.account) ??
        declared.find((one) => one.roleArn === undefined) ??
        (host.account === undefined && declared.length === 1 ? declared[0] : undefined);
      if (declaration === undefined)
        return refused(`no role is configured for the account ${host.account ?? 'of this host, which nobody names'}`);
      const region = host.region ?? (await configuredRegion());
      if (region === undefined) return refused('nobody says in which region the host is');
      const account = await open(declaration);
      if (account.kind === 'closed')
        return { kind: 'failed', reason: account.failure.reason, mayRetry: mayOpenLater.has(account.failure.kind) };
      if (host.account !== undefined && account.scope !== ambientAccount && account.scope !== host.account) {
        return refused(`the AWS credentials are for account ${account.scope}, and the host belongs to ${host.account}`);
      }
      const key = `${declared.indexOf(declaration)} ${region}`;
      const known = regions.get(key) ?? createRegion(account, declaration, region);
      regions.set(key, known);
      return known;
    },
    async close(): Promise<void> {
      await Promise.all([...regions.values()].map(async (region) => region.close()));
    },
  };
}

function refused(reason: string): Refused {
  return { kind: 'failed', reason, mayRetry: false };
}

async function keyIdOf(
  credentials: () => Promise<{ readonly accessKeyId: string; readonly sessionToken?: string }>,
): Promise<string | undefined> {
  try {
    const { accessKeyId, sessionToken } = await credentials();
    return `${accessKeyId} ${sessionToken ?? ''}`;
  } catch {
    // None at all is what the next call will say, with its reason.
    return undefined;
  }
}

// Credentials too: whoever runs snowline logs in again, and goes on with --resume.
const mayOpenLater: ReadonlySet<string> = new Set(['network', 'throttled', 'credentials']);

function isClosed(account: OpenedAccount): boolean {
  return account.kind === 'closed';
}

function mayPass(answer: object): boolean {
  return 'mayRetry' in answer && answer.mayRetry === true;
}

/** Asks once and keeps the answer; one that may pass only for a while, so that a thousand hosts do not each ask for what fails. */
function remembered<T>(ask: () => Promise<T>, passes: (answer: T) => boolean, failureMs: number): () => Promise<T> {
  let known: Promise<T> | undefined;
  let until = Number.POSITIVE_INFINITY;
  const note = async (asked: Promise<T>): Promise<void> => {
    try {
      if (passes(await asked)) until = performance.now() + failureMs;
    } catch {
      // Whoever asked gets the error.
      until = 0;
    }
  };
  return () => {
    if (known !== undefined && performance.now() < until) return known;
    until = Number.POSITIVE_INFINITY;
    known = ask();
    void note(known);
    return known;
  };
}
