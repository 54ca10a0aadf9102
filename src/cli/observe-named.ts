import { createEvidenceJoiner, type EvidenceSet } from '../evidence-set.ts';
import { collectRecords } from './collect-records.ts';
import type { Surroundings } from './command.ts';
import type { Flags } from './options.ts';
import { readOwnRules } from './rule-files.ts';
import { planScan, type ScanPlan } from './scan-plan.ts';
import { type JudgingSettings, judgingSettings, readConfig, readTimeout } from './settings.ts';
import { assertSshFiles } from './ssh-files.ts';

/** What was observed of the hosts that a command names, and how it is judged. */
export interface NamedHosts {
  readonly evidence: EvidenceSet;
  readonly settings: JudgingSettings;
  readonly plan: ScanPlan;
  readonly timeoutMs: number;
}

/**
 * Observes the hosts that go by these names or ids as a scan of the whole fleet would: the same configuration, stores and ways to them, and no other host is
 * asked. Throws UsageError for a name that no host of the inventory goes by.
 */
export async function observeNamed(names: readonly string[], flags: Flags, surroundings: Surroundings): Promise<NamedHosts> {
  const config = readConfig(flags.config, surroundings.workingDirectory, (text) => surroundings.terminal.say(text));
  const settings = judgingSettings(flags, config);
  const timeoutMs = readTimeout(flags.timeout);
  const plan: ScanPlan = { ...(await planScan(flags, config, surroundings.workingDirectory)), only: names };
  await assertSshFiles(plan, flags.config);
  const joiner = createEvidenceJoiner('this look at the host');
  for await (const record of collectRecords(plan, readOwnRules(plan.ruleFolders), timeoutMs, surroundings)) joiner.add(record);
  return { evidence: joiner.finish(), settings, plan, timeoutMs };
}
