import { isIP } from 'node:net';
import type { NameFormRules } from '../../../clients/knobs/name-constraint-rules.ts';
import { type DnsNameSyntax, isDnsName } from './dns-name.ts';
import { isInsideDomain, reverseLabels, whyNoDomain } from './labels.ts';
import { relateDomains } from './match-dns.ts';
import { type FormMatcher, inside, isAsciiText, lowerAscii, type Relation } from './relation.ts';
import { hostByColons, hostByParser, hostForGo, hostForJava, type UriHost } from './uri-host.ts';

/** uniformResourceIdentifier constraints, by what knobs say: a base is a host or a domain, a name a URI. */
export const uriMatchers: Readonly<Record<NameFormRules['uri'], FormMatcher<string>>> = {
  octets: octetMatcher(hostByColons),
  parsed: octetMatcher(hostByParser),
  'octets-or-parsed': octetMatcher((uri) => agreed(hostByColons(uri), hostByParser(uri))),
  // crypto/x509/verify.go, matchURIConstraint; parser.go, parseNameConstraintsExtension
  labels: {
    whyMalformed: (base) => {
      if (!isAsciiText(base)) return 'a URI host is not ASCII';
      return isIP(base) !== 0 && !base.includes('%') ? 'a URI host is an address' : whyNoDomain(base);
    },
    // net/url has read it when the certificate was parsed
    isReadable: () => true,
    relate: (base, name) => relateLabels(base, hostForGo(name)),
  },
  text: textMatcher('loose'),
  'text-strict': textMatcher('strict'),
};

function agreed(one: UriHost, other: UriHost): UriHost {
  if (typeof one === 'string' || typeof other === 'string') return one === other ? one : 'unclear';
  return one.host === other.host ? one : 'unclear';
}

// crypto/x509/v3_ncons.c, nc_uri: the very host, or with a dot in front one that ends with it
function octetMatcher(hostOf: (uri: string) => UriHost): FormMatcher<string> {
  return {
    whyMalformed: () => undefined,
    isReadable: (name) => (hostOf(name) === 'unclear' ? 'unclear' : typeof hostOf(name) === 'object'),
    relate: (base, name) => {
      const found = hostOf(name);
      if (typeof found === 'string') return found === 'unclear' ? 'unclear' : 'failure';
      const [host, wanted] = [lowerAscii(found.host), lowerAscii(base)];
      return inside(wanted.startsWith('.') ? host.length > wanted.length && host.endsWith(wanted) : host === wanted);
    },
  };
}

function relateLabels(base: string, found: UriHost): Relation {
  if (typeof found === 'string' || (isIP(found.host) !== 0 && !found.host.includes('%'))) return 'failure';
  const labels = reverseLabels(found.host);
  if (base === '') return 'match';
  const answer = labels && isInsideDomain(labels, base);
  return answer === undefined ? 'failure' : inside(answer);
}

// sun.security.x509.URIName
function textMatcher(syntax: DnsNameSyntax): FormMatcher<string> {
  return {
    whyMalformed: (base) => {
      if (isDnsName(base.replace(/^\./, ''), syntax)) return undefined;
      return /[%#\u0080-\u00ff]/.test(base) ? 'unclear' : `"${base}" is no host of a URI`;
    },
    isReadable: (name) => {
      const host = hostForJava(name, syntax);
      return host === 'unclear' ? 'unclear' : host !== 'invalid';
    },
    relate: (base, name) => relateText(base, name, syntax),
  };
}

// URIName, constrains. In merging both are hosts; what is no host of a subtree is a URI.
function relateText(base: string, name: string, syntax: DnsNameSyntax): Relation {
  const other = isDnsName(name.replace(/^\./, ''), syntax) ? name : hostOfUri(name, syntax);
  if (other === undefined) return 'failure';
  if (other.toLowerCase() === base.toLowerCase()) return 'match';
  // an address
  if (!isDnsName(other.replace(/^\./, ''), syntax)) return 'elsewhere';
  const [ownIsDomain, otherIsDomain] = [base.startsWith('.'), other.startsWith('.')];
  const relation = relateDomains(base.replace(/^\./, ''), other.replace(/^\./, ''));
  if (!ownIsDomain && !otherIsDomain && (relation === 'widens' || relation === 'narrows')) return 'elsewhere';
  if (ownIsDomain !== otherIsDomain && relation === 'match') return ownIsDomain ? 'widens' : 'narrows';
  return relation;
}

function hostOfUri(uri: string, syntax: DnsNameSyntax): string | undefined {
  const found = hostForJava(uri, syntax);
  return typeof found === 'object' ? found.host : undefined;
}
