import type { PathKnobs } from '../../../../src/clients/knobs/path-knobs.ts';
import { checkNameConstraints } from '../../../../src/trust/path/checks/name-constraints.ts';
import { whyUnreadable, whyUnusable } from '../../../../src/trust/path/defects.ts';
import {
  hasUnhandledForm,
  whyConstraintsUnreadable,
  whyConstraintsUnusable,
} from '../../../../src/trust/path/name-constraints/usable-constraints.ts';
import { parseCertificate } from '../../../../src/x509/parse-certificate.ts';
import type { IssuedRow } from './issue-rows.ts';

/** `ok`, `no` with the reason, or `unknown` with what is not modelled. */
export type Answer = readonly ['ok' | 'no' | 'unknown', string];

/** What the engine says to the path of a row as far as its names go: the certificates can be used, and name constraints hold. */
export function engineAnswer({ leaf, issuers, root }: IssuedRow, knobs: PathKnobs): Answer {
  const certificates = [leaf, ...issuers, root].map(({ der }) => parseCertificate(der));
  const path = { knobs, certificates, untrusted: certificates.length - 1, complete: true, name: undefined, at: 0 };
  let unknown: Answer | undefined;
  for (const [index, certificate] of [...certificates.entries()].toReversed()) {
    const useless =
      whyUnreadable(certificate, knobs) ??
      whyUnusable(certificate, knobs) ??
      whyConstraintsUnreadable(certificate, knobs.nameConstraints) ??
      whyConstraintsUnusable(certificate, knobs.nameConstraints);
    if (useless !== undefined) return ['no', useless];
    const unhandled = certificate.extensions.critical.includes('2.5.29.30') && hasUnhandledForm(certificate, knobs.nameConstraints);
    if (unhandled) return ['no', 'a critical form of name constraints is unknown'];
    const outcome = checkNameConstraints(path, index);
    if (outcome?.kind === 'breach') return ['no', outcome.detail];
    if (outcome !== undefined) unknown ??= ['unknown', outcome.reason];
  }
  return unknown ?? ['ok', ''];
}
