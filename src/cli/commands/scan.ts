import { createEvidenceJoiner } from '../../evidence-set.ts';
import { collectRecords } from '../collect-records.ts';
import type { Command } from '../command.ts';
import { printPlan } from '../dry-run.ts';
import { exitCode } from '../exit-codes.ts';
import { judgeAndReport } from '../judge-and-report.ts';
import { readOwnRules } from '../rule-files.ts';
import { planScan } from '../scan-plan.ts';
import { judgingSettings, readConfig, readDuration } from '../settings.ts';

/** `snowline scan`: the whole pipeline of audit.ts on hosts as they are now. */
export const command: Command = {
  name: 'scan',
  summary: 'audit hosts: would they come back with their secrets if restarted now?',
  examples: [
    { line: 'snowline scan --store https://vault.example.com:8200', does: 'audit this machine against a store' },
    { line: 'snowline scan --config snowline.yaml', does: 'audit the fleet of a configuration' },
    { line: 'snowline scan --config snowline.yaml --now 2027-01-31', does: 'as it will be on that day' },
    { line: 'snowline scan --config snowline.yaml --dry-run', does: 'show what would be contacted' },
    { line: 'snowline scan --config snowline.yaml --format json --output audit.json', does: 'for machines' },
  ],
  async run(flags, surroundings) {
    const config = readConfig(flags.config, surroundings.workingDirectory, (text) => surroundings.terminal.say(text));
    const settings = judgingSettings(flags, config);
    const timeoutMs = readDuration('--timeout', flags.timeout ?? '60s');
    const plan = await planScan(flags, config, surroundings.workingDirectory);
    if (flags.dryRun === true) {
      await printPlan(plan, flags, surroundings);
      return exitCode.complete;
    }
    const rules = readOwnRules(plan.ruleFolders);
    const joiner = createEvidenceJoiner('this scan');
    for await (const record of collectRecords(plan, rules, timeoutMs, surroundings)) joiner.add(record);
    return judgeAndReport(joiner.finish(), { ...flags, rules: [] }, settings, surroundings);
  },
};
