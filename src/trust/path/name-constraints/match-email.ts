import type { NameFormRules } from '../../../clients/knobs/name-constraint-rules.ts';
import { isInsideDomain, reverseLabels, whyNoDomain } from './labels.ts';
import { readMailbox } from './mailbox.ts';
import { ia5Text } from './match-dns.ts';
import { type FormMatcher, inside, isAsciiText, lowerAscii, type Relation } from './relation.ts';

/** rfc822Name constraints, by what knobs say. */
export const emailMatchers: Readonly<Record<NameFormRules['email'], FormMatcher<string>>> = {
  octets: { whyMalformed: () => undefined, isReadable: (name) => name.includes('@'), relate: relateOctets },
  mailbox: {
    whyMalformed: (base) => {
      if (!isAsciiText(base)) return 'a mail address is not ASCII';
      if (!base.includes('@')) return whyNoDomain(base);
      return readMailbox(base) === undefined ? `"${base}" is no mail address` : undefined;
    },
    isReadable: (name) => readMailbox(name) !== undefined,
    relate: relateMailboxes,
  },
  text: {
    whyMalformed: (base) => (isAddressSpec(base) ? undefined : `"${base}" is no mail address`),
    isReadable: isAddressSpec,
    relate: relateText,
  },
};

// crypto/x509/v3_ncons.c, nc_email: the last @ counts; a local part is compared exactly, a host without case, and a host alone holds no subdomains
function relateOctets(base: string, name: string): Relation {
  const [baseAt, nameAt] = [base.lastIndexOf('@'), name.lastIndexOf('@')];
  if (nameAt === -1) return 'failure';
  if (baseAt === -1 && base.startsWith('.')) return inside(name.length > base.length && lowerAscii(name).endsWith(lowerAscii(base)));
  if (baseAt > 0) {
    if (baseAt !== nameAt) return 'elsewhere';
    const [local, other] = [base.slice(0, baseAt), name.slice(0, nameAt)];
    if (local.includes('\0') || other.includes('\0')) return 'failure';
    if (local !== other) return 'elsewhere';
  }
  return inside(lowerAscii(base.slice(baseAt + 1)) === lowerAscii(name.slice(nameAt + 1)));
}

// crypto/x509/verify.go, matchEmailConstraint
function relateMailboxes(base: string, name: string): Relation {
  const mailbox = readMailbox(name);
  if (mailbox === undefined) return 'failure';
  if (base.includes('@')) {
    const wanted = readMailbox(base);
    if (wanted === undefined) return 'failure';
    return inside(mailbox.local === wanted.local && mailbox.domain.toLowerCase() === wanted.domain.toLowerCase());
  }
  const labels = reverseLabels(mailbox.domain);
  const answer = labels && isInsideDomain(labels, base);
  return answer === undefined ? 'failure' : inside(answer);
}

// sun.security.x509.RFC822Name, parseName: something must stand after the first @, and more than a dot
function isAddressSpec(text: string): boolean {
  const domain = text.slice(text.indexOf('@') + 1);
  return domain !== '' && domain !== '.';
}

// RFC822Name, constrains
function relateText(base: string, name: string): Relation {
  const [own, other] = [ia5Text(base).toLowerCase(), ia5Text(name).toLowerCase()];
  if (own === other) return 'match';
  if (own.endsWith(other)) return isHostOf(own, other) ? 'widens' : 'elsewhere';
  if (other.endsWith(own)) return isHostOf(other, own) ? 'narrows' : 'elsewhere';
  return 'elsewhere';
}

function isHostOf(address: string, host: string): boolean {
  return !host.includes('@') && (host.startsWith('.') || address[address.length - host.length - 1] === '@');
}
