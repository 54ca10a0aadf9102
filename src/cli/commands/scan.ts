import { UsageError } from '../../errors.ts';
import type { EvidenceRecord } from '../../evidence-file.ts';
import type { EvidenceSet } from '../../evidence-set.ts';
import { createEvidenceJoiner } from '../../evidence-set.ts';
import { sampleHosts } from '../../restart/rehearsal/sample.ts';
import { collectRecords } from '../collect-records.ts';
import type { Command, Surroundings } from '../command.ts';
import { printPlan } from '../dry-run.ts';
import { exitCode } from '../exit-codes.ts';
import { goesOn, type Journal, openJournal, resumption } from '../journal.ts';
import { auditTelling, judgeAndReport, type Telling } from '../judge-and-report.ts';
import type { Flags } from '../options.ts';
import { rehearseHosts } from '../rehearse-hosts.ts';
import { readOwnRules } from '../rule-files.ts';
import { planScan, type ScanPlan } from '../scan-plan.ts';
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
    { line: 'snowline scan --config snowline.yaml --rehearse 5', does: 'and let five hosts try what is predicted of them' },
    { line: 'snowline scan --config snowline.yaml --format json --output audit.json', does: 'for machines' },
  ],
  async run(flags, surroundings) {
    const config = readConfig(flags.config, surroundings.workingDirectory, (text) => surroundings.terminal.say(text));
    const settings = judgingSettings(flags, config);
    const timeoutMs = readTimeout(flags.timeout);
    const rehearsing = readSampleSize(flags);
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
    const evidence = joiner.finish();
    const telling = rehearsing === undefined ? undefined : rehearsed(rehearsing, { evidence, plan, timeoutMs }, flags, surroundings);
    return judgeAndReport(evidence, { ...flags, rules: [] }, settings, surroundings, telling);
  },
};

/** More hosts than anybody needs to trust the rest; each of them starts clients and connects. Our choice. */
const mostRehearsed = 1_000;

function readSampleSize({ rehearse, now }: Flags): number | undefined {
  if (rehearse === undefined) return undefined;
  const count = Number(rehearse);
  if (!/^\d{1,4}$/.test(rehearse) || count < 1 || count > mostRehearsed) {
    throw new UsageError(`--rehearse ${JSON.stringify(rehearse.slice(0, 40))} is not a number of hosts`, {
      hint: `give a number from 1 to ${mostRehearsed}`,
    });
  }
  if (now !== undefined)
    throw new UsageError('--rehearse asks hosts as they are now, and --now judges another day', { hint: 'give one of them' });
  return count;
}

function rehearsed(
  count: number,
  { evidence, plan, timeoutMs }: { readonly evidence: EvidenceSet; readonly plan: ScanPlan; readonly timeoutMs: number },
  flags: Flags,
  surroundings: Surroundings,
): Telling {
  const telling = auditTelling(flags);
  return {
    ...telling,
    async attach(report) {
      if (surroundings.signal.aborted) return report;
      const ids = sampleHosts(report.hosts, count).map(({ id }) => id);
      return { ...report, rehearsal: await rehearseHosts({ evidence, ids, plan, timeoutMs }, surroundings) };
    },
    // A prediction that reality contradicts is worse than any finding: nobody may rely on the rest
    exitCode: (report, settings) => ((report.rehearsal?.disagree ?? 0) > 0 ? exitCode.finding : telling.exitCode(report, settings)),
    whyNot: (report, settings, code) =>
      (report.rehearsal?.disagree ?? 0) > 0 ? 'exit 1: a rehearsal disagrees with its prediction' : telling.whyNot(report, settings, code),
  };
}

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
