import { UsageError } from '../../errors.ts';
import { type EvidenceRecord, writeRecord } from '../../evidence-file.ts';
import { collectRecords } from '../collect-records.ts';
import type { Command } from '../command.ts';
import { type ExitCode, exitCode } from '../exit-codes.ts';
import { goesOn, type Journal, openJournal, resumption } from '../journal.ts';
import { readOwnRules } from '../rule-files.ts';
import { planScan } from '../scan-plan.ts';
import { readConfig, readTimeout } from '../settings.ts';
import { assertSshFiles } from '../ssh-files.ts';
import { writeOut } from '../write-out.ts';

/** `snowline collect`: the evidence goes to stdout or to `--output` (mode 0600), one JSON record a line, as it is observed. */
export const command: Command = {
  name: 'collect',
  summary: 'the first half of a scan: write what is observed as evidence (JSONL), judge nothing',
  examples: [
    { line: 'snowline collect --store https://vault.example.com:8200 > evidence.jsonl', does: 'on the host' },
    { line: 'snowline assess evidence.jsonl', does: 'on the laptop, or in CI' },
    {
      line: 'snowline collect --config snowline.yaml --output fleet.jsonl --resume',
      does: 'go on after a crash, Ctrl-C or an expired token',
    },
    {
      line: 'snowline collect --config snowline.yaml --output fleet.jsonl --retry-failed',
      does: 'once the key, user or rule that kept hosts away is mended',
    },
  ],
  epilog:
    '--resume begins where nothing was kept. Hosts that were seen are not asked again unless their evidence is older than --max-age or their way changed (jump host, port); hosts without evidence only once the earlier run had come to its end, and only where the reason may have passed. --retry-failed goes on in the same way and asks all of those.',
  async run(flags, surroundings) {
    const { now, signal, terminal, workingDirectory } = surroundings;
    const config = readConfig(flags.config, workingDirectory, (text) => terminal.say(text));
    const timeoutMs = readTimeout(flags.timeout);
    const file = flags.output === '-' ? undefined : flags.output;
    const { resume, retryFailed } = resumption(flags);
    if (resume && file === undefined) {
      throw new UsageError(`${retryFailed ? '--retry-failed' : '--resume'} has no file to go on with`, {
        hint: 'name it with --output FILE',
      });
    }
    const plan = await planScan(flags, config, workingDirectory);
    await assertSshFiles(plan, flags.config);
    const rules = readOwnRules(plan.ruleFolders);
    const journal = file === undefined ? undefined : await openJournal(file, plan, { resume, retryFailed, now: now(), signal });
    const sink = journal === undefined ? stdoutSink() : fileSink(journal);
    try {
      for await (const record of collectRecords(plan, rules, timeoutMs, surroundings, journal)) {
        const why = await sink.write(record);
        if (why === undefined) continue;
        terminal.say(why);
        return exitCode.incomplete;
      }
    } finally {
      journal?.close();
    }
    if (signal.aborted) {
      if (journal !== undefined) terminal.say(`${journal.remains()}${goesOn(journal)}`);
      return endedBy(signal);
    }
    if (file !== undefined) terminal.say(`written to ${file}`);
    return exitCode.complete;
  },
};

function endedBy(signal: AbortSignal): ExitCode {
  return signal.reason === 'SIGTERM' ? exitCode.terminated : exitCode.interrupted;
}

interface Sink {
  /** Why nothing more can be written; undefined where it was. Throws UsageError where nothing at all could be kept. */
  write(record: EvidenceRecord): Promise<string | undefined>;
}

function stdoutSink(): Sink {
  return {
    write: async (record) =>
      (await writeOut(`${writeRecord(record)}\n`)) ? undefined : 'stdout was closed before the evidence was complete',
  };
}

// Line by line: what was complete is on disk whatever happens next
function fileSink(journal: Journal): Sink {
  return {
    async write(record) {
      try {
        journal.write(record);
      } catch (error) {
        if (!(error instanceof UsageError) || journal.kept === 0) throw error;
        return `${error.message}: ${journal.remains()}; make room, and the same command with --resume goes on`;
      }
      return undefined;
    },
  };
}
