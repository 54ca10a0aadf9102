import { isIP } from 'node:net';
import { addressBytes } from '../../../../src/trust/path/host-name.ts';
import { type Attribute, type Naming, namedCertificate, node } from './named-certificate.ts';

/** A certificate of the table, and what to call it in a failure. */
export interface Row {
  readonly title: string;
  readonly der: Buffer;
}

/** What is asked for: host names and addresses as clients get them. */
export const askedNames: readonly string[] = words(`
  vault.corp.internal VAULT.Corp.INTERNAL vault.corp.internal. corp.internal a.vault.corp.internal vault internal v.internal
  vault.other.internal vault.corp.internal.example vault_1.corp.internal a.my_zone.internal -a.corp.internal a-.corp.internal
  v1.corp.internal v--t.corp.internal strasse.corp.internal ${'l'.repeat(64)}.corp.internal
  xn--vult-5qa.corp.internal XN--VULT-5QA.corp.internal xn--zzzzzzzzz.corp.internal vault.xn--bcher-kva xn--strae-oqa.corp.internal
  xn--test--wg5h0h.corp.internal xn--bliss-1b3c148a.corp.internal xn--mgbh0fb.corp.internal xn--t-zfa.corp.internal
  10.0.0.7 10.0.0.8 ::1 0:0:0:0:0:0:0:1 ::ffff:10.0.0.7 2001:DB8::a 2001:db8:0:0:0:0:0:a`);

const patterns: readonly string[] = [
  ...askedNames.filter((name) => isIP(name) === 0),
  ...words(`
    Vault.corp.internal *.corp.internal *.CORP.internal *.internal * *. *.* *.*.internal vault.*.internal vault.corp.*
    v*.corp.internal *t.corp.internal v*t.corp.internal v**t.corp.internal *a*l*.corp.internal **.corp.internal vault*.corp.internal
    *vault.corp.internal v-*.corp.internal *-t.corp.internal v--*.corp.internal *-.corp.internal -*.corp.internal *.corp.internal.
    *.my_zone.internal *_1.corp.internal *.-corp.internal *.vault.corp.internal *corp.internal *.corp..internal .corp.internal .. .
    xn--*.corp.internal xn--*-5qa.corp.internal xn--*-1b3c148a.corp.internal xn--*s-1b3c148a.corp.internal b*.corp.internal x*.corp.internal s*.corp.internal *5qa.corp.internal vxn--*.corp.internal
    v*.xn--bcher-kva *.xn--bcher-kva 10.0.0.7 *.0.0.7 10.0.0.* ::1 "vault.corp.internal" 'vault.corp.internal' DNS:vault.corp.internal`),
  '',
  ' vault.corp.internal',
  'vault.corp.internal ',
  'vault.corp.internal\0',
  'vault.corp.internal\0.example',
  'v\u00e4ult.corp.internal',
  '*.c\u00f6rp.internal',
  'vault.corp.internal, DNS:b.corp.internal',
];

const dns = (name: string): Buffer => node(0x82, Buffer.from(name, 'latin1'));
const address = (text: string): Buffer => node(0x87, Buffer.from(addressBytes(text) ?? []));
const octets = (hex: string): Buffer => node(0x87, Buffer.from(hex, 'hex'));
const email = (name: string): Buffer => node(0x81, Buffer.from(name));
const uri = (name: string): Buffer => node(0x86, Buffer.from(name));
const cn = (value: string, tag = 12): readonly Attribute[] => [{ value: tag === 30 ? Buffer.from(value, 'utf16le').swap16() : value, tag }];
const directory = node(
  0xa4,
  node(0x30, node(0x31, node(0x30, node(6, Buffer.from('550403', 'hex')), node(12, Buffer.from('vault.corp.internal'))))),
);
const otherName = node(0xa0, node(6, Buffer.from('2b0601040182371402', 'hex')), node(0xa0, node(12, Buffer.from('vault.corp.internal'))));
const registered = node(0x88, Buffer.from('2a0304', 'hex'));
const bits: Attribute = { oid: Buffer.from('55042d', 'hex'), tag: 3, value: Buffer.from([0, 1]) };
const name = 'vault.corp.internal';

