import { existsSync } from 'node:fs';
import { secretsReadFrom } from '../config/declared-secrets.ts';
import { isVault } from '../credential-store/is-vault.ts';
import { isSecretsManager, secretsRegion } from '../credential-store/secrets-manager-endpoint.ts';
import { requiredActions as roleActions } from '../credential-store/sources/role-access.ts';
import { policyAction, requiredActions as secretActions } from '../credential-store/sources/secret-describer.ts';
import { requiredActions as keyActions } from '../credential-store/sources/secret-key.ts';
import { clientCertificatesOf } from '../evidence/reading/client-files.ts';
import { identitiesOf } from '../evidence/reading/credential-files.ts';
import { documentPurposes } from '../evidence/transports/ssm/document-purpose.ts';
import { requiredActions as ssmActions } from '../evidence/transports/ssm/permissions.ts';
import type { PlannedAccess } from '../inventory/inventory-source.ts';
import { listHosts, planInventory } from '../inventory/list-hosts.ts';
import { plainText } from '../report/plain-text.ts';
import type { Surroundings } from './command.ts';
import { type EarlierRecords, readEarlier } from './earlier-records.ts';
import { transportsFor } from './host-routes.ts';
import { wayTo } from './host-way.ts';
import { resumption } from './journal.ts';
import type { Flags } from './options.ts';
import { differingParts, planDigests } from './plan-digests.ts';
import type { ScanPlan } from './scan-plan.ts';
import { anyInstance, documentOf, wayInWords } from './way-in-words.ts';

/**
 * Prints every file, API, host and command that a scan would touch, and touches nothing but the inventory files and the journal on this machine: hosts that
 * only an API knows are named by the call that would list them.
 */
export async function printPlan(plan: ScanPlan, flags: Flags, { terminal, signal, now }: Surroundings): Promise<void> {
  const earlier = await earlierOf(plan, flags, now(), signal);
  const hosts = await hostLines(plan, earlier, signal);
  const lines = [
    'would ask, read-only:',
    ...planInventory(plan.inventory).map((access) => `  inventory  ${accessText(access)}`),
    ...plan.stores.flatMap((store) => [
      ...(store.servedChain.from === 'tls'
        ? [
            `  store      TLS handshake with ${store.servedChain.connect ?? store.endpoint}, at each of its addresses (${afterHandshake(store)})`,
          ]
        : []),
      ...(store.servedChain.from === 'file' ? [`  store      read ${store.servedChain.path}`] : []),
      ...generationLines(store),
      ...fileLines([store.clientCas?.current, store.clientCas?.pending]),
      ...secretLines(plan, store),
    ]),
    ...plan.recordings.map((file) => `  evidence   read ${file}`),
    ...plan.fetchLogs.map(({ path }) => `  evidence   read who fetched which secret in ${path}`),
    ...hosts.asked,
    ...declaredFileLines(plan),
    ...(hosts.bySsm ? ssmLines(plan, flags.rehearse !== undefined) : []),
    ...(flags.rehearse === undefined ? [] : [rehearsalLine(flags.rehearse)]),
    ...(earlier === undefined ? [] : [`  journal    ${earlier.words(hosts.standing)}`]),
  ];
  await terminal.report(`${lines.join('\n')}\n`, flags.output);
}

function afterHandshake(store: ScanPlan['stores'][number]): string {
  // what a server makes of a client without a certificate shows in its answer alone (tls-endpoint.ts, finishAsked)
  return isVault(store)
    ? 'then GET /v1/sys/health'
    : 'nothing is sent after it, save one GET /v1/sys/health if it asks for a client certificate';
}

function accessText({ action, resource, scope }: PlannedAccess): string {
  return [action, ...(resource === '*' ? [] : [resource]), ...(scope === resource ? [] : [`(${scope})`])].join(' ');
}

function generationLines({ generations, endpoint }: ScanPlan['stores'][number]): readonly string[] {
  if (generations === undefined) return [];
  if (generations.from === 'files') {
    return fileLines([generations.previous, generations.current, generations.pending]);
  }
  if (generations.from === 'vault') {
    const { address = endpoint, mount, caFile } = generations;
    return [...fileLines([caFile]), `  store      GET ${mount}/issuer/default/json, ${mount}/issuers and those of ${address}`];
  }
  const where = generations.region === undefined ? '' : ` in ${generations.region}`;
  return ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'].map(
    (action) => `  store      ${action} ${generations.secretId}${where}`,
  );
}

function fileLines(files: readonly (string | undefined)[]): readonly string[] {
  return files.flatMap((file) => (file === undefined ? [] : [`  store      read ${file}`]));
}

