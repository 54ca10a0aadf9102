import type { Authority, Unusual } from '../authority.ts';
import { altNames, type Extra, type NameText, nameConstraints, permittedFrom, rawExtension } from '../extension-values.ts';
import type { CaseSketch } from '../generated-case.ts';

/** What a CA may issue for, what its end-entity carries, and what is asked for where that is not the usual name. */
interface Row {
  readonly id: string;
  readonly permitted?: readonly NameText[];
  readonly excluded?: readonly NameText[];
  readonly names?: readonly NameText[];
  readonly subject?: string;
  readonly asked?: string;
}

const fleet = 'vault.fleet.example';
const own: readonly NameText[] = [`dns:${fleet}`];
const subject = 'CN=Vault, O=Fleet, C=DE';

const rows: readonly Row[] = [
  { id: 'dns-permitted', permitted: ['dns:fleet.example'] },
  { id: 'dns-permitted-exact', permitted: [`dns:${fleet}`] },
  { id: 'dns-permitted-leading-dot', permitted: ['dns:.fleet.example'] },
  { id: 'dns-permitted-upper-case', permitted: ['dns:FLEET.example'] },
  { id: 'dns-permitted-trailing-dot', permitted: ['dns:fleet.example.'] },
  { id: 'dns-permitted-empty', permitted: ['dns:'] },
  { id: 'dns-permitted-other', permitted: ['dns:other.example'] },
  { id: 'dns-permitted-suffix-without-dot', permitted: ['dns:leet.example'] },
  { id: 'dns-permitted-one-of-two', permitted: ['dns:other.example', 'dns:fleet.example'] },
  { id: 'dns-permitted-not-all-names', permitted: ['dns:fleet.example'], names: [...own, 'dns:other.example'] },
  { id: 'dns-permitted-wildcard-name', permitted: ['dns:fleet.example'], names: ['dns:*.fleet.example'] },
  { id: 'dns-permitted-wildcard-wider', permitted: [`dns:${fleet}`], names: ['dns:*.fleet.example'] },
  { id: 'dns-permitted-wildcard-constraint', permitted: ['dns:*.fleet.example'] },
  { id: 'dns-excluded', excluded: ['dns:fleet.example'] },
  { id: 'dns-excluded-exact', excluded: [`dns:${fleet}`] },
  { id: 'dns-excluded-leading-dot', excluded: ['dns:.fleet.example'] },
  { id: 'dns-excluded-other', excluded: ['dns:other.example'] },
  { id: 'dns-excluded-other-name-of-it', excluded: ['dns:other.example'], names: [...own, 'dns:www.other.example'] },
  { id: 'dns-excluded-inside-permitted', permitted: ['dns:fleet.example'], excluded: [`dns:${fleet}`] },
  { id: 'dns-excluded-wildcard-covers', excluded: [`dns:${fleet}`], names: ['dns:*.fleet.example'] },
  { id: 'dns-excluded-all', excluded: ['dns:'] },
  { id: 'dns-underscore', permitted: ['dns:fleet.example'], names: ['dns:v_1.fleet.example'], asked: 'v_1.fleet.example' },
  { id: 'ip-permitted', permitted: ['ip:10.0.0.0/8'], names: ['ip:10.1.2.3'], asked: '10.1.2.3' },
  { id: 'ip-not-permitted', permitted: ['ip:10.0.0.0/8'], names: ['ip:192.168.1.2'], asked: '192.168.1.2' },
  { id: 'ip-excluded', excluded: ['ip:10.0.0.0/8'], names: ['ip:10.1.2.3'], asked: '10.1.2.3' },
  { id: 'ip-excluded-other', excluded: ['ip:192.168.0.0/16'], names: ['ip:10.1.2.3'], asked: '10.1.2.3' },
  { id: 'ip-6-permitted', permitted: ['ip:fd00::/16'], names: ['ip:fd00::7'], asked: 'fd00::7' },
  { id: 'ip-4-constraint-for-6', permitted: ['ip:10.0.0.0/8'], names: ['ip:fd00::7'], asked: 'fd00::7' },
  { id: 'ip-permitted-name-asked', permitted: ['ip:10.0.0.0/8'] },
  { id: 'ip-not-permitted-beside-name', permitted: ['ip:10.0.0.0/8', 'dns:fleet.example'], names: [...own, 'ip:192.168.1.2'] },
  { id: 'ip-all-excluded', excluded: ['ip:0.0.0.0/0', 'ip:::/0'] },
  { id: 'ip-all-excluded-beside-address', excluded: ['ip:0.0.0.0/0'], names: [...own, 'ip:10.1.2.3'] },
  { id: 'dns-constraint-address-asked', permitted: ['dns:fleet.example'], names: ['ip:10.1.2.3'], asked: '10.1.2.3' },
  { id: 'email-permitted', permitted: ['email:fleet.example'], names: [...own, 'email:ops@fleet.example'] },
  { id: 'email-permitted-mailbox', permitted: ['email:ops@fleet.example'], names: [...own, 'email:ops@fleet.example'] },
  { id: 'email-permitted-subdomain', permitted: ['email:.fleet.example'], names: [...own, 'email:ops@mail.fleet.example'] },
  { id: 'email-permitted-host-not-below', permitted: ['email:.fleet.example'], names: [...own, 'email:ops@fleet.example'] },
  { id: 'email-not-permitted', permitted: ['email:fleet.example'], names: [...own, 'email:ops@other.example'] },
  { id: 'email-excluded', excluded: ['email:fleet.example'], names: [...own, 'email:ops@fleet.example'] },
  { id: 'email-permitted-none-carried', permitted: ['email:fleet.example'] },
  { id: 'email-in-subject-not-permitted', permitted: ['email:fleet.example'], subject: `${subject}, email=ops@other.example` },
  { id: 'uri-permitted', permitted: ['uri:fleet.example'], names: [...own, 'uri:https://fleet.example/x'] },
  { id: 'uri-permitted-below', permitted: ['uri:.fleet.example'], names: [...own, 'uri:https://www.fleet.example/x'] },
  { id: 'uri-not-permitted', permitted: ['uri:fleet.example'], names: [...own, 'uri:https://other.example/x'] },
  { id: 'uri-excluded', excluded: ['uri:fleet.example'], names: [...own, 'uri:https://fleet.example/x'] },
  { id: 'uri-address', permitted: ['uri:fleet.example'], names: [...own, 'uri:https://10.1.2.3/x'] },
  { id: 'uri-without-authority', permitted: ['uri:fleet.example'], names: [...own, 'uri:urn:fleet:x'] },
  { id: 'uri-permitted-none-carried', permitted: ['uri:fleet.example'] },
  { id: 'directory-permitted', permitted: ['dir:CN=Vault'], subject },
  { id: 'directory-permitted-whole', permitted: [`dir:${subject}`], subject },
  { id: 'directory-not-permitted', permitted: ['dir:O=Other'], subject },
  { id: 'directory-excluded', excluded: ['dir:CN=Vault'], subject },
  { id: 'directory-excluded-case-differs', excluded: ['dir:CN=vault'], subject },
  { id: 'directory-excluded-other', excluded: ['dir:O=Other'], subject },
  { id: 'directory-in-names-not-permitted', permitted: ['dir:CN=Vault'], subject, names: [...own, 'dir:O=Other'] },
  { id: 'directory-permitted-empty-subject', permitted: ['dir:O=Fleet'], subject: '' },
  { id: 'other-name-permitted-none-carried', permitted: ['upn:vault@fleet', 'dns:fleet.example'] },
  { id: 'other-name-carried', permitted: ['upn:vault@fleet'], names: [...own, 'upn:vault@fleet'] },
  { id: 'registered-id-excluded', excluded: ['rid:1.2.3'] },
  { id: 'registered-id-carried', excluded: ['rid:1.2.3'], names: [...own, 'rid:1.2.3'] },
  { id: 'common-name-violates', permitted: ['dns:fleet.example'], subject: 'CN=www.other.example' },
  { id: 'common-name-violates-without-names', permitted: ['dns:other.example'], subject: `CN=${fleet}`, names: [] },
  { id: 'common-name-alone-permitted', permitted: ['dns:fleet.example'], subject: `CN=${fleet}`, names: [] },
];

