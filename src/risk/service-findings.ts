import { reasonCodes } from '../reason-codes.ts';
import type { Finding } from '../rules/finding.ts';
import { fingerprint } from '../rules/fingerprint.ts';
import type { ServiceRisk } from './service-risk.ts';
import type { Cause, ServiceTally } from './tally.ts';

/** Findings about a service: the causes that its hosts share, one each and not one a host, and what makes a loss worse. */
export function findingsOfService(risk: ServiceRisk, tally: ServiceTally): readonly Finding[] {
  const found = [...tally.causes.values()].map((cause) => ofCause(risk, cause));
  if (risk.risk === 'outage') {
    found.push(make(risk, 'NO_SURVIVOR', `no host of ${risk.name} would survive if all ${risk.hosts} restarted at once${fallen(risk)}`));
  }
  if (risk.willFail > 0) {
    found.push(make(risk, 'NO_ROLLBACK', risk.rollback ?? reasonCodes.NO_ROLLBACK.meaning));
    if (risk.deploy?.strategy === 'all-at-once')
      found.push(make(risk, 'ALL_AT_ONCE_DEPLOY', risk.canary ?? reasonCodes.ALL_AT_ONCE_DEPLOY.meaning));
  }
  return found;
}

function ofCause(risk: ServiceRisk, cause: Cause): Finding {
  const { reason } = cause;
  return {
    ruleId: cause.code,
    severity: reason.severity,
    service: risk.name,
    message: `${cause.hosts} of ${risk.hosts} ${risk.hosts === 1 ? 'host' : 'hosts'} of ${risk.name}: ${reason.proof.summary}`,
    ...(reason.remedy === undefined ? {} : { remedy: reason.remedy }),
    fingerprint: fingerprint(cause.code, { service: risk.name, subject: reason.failsBecause ?? reason.proof.summary }),
    status: 'new',
  };
}

function make(risk: ServiceRisk, code: 'NO_SURVIVOR' | 'NO_ROLLBACK' | 'ALL_AT_ONCE_DEPLOY', message: string): Finding {
  return {
    ruleId: code,
    severity: reasonCodes[code].severity,
    service: risk.name,
    message,
    fingerprint: fingerprint(code, { service: risk.name }),
    status: 'new',
  };
}

function fallen(risk: ServiceRisk): string {
  return risk.blastRadius.length === 0 ? '' : `; with it would fall ${risk.blastRadius.join(', ')}`;
}
