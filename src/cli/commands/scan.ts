import { UsageError } from '../../errors.ts';
import type { EvidenceRecord } from '../../evidence-file.ts';
import { createEvidenceJoiner } from '../../evidence-set.ts';
import { collectRecords } from '../collect-records.ts';
import type { Command } from '../command.ts';
import { printPlan } from '../dry-run.ts';
import { exitCode } from '../exit-codes.ts';
import { goesOn, type Journal, openJournal, resumption } from '../journal.ts';
import { judgeAndReport } from '../judge-and-report.ts';
import { readOwnRules } from '../rule-files.ts';
import { planScan } from '../scan-plan.ts';
import { judgingSettings, readConfig, readTimeout } from '../settings.ts';
import { assertSshFiles } from '../ssh-files.ts';
import type { Terminal } from '../terminal.ts';

/** `snowline scan`: the whole pipeline of audit.ts on hosts as they are now. */
export const command: Command = {
  name: 'scan',
  summary: 'audit hosts: would they come back with their secrets if restarted now?',
  examples: [
    { line: 'snowline scan --store https://vault.example.com:8200', does: 'audit this machine against a store' },
    { line: 'snowline scan --config snowline.yaml', does: 'audit the fleet of a configuration' },
    { line: 'snowline scan --config snowline.yaml --now 2027-01-31', does: 'as it will be on that day' },
    { line: 'snowline scan --config snowline.yaml --dry-run', does: 'show what would be contacted' },
    {
      line: 'snowline scan --config snowline.yaml --journal fleet.jsonl --resume',
      does: 'go on after a crash, Ctrl-C or an expired token',
    },
    { line: 'snowline scan --config snowline.yaml --format json --output audit.json', does: 'for machines' },
  ],
  async run(flags, surroundings) {
    const config = readConfig(flags.config, surroundings.workingDirectory, (text) => surroundings.terminal.say(text));
    const settings = judgingSettings(flags, config);
    const timeoutMs = readTimeout(flags.timeout);
    const plan = await planScan(flags, config, surroundings.workingDirectory);
    await assertSshFiles(plan, flags.config);
    if (flags.dryRun === true) {
      await printPlan(plan, flags, surroundings);
      return exitCode.complete;
    }
    const { resume, retryFailed } = resumption(flags);
    if (resume && flags.journal === undefined) {
      throw new UsageError(`${retryFailed ? '--retry-failed' : '--resume'} has no journal to go on with`, {
        hint: 'name it with --journal FILE',
      });
    }
    const rules = readOwnRules(plan.ruleFolders);
    const joiner = createEvidenceJoiner('this scan');
    const { now, signal, terminal } = surroundings;
    const journal =
      flags.journal === undefined ? undefined : await openJournal(flags.journal, plan, { resume, retryFailed, now: now(), signal });
    const keep = journal === undefined ? () => undefined : keeper(journal, terminal);
    try {
      for await (const record of collectRecords(plan, rules, timeoutMs, surroundings, journal)) {
        keep(record);
        joiner.add(record);
      }
    } finally {
      journal?.close();
    }
    if (signal.aborted && journal !== undefined) {
      terminal.say(`${journal.remains()}${goesOn(journal)}`);
    }
    return judgeAndReport(joiner.finish(), { ...flags, rules: [] }, settings, surroundings);
  },
};

// The report needs the journal no more than the disk it lies on: where that is full the scan goes on without it, and says so
function keeper(journal: Journal, terminal: Terminal): (record: EvidenceRecord) => void {
  let failed = false;
  return (record) => {
    if (failed) return;
    try {
      journal.write(record);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      failed = true;
      terminal.say(`warning: ${error.message}: the scan goes on, but what it sees from here on is not kept; ${journal.remains()}`);
    }
  };
}