/** Name constraints of every form (RFC 5280 §4.2.1.10) on an intermediate; a part of them on the anchor, where some clients do not look. */
export function constrainedNames({ root, ca, leaf }: Authority): readonly CaseSketch[] {
  const anchor = root('Constraint Root');
  const leafOf = (row: Row): Unusual => ({
    subject: row.subject ?? 'CN=Vault Server',
    names: [],
    ...(row.names?.length === 0 ? {} : { extra: [altNames(row.names ?? own, row.subject === '')] }),
  });
  const sketch = (id: string, row: Row, served: CaseSketch['served'], bundle: CaseSketch['bundle']): CaseSketch => ({
    id: `constraint::${id}`,
    description: `names that a CA may issue for: ${id}`,
    served,
    bundle,
    ...(row.asked === undefined ? {} : { name: row.asked }),
  });
  const onIntermediate = rows.map((row) => {
    const bound = ca('Constraint Issuing', anchor, { extra: [nameConstraints(row.permitted ?? [], row.excluded)] });
    return sketch(row.id, row, [leaf(bound, leafOf(row)), bound], [anchor]);
  });
  const onAnchor = rows
    .filter((row) =>
      /^(?:dns-(?:permitted|permitted-other|excluded)|ip-(?:permitted|excluded)|directory-excluded|uri-not-permitted)$/.test(row.id),
    )
    .map((row) => {
      const bound = root('Constraint Bound Root', { extra: [nameConstraints(row.permitted ?? [], row.excluded)] });
      const issuing = ca('Constraint Below', bound, { subject: 'CN=Constraint Below, O=Fleet' });
      return sketch(`anchor-${row.id}`, row, [leaf(issuing, leafOf(row)), issuing], [bound]);
    });
  const oddities: Readonly<Record<string, Extra>> = {
    'not-critical-permitted-other': nameConstraints(['dns:other.example'], [], false),
    'not-critical-excluded': nameConstraints([], ['dns:fleet.example'], false),
    empty: rawExtension('2.5.29.30', '3000', true),
    'empty-permitted': rawExtension('2.5.29.30', '3002 a000', true),
    'minimum-zero-spelled-out': permittedFrom('dns:fleet.example', 0),
    'minimum-one': permittedFrom('dns:fleet.example', 1),
    'mask-with-gaps': rawExtension('2.5.29.30', '300e a00c 300a 8708 0a000000 ff00ff00', true),
    'address-of-odd-length': rawExtension('2.5.29.30', '300a a008 3006 8704 0a000000', true),
  };
  const odd = Object.entries(oddities).map(([id, extra]) => {
    const bound = ca('Constraint Odd', anchor, { extra: [extra] });
    return sketch(`odd-${id}`, { id }, [leaf(bound), bound], [anchor]);
  });
  const upper = ca('Constraint Upper', anchor, { extra: [nameConstraints(['dns:fleet.example'])] });
  const wider = ca('Constraint Wider', upper, { extra: [nameConstraints(['dns:other.example', 'dns:fleet.example'])] });
  const apart = ca('Constraint Apart', upper, { extra: [nameConstraints(['dns:other.example'])] });
  const outside = ca('www.other.example', upper, { subject: 'CN=www.other.example' });
  const nested = [
    sketch('nested-wider-below', { id: '' }, [leaf(wider), wider, upper], [anchor]),
    sketch('nested-apart', { id: '' }, [leaf(apart), apart, upper], [anchor]),
    sketch('nested-ca-is-called-otherwise', { id: '' }, [leaf(outside), outside, upper], [anchor]),
  ];
  return [...onIntermediate, ...onAnchor, ...odd, ...nested];
}
