import { dayMs } from './config/duration.ts';
import { toInstant } from './config/instant.ts';
import { classify } from './drift/classify.ts';
import type { HostEvidence } from './evidence/host-evidence.ts';
import type { EvidenceSet } from './evidence-set.ts';
import type { Host } from './inventory/host.ts';
import { type AuditReport, auditSchemaId, type HostReport } from './report/audit-report.ts';
import { coverageOf } from './report/coverage.ts';
import { summarise } from './report/summary.ts';
import type { Moment, Subject } from './restart/check.ts';
import { withWrongStore } from './restart/checks/wrong-store.ts';
import { clientCredentialOf } from './restart/client-credential.ts';
import { asRunningOf, effectiveStoreOf } from './restart/effective-store-of.ts';
import { remarksOnTime, whileFresh } from './restart/freshness.ts';
import { judgeByItsClock } from './restart/judge-by-its-clock.ts';
import { judgeHost } from './restart/judge-host.ts';
import { withMemoryAge } from './restart/memory-only.ts';
import type { WorkloadVerdict } from './restart/restart-verdict.ts';
import { viewStore } from './restart/store-view.ts';
import { workloadsOf } from './restart/workloads.ts';
import { absentServices, unreadGenerations } from './risk/absent-services.ts';
import { assessServices } from './risk/assess-services.ts';
import { createCertificateUses, findExpiring } from './risk/certificate-uses.ts';
import { createCommonExpiries } from './risk/common-expiry.ts';
import { findingsOfGaps, findingsOfHost } from './risk/host-findings.ts';
import { noteHostCertificates, noteStoreCertificates } from './risk/note-certificates.ts';
import { findingsOfService } from './risk/service-findings.ts';
import { findingsOfStore } from './risk/store-findings.ts';
import { createServiceTallies } from './risk/tally.ts';
import { createRotationTally } from './rotation/plan-rotation.ts';
import { factsOf, serviceFactsOf } from './rules/facts.ts';
import { findOnHost, findOnService } from './rules/find.ts';
import type { Rule } from './rules/rule.ts';

/** When the fleet is judged, how far ahead, and by which build of the tool. */
export interface AuditSettings {
  /** Epoch ms. */
  readonly now: number;
  readonly horizonDays: number;
  readonly tool: AuditReport['tool'];
  /** Is shown what every workload is judged by, with the moment by its host's clock, and the verdict: a rehearsal asks the host the same. */
  readonly watch?: (subject: Subject, moment: Moment, verdict: WorkloadVerdict) => void;
}

/**
 * The whole pipeline on one page: evidence in, report out. A pure function: the same evidence, rules and settings give the same report.
 *
 *   evidence → trust → restart → drift → risk → rotation → report
 */
