import { type AuditSettings, audit } from '../audit.ts';
import { fromInstant } from '../config/instant.ts';
import { ParseError } from '../errors.ts';
import type { EvidenceSet } from '../evidence-set.ts';
import type { AuditReport } from '../report/audit-report.ts';
import { jsonReport } from '../report/json.ts';
import { plainText } from '../report/plain-text.ts';
import { tableReport } from '../report/table.ts';
import { remarksOnTime } from '../restart/freshness.ts';
import { type PackFile, parsePack } from '../rules/load-pack.ts';
import type { Surroundings } from './command.ts';
import { type ExitCode, exitCode } from './exit-codes.ts';
import type { Flags } from './options.ts';
import { readRuleFiles, shippedRuleFiles } from './rule-files.ts';
import type { JudgingSettings } from './settings.ts';
import { fileWidth } from './terminal.ts';
import { exitCodeOf } from './verdict-of-run.ts';
import { tool } from './version.ts';

/** How a report is told and what counts as a failure: commands differ in it (`rotation` asks another question than `scan`). */
export interface Telling {
  readonly table: (report: AuditReport, terminal: Surroundings['terminal']) => string;
  /** What comes to the report after it was judged: the audit itself asks nobody. */
  readonly attach?: (report: AuditReport) => Promise<AuditReport>;
  /** What JSON holds of the report; all of it without this. */
  readonly json?: (report: AuditReport) => AuditReport;
  readonly exitCode: (report: AuditReport, settings: JudgingSettings) => ExitCode;
  /** Why the run did not end with 0, for stderr. */
  readonly whyNot: (report: AuditReport, settings: JudgingSettings, code: ExitCode) => string;
}

/** The second half of a scan: judges the evidence, writes the report and tells the exit code. */
export async function judgeAndReport(
  evidence: EvidenceSet,
  flags: Flags,
  settings: JudgingSettings,
  surroundings: Surroundings,
  telling: Telling = auditTelling(flags),
): Promise<ExitCode> {
  const { terminal, signal } = surroundings;
  const own = [...embeddedRules(evidence), ...(flags.rules ?? []).flatMap((folder) => readRuleFiles(folder, folder))];
  const distinct = [...new Map(own.map((file) => [file.path, file])).values()];
  const rules = parsePack([...shippedRuleFiles(), ...distinct]);
  const judging: AuditSettings = {
    now: settings.now ?? fromInstant(evidence.header.now) ?? surroundings.now(),
    horizonDays: settings.horizonDays ?? evidence.header.horizonDays,
    tool,
  };
  const judged = audit(evidence, rules, judging);
  const report = telling.attach === undefined ? judged : await telling.attach(judged);
  for (const remark of remarksOnTime(evidence.header, judging.now)) terminal.say(`warning: ${remark}`);
  await terminal.report(
    settings.format === 'json' ? jsonReport(telling.json?.(report) ?? report) : telling.table(report, terminal),
    flags.output,
  );
  if (flags.output !== undefined && flags.output !== '-') terminal.say(`written to ${flags.output}`);
  if (signal.aborted) return signal.reason === 'SIGTERM' ? exitCode.terminated : exitCode.interrupted;
  const code = telling.exitCode(report, settings);
  if (code !== exitCode.complete) terminal.say(telling.whyNot(report, settings, code));
  return code;
}

/** How `scan` and `assess` tell a report. */
export function auditTelling(flags: Flags): Telling {
  return {
    table: (report, terminal) =>
      tableReport(report, {
        color: terminal.color && flags.output === undefined,
        width: flags.output === undefined ? terminal.width : fileWidth,
      }),
    exitCode: exitCodeOf,
    whyNot,
  };
}

// Rules of one's own travel in the evidence, so that assess judges as scan did
function embeddedRules(evidence: EvidenceSet): readonly PackFile[] {
  return evidence.header.settings.rules.map(({ path, shownAs: recorded, sha256 }) => {
    // Messages quote it, and it comes from whoever made the evidence
    const shownAs = plainText(recorded);
    const bytes = evidence.blobs.read(sha256);
    if (bytes === undefined) {
      throw new ParseError(`the evidence names the rule ${shownAs} and does not hold it`, { format: 'evidence', byteOffset: 0 });
    }
    return { path, shownAs, text: Buffer.from(bytes).toString('utf8') };
  });
}

function whyNot(report: AuditReport, settings: JudgingSettings, code: ExitCode): string {
  if (code === exitCode.finding) return `exit 1: findings at or above --fail-on ${settings.failOn}`;
  const { percent, expected, judged, gaps } = report.coverage;
  const missing =
    gaps.length === 0 ? '' : `, ${gaps.length} ${gaps.length === 1 ? 'gap' : 'gaps'}: ${gaps[0]?.scope ?? ''}: ${gaps[0]?.reason ?? ''}`;
  return `exit 3: incomplete: ${judged} of ${expected} workloads judged (${percent} %, --min-coverage ${settings.minCoverage})${missing}`;
}
