import { dayMs } from '../../config/duration.ts';
import { fromInstant } from '../../config/instant.ts';
import { UsageError } from '../../errors.ts';
import { createEvidenceJoiner } from '../../evidence-set.ts';
import type { Command } from '../command.ts';
import { judgeAndReport } from '../judge-and-report.ts';
import { readEvidenceFile } from '../read-evidence.ts';
import { judgingSettings } from '../settings.ts';

/** `snowline assess`: judges an evidence file under the settings in its header, which flags override. */
export const command: Command = {
  name: 'assess',
  summary: 'the second half of a scan: judge recorded evidence',
  argument: { name: 'file', description: 'evidence made by snowline collect; - reads stdin' },
  examples: [
    { line: 'snowline assess evidence.jsonl', does: 'the very report that the scan would have given' },
    { line: 'snowline assess evidence.jsonl --now 2027-01-31', does: 'the same fleet on another day' },
  ],
  async run(flags, surroundings) {
    if (flags.file === undefined || flags.file === '')
      throw new UsageError('assess needs an evidence file', { hint: 'snowline assess evidence.jsonl' });
    const settings = judgingSettings(flags, undefined);
    const joiner = createEvidenceJoiner(flags.file === '-' ? 'stdin' : flags.file);
    for await (const record of readEvidenceFile(flags.file, surroundings.signal)) joiner.add(record);
    const evidence = joiner.finish();
    const madeAt = fromInstant(evidence.header.now);
    if (settings.now === undefined && madeAt !== undefined && surroundings.now() - madeAt > dayMs) {
      surroundings.terminal.say(`judged as of ${evidence.header.now}, when the evidence was made; --now judges it for another moment`);
    }
    return judgeAndReport(evidence, flags, settings, surroundings);
  },
};
