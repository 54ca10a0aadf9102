import { secretsReadFrom } from '../../config/declared-secrets.ts';
import { checkAccess, estimateHosts } from '../../inventory/list-hosts.ts';
import { awsPolicy, awsUseOf } from '../aws-policy.ts';
import type { Command } from '../command.ts';
import { checkHosts, checkRecordings, checkRules, checkSight, checkTransports } from '../doctor-checks.ts';
import { doctorLines, paragraph } from '../doctor-lines.ts';
import { checkLogs } from '../doctor-logs.ts';
import { checkStore } from '../doctor-stores.ts';
import { exitCode } from '../exit-codes.ts';
import { planScan } from '../scan-plan.ts';
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
    const { baseDirectory } = plan;
    const inventory = await checkAccess(plan.inventory, { serviceTag: plan.settings.serviceTag, baseDirectory, signal, progress });
    const context = { now, signal, timeoutMs, progress, baseDirectory };
    const stores = (
      await Promise.all(
        plan.stores.map((store) =>
          checkStore(store, { ...context, secrets: secretsReadFrom(store.name, plan.services, plan.settings.defaultStores) }),
        ),
      )
    ).flat();
    const transports = await checkTransports(plan, signal);
    const recordings = [...(await checkRecordings(plan, signal)), ...(await checkLogs(plan))];
    const checks = [
      ...inventory,
      ...checkHosts(inventory, plan),
      ...stores,
      ...transports,
      ...recordings,
      ...checkRules(plan),
      ...(await checkSight(plan, signal)),
    ];
    const { hosts, atLeast } = estimateHosts(inventory);
    // of the very policy that iam-policy prints, so that the two never differ
    const actions = [...new Set(awsPolicy(await awsUseOf(plan)).Statement.flatMap(({ Action }) => Action))];
    const lines = [
      ...doctorLines(checks, terminal.width),
      `hosts: ${atLeast ? 'at least ' : ''}${hosts}`,
      ...(actions.length === 0
        ? []
        : paragraph('', `IAM actions that this needs: ${actions.join(', ')} (the policy: snowline iam-policy)`, terminal.width)),
    ];
    await terminal.report(`${lines.join('\n')}\n`, undefined);
    if (signal.aborted) return exitCode.interrupted;
    // nothing that fails here is a finding: it is what would make a scan incomplete
    return checks.every((check) => check.ok) && hosts > 0 ? exitCode.complete : exitCode.incomplete;
  },
};
