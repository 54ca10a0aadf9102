/** What Java takes for a host name: `loose` up to 17.0.19 and 25.0.3, `strict` in 17.0.21. */
export type DnsNameSyntax = 'loose' | 'strict';

/**
 * Whether Java makes a DNSName of the text (sun.security.x509.DNSName): labels of letters, digits and hyphens that begin with none of the hyphens. Where it is
 * strict they do not end with one either, and have 63 characters each and 253 in all.
 */
export function isDnsName(text: string, syntax: DnsNameSyntax): boolean {
  if (syntax === 'loose') return text.split('.').every((label) => /^[A-Za-z0-9][A-Za-z0-9-]*$/.test(label));
  if (text.length > 253) return false;
  return text.split('.').every((label) => label.length <= 63 && /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/.test(label));
}

/** The octets of an IPv4 address in any of the forms that Java reads, of one to four numbers (IPAddressUtil.textToNumericFormatV4). */
export function looseIpv4(text: string): Uint8Array | undefined {
  if (text.length > 15 || !/^\d+(?:\.\d+){0,3}$/.test(text)) return undefined;
  const numbers = text.split('.').map(Number);
  const last = numbers.pop() ?? 0;
  const left = 4 - numbers.length;
  if (numbers.some((number) => number > 255) || last >= 256 ** left) return undefined;
  return Uint8Array.from([...numbers, ...Array.from({ length: left }, (_, index) => Math.floor(last / 256 ** (left - 1 - index)) % 256)]);
}
