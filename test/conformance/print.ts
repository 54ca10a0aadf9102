import path from 'node:path';
import type { Comparison, Run } from './compare.ts';
import type { CaseVerdict } from './judge-case.ts';
import { certificateFrom } from './judge-case.ts';
import { isClean, type Tally } from './tally.ts';

/** One line: the figures of a run. */
export function summaryLine(tally: Tally): string {
  const share = tally.cases === 0 ? 0 : Math.floor((tally.agree / tally.cases) * 10_000) / 100;
  const rest = [
    `${tally.falseAccepts} false accepts`,
    `${tally.falseRejects} false rejects`,
    `${tally.unknown} unknown`,
    `${tally.crashes} crashes`,
    `reasons ${(tally.reasonAgree * 100).toFixed(1)} % of ${tally.reasonsCompared}`,
    `slowest ${tally.slowestMs} ms`,
  ];
  return `${tally.client.padEnd(14)} ${isClean(tally) ? 'ok  ' : 'FAIL'} ${tally.agree} of ${tally.cases} agree (${share} %), ${rest.join(', ')}`;
}

/** What stands behind the figures: what was left out, and the first `limit` disagreements with our verdict and the client's words. */
export function* detailLines(run: Run, tally: Tally, limit: number): Generator<string> {
  const { leftOut } = run;
  if (run.profile === undefined) yield `  no finished profile speaks for ${run.client.name}: every case is unknown`;
  else yield `  profile ${run.profile.name}`;
  const counts = [
    `${leftOut.notCounting} do not count`,
    `${leftOut.skipped} SKIP`,
    `${leftOut.answersWithoutCase} answers without a case`,
    `${leftOut.casesWithoutAnswer} cases without an answer`,
  ];
  yield `  left out: ${counts.join(', ')}`;
  yield `  agree: ${byFile(run).join(', ')}`;
  const several = run.comparisons.filter((one) => one.reason === 'several').length;
  if (several > 0) yield `  ${several} of the ${tally.reasonsCompared} reasons stand beside words that can mean several`;
  if (run.profile === undefined) return;
  const order = ['crash', 'false-accept', 'false-reject', 'unknown'];
  const differing = run.comparisons.filter((one) => one.outcome !== 'agree');
  const sorted = differing.toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome));
  for (const one of sorted.slice(0, limit)) yield `  ${one.outcome.padEnd(12)} ${one.case.id}\n${sides(one)}`;
  if (sorted.length > limit) yield `  … and ${sorted.length - limit} more (--limit)`;
  const reasons = run.comparisons.filter((one) => one.reason === 'other');
  for (const one of reasons.slice(0, limit)) yield `  other reason ${one.case.id}\n${sides(one)}`;
  if (reasons.length > limit) yield `  … and ${reasons.length - limit} more`;
  if (tally.excused.length > 0) yield `  excused: ${tally.excused.join(', ')}`;
  for (const id of tally.stale) yield `  stale exception: ${id} no longer disagrees in a way that can be excused`;
}

/** A case in full: what the client had and was served, our verdict with its path, its answer. */
export function* caseLines(one: Comparison): Generator<string> {
  yield `${one.case.id}: ${one.outcome}${one.reason === undefined ? '' : `, reason ${one.reason}`} (${one.tookMs.toFixed(1)} ms)`;
  const { peer } = one.case;
  yield `  at ${one.case.time} for ${peer === undefined ? 'no name' : `${peer.kind} ${peer.value}`}`;
  for (const [index, der] of [one.case.leaf, ...one.case.intermediates].entries()) yield `  served ${index}: ${described(der)}`;
  for (const [index, der] of one.case.roots.entries()) yield `  root ${index}:   ${described(der)}`;
  yield sides(one);
  if (one.verdict.kind === 'rejected') {
    for (const { path } of [one.verdict.failure, ...one.verdict.others]) {
      yield `    path: ${path.map((certificate) => `${certificate.subject.text} ${certificate.sha256.slice(0, 8)}`).join(' ← ')}`;
    }
  }
}

function byFile({ comparisons }: Run): readonly string[] {
  return [...Map.groupBy(comparisons, (one) => path.basename(one.case.file, '.jsonl'))].map(([file, of]) => {
    const agree = of.filter((one) => one.outcome === 'agree').length;
    return `${file} ${agree} of ${of.length} (${Math.floor((agree / of.length) * 1000) / 10} %)`;
  });
}

function sides({ verdict, answer }: Comparison): string {
  return `    ours:   ${inWords(verdict)}\n    client: ${answer.outcome}${answer.error === undefined ? '' : ` ${answer.error}`}`;
}

function inWords(verdict: CaseVerdict): string {
  switch (verdict.kind) {
    case 'accepted':
      return `accepted by ${verdict.path.certificates.map((one) => `${one.subject.text} ${one.sha256.slice(0, 8)}`).join(' ← ')}`;
    case 'rejected': {
      const others = verdict.others.map((failure) => failure.reason);
      const also = others.length === 0 ? '' : ` (also ${[...new Set(others)].join(', ')})`;
      return `rejected: ${verdict.failure.reason}: ${verdict.failure.detail}${also}`;
    }
    case 'handshake':
    case 'unsupported':
    case 'unreadable':
      return `${verdict.kind}: ${verdict.reason}`;
    case 'no-profile':
      return 'no profile';
    case 'crash':
      return `CRASH ${verdict.error.stack ?? verdict.error.message}`;
  }
}

function described(der: string): string {
  try {
    const { subject, issuer, notBefore, notAfter, sha256 } = certificateFrom(der);
    return `${sha256.slice(0, 8)} ${subject.text} ← ${issuer.text} (${iso(notBefore)} … ${iso(notAfter)})`;
  } catch (error) {
    return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function iso(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString().slice(0, 19) : String(ms);
}
