import type { Authority, Unusual } from '../authority.ts';
import { altNames, type NameText } from '../extension-values.ts';
import type { CaseSketch } from '../generated-case.ts';

/** What the certificate carries (`null`: no subjectAltName), its common name, and what the client asks for. */
export type NameRow = readonly [id: string, asked: string, names: readonly NameText[] | null, commonName?: string];

const fleet = 'vault.fleet.example';
const plain = 'CN=Vault Server, O=Fleet';

/** Every pair of names that is tried. */
export const nameRows: readonly NameRow[] = [
  ['exact', fleet, [`dns:${fleet}`]],
  ['other', fleet, ['dns:consul.fleet.example']],
  ['second-of-many', fleet, ['dns:a.example', `dns:${fleet}`, 'ip:10.0.0.1']],
  ['upper-case-in-certificate', fleet, ['dns:VAULT.Fleet.EXAMPLE']],
  ['upper-case-asked', 'VAULT.Fleet.EXAMPLE', [`dns:${fleet}`]],
  ['trailing-dot-asked', `${fleet}.`, [`dns:${fleet}`]],
  ['trailing-dot-in-certificate', fleet, [`dns:${fleet}.`]],
  ['trailing-dot-in-both', `${fleet}.`, [`dns:${fleet}.`]],
  ['leading-dot-in-certificate', fleet, ['dns:.fleet.example']],
  ['single-label', 'vault', ['dns:vault']],
  ['localhost', 'localhost', ['dns:localhost']],
  ['underscore', 'vault_1.fleet.example', ['dns:vault_1.fleet.example']],
  ['underscore-below-wildcard', 'vault_1.fleet.example', ['dns:*.fleet.example']],
  ['underscore-in-parent', 'vault.my_fleet.example', ['dns:vault.my_fleet.example']],
  ['digits-only-label', '1234.fleet.example', ['dns:1234.fleet.example']],
  ['starts-with-hyphen', '-vault.fleet.example', ['dns:-vault.fleet.example']],
  ['ends-with-hyphen', 'vault-.fleet.example', ['dns:vault-.fleet.example']],
  ['kubernetes-service', 'vault.secrets.svc.cluster.local', ['dns:vault', 'dns:vault.secrets', 'dns:vault.secrets.svc.cluster.local']],
  ['wildcard', fleet, ['dns:*.fleet.example']],
  ['wildcard-upper-case', fleet, ['dns:*.FLEET.example']],
  ['wildcard-two-labels', 'a.vault.fleet.example', ['dns:*.fleet.example']],
  ['wildcard-apex', 'fleet.example', ['dns:*.fleet.example']],
  ['wildcard-prefix', fleet, ['dns:va*.fleet.example']],
  ['wildcard-suffix', fleet, ['dns:*lt.fleet.example']],
  ['wildcard-infix', fleet, ['dns:v*t.fleet.example']],
  ['wildcard-prefix-of-nothing', fleet, ['dns:vault*.fleet.example']],
  ['wildcard-second-label', fleet, ['dns:vault.*.example']],
  ['wildcard-both-labels', fleet, ['dns:*.*.example']],
  ['wildcard-only', fleet, ['dns:*']],
  ['wildcard-only-single-label', 'vault', ['dns:*']],
  ['wildcard-top-level', 'fleet.example', ['dns:*.example']],
  ['wildcard-top-level-trailing-dot', 'fleet.example', ['dns:*.example.']],
  ['wildcard-doubled', fleet, ['dns:**.fleet.example']],
  ['wildcard-idna-label', 'xn--bcher-kva.fleet.example', ['dns:*.fleet.example']],
  ['wildcard-idna-prefix', 'xn--bcher-kva.fleet.example', ['dns:xn--*.fleet.example']],
  ['wildcard-address', '10.20.30.40', ['dns:*.20.30.40']],
  ['wildcard-asked', '*.fleet.example', ['dns:*.fleet.example']],
  ['idna', 'xn--bcher-kva.fleet.example', ['dns:xn--bcher-kva.fleet.example']],
  ['idna-upper-case', 'xn--bcher-kva.fleet.example', ['dns:XN--BCHER-KVA.fleet.example']],
  ['utf8-in-certificate', 'xn--bcher-kva.fleet.example', ['dns:bücher.fleet.example']],
  ['space-in-certificate', fleet, ['dns:vault .fleet.example', `dns:${fleet}`]],
  ['empty-name-beside', fleet, ['dns:', `dns:${fleet}`]],
  ['address', '10.20.30.40', ['ip:10.20.30.40']],
  ['address-other', '10.20.30.40', ['ip:10.20.30.41']],
  ['address-beside-names', '10.20.30.40', [`dns:${fleet}`, 'ip:10.20.30.40']],
  ['address-as-dns-name', '10.20.30.40', ['dns:10.20.30.40']],
  ['address-6', 'fd00::20', ['ip:fd00::20']],
  ['address-6-long-form', 'fd00:0:0:0:0:0:0:20', ['ip:fd00::20']],
  ['address-6-other', 'fd00::20', ['ip:fd00::21']],
  ['address-mapped', '10.20.30.40', ['ip:0:0:0:0:0:ffff:a14:1e28']],
  ['address-for-a-name', fleet, ['ip:10.20.30.40']],
  ['address-with-mask', '10.20.30.40', ['ip:10.20.30.40/32']],
  ['address-in-common-name', '10.20.30.40', null, 'CN=10.20.30.40'],
  ['address-in-common-name-beside-names', '10.20.30.40', [`dns:${fleet}`], 'CN=10.20.30.40'],
  ['common-name-alone', fleet, null, `CN=${fleet}`],
  ['common-name-upper-case', fleet, null, 'CN=VAULT.fleet.example'],
  ['common-name-wildcard', fleet, null, 'CN=*.fleet.example'],
  ['common-name-other', fleet, null, 'CN=consul.fleet.example'],
  ['common-name-twice-last', fleet, null, `CN=consul.fleet.example, CN=${fleet}`],
  ['common-name-twice-first', fleet, null, `CN=${fleet}, CN=consul.fleet.example`],
  ['common-name-is-prose', fleet, null, 'CN=Vault Server of the Fleet'],
  ['common-name-printable', fleet, null, `CN:printable=${fleet}`],
  ['common-name-right--names-wrong', fleet, ['dns:consul.fleet.example'], `CN=${fleet}`],
  ['common-name-right--address-only', fleet, ['ip:10.20.30.40'], `CN=${fleet}`],
  ['common-name-right--email-only', fleet, ['email:ops@fleet.example'], `CN=${fleet}`],
  ['common-name-right--uri-only', fleet, [`uri:https://${fleet}/`], `CN=${fleet}`],
  ['common-name-right--directory-only', fleet, ['dir:CN=x'], `CN=${fleet}`],
  ['common-name-right--other-name-only', fleet, ['upn:vault@fleet'], `CN=${fleet}`],
  ['uri-only', fleet, [`uri:https://${fleet}/`]],
  ['directory-name-beside', fleet, [`dns:${fleet}`, 'dir:CN=x, O=y']],
  ['other-name-beside', fleet, ['upn:vault@fleet', `dns:${fleet}`]],
  ['registered-id-beside', fleet, ['rid:1.2.3.4', `dns:${fleet}`]],
  ['spiffe-beside', fleet, ['uri:spiffe://fleet.example/ns/secrets/sa/vault', `dns:${fleet}`]],
  ['email-beside', fleet, ['email:ops@fleet.example', `dns:${fleet}`]],
];

/** Names and addresses, as asked for and as certified (RFC 6125, RFC 9525, and what clients make of them). */
export function hostNames({ root, ca, leaf }: Authority): readonly CaseSketch[] {
  const anchor = root('Name Root');
  const issuing = ca('Name Issuing', anchor);
  return nameRows.map(([id, name, names, commonName]) => {
    const unusual: Unusual = {
      subject: commonName ?? plain,
      names: [],
      ...(names === null ? {} : { extra: [altNames(names)] }),
    };
    return { id: `name::${id}`, description: `asked for ${name}`, served: [leaf(issuing, unusual), issuing], bundle: [anchor], name };
  });
}
