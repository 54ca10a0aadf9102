import type { Certificate } from '../../x509/certificate.ts';
import { keyIdentifierFits, namesChain } from './issuer-match.ts';
import type { TrustAnchor } from './path-verdict.ts';
import { type Found, missingIssuer, type Search } from './search.ts';
import { checkSignature } from './validate.ts';

/**
 * The paths of a client that takes a served chain in good order as it stands and does not search, as Java does (JDK 17,
 * sun.security.validator.PKIXValidator, engineValidate): up to the first certificate that is trusted or has name and key of a trusted one, else up to
 * its end where an anchor has signed that. Undefined where the chain is out of order or leads to no anchor: then Java searches.
 */
export function followServedChain(search: Search): readonly Found[] | undefined {
  const { served, knobs } = search.question;
  for (const [index, certificate] of served.entries()) {
    const below = served[index - 1];
    if (below !== undefined && !namesChain(below, certificate, knobs)) return undefined;
    const trusted = trustedAs(search, certificate);
    if (trusted === undefined) continue;
    // a trusted end-entity is returned at once, whatever stands in it
    return below === undefined ? [{ kind: 'path', certificates: [certificate], anchor: trusted }] : endings(search, served.slice(0, index));
  }
  const last = served.at(-1) ?? search.leaf;
  const signed = anchorsFor(search, last).some((anchor) => checkSignature(last, anchor.certificate) === undefined);
  return signed ? endings(search, served) : undefined;
}

// "Check if chain[i] is already trusted. It may be inside trustedCerts, or has the same dn and public key as a cert inside trustedCerts."
function trustedAs(search: Search, certificate: Certificate): TrustAnchor | undefined {
  return (
    search.anchorsByDigest.get(certificate.sha256) ??
    search.anchorsByName
      .get(certificate.subject.folded)
      ?.find((anchor) => anchor.certificate.publicKey.sha256 === certificate.publicKey.sha256)
  );
}

// PKIXCertPathValidator tries every anchor that has the name and key identifier that the last certificate asks for
function endings(search: Search, path: readonly Certificate[]): readonly Found[] {
  const last = path.at(-1) ?? search.leaf;
  const fitting = anchorsFor(search, last).filter((anchor) => keyIdentifierFits(last, anchor.certificate));
  if (fitting.length === 0) return [missingIssuer(search, path, last)];
  return fitting.map((anchor) =>
    checkSignature(last, anchor.certificate) === undefined
      ? { kind: 'path', certificates: [...path, anchor.certificate], anchor }
      : missingIssuer(search, path, last),
  );
}

function anchorsFor(search: Search, last: Certificate): readonly TrustAnchor[] {
  return search.anchorsByName.get(last.issuer.folded) ?? [];
}
