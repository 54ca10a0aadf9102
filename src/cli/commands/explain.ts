import { nearestName } from '../../config/nearest.ts';
import { UsageError } from '../../errors.ts';
import { createEvidenceJoiner, type EvidenceSet } from '../../evidence-set.ts';
import { type ReasonCode, reasonCodes } from '../../reason-codes.ts';
import type { AuditReport, HostReport } from '../../report/audit-report.ts';
import { codeAsJson, explainCode } from '../../report/explain/explain-code.ts';
import { explainHost } from '../../report/explain/explain-host.ts';
import { plainText } from '../../report/plain-text.ts';
import { checks } from '../../restart/checks.ts';
import type { Command, Surroundings } from '../command.ts';
import { exitCode } from '../exit-codes.ts';
import { judgeAndReport } from '../judge-and-report.ts';
import { observeNamed } from '../observe-named.ts';
import type { Flags } from '../options.ts';
import { packageFiles } from '../package-files.ts';
import { readEvidenceFile } from '../read-evidence.ts';
import { judgingSettings } from '../settings.ts';
import { fileWidth } from '../terminal.ts';

/** `snowline explain`: what one host's verdict rests on, or what a reason code means. It judges as `scan` or `assess` does and ends with 0 whatever the verdict is. */
export const command: Command = {
  name: 'explain',
  summary: 'the proof behind a host: path or missing link, time line, what the log will say, what to do',
  argument: { name: 'what', description: 'name or id of a host, or a reason code' },
  examples: [
    { line: 'snowline explain permissions-01 --demo', does: 'why a host of the incident would be lost' },
    { line: 'snowline explain permissions-01 --config snowline.yaml', does: 'that one host, looked at now' },
    { line: 'snowline explain i-0123456789abcdef0 --evidence evidence.jsonl', does: 'from recorded evidence' },
    { line: 'snowline explain CURRENT_CA_MISSING', does: 'what a reason code means' },
  ],
  async run(flags, surroundings) {
    const { what } = flags;
    if (what === undefined || what === '') {
      throw new UsageError('explain needs a host or a reason code', { hint: 'snowline explain permissions-01 --demo' });
    }
    if (isCode(what)) return printCode(what, flags, surroundings);
    refuseMisspelt(what);
    refuseMixed(flags);
    const recorded = flags.evidence !== undefined || flags.demo === true;
    const { evidence, settings } = recorded
      ? { evidence: await recordedEvidence(flags, surroundings), settings: judgingSettings(flags, undefined) }
      : await observeNamed([what], flags, surroundings);
    // What was observed brings its rules along
    const judging = recorded ? flags : { ...flags, rules: [] };
    return judgeAndReport(evidence, judging, settings, surroundings, {
      table: (report) =>
        hostsNamed(what, report)
          .map((host) => explainHost(host, report, optionsOf(flags, surroundings)))
          .join('\n'),
      json: (report) => ({ ...report, hosts: hostsNamed(what, report) }),
      exitCode: () => exitCode.complete,
      whyNot: () => '',
    });
  },
};

// No host is called so, and without a configuration the answer would be that there is no store to check against
function refuseMisspelt(what: string): void {
  if (!/^[a-z]+(?:_[a-z]+)+$/i.test(what)) return;
  const nearest = nearestName(what, Object.keys(reasonCodes));
  if (nearest === undefined) return;
  throw new UsageError(`${what} is no reason code; did you mean ${nearest}?`, { hint: `snowline explain ${nearest}` });
}

function refuseMixed({ evidence, demo, config, store }: Flags): void {
  const hint = 'give --evidence FILE, or --demo, or neither to look at the host as it is now';
  if (evidence !== undefined && demo === true) throw new UsageError('explain takes either --evidence FILE or --demo', { hint });
  if (evidence === undefined && demo !== true) return;
  const given = [...(config === undefined ? [] : ['--config']), ...(store === undefined ? [] : ['--store'])];
  if (given.length === 0) return;
  throw new UsageError(`${evidence === undefined ? '--demo' : '--evidence'} is judged as it was recorded, without ${given.join(' and ')}`, {
    hint,
  });
}

async function recordedEvidence(flags: Flags, { signal }: Surroundings): Promise<EvidenceSet> {
  const source = flags.evidence ?? packageFiles.incident;
  const joiner = createEvidenceJoiner(flags.evidence === undefined ? 'the bundled evidence' : source === '-' ? 'stdin' : source);
  for await (const record of readEvidenceFile(source, signal)) joiner.add(record);
  return joiner.finish();
}

function isCode(what: string): what is ReasonCode {
  return Object.hasOwn(reasonCodes, what);
}

async function printCode(code: ReasonCode, flags: Flags, surroundings: Surroundings) {
  const given = checks.filter(({ codes }) => codes.includes(code)).map(({ name }) => name);
  const text = flags.format === 'json' ? codeAsJson(code, given) : explainCode(code, given, optionsOf(flags, surroundings));
  await surroundings.terminal.report(text, flags.output);
  return exitCode.complete;
}

function optionsOf({ output }: Flags, { terminal }: Surroundings) {
  return output === undefined ? { color: terminal.color, width: terminal.width } : { color: false, width: fileWidth };
}

function hostsNamed(what: string, { hosts }: AuditReport): readonly HostReport[] {
  const found = hosts.filter(({ id, name }) => id === what || name === what);
  if (found.length > 0) return found;
  const names = [...hosts.map(({ name }) => name), ...Object.keys(reasonCodes)];
  const nearest = nearestName(what, names);
  throw new UsageError(
    `no host of the evidence is called ${plainText(what)}${nearest === undefined ? '' : `; did you mean ${plainText(nearest)}?`}`,
    {
      hint:
        hosts.length === 0 ? 'the evidence holds no host' : `it holds ${hosts.length} hosts, ${plainText(hosts[0]?.name ?? '')} among them`,
    },
  );
}