const mixtures: Readonly<Record<string, Naming>> = {
  'no names at all': {},
  'an empty list of names': { names: [], subject: [cn(name)] },
  'several names, the last fits': { names: ['a.corp', 'b.corp', name].map(dns) },
  'many wildcards before the name': { names: ['v**t.corp.internal', name].map(dns) },
  'many wildcards after the name': { names: [name, 'v**t.corp.internal'].map(dns) },
  'many wildcards deeper than the name': { names: ['a.v**t.corp.internal', name].map(dns) },
  'another DNS name beside a common name': { names: [dns('other.corp')], subject: [cn(name)] },
  'an empty DNS name beside a common name': { names: [dns('')], subject: [cn(name)] },
  'an address beside a common name': { names: [address('10.0.0.9')], subject: [cn(name)] },
  'an e-mail address beside a common name': { names: [email('ops@corp.internal')], subject: [cn(name)] },
  'a broken e-mail address beside a common name': { names: [email('ops@'), dns('other.corp')], subject: [cn(name)] },
  'a broken e-mail address beside the name': { names: [email('@'), dns(name)] },
  'an empty e-mail address beside the name': { names: [email(''), dns(name)] },
  'a URI beside a common name': { names: [uri('https://other.corp/x')], subject: [cn(name)] },
  'a URI of that host': { names: [uri(`https://${name}/`)] },
  'a SPIFFE ID beside the name': { names: [uri('spiffe://corp.internal/ns/prod/sa/vault'), dns(name)] },
  'a URN beside the name': { names: [uri('urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6'), dns(name)] },
  'a URI without scheme beside the name': { names: [uri('vault/x'), dns(name)] },
  'a URI without scheme beside another name': { names: [uri('vault/x'), dns('other.corp')], subject: [cn(name)] },
  'a directory name of that host': { names: [directory], subject: [cn('other.corp')] },
  'a directory name beside a common name': { names: [directory], subject: [cn(name)] },
  'another name and a registered ID beside the name': { names: [otherName, registered, dns(name)] },
  'another name alone': { names: [otherName], subject: [cn(name)] },
  'an address that is asked for': { names: [address('10.0.0.7')] },
  'an IPv6 address that is asked for': { names: [address('::1')] },
  'a longer IPv6 address': { names: [address('2001:db8::a')] },
  'a mapped address': { names: [address('::ffff:10.0.0.7')] },
  'an address with its mask': { names: [octets('0a000007ffffffff')] },
  'an address with its mask beside the name': { names: [octets('0a000007ffffffff'), dns(name), address('10.0.0.7')] },
  'an IPv6 address with its prefix beside the name': { names: [octets(`${'0'.repeat(31)}1${'f'.repeat(32)}`), dns(name)] },
  'an IPv6 address with a mask that is no prefix': { names: [octets(`${'0'.repeat(31)}1${'0f'.repeat(16)}`), dns(name)] },
  'an address of five octets': { names: [octets('0a00000700'), address('10.0.0.7'), dns(name)] },
  'an address of five octets after the right one': { names: [address('10.0.0.7'), octets('0a00000700')], subject: [cn(name)] },
  'an address without octets': { names: [octets(''), dns('other.corp')], subject: [cn(name)] },
  'two common names, the first fits': { subject: [cn(name), cn('other.corp')] },
  'two common names, the last fits': { subject: [cn('other.corp'), cn(name)] },
  'two common names in one set, the first fits': {
    subject: [[...cn('aault.corp'), ...cn(name)], [{ oid: Buffer.from('55040a', 'hex'), value: 'Corp' }]],
  },
  'two common names in one set, in front of another': { subject: [[...cn('other.corp'), ...cn(name)], cn('last.corp')] },
  'an empty common name, then the right one': { subject: [cn(''), cn(name)] },
  'the right common name, then an empty one': { subject: [cn(name), cn('')] },
  'a common name with a dot at its end': { subject: [cn(`${name}.`)] },
  'a common name that is no host name': { subject: [cn('Vault of Corp')] },
  'an address as common name': { subject: [cn('10.0.0.7')] },
  'an IPv6 address as common name': { subject: [cn('::1')] },
  'a mapped address as common name': { subject: [cn('::ffff:10.0.0.7')] },
  'a mapped address in hexadecimal as common name': { subject: [cn('::ffff:a00:7')] },
  'an address as common name beside an address': { names: [address('10.0.0.9')], subject: [cn('10.0.0.7')] },
  'an address as common name beside an e-mail address': { names: [email('a@b.c')], subject: [cn('10.0.0.7')] },
  'a bit string in the subject beside a common name': { subject: [[bits], cn(name)] },
  'a bit string in the subject beside the name': { subject: [[bits], cn('other.corp')], names: [dns(name)] },
  ...Object.fromEntries([18, 19, 20, 22, 30].map((tag) => [`a common name of string type ${tag}`, { subject: [cn(name, tag)] }])),
  'a common name of string type 28': {
    subject: [[{ tag: 28, value: Buffer.from(Array.from(Buffer.from(name)).flatMap((letter) => [0, 0, 0, letter])) }]],
  },
  'a foreign common name: wide letters': { subject: [cn('\uff56ault.corp.internal')] },
  'a foreign common name: an ideographic dot': { subject: [cn('vault\u3002corp.internal')] },
  'a foreign common name: a sharp s': { subject: [cn('stra\u00dfe.corp.internal')] },
  'a foreign common name: a sharp s behind a wildcard': { subject: [cn('*.cro\u00df.internal')] },
  'a foreign common name: a soft hyphen': { subject: [cn('va\u00adult.corp.internal')] },
};

/** Certificates: each pattern as DNS name and as common name, and mixtures. */
export const rows: readonly Row[] = [
  ...patterns.map((pattern) => row(`DNS:${pattern}`, { names: [dns(pattern)], subject: [cn('nobody')] })),
  ...patterns.map((pattern) => row(`CN=${pattern}`, { subject: [cn(pattern)] })),
  ...Object.entries(mixtures).map(([title, naming]) => row(title, naming)),
];

function row(title: string, naming: Naming): Row {
  return { title, der: namedCertificate(naming) };
}

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