export function audit(evidence: EvidenceSet, rules: readonly Rule[], settings: AuditSettings): AuditReport {
  const { now, horizonDays } = settings;
  const { ownerTag, defaultStores, certificateExpiry } = evidence.header.settings;
  const stores = new Map(evidence.stores.map((state) => [state.name, viewStore(state, evidence.certificateOf)]));
  const services = new Map(evidence.services.map((service) => [service.name, service]));
  const consumption = {
    services,
    defaultStores,
    stores: new Map(evidence.stores.map((state) => [state.name, state])),
    declarationsLost: evidence.declarationsLost,
  };
  const tallies = createServiceTallies();
  const uses = createCertificateUses();
  const commonExpiries = createCommonExpiries(now + horizonDays * dayMs);
  const rotations = new Map([...stores].map(([name, store]) => [name, createRotationTally(store)]));
  for (const store of stores.values()) noteStoreCertificates(uses, store);

  const auditHost = (host: Host): { readonly report: HostReport; readonly findings: AuditReport['findings'] } => {
    const seen = whileFresh(host, evidence.factsOf(host), evidence.header);
    const observed = seen.kind === 'seen' ? seen.evidence : undefined;
    const missing = seen.kind === 'missing' ? seen : undefined;
    const judged = workloadsOf(host, observed, missing?.reason, consumption).map((found) => {
      const workload = missing === undefined ? found : { ...found, code: missing.code };
      const effective = effectiveStoreOf(workload, observed, services.get(workload.service), evidence.blobs); // trust
      const asRunning = asRunningOf(workload, observed, services.get(workload.service), evidence.blobs);
      const store = workload.store === undefined ? undefined : stores.get(workload.store);
      const secrets = { access: evidence.accessOf(host), fetches: evidence.fetchesOf(host) };
      const credential = clientCredentialOf(workload, observed, services.get(workload.service), effective, evidence.blobs);
      const subject = {
        workload,
        store,
        effective,
        asRunning,
        credential,
        host,
        observed,
        declared: services.get(workload.service),
        ...secrets,
      };
      const judgedAlone = judgeByItsClock(subject, { now, horizonMs: horizonDays * dayMs }, clockSkewOf(observed)); // restart
      const verdict = withMemoryAge(withWrongStore(judgedAlone, store, observed, evidence.blobs, workload.evidence), subject);
      settings.watch?.(subject, { now: now + secondsOf(clockSkewOf(observed)) * 1000, horizonMs: horizonDays * dayMs }, verdict);
      return { effective, credential, verdict };
    });
    const verdicts = judged.map(({ verdict }) => verdict);
    const restart = judgeHost(verdicts);
    const facts = factsOf({ host, evidence: observed, services: evidence.services, restart, now });
    const classification = classify(rules, facts); // drift
    const { findings, unjudged } = findOnHost(rules, host.id, facts);
    tallies.add(host, verdicts, ownerTag); // risk
    commonExpiries.add(verdicts);
    noteHostCertificates(uses, judged, stores);
    for (const verdict of verdicts) rotations.get(verdict.store ?? '')?.add(host, verdict); // rotation
    const report: HostReport = {
      id: host.id,
      name: host.name,
      services: [...new Set(verdicts.map((verdict) => verdict.service))],
      ...(host.account === undefined ? {} : { account: host.account }),
      ...(host.region === undefined ? {} : { region: host.region }),
      ...classification,
      restart,
      evidence: {
        collector: observed?.collector ?? 'none',
        ...(observed === undefined ? {} : { observedAt: observed.observedAt }),
        missing: [
          ...(host.missing ?? []),
          ...(observed?.missing ?? []),
          ...(seen.kind === 'missing' ? [{ fact: 'evidence', reason: seen.reason }] : []),
          ...unjudged.map((rule) => ({ fact: rule.missing.join(', '), reason: `rule ${rule.ruleId}: ${rule.reason}` })),
        ],
      },
    };
    return { report, findings: [...findings, ...findingsOfHost(host, classification)] };
  };

  const hosts = evidence.hosts.map(auditHost);
  const reports = hosts.map(({ report }) => report);
  const risks = assessServices(tallies.all.values(), evidence.services);
  const coverage = coverageOf(reports, [
    ...evidence.gaps,
    ...absentServices(evidence.services, defaultStores, new Set(tallies.all.keys())),
    ...unreadGenerations(evidence.stores),
  ]);
  return {
    schema: auditSchemaId,
    tool: settings.tool,
    startedAt: evidence.header.startedAt,
    now: toInstant(now),
    horizonDays,
    complete: evidence.complete,
    remarks: [...evidence.remarks, ...remarksOnTime(evidence.header, now)],
    summary: summarise(reports, risks),
    coverage,
    stores: evidence.stores,
    certificates: [...uses.all.values()].map(({ certificate, role, onPath, hosts: count }) => ({
      sha256: certificate.sha256,
      subject: certificate.subject.text,
      role,
      notBefore: toInstant(certificate.notBefore),
      notAfter: toInstant(certificate.notAfter),
      onPath,
      hosts: count,
    })),
    hosts: reports,
    services: risks,
    rotation: [...rotations.values()].map((tally) => tally.plan()),
    findings: [
      ...[...stores.values()].flatMap(findingsOfStore),
      ...risks.flatMap((risk) => {
        const tally = tallies.all.get(risk.name);
        return tally === undefined ? [] : findingsOfService(risk, tally);
      }),
      ...commonExpiries.findings(),
      ...evidence.services.flatMap((service) => findOnService(rules, service.name, serviceFactsOf(service, now)).findings),
      ...hosts.flatMap(({ findings }) => findings),
      ...findingsOfGaps(coverage.gaps),
      ...findExpiring(uses.all.values(), now, certificateExpiry),
    ],
  };
}

// Recordings without a word about the clock were made by collectors that ran on the host itself: theirs is the clock of the evidence
function clockSkewOf(observed: HostEvidence | undefined): number | 'not-known' {
  if (observed?.clockSkewSeconds !== undefined) return observed.clockSkewSeconds;
  return observed?.missing.some(({ fact }) => fact === 'clock') === true ? 'not-known' : 0;
}

function secondsOf(skew: number | 'not-known'): number {
  return skew === 'not-known' ? 0 : skew;
}
