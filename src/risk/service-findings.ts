import { reasonCodes } from '../reason-codes.ts';
import type { Finding } from '../rules/finding.ts';
import { fingerprint } from '../rules/fingerprint.ts';
import { rootCalled } from '../trust/effective-store/own-root.ts';
import { unitsOf } from './restart-units.ts';
import { rollbackNotKnown } from './rollback.ts';
import type { ServiceRisk } from './service-risk.ts';
import type { Cause, ServiceTally } from './tally.ts';
import { withoutRoot } from './without-root.ts';

/** Findings about a service: the causes that its hosts share, one each and not one a host, and what makes a loss worse. */
export function findingsOfService(risk: ServiceRisk, tally: ServiceTally): readonly Finding[] {
  const found = [...tally.causes.values()].map((cause) => ofCause(risk, cause));
  if (risk.risk === 'outage') found.push(noSurvivor(risk));
  if (risk.willFail > 0) {
    if (risk.rollback !== rollbackNotKnown) found.push(make(risk, 'NO_ROLLBACK', risk.rollback ?? reasonCodes.NO_ROLLBACK.meaning));
    if (risk.deploy?.strategy === 'all-at-once')
      found.push(make(risk, 'ALL_AT_ONCE_DEPLOY', risk.canary ?? reasonCodes.ALL_AT_ONCE_DEPLOY.meaning));
  }
  return found;
}

function ofCause(risk: ServiceRisk, cause: Cause): Finding {
  const { reason } = cause;
  const { noun, total } = unitsOf(risk);
  const amount = noun === 'host' ? cause.hosts : cause.instances;
  return {
    ruleId: cause.code,
    severity: reason.severity,
    service: risk.name,
    message: `${amount} of ${total} ${noun}${total === 1 ? '' : 's'} of ${risk.name}: ${withoutRoot(reason.proof.summary, cause.root)}${whereOf(cause, noun)}`,
    ...(reason.remedy === undefined ? {} : { remedy: reason.remedy }),
    fingerprint: fingerprint(cause.code, { service: risk.name, subject: cause.subject }),
    status: 'new',
  };
}

// Behind the cause: a table shows the beginning of it
function whereOf({ root, instances }: Cause, noun: string): string {
  if (root === undefined) return '';
  if (instances === 1) return ` (${rootCalled(root)})`;
  return noun === 'container' ? '' : ' (in containers)';
}

// A host that was not judged may survive: then the worst is possible, and not proven
function noSurvivor(risk: ServiceRisk): Finding {
  const { noun, total, willFail, unknown } = unitsOf(risk);
  const which = total === 1 ? `the one ${noun} of ${risk.name} would not survive a restart` : `no ${noun} of ${risk.name} would survive`;
  const all = `if all ${total} restarted at once`;
  if (unknown === 0) return make(risk, 'NO_SURVIVOR', `${which}${total === 1 ? '' : ` ${all}`}${fallen(risk)}`);
  const known = `no ${noun} of ${risk.name} is known to survive ${all}: ${willFail} would not, ${unknown} could not be judged`;
  return { ...make(risk, 'NO_SURVIVOR', `${known}${fallen(risk)}`), severity: 'high' };
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
