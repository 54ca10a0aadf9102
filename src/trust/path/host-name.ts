import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import type { HostNameRules } from '../../clients/knobs/host-name-rules.ts';
import type { Certificate, GeneralName } from '../../x509/certificate.ts';
import { isNameOfForm, matchPattern } from './host-name-pattern.ts';
import { commonNames, hasOtherString } from './host-name-subject.ts';
import { isBrokenALabel } from './punycode.ts';
import { readabilityForJava } from './readable-names.ts';

/** `unsupported` where the client's answer is not known: the verdict becomes unknown. */
export type NameAnswer = 'match' | 'mismatch' | 'unsupported';

/**
 * Whether the certificate is for that host name or IP address by the client's rules; a name that is undefined is not compared and fits. Asked names are
 * ASCII host names, a dot at the end included, and IP literals without a zone. Others (empty ones, U-labels, short forms of IPv4 addresses) each program
 * reads in its own way before it gets to the certificate: they are `unsupported`.
 */
export function matchHostName(certificate: Certificate, name: string | undefined, rules: HostNameRules): NameAnswer {
  if (name === undefined) return 'match';
  const address = addressBytes(name);
  if (address === undefined && !isHostName(name)) return 'unsupported';
  if (rules.commonName?.otherString === 'crashes' && hasOtherString(certificate.subject, rules.commonName)) return 'unsupported';
  const answer = (names: readonly GeneralName[]): NameAnswer =>
    address === undefined ? matchName(certificate, names, name, rules) : matchAddress(certificate, names, name, address, rules);
  const names = certificate.extensions.subjectAltName ?? [];
  if (rules.unreadableNames === 'as-read') return answer(names);
  const readable = readabilityForJava(certificate);
  if (readable === 'refused') return 'mismatch';
  if (readable === 'readable') return answer(names);
  const without = rules.unreadableNames === 'absent' ? answer([]) : 'mismatch';
  return readable === 'unreadable' || without === answer(names) ? without : 'unsupported';
}

