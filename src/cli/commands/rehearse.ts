import { toInstant } from '../../config/instant.ts';
import { UsageError } from '../../errors.ts';
import { plainText } from '../../report/plain-text.ts';
import { type RehearsalReport, rehearsalJson, rehearsalSchemaId } from '../../report/rehearsal/rehearsal-report.ts';
import { rehearsalTable } from '../../report/rehearsal/rehearsal-table.ts';
import type { Rehearsal } from '../../restart/rehearsal/rehearsal-verdict.ts';
import type { Command } from '../command.ts';
import { type ExitCode, exitCode } from '../exit-codes.ts';
import { observeNamed } from '../observe-named.ts';
import { rehearseHosts } from '../rehearse-hosts.ts';
import { fileWidth } from '../terminal.ts';
import { tool } from '../version.ts';

/** `snowline rehearse`: hosts try the handshake that their services would begin with, and prediction is compared with reality. */
export const command: Command = {
  name: 'rehearse',
  summary: 'have hosts try the TLS handshake of their services, and compare it with the prediction',
  argument: { name: 'hosts', description: 'names or ids of hosts', many: true },
  examples: [
    { line: 'snowline rehearse web-01 --config snowline.yaml', does: 'from that host, with the clients that are there' },
    { line: 'snowline rehearse web-01 db-01 --config snowline.yaml --format json', does: 'for machines' },
    { line: 'snowline scan --config snowline.yaml --rehearse 5', does: 'a scan, and five of its hosts as a sample' },
  ],
  epilog: `Each host connects to its credential store as its services would at their next start: their trust store, their user where snowline may become that.
It authenticates nowhere and reads no secret: a handshake alone, but for curl (one HEAD) and Java's keytool (one GET), of /snowline-rehearsal.
Only the service's own client counts; what other clients say is shown. Through SSM it needs a document of its own: snowline ssm-document --rehearsal.
Exit codes: 0 all that could be compared agree · 1 a prediction is wrong · 3 nothing could be compared.`,
  async run(flags, surroundings) {
    const names = [...new Set(flags.hosts)];
    if (names.length === 0 || names.includes('')) {
      throw new UsageError('rehearse needs the names or ids of hosts', { hint: 'snowline rehearse web-01 --config snowline.yaml' });
    }
    const { terminal, now, signal } = surroundings;
    const { evidence, settings, plan, timeoutMs } = await observeNamed(names, flags, surroundings);
    for (const name of names) {
      const alike = evidence.hosts.filter((host) => host.name === name && host.id !== name);
      if (alike.length > 1) terminal.say(`${alike.length} hosts are called ${plainText(name)}: each of them is asked`);
    }
    const predictedAt = toInstant(now());
    const ids = evidence.hosts.map(({ id }) => id);
    const rehearsal = await rehearseHosts({ evidence, ids, plan, timeoutMs }, surroundings);
    const report: RehearsalReport = { schema: rehearsalSchemaId, tool, now: predictedAt, complete: !signal.aborted, ...rehearsal };
    const options = flags.output === undefined ? { color: terminal.color, width: terminal.width } : { color: false, width: fileWidth };
    await terminal.report(settings.format === 'json' ? rehearsalJson(report) : rehearsalTable(report, options), flags.output);
    if (flags.output !== undefined && flags.output !== '-') terminal.say(`written to ${flags.output}`);
    if (signal.aborted) return signal.reason === 'SIGTERM' ? exitCode.terminated : exitCode.interrupted;
    const code = exitCodeOfRehearsal(rehearsal);
    if (code !== exitCode.complete) terminal.say(whyNot(rehearsal, code));
    return code;
  },
};

/** 1 for a prediction that is wrong, 3 where nothing could be compared, else 0. */
export function exitCodeOfRehearsal({ agree, disagree }: Pick<Rehearsal, 'agree' | 'disagree'>): ExitCode {
  if (disagree > 0) return exitCode.finding;
  return agree > 0 ? exitCode.complete : exitCode.incomplete;
}

function whyNot({ disagree, notComparable }: Rehearsal, code: ExitCode): string {
  if (code === exitCode.finding) return `exit 1: ${disagree} ${disagree === 1 ? 'prediction is' : 'predictions are'} not what the host did`;
  return `exit 3: nothing could be compared (${notComparable} ${notComparable === 1 ? 'workload' : 'workloads'} without a comparison)`;
}
