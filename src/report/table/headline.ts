import { dayMs } from '../../config/duration.ts';
import { unitsOf } from '../../risk/restart-units.ts';
import type { ServiceRisk } from '../../risk/service-risk.ts';
import type { AuditReport } from '../audit-report.ts';
import { byText } from '../by-text.ts';
import { gapHoles } from '../gap-words.ts';
import type { ServiceCauses } from './causes.ts';
import { isFullyJudged, percent } from './completeness.ts';
import type { Page } from './page.ts';
import { prose } from './prose.ts';
import { isSureOutage, lostServices } from './ranking.ts';
import { date, millisecondsBetween } from './when.ts';
import { count, number, someNames } from './words.ts';

/** The verdict in a sentence or two. It says that all is well only where everything was judged and nothing is lost. */
export function headline(page: Page, report: AuditReport, causes: ReadonlyMap<string, ServiceCauses>): readonly string[] {
  return sentences(page, report, causes).flatMap((sentence) => prose(page, sentence, { maxLines: 6 }));
}

function sentences(page: Page, report: AuditReport, causes: ReadonlyMap<string, ServiceCauses>): readonly string[] {
  const { summary } = report;
  const loss = lossSentence(page, report);
  const full = isFullyJudged(report);
  const when = momentOf(page, report);
  if (loss !== undefined) return full ? loss : [...loss, `there may be more: ${notJudged(report)}`];
  if (summary.hosts === 0 && report.hosts.length === 0) return ['no host was found, so nothing was judged: this is no all-clear'];
  if (!full) return [`nothing is known to be lost, but this is no all-clear: ${notJudged(report)}`];
  if (report.coverage.expected === 0) {
    return [`a restart ${when} loses no secrets: ${count(summary.hosts, 'host')} looked at, none of them uses a credential store`];
  }
  const proof = `${number(report.coverage.judged)} of ${count(report.coverage.expected, 'workload')} judged`;
  const ending = endangered(page, report, causes);
  if (ending !== undefined) return [`every service would survive a restart ${when} (${proof})`, ending];
  if (summary.services === 0) return [`all ${count(summary.hosts, 'host')} would survive a restart ${when} (${proof})`];
  return [
    `${summary.services === 1 ? 'the one service' : `all ${count(summary.services, 'service')}`} would survive a restart ${when} (${proof})`,
  ];
}

function lossSentence(page: Page, report: AuditReport): readonly string[] | undefined {
  const lost = lostServices(report);
  const outages = lost.filter(isSureOutage);
  const open = lost.filter((service) => service.risk === 'outage' && !isSureOutage(service));
  const degraded = lost.filter((service) => service.risk === 'degraded');
  const when = momentOf(page, report);
  const warning = 'do not restart, redeploy or roll back before the cause below is fixed';
  const maybe = open.length === 0 ? '' : `; ${number(open.length)} more may not: ${list(page, open)}`;
  const partly = degraded.length === 0 ? '' : `; ${number(degraded.length)} more would lose ${someOf(degraded)}`;
  if (outages.length > 0) {
    const these = `${number(outages.length)} of ${count(report.summary.services, 'service')}`;
    return [`${these} would not survive a restart ${when}: ${list(page, outages)}${maybe}${partly}`, warning];
  }
  if (open.length > 0) {
    const these = `${number(open.length)} of ${count(report.summary.services, 'service')}`;
    return [`${these} may not survive a restart ${when}: ${list(page, open)}${partly}`, warning];
  }
  if (degraded.length > 0) {
    const these = `${number(degraded.length)} of ${count(report.summary.services, 'service')}`;
    return [`${these} would lose ${someOf(degraded)} in a restart ${when}: ${list(page, degraded)}`, warning];
  }
  if (report.summary.willFail === 0) return undefined;
  return [
    `${number(report.summary.willFail)} of ${count(report.summary.hosts, 'host')} would lose their secrets in a restart ${when}`,
    warning,
  ];
}

/** `permissions (8 of 8 hosts lost), search (1 of 3 hosts lost, 2 not judged) and 3 more`. */
function list(page: Page, services: readonly ServiceRisk[]): string {
  const shown = services
    .slice(0, 3)
    .map((service) => `${someNames(page, [service.name], 32)} (${countLost(service)})`)
    .join(', ');
  return services.length > 3 ? `${shown} and ${number(services.length - 3)} more` : shown;
}

function countLost(service: ServiceRisk): string {
  const { noun, total, ready, willFail, unknown } = unitsOf(service);
  return [
    `${number(willFail)} of ${count(total, noun)} lost`,
    ...(noun !== 'host' && ready > 0 ? [`${number(ready)} ready`] : []),
    ...(unknown > 0 ? [`${number(unknown)} not judged`] : []),
  ].join(', ');
}

/** `some of its hosts`, or what these services are counted in. */
function someOf(services: readonly ServiceRisk[]): string {
  const nouns = [...new Set(services.map((service) => unitsOf(service).noun))].sort(byText).toReversed();
  return `some of ${services.length === 1 ? 'its' : 'their'} ${nouns.map((noun) => `${noun}s`).join(' or ')}`;
}

function notJudged(report: AuditReport): string {
  const { coverage } = report;
  const open = Math.max(0, coverage.expected - coverage.judged);
  const holes: string[] = [];
  if (open > 0)
    holes.push(`${number(open)} of ${count(coverage.expected, 'workload')} could not be judged (coverage ${percent(coverage.percent)})`);
  else if (report.summary.unknown > 0) holes.push(`${count(report.summary.unknown, 'host')} could not be judged`);
  holes.push(...gapHoles(coverage.gaps));
  if (!report.complete) holes.push('the audit is incomplete');
  return holes.length === 0 ? 'some verdicts are unknown' : holes.join('; ');
}

function endangered(page: Page, report: AuditReport, causes: ReadonlyMap<string, ServiceCauses>): string | undefined {
  const names = [...causes].filter(([, cause]) => cause.atRiskHosts > 0).map(([name]) => name);
  if (names.length === 0) {
    return report.summary.atRisk === 0
      ? undefined
      : `${count(report.summary.atRisk, 'host')} would stop surviving it within ${count(report.horizonDays, 'day')}`;
  }
  const dates = names.flatMap((name) => causes.get(name)?.safeUntil ?? []).sort((a, b) => millisecondsBetween(b, a) ?? byText(a, b));
  const from = dates[0] === undefined ? '' : `, the first from ${date(page, dates[0])}`;
  const verb = names.length === 1 ? 'stops' : 'stop';
  return `${count(names.length, 'service')} ${verb} surviving it within ${count(report.horizonDays, 'day')}${from}: ${someNames(page, names, 60)}`;
}

/** `now`, or the day that is judged where that is another than the day of the evidence. */
function momentOf(page: Page, report: AuditReport): string {
  const apart = Math.abs(millisecondsBetween(report.startedAt, report.now) ?? 0);
  return apart < dayMs ? 'now' : `on ${date(page, report.now)}`;
}
