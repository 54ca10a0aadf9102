import { oids } from '../../clients/knobs/oids.ts';
import { toInstant } from '../../config/instant.ts';
import type { Change, Outcome } from '../check.ts';
import { isNamed, namesShown, type Shown } from '../client-shown.ts';
import { unknownReason } from '../unknown-reason.ts';
import { findingOf, openConnections, type Refusal, reasonOfRefusal } from './client-refusal.ts';

/**
 * What can be said of a client certificate without the CAs that it is verified with: its own dates and purposes, and whether the store names its issuer. It may
 * be enough to warn and is never enough to promise. That a server may accept CAs that it does not name (ssl_trusted_certificate of nginx) is left out of
 * account: whoever has such a one configures clientCas.
 */
export function judgeAlone(shown: Shown, now: number): Outcome {
  const refusal = refusalAlone(shown, now);
  if (refusal !== undefined && surelyRefuses(shown)) return findingOf(shown, refusal);
  const { endpoint, path, demand } = shown;
  const doubt = refusal === undefined ? '' : ` (${refusal.summary})`;
  const vault =
    demand.need === 'optional' && demand.names.length === 0 ? '; it serves clients without one, and may let them log in by theirs' : '';
  return {
    kind: 'unknown',
    reasons: [
      unknownReason(
        `${endpoint} asks for a client certificate, and whether it accepts the one in ${path} is not known${doubt}: name the CAs that it accepts with clientCas${vault}`,
      ),
    ],
  };
}

/** The end of the certificate, where a store that verifies it is sure to refuse it from then on. */
export function changesAlone(shown: Shown, now: number): readonly Change[] {
  const { own, path } = shown;
  if (!surelyRefuses(shown) || refusalAlone(shown, now) !== undefined) return [];
  const ending = (): Refusal => ({
    code: 'CLIENT_CERT_EXPIRES',
    summary: `the client certificate "${own.subject.text}" in ${path} ends at ${toInstant(own.notAfter)}: ${openConnections}`,
    because: 'expired',
    at: own,
  });
  return [{ at: own.notAfter, to: 'finding', reason: () => reasonOfRefusal(shown, ending()) }];
}

// A store that serves clients without one may let a bad one through as well (nginx, ssl_verify_client optional_no_ca)
function surelyRefuses({ demand }: Shown): boolean {
  return demand.verifies && demand.need !== 'optional';
}

function refusalAlone(shown: Shown, now: number): Refusal | undefined {
  const { own, path, endpoint, demand } = shown;
  const called = `the client certificate "${own.subject.text}" in ${path}`;
  // RFC 5280 §4.1.2.5: it ends after the second of notAfter, where OpenSSL has ended it already
  if (now >= own.notAfter) {
    return { code: 'CLIENT_CERT_EXPIRED', summary: `${called} expired at ${toInstant(own.notAfter)}`, because: 'expired', at: own };
  }
  if (now < own.notBefore) {
    const summary = `${called} is not valid before ${toInstant(own.notBefore)}`;
    return { code: 'CLIENT_CERT_EXPIRED', summary, because: 'not-yet-valid', at: own };
  }
  const usages = own.extensions.extendedKeyUsage;
  // Go takes any purpose and none as well, OpenSSL clientAuth alone: only what both refuse is sure
  if (usages !== undefined && usages.length > 0 && !usages.includes(oids.clientAuth) && !usages.includes(oids.anyPurpose)) {
    return { code: 'CLIENT_EKU', summary: `${called} may not be used for TLS clients`, because: 'wrong-purpose', at: own };
  }
  if (demand.names.length > 0 && isNamed(shown) === 'no') {
    const top = shown.chain.at(-1) ?? own;
    const summary = `${called} was issued by "${top.issuer.text}", and ${endpoint} accepts ${namesShown(shown)}`;
    return { code: 'CLIENT_CERT_UNTRUSTED', summary, because: 'unknown-issuer', at: own };
  }
  return undefined;
}
