import { isIPv6 } from 'node:net';
import type { NameConstraintRules } from '../../../clients/knobs/name-constraint-rules.ts';
import type { Certificate, GeneralName } from '../../../x509/certificate.ts';
import type { Name, NameAttribute } from '../../../x509/name.ts';
import type { ConstrainedName } from '../../../x509/read-name-constraints.ts';
import { addressBytes } from '../host-name.ts';
import { type DnsNameSyntax, isDnsName, looseIpv4 } from './dns-name.ts';
import { describeName, isReadable } from './relate.ts';

const oids = { subjectAltName: '2.5.29.17', commonName: '2.5.4.3', emailAddress: '1.2.840.113549.1.9.1' } as const;
const ia5String = 22;
/** Types of a string that OpenSSL converts to UTF-8 (crypto/asn1/a_strex.c, tag2nbyte). */
const convertible = new Set([12, 18, 19, 20, 22, 23, 24, 26, 28, 30]);
/** Types that Java makes a text of (sun.security.util.DerValue, getAsString). */
const textual = new Set([12, 19, 20, 22, 27, 28, 30]);

/** The names of a certificate that are held against constraints. */
export interface NamesOf {
  readonly names: readonly ConstrainedName[];
  /** Why the client rejects the certificate under any constraints. */
  readonly refused: string | undefined;
  /** Why the names are not known. */
  readonly unclear: string | undefined;
}

/** The names that the client holds against the constraints of issuers (RFC 5280 §6.1.3 (b)). */
export function namesOf(certificate: Certificate, role: 'end-entity' | 'issuer', rules: NameConstraintRules): NamesOf {
  const alternative = alternativeNames(certificate, rules);
  if (alternative === 'unclear')
    return { names: [], refused: undefined, unclear: 'its alternative names are in a form that is not modelled' };
  const names: ConstrainedName[] = [];
  const refusals: string[] = [];
  const { subject } = certificate;
  const attributes = subject.rdns.flat();
  if (rules.names.subject === 'directory-name' && attributes.length > 0) names.push({ kind: 'directory', name: subject });
  for (const attribute of attributes) {
    if (attribute.type !== oids.emailAddress) continue;
    const email = emailOf(attribute, alternative !== undefined, rules);
    if (typeof email === 'string') refusals.push(email);
    else if (email !== undefined) names.push(email);
  }
  names.push(...(alternative ?? []));
  for (const name of alternative ?? []) {
    if (rules.names.unreadable === 'refused' && isReadable(name, rules.forms) !== true)
      refusals.push(`its ${describeName(name)} cannot be read`);
  }
  const common = commonNames(subject, role, names, alternative ?? [], rules);
  if (typeof common === 'string') refusals.push(common);
  else names.push(...common);
  return { names, refused: refusals[0], unclear: undefined };
}

function alternativeNames(certificate: Certificate, rules: NameConstraintRules): readonly ConstrainedName[] | undefined | 'unclear' {
  const names = certificate.extensions.subjectAltName?.map(constrained);
  if (rules.names.malformed === 'refused-elsewhere' || names === undefined) return names;
  const damage = certificate.defects.some(
    (defect) =>
      'oid' in defect &&
      defect.oid === oids.subjectAltName &&
      (defect.kind === 'malformed-general-name' || defect.kind === 'trailing-bytes-in-extension'),
  );
  if (damage || names.length === 0) return undefined;
  const answers = names.map((name) => isReadable(name, rules.forms));
  if (answers.includes(false)) return undefined;
  return answers.includes('unclear') ? 'unclear' : names;
}

function constrained(name: GeneralName): ConstrainedName {
  if (name.kind !== 'other') return name;
  const type = 'type' in name && typeof name.type === 'string' ? name.type : undefined;
  return { kind: 'other', tag: name.tag, type, fits: true };
}

function emailOf({ value, tag }: NameAttribute, hasAlternative: boolean, rules: NameConstraintRules): ConstrainedName | string | undefined {
  const email: ConstrainedName = { kind: 'email', value };
  switch (rules.names.emailAddress) {
    case 'ignored':
      return undefined;
    // crypto/x509/v3_ncons.c, NAME_CONSTRAINTS_check
    case 'always':
      return tag === ia5String ? email : 'the mail address in its subject is no IA5String';
    // sun.security.x509.NameConstraintsExtension, verify: what makes no RFC822Name is passed over
    case 'without-alternative-names':
      if (hasAlternative) return undefined;
      if (!textual.has(tag)) return 'the mail address in its subject is no text';
      return isReadable(email, rules.forms) === true ? email : undefined;
  }
}

function commonNames(
  subject: Name,
  role: 'end-entity' | 'issuer',
  names: readonly ConstrainedName[],
  alternative: readonly ConstrainedName[],
  rules: NameConstraintRules,
): readonly ConstrainedName[] | string {
  const isCommon = (attribute: NameAttribute): boolean => attribute.type === oids.commonName;
  switch (rules.names.commonName) {
    case 'ignored':
      return [];
    case 'host-like':
      return role === 'issuer' || alternative.some((name) => name.kind === 'dns') ? [] : hostLike(subject.rdns.flat().filter(isCommon));
    case 'most-specific':
    case 'most-specific-with-wildcards':
      return mostSpecific(
        subject.rdns.findLast((rdn) => rdn.some(isCommon))?.find(isCommon),
        names,
        rules.names.commonName === 'most-specific' ? 'loose' : 'strict',
      );
  }
}

// crypto/x509/v3_ncons.c, cn2dnsid: at least one dot, which stands beside neither another one nor a hyphen; letters, digits, hyphens and underscores
function hostLike(common: readonly NameAttribute[]): readonly ConstrainedName[] | string {
  const names: ConstrainedName[] = [];
  for (const { value, tag } of common) {
    if (!convertible.has(tag)) return 'its common name is no text';
    const text = withoutTrailingZeros(value);
    if (text.includes('\0')) return 'its common name holds a zero character';
    if (!/^\w[\w-]*(?:\.\w[\w-]*)+$/.test(text) || text.includes('-.') || text.endsWith('-')) continue;
    names.push({ kind: 'dns', value: text });
  }
  return names;
}

function withoutTrailingZeros(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '\0') end -= 1;
  return text.slice(0, end);
}

// sun.security.x509.NameConstraintsExtension, verify, and X500Name, findMostSpecificAttribute
function mostSpecific(
  common: NameAttribute | undefined,
  names: readonly ConstrainedName[],
  syntax: DnsNameSyntax,
): readonly ConstrainedName[] {
  if (common === undefined || !textual.has(common.tag)) return [];
  const text = common.value;
  const bytes = looseIpv4(text) ?? (isIPv6(text) ? addressBytes(text) : undefined);
  if (bytes !== undefined) return names.some((name) => name.kind === 'ip') || !/[.:]/.test(text) ? [] : [{ kind: 'ip', bytes }];
  if (names.some((name) => name.kind === 'dns') || !isDnsName(syntax === 'strict' ? text.replaceAll('*', 'z') : text, syntax)) return [];
  return [{ kind: 'dns', value: text }];
}
