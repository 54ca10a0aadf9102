import { ssmSchema } from '../../config/ssm-config.ts';
import { observeStore } from '../../credential-store/observe-store.ts';
import { SnowlineError } from '../../errors.ts';
import { probeScript } from '../../evidence/probe/script.ts';
import { type AccessCheck } from '../../inventory/inventory-source.ts';
import { checkAccess, estimateHosts, requiredActions } from '../../inventory/list-hosts.ts';
import { plainText } from '../../report/plain-text.ts';
import type { Command } from '../command.ts';
import { exitCode } from '../exit-codes.ts';
import { namedTransports } from '../host-routes.ts';
import { openRecordings } from '../recordings.ts';
import { readOwnRules } from '../rule-files.ts';
import { planScan, type ScanPlan } from '../scan-plan.ts';
import { readConfig, readTimeout } from '../settings.ts';

/** `snowline doctor`: lists hosts, reads the stores and counts what a scan could judge; judges nothing itself. */
export const command: Command = {
  name: 'doctor',
  summary: 'before a scan: credentials, missing permissions, regions, reachability, how many hosts',
  examples: [
    { line: 'snowline doctor', does: 'can this machine be audited?' },
    { line: 'snowline doctor --config snowline.yaml', does: 'can the fleet of a configuration be audited?' },
  ],
  async run(flags, surroundings) {
    const { now, signal, terminal, workingDirectory } = surroundings;
    const config = readConfig(flags.config, workingDirectory, (text) => terminal.say(text));
    const plan = await planScan(flags, config, workingDirectory);
    const timeoutMs = readTimeout(flags.timeout);
    const progress = (text: string): void => terminal.progress(text);
    const inventory = await checkAccess(plan.inventory, {
      serviceTag: plan.settings.serviceTag,
      baseDirectory: plan.baseDirectory,
      signal,
      progress,
    });
    const stores = (
      await Promise.all(
        plan.stores.map((store) => checkStore(store, { now, signal, timeoutMs, progress, baseDirectory: workingDirectory })),
      )
    ).flat();
    const recordings = await checkRecordings(plan, signal);
    const ssm = await checkManaged(plan, signal);
    const checks = [...inventory, ...stores, ...recordings, ...ssm, ...checkRules(plan), ...checkSight(plan)];
    const { hosts, atLeast } = estimateHosts(inventory);
    const actions = [...new Set(plan.inventory.flatMap(requiredActions))];
    const lines = [
      ...checks.map((check) => `${check.ok ? 'ok  ' : 'FAIL'} ${plainText(check.scope)}  ${check.check}: ${plainText(check.detail)}`),
      `hosts: ${atLeast ? 'at least ' : ''}${hosts}`,
      ...(actions.length === 0
        ? []
        : [`IAM actions that the inventory needs: ${actions.join(', ')} (the whole policy: snowline iam-policy)`]),
    ];
    await terminal.report(`${lines.join('\n')}\n`, undefined);
    if (signal.aborted) return exitCode.interrupted;
    // nothing that fails here is a finding: it is what would make a scan incomplete
    return checks.every((check) => check.ok) && hosts > 0 ? exitCode.complete : exitCode.incomplete;
  },
};

async function checkStore(store: ScanPlan['stores'][number], context: Parameters<typeof observeStore>[1]): Promise<readonly AccessCheck[]> {
  const { state } = await observeStore(store, context);
  const scope = `store ${state.name}`;
  const chain = state.servedChain;
  const served: AccessCheck = {
    scope,
    check: 'TLS handshake',
    ok: chain.state !== 'unknown',
    detail:
      chain.state === 'known'
        ? `${state.endpoint} serves ${chain.certificates.length} ${chain.certificates.length === 1 ? 'certificate' : 'certificates'} over ${chain.protocol ?? 'TLS'}`
        : chain.state === 'unknown'
          ? chain.reason
          : 'not asked: the configuration says so',
  };
  const generations = Object.keys(state.generations);
  const others = state.gaps.filter((gap) => !gap.startsWith('served chain: '));
  return [
    served,
    ...(generations.length > 0 ? [{ scope, check: 'CA generations', ok: true, detail: generations.join(', ') }] : []),
    ...others.map((detail) => ({ scope, check: 'CA generations', ok: false, detail })),
  ];
}

function checkRules(plan: ScanPlan): readonly AccessCheck[] {
  return plan.ruleFolders.map((folder): AccessCheck => {
    try {
      return { scope: folder, check: 'rules', ok: true, detail: `${readOwnRules([folder]).length} rules` };
    } catch (error) {
      if (!(error instanceof SnowlineError)) throw error;
      return { scope: folder, check: 'rules', ok: false, detail: error.message };
    }
  });
}

// Without root the kernel hides other users' sockets and environments, so their services cannot be judged
function checkSight(plan: ScanPlan): readonly AccessCheck[] {
  const local = plan.inventory.some((declaration) => declaration.source === 'localhost');
  if (!local || process.getuid?.() === 0) return [];
  return [{ scope: 'localhost', check: 'root', ok: false, detail: 'not root: sockets and environments of other users cannot be seen' }];
}

async function checkManaged(plan: ScanPlan, signal: AbortSignal): Promise<readonly AccessCheck[]> {
  if (!namedTransports(plan).has('ssm')) return [];
  const { checkSsm } = await import('../../evidence/transports/ssm/check-ssm.ts');
  const fleet = plan.inventory.filter((declaration) => declaration.source === 'ec2');
  return checkSsm({ settings: plan.transports.ssm ?? ssmSchema.parse({}), inventory: fleet, script: probeScript, signal });
}

async function checkRecordings(plan: ScanPlan, signal: AbortSignal): Promise<readonly AccessCheck[]> {
  const remote = plan.inventory.filter((declaration) => declaration.source !== 'localhost');
  const ways = [...namedTransports(plan)].filter((name) => name === 'ssh' || name === 'ssm');
  const reached: readonly AccessCheck[] =
    ways.length === 0
      ? []
      : [{ scope: 'evidence', check: 'transport', ok: true, detail: `hosts are asked by ${ways.join(', ')}; no host is asked here` }];
  if (remote.length > 0 && plan.recordings.length === 0 && ways.length === 0) {
    const detail =
      'no transport reaches other hosts: configure collection: ssh or ssm, or give recordings (snowline collect on each host) as evidence: replay';
    return [{ scope: 'evidence', check: 'transport', ok: false, detail }];
  }
  const readable = await Promise.all(
    plan.recordings.map(async (file): Promise<AccessCheck> => {
      try {
        const recordings = await openRecordings([file], signal);
        await recordings.close();
        return { scope: file, check: 'readable', ok: true, detail: `a recording with ${recordings.contents} files` };
      } catch (error) {
        if (!(error instanceof SnowlineError)) throw error;
        return { scope: file, check: 'readable', ok: false, detail: error.message };
      }
    }),
  );
  return [...reached, ...readable];
}
