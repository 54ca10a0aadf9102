import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { command as assess } from '../src/cli/commands/assess.ts';
import { command as demo } from '../src/cli/commands/demo.ts';
import { command as rotation } from '../src/cli/commands/rotation.ts';
import type { Flags } from '../src/cli/options.ts';
import { packageFiles } from '../src/cli/package-files.ts';
import type { EvidenceRecord } from '../src/evidence-file.ts';
import { renderTerminalSvg } from './terminal-picture.ts';

/**
 * The reports under reports/examples, by file name, as the commands print them. The JSON of the whole demo fleet is half a
 * megabyte, which nobody would review: the golden JSON is `assess` on a slice of the same evidence, so that it shows every kind of
 * host and still is the report that a command gives.
 */
export async function renderGoldens(): Promise<Readonly<Record<string, string>>> {
  return {
    'demo.txt': await printedBy(demo, {}, false),
    'demo.svg': renderTerminalSvg(firstScreen(await printedBy(demo, {}, true))),
    'demo-slice.json': await jsonOfSlice(),
    'rotation.txt': await printedBy(rotation, { file: packageFiles.incident }, false),
  };
}

/** What a command writes to stdout on a terminal of 80 columns. */
async function printedBy(command: typeof demo, flags: Flags, color: boolean): Promise<string> {
  let printed = '';
  const terminal = {
    async report(text: string) {
      printed += text;
    },
    progress: () => undefined,
    say: () => undefined,
    live: false,
    color,
    width: 80,
  };
  const { signal } = new AbortController();
  await command.run(flags, { terminal, now: Date.now, signal, workingDirectory: process.cwd() });
  return printed;
}

/** Headline and outage: the part of the report that the reader sees first, down to the second empty line. */
function firstScreen(report: string): string {
  return `$ snowline demo\n${report.split('\n\n').slice(0, 2).join('\n\n')}\n`;
}

async function jsonOfSlice(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'snowline-golden-'));
  try {
    const file = path.join(folder, 'slice.jsonl');
    writeFileSync(file, sliceOf(readFileSync(packageFiles.incident, 'utf8')));
    return await printedBy(assess, { file, format: 'json' }, false);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const hostsOfEach = 2;

/** The evidence with the first hosts of each service, and of each reason for which a host was not seen. */
function sliceOf(evidence: string): string {
  const records = evidence
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as EvidenceRecord);
  const missing = new Map(
    records.flatMap((record) => (record.type === 'host' && record.state === 'missing' ? [[record.id, record.reason]] : [])),
  );
  const taken = new Map<string, number>();
  const kept = new Set<string>();
  for (const record of records) {
    if (record.type !== 'inventory') continue;
    const group = JSON.stringify([record.host.services, missing.get(record.host.id)]);
    const count = (taken.get(group) ?? 0) + 1;
    taken.set(group, count);
    if (count <= hostsOfEach) kept.add(record.host.id);
  }
  const slice = records.filter((record) => {
    if (record.type === 'inventory') return kept.has(record.host.id);
    return record.type !== 'host' || kept.has(record.state === 'seen' ? record.evidence.id : record.id);
  });
  return slice.map((record) => JSON.stringify(record.type === 'end' ? { ...record, records: slice.length - 1 } : record)).join('\n');
}
