import { UsageError } from '../../errors.ts';
import { hostEvidenceSchema } from '../../evidence/host-evidence.ts';
import { probeTransport } from '../../evidence/probe/collect-with-probe.ts';
import { probeScript } from '../../evidence/probe/script.ts';
import { probeHere } from '../../evidence/transports/probe-here.ts';
import { thisMachine } from '../../inventory/localhost.ts';
import { hostEvidenceTable } from '../../report/host-evidence-table.ts';
import { indented } from '../../report/json.ts';
import type { Command } from '../command.ts';
import { exitCode } from '../exit-codes.ts';
import { readTimeout } from '../settings.ts';

/** `snowline probe`: the very script that other hosts are sent, run here through the same reader; it judges nothing. */
export const command: Command = {
  name: 'probe',
  summary: 'show what the probe sees of this host; with --script, print the probe for reading',
  examples: [
    { line: 'snowline probe --script | less', does: 'read what would run on a host before you allow it' },
    { line: 'snowline probe', does: 'this host as an audit sees it' },
    { line: 'snowline probe --script | ssh web-1 sh -s -- facts 0123456789abcdef', does: 'what would leave web-1, raw' },
  ],
  epilog: 'Exit codes: 0 the host was seen (what could not be looked at is named), 3 it was not.',
  async run(flags, { now, signal, terminal }) {
    if (flags.script === true) {
      if (flags.format === 'json') throw new UsageError('--script prints a script: --format json does not go with it');
      await terminal.report(probeScript(), flags.output);
      return exitCode.complete;
    }
    const timeoutMs = readTimeout(flags.timeout);
    const here = probeTransport(probeHere({ script: probeScript, environment: process.env }));
    const progress = (text: string): void => terminal.progress(text);
    const collected = await here.collect(thisMachine(), { now, signal, timeoutMs, progress, knownBlobs: new Set() });
    if (collected.kind === 'missing') {
      terminal.say(`this host could not be looked at: ${collected.reason}`);
      return exitCode.incomplete;
    }
    const { color, width } = terminal;
    const text =
      flags.format === 'json'
        ? `${indented(hostEvidenceSchema.parse(collected.evidence))}\n`
        : hostEvidenceTable(collected.evidence, { color: color && flags.output === undefined, width });
    await terminal.report(text, flags.output);
    return exitCode.complete;
  },
};
