import type { Host } from '../../../inventory/host.ts';

/** What ssh may be told to connect to, or why it may not. */
export type Destination = { readonly kind: 'destination'; readonly text: string } | { readonly kind: 'refused'; readonly reason: string };

// Inventories are hostile text: a name must not become an option of ssh, nor a word of the shells that ssh_config's ProxyCommand and
// Match exec start with %h in them (CVE-2023-51385: OpenSSH itself refuses such names since 9.6 only).
const plain = /^[A-Za-z0-9_:][A-Za-z0-9_.:%-]*$/;
const withPort = /^[^:]+:\d{1,5}$/;
// RFC 1035 §2.3.4: octets of a name.
const longest = 255;

/** The host's address, or its name where the inventory has none: `web1.example.com`, `10.0.0.7`, `fe80::1%eth0`. User and port are the configuration's to say, not the inventory's. */
export function destinationOf(host: Host): Destination {
  const text = host.address ?? host.name;
  const what = host.address === undefined ? 'name' : 'address';
  if (text === '') return { kind: 'refused', reason: `its ${what} is empty: ssh has nothing to connect to` };
  if (text.length > longest) return { kind: 'refused', reason: `its ${what} is longer than ${longest} characters` };
  if (text.startsWith('-')) return { kind: 'refused', reason: `its ${what} starts with a dash: ssh would take it for an option` };
  if (text.includes('@')) return { kind: 'refused', reason: `its ${what} names a user, which belongs into collection.ssh (user)` };
  if (withPort.test(text)) return { kind: 'refused', reason: `its ${what} names a port, which belongs into collection.ssh (port)` };
  if (!plain.test(text)) return { kind: 'refused', reason: `its ${what} holds characters that no host name or IP address has` };
  return { kind: 'destination', text };
}
