import type { NameFormRules } from '../../../clients/knobs/name-constraint-rules.ts';
import { isInsideDomain, reverseLabels, whyNoDomain } from './labels.ts';
import { type FormMatcher, inside, isAsciiText, lowerAscii, type Relation } from './relation.ts';

/** dNSName constraints, by what knobs say. */
export const dnsMatchers: Readonly<Record<NameFormRules['dns'], FormMatcher<string>>> = {
  // crypto/x509/v3_ncons.c, nc_dns
  octets: {
    whyMalformed: () => undefined,
    isReadable: () => true,
    relate: (base, name) => {
      if (base === '') return 'match';
      if (name.length < base.length) return 'elsewhere';
      const cut = name.length - base.length;
      if (cut > 0 && !base.startsWith('.') && name[cut - 1] !== '.') return 'elsewhere';
      return inside(lowerAscii(name.slice(cut)) === lowerAscii(base));
    },
  },
  // crypto/x509/verify.go, matchDomainConstraint; parser.go, parseNameConstraintsExtension
  labels: {
    whyMalformed: (base) => (isAsciiText(base) ? whyNoDomain(base) : 'a host name is not ASCII'),
    isReadable: (name) => reverseLabels(name) !== undefined,
    relate: (base, name) => {
      if (base === '') return 'match';
      const labels = reverseLabels(name);
      const answer = labels && isInsideDomain(labels, base);
      return answer === undefined ? 'failure' : inside(answer);
    },
  },
  // sun.security.x509.DNSName: the constructor of decoded names checks nothing
  text: { whyMalformed: () => undefined, isReadable: () => true, relate: relateDomains },
};

/** sun.security.x509.DNSName, constrains. */
export function relateDomains(base: string, name: string): Relation {
  const [own, other] = [ia5Text(base).toLowerCase(), ia5Text(name).toLowerCase()];
  if (other === own) return 'match';
  if (own.endsWith(other)) return relateSuffix(own, other, 'widens');
  if (other.endsWith(own)) return relateSuffix(other, own, 'narrows');
  return 'elsewhere';
}

// exactly one of: a dot stands before the suffix, the suffix begins with one. An empty suffix has no first character, which is an exception there.
function relateSuffix(longer: string, suffix: string, found: Relation): Relation {
  if (suffix === '') return 'failure';
  return (longer[longer.length - suffix.length - 1] === '.') !== suffix.startsWith('.') ? found : 'elsewhere';
}

/** What Java's US-ASCII decoder makes of octets above 127. */
export function ia5Text(latin1: string): string {
  return latin1.replaceAll(/[\u0080-\u00ff]/g, '\ufffd');
}