function secretLines({ services, settings }: ScanPlan, store: ScanPlan['stores'][number]): readonly string[] {
  const secrets = secretsReadFrom(store.name, services, settings.defaultStores);
  if (secrets.length === 0 || !isSecretsManager(store)) return [];
  const region = secretsRegion(store);
  const where = region === undefined ? '' : ` in ${region}`;
  const simulated = store.aws?.simulate === true;
  const actions = [...secretActions, ...(simulated ? [policyAction] : [])];
  return [
    ...secrets.flatMap((secret) => actions.map((action) => `  store      ${action} ${secret}${where} (never its value)`)),
    ...keyActions.map((action) => `  store      ${action} of the customer keys of these secrets`),
    ...(simulated ? roleActions.map((action) => `  store      ${action} for the role of each host`) : []),
  ];
}

// Each is looked at on the hosts that run its service, whatever the way there
function declaredFileLines({ services }: ScanPlan): readonly string[] {
  const files = [
    ...clientCertificatesOf(services).flatMap(({ certificate, key }) => [certificate, `${key} (of a key the digest of its public half)`]),
    ...identitiesOf(services).flatMap((identity) => identity.files.map(({ path }) => `${path} (its dates and rights, never its text)`)),
  ];
  return [...new Set(files)].map((file) => `  host       hosts of services that declare it: read ${file}`);
}

// Which hosts these are depends on what is found (restart/rehearsal/sample.ts), and what they send on their clients (rehearsal/script/82-clients.sh)
function rehearsalLine(count: string): string {
  return `  rehearse   at most ${plainText(count)} of these hosts, spread over services and verdicts, asked once more by the same way: their own clients do a TLS handshake with the stores of their services; curl then sends one HEAD, and Java one GET, of /snowline-rehearsal without credentials`;
}

function ssmLines(plan: ScanPlan, rehearses: boolean): readonly string[] {
  const every = 'in each account and region of hosts that SSM reaches';
  const rehearsal = plan.transports.ssm?.rehearsalDocument ?? documentPurposes.rehearsal.defaultName;
  const documents = [documentOf(plan), ...(rehearses ? [rehearsal] : [])];
  return [
    `  ssm        ssm:DescribeInstanceInformation ${every}`,
    ...documents.flatMap((document) => ssmActions.document.map((action) => `  ssm        ${action} ${document}`)),
    `  ssm        ssm:SendCommand of ${documents.join(' and ')} alone, pinned by ${rehearses ? 'their' : 'its'} SHA-256`,
    ...ssmActions.follow.filter((action) => action !== 'ssm:DescribeInstanceInformation').map((action) => `  ssm        ${action}`),
  ];
}

interface Earlier {
  readonly standing: EarlierRecords['standing'] | undefined;
  /** What becomes of the journal, where so many of the known hosts stand. */
  words(standing: number): string;
}

// Read as a scan would, and left alone
async function earlierOf(plan: ScanPlan, flags: Flags, now: number, signal: AbortSignal): Promise<Earlier | undefined> {
  const { resume, retryFailed } = resumption(flags);
  const file = flags.journal;
  if (!resume || file === undefined) return undefined;
  const asked = { now, maxAgeDays: plan.settings.maxAgeDays ?? 7, retryFailed };
  const earlier = existsSync(file) ? await readEarlier(file, asked, signal) : undefined;
  if (earlier === undefined) return { standing: undefined, words: () => `${file} holds nothing yet: all hosts are asked` };
  const { plan: begun } = earlier.header;
  const parts = begun === undefined ? ['how it was collected'] : differingParts(begun, planDigests(plan));
  if (parts.length > 0)
    return { standing: undefined, words: () => `${file} was begun with another ${parts.join(', ')}: it would not be gone on with` };
  const listed = plan.inventory.some(({ source }) => source === 'ec2') ? `, and of ${earlier.recorded.length} hosts there is a record` : '';
  return {
    standing: earlier.standing,
    words: (standing) => `read and continue ${file}: ${standing} of the hosts of files stand and are not asked again${listed}`,
  };
}

interface HostLines {
  readonly asked: readonly string[];
  /** How many stand in the journal. */
  readonly standing: number;
  readonly bySsm: boolean;
}

async function hostLines(plan: ScanPlan, earlier: Earlier | undefined, signal: AbortSignal): Promise<HostLines> {
  const known = plan.inventory.filter((declaration) => declaration.source !== 'ec2');
  const asked: string[] = [];
  const namesOf = transportsFor(plan);
  const wayOf = wayTo(plan);
  let standing = 0;
  let bySsm = false;
  for await (const item of listHosts(known, { serviceTag: plan.settings.serviceTag, baseDirectory: plan.baseDirectory, signal })) {
    if (item.kind === 'gap') asked.push(`  gap        ${plainText(item.gap.scope)}: ${plainText(item.gap.reason)}`);
    else if (earlier?.standing?.(item.host, wayOf(item.host)) !== undefined) standing += 1;
    else {
      bySsm ||= namesOf(item.host).includes('ssm');
      asked.push(`  host       ${plainText(item.host.name)}: ${plainText(wayInWords(plan, item.host))}`);
    }
  }
  if (known.length < plan.inventory.length) {
    bySsm ||= namesOf(anyInstance).includes('ssm');
    asked.push(`  host       ${anyInstance.name}: ${wayInWords(plan, anyInstance)}`);
  }
  return { asked, standing, bySsm };
}
