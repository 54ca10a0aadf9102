import { isIPv4 } from 'node:net';
import { nameDer } from '../certificates.ts';
import { hex, node, sequence } from '../x509/der-parts.ts';

/** An extension as `issue` takes it. */
export interface Extra {
  readonly oid: string;
  readonly critical: boolean;
  readonly der: Uint8Array;
}

/** A GeneralName in words: `dns:a.example`, `ip:10.0.0.1`, `ip:10.0.0.0/8`, `email:a@b`, `uri:https://…`, `dir:CN=…`, `rid:1.2.3`, `upn:a@b`. */
export type NameText = string;

const kinds: Readonly<Record<string, (value: string) => Uint8Array>> = {
  email: (value) => node(0x81, Buffer.from(value)),
  dns: (value) => node(0x82, Buffer.from(value, 'utf8')),
  dir: (value) => node(0xa4, nameDer(value)),
  uri: (value) => node(0x86, Buffer.from(value)),
  ip: (value) => node(0x87, addressBytes(value)),
  rid: (value) => node(0x88, oidBytes(value)),
  // otherName with a userPrincipalName, as Active Directory issues it
  upn: (value) => node(0xa0, hex('06 0a 2b060104018237140203'), node(0xa0, node(0x0c, Buffer.from(value)))),
};

/** The DER of a GeneralName (RFC 5280 §4.2.1.6); an address with a mask is the form of name constraints. */
export function generalName(text: NameText): Uint8Array {
  const colon = text.indexOf(':');
  const make = kinds[text.slice(0, colon)];
  if (make === undefined) throw new Error(`no kind of name in "${text}"`);
  return make(text.slice(colon + 1));
}

/** subjectAltName. */
export const altNames = (names: readonly NameText[], critical = false): Extra => ({
  oid: '2.5.29.17',
  critical,
  der: sequence(...names.map(generalName)),
});

/** nameConstraints (RFC 5280 §4.2.1.10). */
export function nameConstraints(permitted: readonly NameText[], excluded: readonly NameText[] = [], critical = true): Extra {
  const subtrees = (tag: number, names: readonly NameText[]): readonly Uint8Array[] =>
    names.length === 0 ? [] : [node(tag, ...names.map((name) => sequence(generalName(name))))];
  return { oid: '2.5.29.30', critical, der: sequence(...subtrees(0xa0, permitted), ...subtrees(0xa1, excluded)) };
}

/** nameConstraints with one permitted subtree whose `minimum` is spelled out; RFC 5280 wants it absent. */
export const permittedFrom = (name: NameText, minimum: number): Extra => ({
  oid: '2.5.29.30',
  critical: true,
  der: sequence(node(0xa0, sequence(generalName(name), node(0x80, Uint8Array.of(minimum))))),
});

/** basicConstraints; `ca: undefined` is the empty sequence, which means false. */
export function basicConstraints({ ca, pathLength, critical }: { ca?: boolean; pathLength?: number; critical: boolean }): Extra {
  const parts = [
    ...(ca === undefined ? [] : [node(0x01, hex(ca ? 'ff' : '00'))]),
    ...(pathLength === undefined ? [] : [integer(pathLength)]),
  ];
  return { oid: '2.5.29.19', critical, der: sequence(...parts) };
}

/** authorityKeyIdentifier with any of its fields. */
export function authorityKeyId(fields: { keyId?: string; issuer?: string; serial?: string }): Extra {
  const latin = (text: string): Uint8Array => Buffer.from(text, 'latin1');
  const parts = [
    ...(fields.keyId === undefined ? [] : [node(0x80, latin(fields.keyId))]),
    ...(fields.issuer === undefined ? [] : [node(0xa1, generalName(`dir:${fields.issuer}`))]),
    ...(fields.serial === undefined ? [] : [node(0x82, hex(fields.serial))]),
  ];
  return { oid: '2.5.29.35', critical: false, der: sequence(...parts) };
}

/** subjectKeyIdentifier. */
export const subjectKeyId = (keyId: string): Extra => ({
  oid: '2.5.29.14',
  critical: false,
  der: node(0x04, Buffer.from(keyId, 'latin1')),
});

/** certificatePolicies. */
export const policies = (oids: readonly string[], critical = false): Extra => ({
  oid: '2.5.29.32',
  critical,
  der: sequence(...oids.map((oid) => sequence(oidNode(oid)))),
});

/** policyConstraints: certificates until a policy is required, and until mapping is forbidden. */
export function policyConstraints(requireExplicit: number | undefined, inhibitMapping?: number, critical = true): Extra {
  const field = (tag: number, value: number | undefined): readonly Uint8Array[] =>
    value === undefined ? [] : [node(tag, Uint8Array.of(value))];
  return { oid: '2.5.29.36', critical, der: sequence(...field(0x80, requireExplicit), ...field(0x81, inhibitMapping)) };
}

/** policyMappings. */
export const policyMappings = (pairs: readonly (readonly [string, string])[], critical = true): Extra => ({
  oid: '2.5.29.33',
  critical,
  der: sequence(...pairs.map(([issuers, subjects]) => sequence(oidNode(issuers), oidNode(subjects)))),
});

/** inhibitAnyPolicy. */
export const inhibitAnyPolicy = (skip: number): Extra => ({ oid: '2.5.29.54', critical: true, der: integer(skip) });

/** authorityInfoAccess with one OCSP responder. */
export const ocspLocation = (url: string, critical = false): Extra => ({
  oid: '1.3.6.1.5.5.7.1.1',
  critical,
  der: sequence(sequence(oidNode('1.3.6.1.5.5.7.48.1'), generalName(`uri:${url}`))),
});

/** cRLDistributionPoints with one place. */
export const crlLocation = (url: string, critical = false): Extra => ({
  oid: '2.5.29.31',
  critical,
  der: sequence(sequence(node(0xa0, node(0xa0, generalName(`uri:${url}`))))),
});

/** An extension of a value that is given as DER in hex. */
export const rawExtension = (oid: string, der: string, critical = false): Extra => ({ oid, critical, der: hex(der) });

export const anyPolicy = '2.5.29.32.0';

const integer = (value: number): Uint8Array => node(0x02, Uint8Array.of(value));
const oidNode = (oid: string): Uint8Array => node(0x06, oidBytes(oid));

function oidBytes(oid: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = oid.split('.').map(Number);
  return Uint8Array.from([first * 40 + second, ...rest].flatMap(base128));
}

function base128(value: number): readonly number[] {
  const digits = [value & 0x7f];
  for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128)) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

function addressBytes(text: string): Uint8Array {
  const [address = '', length] = text.split('/');
  const bytes = isIPv4(address) ? address.split('.').map(Number) : version6(address);
  if (length === undefined) return Uint8Array.from(bytes);
  const mask = bytes.map((_, index) => 256 - 2 ** (8 - Math.min(8, Math.max(0, Number(length) - index * 8))));
  return Uint8Array.from([...bytes, ...mask]);
}

function version6(address: string): readonly number[] {
  const [head = '', tail = ''] = address.split('::');
  const groups = (text: string): readonly number[] => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  const missing = address.includes('::') ? Array.from({ length: 8 - groups(head).length - groups(tail).length }, () => 0) : [];
  return [...groups(head), ...missing, ...groups(tail)].flatMap((group) => [group >> 8, group & 0xff]);
}