/** The octets of an IP address as they stand in a certificate; undefined for anything else, and for an address with a zone. */
export function addressBytes(address: string): Uint8Array | undefined {
  if (isIP(address) === 0 || address.includes('%')) return undefined;
  if (isIP(address) === 4) return Uint8Array.from(address.split('.').map(Number));
  // IPv6 in the URL parser's canonical form, then its groups spelled out
  const canonical = URL.parse(`http://[${address}]/`)?.hostname.slice(1, -1);
  if (canonical === undefined) return undefined;
  const [head = '', tail] = canonical.split('::');
  const groups = (text: string): number[] => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  const first = groups(head);
  const last = tail === undefined ? [] : groups(tail);
  const all = tail === undefined ? first : [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last];
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

// A last label of digits is an address in short form, or none, by the program's own reading
function isHostName(name: string): boolean {
  return /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?$/i.test(name) && !/(?:^|\.)(?:\d+|0x[0-9a-f]*)\.?$/i.test(name);
}

function matchName(certificate: Certificate, names: readonly GeneralName[], name: string, rules: HostNameRules): NameAnswer {
  const { asked, notAscii } = rules;
  const wanted = asked.trailingDot === 'removed' ? name.replace(/\.$/, '') : name;
  if (!isNameOfForm(wanted, asked.form)) return 'mismatch';
  if (notAscii.alternative === 'not-modelled' && names.some(isNotAscii)) return 'unsupported';
  const answer = matchAllNames(certificate, names, wanted, rules);
  if (answer === 'match' && asked.brokenALabels === 'not-modelled' && hasBrokenALabel(wanted)) return 'unsupported';
  return answer === 'ended' ? 'mismatch' : answer;
}

function matchAllNames(
  certificate: Certificate,
  names: readonly GeneralName[],
  wanted: string,
  rules: HostNameRules,
): NameAnswer | 'ended' {
  const { commonName, notAscii } = rules;
  const patterns = names.flatMap((entry) => (entry.kind === 'dns' ? [entry.value] : []));
  const answer = matchAny(patterns, wanted, rules, notAscii.alternative);
  if (answer !== 'mismatch' || commonName === undefined || rulesOut(commonName.unless, names)) return answer;
  return matchAny(commonNames(certificate.subject, commonName), wanted, rules, notAscii.common);
}

function hasBrokenALabel(name: string): boolean {
  if (!/(?:^|\.)xn--/i.test(name)) return false;
  return name.toLowerCase().split('.').some(isBrokenALabel) || domainToASCII(name) === '';
}

function matchAddress(
  certificate: Certificate,
  names: readonly GeneralName[],
  name: string,
  address: Uint8Array,
  { address: addressRules, commonName }: HostNameRules,
): NameAnswer {
  if (address.length === 16 && addressRules.ipv6 === 'never') return 'mismatch';
  for (const entry of names) {
    if (entry.kind !== 'ip') continue;
    const odd = entry.bytes.length !== 4 && entry.bytes.length !== 16;
    if (odd && addressRules.oddLength === 'ends-search') return 'mismatch';
    const distinct = addressRules.mapped === 'distinct';
    if (Buffer.compare(distinct ? entry.bytes : unmapped(entry.bytes), distinct ? address : unmapped(address)) === 0) return 'match';
  }
  if (commonName?.forAddresses !== true || rulesOut(commonName.unless, names)) return 'mismatch';
  // curl compares the text that inet_ntop gives (lib/urlapi.c), after one dot at the end of the certificate's name is taken away
  const written = addressText(name, address);
  return commonNames(certificate.subject, commonName).some((common) => common.replace(/\.$/, '').toLowerCase() === written)
    ? 'match'
    : 'mismatch';
}

// Canonical (RFC 5952), IPv4 in the last part written with dots
function addressText(name: string, address: Uint8Array): string {
  if (address.length === 4) return name;
  const dotted = address.subarray(12).join('.');
  const zeros = address.findIndex((byte) => byte !== 0);
  if (unmapped(address).length === 4) return `::ffff:${dotted}`;
  return zeros === 12 || zeros === 13 ? `::${dotted}` : (URL.parse(`http://[${name}]/`)?.hostname.slice(1, -1) ?? name);
}

function matchAny(
  patterns: readonly string[],
  wanted: string,
  rules: HostNameRules,
  notAscii: 'no-match' | 'not-modelled' | 'folded',
): NameAnswer | 'ended' {
  let unknown = false;
  for (const pattern of patterns) {
    const folded = notAscii === 'folded' && !/(?:^|\.)xn--/i.test(wanted) && !isFoldedToAscii(pattern);
    const foreign = folded || notAscii === 'no-match' ? 'mismatch' : 'unsupported';
    const answer = /[^\0-\x7f]/.test(pattern) ? foreign : matchPattern(pattern, wanted, rules);
    if (answer === 'unsupported') unknown = true;
    else if (answer !== 'mismatch') return answer === 'ended' && unknown ? 'unsupported' : answer;
  }
  return unknown ? 'unsupported' : 'mismatch';
}

// Sharp s (nameprep), long s, the Kelvin sign and two letters i (Unicode's folding), the ideographic dot, and what nameprep drops (RFC 3454 table B.1)
function isFoldedToAscii(text: string): boolean {
  return /^[\0-\x7f\u00df\u1e9e\u017f\u212a\u0130\u0131\u3002\p{Default_Ignorable_Code_Point}]*$/u.test(text);
}

function rulesOut(kinds: readonly GeneralName['kind'][], names: readonly GeneralName[]): boolean {
  return names.some((entry) => kinds.includes(entry.kind));
}

function isNotAscii(entry: GeneralName): boolean {
  return (entry.kind === 'dns' || entry.kind === 'email' || entry.kind === 'uri') && /[^\0-\x7f]/.test(entry.value);
}

// RFC 4291 §2.5.5.2: ::ffff:0:0/96
function unmapped(bytes: Uint8Array): Uint8Array {
  const isMapped = bytes.length === 16 && bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  return isMapped ? bytes.subarray(12) : bytes;
}
