import { createEvidenceJoiner } from '../../evidence-set.ts';
import { rotationTable } from '../../report/rotation-table.ts';
import { collectRecords } from '../collect-records.ts';
import type { Command } from '../command.ts';
import { exitCode } from '../exit-codes.ts';
import { judgeAndReport } from '../judge-and-report.ts';
import { readEvidenceFile } from '../read-evidence.ts';
import { readOwnRules } from '../rule-files.ts';
import { planScan } from '../scan-plan.ts';
import { judgingSettings, readConfig, readTimeout } from '../settings.ts';
import { assertSshFiles } from '../ssh-files.ts';
import { fileWidth } from '../terminal.ts';
import { exitCodeOfRotation } from '../verdict-of-run.ts';

/** `snowline rotation`: the audit of scan, told as who blocks the switch to the pending CA. */
export const command: Command = {
  name: 'rotation',
  summary: 'pre-rotation checklist: which consumers trust the old CA, the new one, both or neither',
  argument: { name: 'file', description: 'recorded evidence; without it, hosts are looked at as in a scan' },
  examples: [
    { line: 'snowline rotation --config snowline.yaml', does: 'who would fail once the store has switched' },
    { line: 'snowline rotation evidence.jsonl --format json', does: 'from recorded evidence' },
  ],
  async run(flags, surroundings) {
    const { terminal, workingDirectory } = surroundings;
    const config = readConfig(flags.config, workingDirectory, (text) => terminal.say(text));
    const settings = judgingSettings(flags, config);
    const joiner = createEvidenceJoiner(flags.file ?? 'this scan');
    if (flags.file === undefined) {
      const plan = await planScan(flags, config, workingDirectory);
      await assertSshFiles(plan, flags.config);
      const rules = readOwnRules(plan.ruleFolders);
      const timeoutMs = readTimeout(flags.timeout);
      for await (const record of collectRecords(plan, rules, timeoutMs, surroundings)) joiner.add(record);
    } else {
      for await (const record of readEvidenceFile(flags.file, surroundings.signal)) joiner.add(record);
    }
    const rules = flags.file === undefined ? [] : (flags.rules ?? []);
    return judgeAndReport(joiner.finish(), { ...flags, rules }, settings, surroundings, {
      table: (report) =>
        rotationTable(report, {
          color: terminal.color && flags.output === undefined,
          width: flags.output === undefined ? terminal.width : fileWidth,
        }),
      exitCode: exitCodeOfRotation,
      whyNot: (_report, _settings, code) =>
        code === exitCode.finding
          ? 'exit 1: workloads would fail after the switch'
          : 'exit 3: incomplete: not every consumer, or not every CA generation, is known',
    });
  },
};
