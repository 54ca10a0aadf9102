import { oids } from '../../clients/knobs/oids.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { NamedAnchors } from './named-anchors.ts';
import type { TrustAnchor } from './path-verdict.ts';
import { rfc2253Key } from './rfc2253-name.ts';
import { type Found, look, missingIssuer, type Search } from './search.ts';
import { settle } from './settle.ts';

/**
 * What becomes of a served chain in good order for a client that takes it as it stands and does not search, as Java does (JDK 17 to 25,
 * sun.security.validator.PKIXValidator, engineValidate): up to the first certificate that is trusted, or has name and key of a trusted one, else to its
 * end where an anchor has the name of its issuer, whatever its key. Undefined where the chain is out of order or ends elsewhere: then Java searches.
 */
export function followServedChain(search: Search, anchors: NamedAnchors): readonly Found[] | undefined {
  const { served } = search.question;
  for (const [index, certificate] of served.entries()) {
    const below = served[index - 1];
    const pinned = search.anchors.like(certificate);
    if (below === undefined) {
      // a trusted end-entity is returned at once, whatever stands in it
      if (pinned !== undefined) return [{ kind: 'path', certificates: [certificate], anchor: pinned, untrusted: 1 }];
    } else if (rfc2253Key(certificate.subject) !== rfc2253Key(below.issuer)) return undefined;
    else if (pinned !== undefined || hasTrustedKey(certificate, anchors)) return endings(search, anchors, served.slice(0, index));
  }
  const last = served.at(-1) ?? search.leaf;
  return anchors.named(last.issuer).length > 0 ? endings(search, anchors, served) : undefined;
}

// "It may be inside trustedCerts, or has the same dn and public key as a cert inside trustedCerts"
function hasTrustedKey(certificate: Certificate, anchors: NamedAnchors): boolean {
  return anchors.named(certificate.subject).some((anchor) => anchor.certificate.publicKey.sha256 === certificate.publicKey.sha256);
}

// PKIXCertPathValidator, validate: every anchor that its selector lets through is tried until one passes
function endings(search: Search, anchors: NamedAnchors, chain: readonly Certificate[]): readonly Found[] {
  const last = chain.at(-1) ?? search.leaf;
  const named = anchors.named(last.issuer);
  const exhausted = look(search, named.length);
  if (exhausted !== undefined) return [exhausted];
  const fitting = named.filter((anchor) => isAskedFor(last, anchor));
  if (fitting.length === 0) return [missingIssuer(search, chain, last)];
  const paths = fitting.map((anchor) => ({ certificates: [...chain, anchor.certificate], anchor, reached: 'always' as const, ranks: [] }));
  return settle(search, paths, search.question.knobs.search.deciding?.asServed ?? []);
}

// AdaptableX509CertSelector, match: an identifier that the anchor lacks and a serial that a version 1 anchor has differently are passed over; the issuer's name in the identifier is not looked at
function isAskedFor(last: Certificate, { certificate }: TrustAnchor): boolean {
  const wanted = last.extensions.authorityKeyId;
  const own = certificate.extensions.subjectKeyId;
  // the selector compares the raw extension, so that a damaged one is not absent
  const isDamaged = certificate.defects.some((defect) => defect.kind === 'malformed-extension' && defect.oid === oids.subjectKeyId);
  if (wanted?.keyId !== undefined && (isDamaged || (own !== undefined && wanted.keyId !== own))) return false;
  return wanted?.serial === undefined || certificate.version < 3 || wanted.serial === certificate.serial;
}
