import { createEvidenceJoiner } from '../../evidence-set.ts';
import type { Command } from '../command.ts';
import { judgeAndReport } from '../judge-and-report.ts';
import { packageFiles } from '../package-files.ts';
import { readEvidenceFile } from '../read-evidence.ts';
import { judgingSettings } from '../settings.ts';

/** `snowline demo`: `assess` on the evidence in the package, so it opens no connection and its report never changes. */
export const command: Command = {
  name: 'demo',
  summary: 'audit the bundled incident fleet: no account, no network, no configuration',
  examples: [
    { line: 'snowline demo', does: 'the incident as it stood one week before it happened' },
    { line: 'snowline demo --now 2026-11-01', does: "the same fleet when the store's certificate is about to end" },
    { line: 'snowline demo --format json', does: 'the same for machines' },
  ],
  async run(flags, surroundings) {
    const joiner = createEvidenceJoiner('the bundled evidence');
    for await (const record of readEvidenceFile(packageFiles.incident, surroundings.signal)) joiner.add(record);
    return judgeAndReport(joiner.finish(), flags, judgingSettings(flags, undefined), surroundings);
  },
};
