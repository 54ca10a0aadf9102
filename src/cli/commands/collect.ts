import { writeRecord } from '../../evidence-file.ts';
import { collectRecords } from '../collect-records.ts';
import type { Command } from '../command.ts';
import { exitCode } from '../exit-codes.ts';
import { openPrivateFile } from '../private-file.ts';
import { readOwnRules } from '../rule-files.ts';
import { planScan } from '../scan-plan.ts';
import { readConfig, readDuration } from '../settings.ts';
import { writeOut } from '../write-out.ts';

/** `snowline collect`: the evidence goes to stdout or to `--output` (mode 0600), one JSON record a line, as it is observed. */
export const command: Command = {
  name: 'collect',
  summary: 'the first half of a scan: write what is observed as evidence (JSONL), judge nothing',
  examples: [
    { line: 'snowline collect --store https://vault.example.com:8200 > evidence.jsonl', does: 'on the host' },
    { line: 'snowline assess evidence.jsonl', does: 'on the laptop, or in CI' },
  ],
  async run(flags, surroundings) {
    const { signal, terminal, workingDirectory } = surroundings;
    const config = readConfig(flags.config, workingDirectory, (text) => terminal.say(text));
    const timeoutMs = readDuration('--timeout', flags.timeout ?? '60s');
    const plan = await planScan(flags, config, workingDirectory);
    const rules = readOwnRules(plan.ruleFolders);
    const sink = openSink(flags.output);
    try {
      for await (const record of collectRecords(plan, rules, timeoutMs, surroundings)) {
        if (await sink.write(`${writeRecord(record)}\n`)) continue;
        terminal.say('stdout was closed before the evidence was complete');
        return exitCode.incomplete;
      }
    } finally {
      sink.close();
    }
    if (flags.output !== undefined && flags.output !== '-') terminal.say(`written to ${flags.output}`);
    if (signal.aborted) return signal.reason === 'SIGTERM' ? exitCode.terminated : exitCode.interrupted;
    return exitCode.complete;
  },
};

interface Sink {
  /** False where nobody reads any more. */
  write(text: string): Promise<boolean>;
  close(): void;
}

// Line by line: what was complete is on disk whatever happens next
function openSink(file: string | undefined): Sink {
  if (file === undefined || file === '-') return { write: writeOut, close: () => undefined };
  const opened = openPrivateFile(file);
  return {
    async write(text) {
      opened.write(text);
      return true;
    },
    close: () => opened.close(),
  };
}
