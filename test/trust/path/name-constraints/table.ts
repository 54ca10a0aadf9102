import { generalName, type NameText } from '../../../corpus/extension-values.ts';
import { ascii, hex, node, sequence } from '../../../x509/der-parts.ts';

/** What the issuers of a path constrain, from the top down, and what the end-entity carries. */
export interface Row {
  readonly id: string;
  /** DER of nameConstraints, one for each issuer below the root. */
  readonly constraints: readonly Uint8Array[];
  readonly critical: boolean;
  /** Of the root, where it has any. */
  readonly ofRoot?: Uint8Array;
  readonly subject?: string;
  /** DER of each alternative name. */
  readonly names: readonly Uint8Array[];
  /** Subject of the last issuer, where it is unusual. */
  readonly issuer?: string;
}

/** Subtrees as text, `permitted` unless they begin with `!`. */
export function constraintsOf(subtrees: readonly NameText[]): Uint8Array {
  const list = (tag: number, names: readonly NameText[]): readonly Uint8Array[] =>
    names.length === 0 ? [] : [node(tag, ...names.map((name) => sequence(nameOf(name))))];
  const excluded = subtrees.filter((name) => name.startsWith('!')).map((name) => name.slice(1));
  return sequence(
    ...list(
      0xa0,
      subtrees.filter((name) => !name.startsWith('!')),
    ),
    ...list(0xa1, excluded),
  );
}

// text as octets, so that anything can stand in it; addresses in hex, because masks may be anything, too
/** The DER of a name: `dns:`, `email:` and `uri:` as octets, `ip:` in hex, all else as the corpus writes names. */
export function nameOf(text: NameText): Uint8Array {
  const tag = { dns: 0x82, email: 0x81, uri: 0x86 }[text.slice(0, text.indexOf(':'))];
  if (tag !== undefined) return node(tag, ascii(text.slice(text.indexOf(':') + 1)));
  return text.startsWith('ip:') ? node(0x87, hex(text.slice(3))) : generalName(text);
}

const forms: readonly { readonly form: string; readonly bases: readonly string[]; readonly names: readonly string[] }[] = [
  {
    form: 'dns',
    bases: [
      '',
      '.',
      'example.com',
      '.example.com',
      'EXAMPLE.com',
      'com',
      'a.example.com',
      'example.com.',
      '..com',
      'a..b',
      '*.example.com',
      'ex ample.com',
      'b_d.example.com',
      '-a.com',
      'xn--a.com',
    ],
    names: [
      '',
      'example.com',
      'a.example.com',
      'A.Example.COM',
      'x.a.example.com',
      'notexample.com',
      '*.example.com',
      'b*.example.com',
      '*',
      '*.com',
      '*.*.com',
      'example.com.',
      '.example.com',
      'a..example.com',
      'a..b',
      'b_d.example.com',
      '-a.com',
      'other.org',
      'a.\u00e9xample.com',
    ],
  },
  {
    form: 'email',
    bases: [
      '',
      '@',
      'a@',
      '@example.com',
      'a@example.com',
      'A@EXAMPLE.com',
      '"a"@example.com',
      'example.com',
      '.example.com',
      '.',
      'com',
      'a@b@example.com',
      'a..b@example.com',
      'example.com.',
    ],
    names: [
      'a@example.com',
      'a@EXAMPLE.com',
      'A@example.com',
      '"a"@example.com',
      '"a b"@example.com',
      'b@x.example.com',
      'b@.example.com',
      'a@b@example.com',
      'a@notexample.com',
      'example.com',
      '@example.com',
      'a..b@example.com',
      'a@',
      'a\\b@example.com',
      'a@other.org',
    ],
  },
  {
    form: 'uri',
    bases: [
      '',
      '.',
      'example.com',
      '.example.com',
      'EXAMPLE.com',
      'com',
      'a.example.com',
      '10.0.0.1',
      'https://example.com',
      'example.com.',
      'user@example.com',
      '-a.com',
      'a_b.com',
    ],
    names: [
      'https://example.com',
      'https://example.com/',
      'HTTPS://A.EXAMPLE.com/x',
      'https://x.a.example.com:8443/x:y',
      'https://user@example.com/',
      'https://example.com?q',
      'https://example.com#f',
      'https://10.0.0.1/',
      'https://[::1]/',
      'urn:example:com',
      'mailto:a@example.com',
      'spiffe://example.com/a',
      'https:///x',
      'https://',
      'example.com',
      '//example.com/',
      'https://a_b.com/',
      'https://notexample.com/',
      'https://example.com:80:90/',
      'https://example.com.:80/',
      'https://ex ample.com/',
      'https://example.com/%zz',
      'https://-a.com/',
    ],
  },
  {
    form: 'ip',
    bases: [
      '0a000000ff000000',
      '0a010203ffff0000',
      '0a010203ffffffff',
      '0000000000000000',
      '0a000000ff00ff00',
      '0a0102ff',
      '0a00',
      '',
      `${'00'.repeat(10)}ffff0a000000${'ff'.repeat(13)}000000`,
      `fd${'00'.repeat(15)}ff${'00'.repeat(15)}`,
      `${'00'.repeat(10)}ffff0a000000${'00'.repeat(16)}`,
      '00'.repeat(32),
    ],
    names: ['0a010203', '0a0102ff', '0b010203', '0a000000ff000000', '0a00', `fd${'00'.repeat(14)}07`, `${'00'.repeat(10)}ffff0a010203`],
  },
  {
    form: 'dir',
    bases: [
      '',
      'O=Corp',
      'O=corp',
      'O=CORP  ',
      'O:printable=Corp',
      'C=DE, O=Corp',
      'O=Corp, OU=A',
      'O=Corp, OU=A, CN=leaf',
      'DC=corp',
      'DC=CORP',
      'email=a@example.com',
      'O=Cor',
      'O=Straße',
    ],
    names: [
      '',
      'O=Corp',
      'O=corp, OU=A',
      'O=Corp, OU=a, CN=leaf',
      'C=DE, O=Corp',
      'DC=corp, CN=leaf',
      'O=Corporation',
      'email=a@example.com',
      'O=STRASSE, CN=leaf',
    ],
  },
];

/** Every base against every name of its form, permitted and excluded; with a second base and name of each, by turns. */
export function pairs(): readonly Row[] {
  return forms.flatMap(({ form, bases, names }) =>
    bases.flatMap((base) =>
      names.flatMap((name) =>
        ['', '!'].map((sign): Row => {
          const id = `${sign}${form}:${base} / ${name}`;
          const constraints = [constraintsOf([`${sign}${form}:${base}`])];
          return { id, constraints, critical: true, subject: 'O=Leaf', names: [nameOf(`${form}:${name}`)] };
        }),
      ),
    ),
  );
}

const dns = [nameOf('dns:a.example.com')];
/** A GeneralSubtree with what follows its base. */
export const subtree = (base: NameText, ...rest: readonly Uint8Array[]): Uint8Array => sequence(nameOf(base), ...rest);
/** Constraints of permitted subtrees alone. */
export const permitted = (...subtrees: readonly Uint8Array[]): Uint8Array => sequence(node(0xa0, ...subtrees));
const excluded = (...subtrees: readonly Uint8Array[]): Uint8Array => sequence(node(0xa1, ...subtrees));

interface Loose {
  readonly critical?: boolean;
  readonly ofRoot?: Uint8Array;
  readonly subject?: string;
  readonly issuer?: string;
}

const row = (id: string, constraints: readonly Uint8Array[], names: readonly Uint8Array[], loose: Loose = {}): Row => ({
  id,
  constraints,
  critical: true,
  subject: 'O=Leaf',
  names,
  ...loose,
});

/** Damaged and unusual structures. */
export function structures(): readonly Row[] {
  const noted: readonly (readonly [string, Uint8Array])[] = [
    ['empty', sequence()],
    ['no permitted subtree', permitted()],
    ['no excluded subtree', excluded()],
    ['minimum 0', permitted(subtree('dns:example.com', hex('80 01 00')))],
    ['minimum 1', permitted(subtree('dns:example.com', hex('80 01 01')))],
    ['minimum of no octets', permitted(subtree('dns:example.com', hex('80 00')))],
    ['minimum with an octet too many', permitted(subtree('dns:example.com', hex('80 02 00 01')))],
    ['maximum', permitted(subtree('dns:example.com', hex('81 01 05')))],
    ['maximum -1', permitted(subtree('dns:example.com', hex('81 01 ff')))],
    ['minimum and maximum', permitted(subtree('dns:example.com', hex('80 01 00'), hex('81 01 05')))],
    ['maximum of another form', permitted(subtree('dns:example.com'), subtree('email:example.com', hex('81 01 05')))],
    ['maximum after a match', permitted(subtree('dns:example.com'), subtree('dns:other.org', hex('81 01 05')))],
    ['excluded with maximum', excluded(subtree('dns:other.org', hex('81 01 05')))],
    ['something behind the base', permitted(subtree('dns:example.com', hex('82 01 05')))],
    ['subtree without a name', permitted(sequence())],
    ['subtree that is no sequence', permitted(hex('04 00'))],
    ['constructed dNSName', permitted(sequence(node(0xa2, node(0x16, ascii('example.com')))))],
    ['name without a tag of its own', permitted(sequence(node(0x0c, ascii('example.com'))))],
    ['x400', excluded(sequence(hex('a3 00')))],
    ['ediPartyName', excluded(sequence(node(0xa5, node(0xa1, node(0x0c, ascii('x'))))))],
    ['registeredID', excluded(subtree('rid:1.2.3'))],
    ['otherName', excluded(subtree('upn:a@b'))],
    ['twice permitted', sequence(node(0xa0, subtree('dns:example.com')), node(0xa0, subtree('dns:example.com')))],
    ['neither list', sequence(hex('a2 00'))],
    ['unknown form beside a known one', permitted(subtree('rid:1.2.3'), subtree('dns:other.org'))],
  ];
  return noted.flatMap(([id, value]) =>
    [true, false].map((critical) => row(`${id}, ${critical ? 'critical' : 'not critical'}`, [value], dns, { critical })),
  );
}

const x400Name = hex('a3 00');
const ediName = node(0xa5, node(0xa1, node(0x0c, ascii('x'))));
const upn = generalName('upn:a@b');

/** Names that come from the subject, of forms that nobody compares, and constraints of more than one issuer. */
export function mixtures(): readonly Row[] {
  const only = (text: NameText): readonly Uint8Array[] => [constraintsOf([text])];
  const common = [
    'a.example.com',
    'other.org',
    '*.example.com',
    '*.org',
    'a_b.org',
    'localhost',
    'other.org.',
    '-a.org',
    'a-.org',
    'a..org',
    '10.1.2.3',
    '192.168.1.1',
    '1.2',
    '12',
    '::1',
    'Some CA',
    '',
  ];
  const subjects = common.flatMap((name) => [
    row(`CN=${name} alone, dns`, only('dns:example.com'), [], { subject: `CN=${name}` }),
    row(`CN=${name} alone, excluded dns`, only('!dns:b.example.com'), [], { subject: `CN=${name}` }),
    row(`CN=${name} alone, ip`, only('ip:0a000000ff000000'), [], { subject: `CN=${name}` }),
    row(`CN=${name} beside dns`, only('dns:example.com'), dns, { subject: `CN=${name}` }),
    row(`CN=${name} beside ip`, only('dns:example.com'), [nameOf('ip:0a010203')], { subject: `CN=${name}` }),
    row(`CN=${name} beside email`, only('dns:example.com'), [nameOf('email:a@example.com')], { subject: `CN=${name}` }),
  ]);
  return [
    ...subjects,
    row('two common names', only('dns:example.com'), [], { subject: 'CN=other.org, CN=a.example.com' }),
    row('two common names, turned', only('dns:example.com'), [], { subject: 'CN=a.example.com, CN=other.org' }),
    row('mail address in the subject', only('email:example.com'), dns, { subject: 'O=Leaf, email=a@other.org' }),
    row('mail address in the subject alone', only('email:example.com'), [], { subject: 'O=Leaf, email=a@other.org' }),
    row('good mail address in the subject', only('email:example.com'), [], { subject: 'O=Leaf, email=a@example.com' }),
    row('no mail address in its attribute', only('dns:example.com'), dns, { subject: 'O=Leaf, email=x' }),
    row('mail attribute, mail constraint', only('email:example.com'), dns, { subject: 'O=Leaf, email=x' }),
    row('mail attribute as UTF8String', only('dns:example.com'), dns, { subject: 'O=Leaf, 1.2.840.113549.1.9.1=a@example.com' }),
    row('empty subject', only('dir:O=Corp'), dns, { subject: '' }),
    row('other form only', only('email:example.com'), dns),
    row('other form excluded', only('!dir:O=Corp'), dns),
    row('x400 name, x400 excluded', [excluded(sequence(x400Name))], [x400Name, ...dns]),
    row('edi name, edi excluded', [excluded(sequence(ediName))], [ediName, ...dns]),
    row('registered id, equal one excluded', only('!rid:1.2.3'), [generalName('rid:1.2.3'), ...dns]),
    row('upn, dns constraint', only('dns:example.com'), [upn, ...dns]),
    row('bad dns name, mail constraint', only('email:example.com'), [nameOf('dns:a..b')]),
    row('bad mail address, dns constraint', only('dns:example.com'), [nameOf('email:x'), ...dns]),
    row('bad uri, dns constraint', only('dns:example.com'), [nameOf('uri:urn:x'), ...dns]),
    row('issuer with a name of its own', only('dns:example.com'), dns, { issuer: 'CN=issuing.other.org' }),
    row('root constrains', [], dns, { ofRoot: constraintsOf(['dns:other.org']) }),
    row('root constrains the issuer', [], dns, { ofRoot: constraintsOf(['dir:O=Other']) }),
    row('root constrains and permits', [], dns, { ofRoot: constraintsOf(['dns:example.com']) }),
    ...several(),
  ];
}

function several(): readonly Row[] {
  const sets: readonly (readonly NameText[])[] = [
    ['dns:example.com'],
    ['dns:a.example.com'],
    ['dns:other.org'],
    ['dns:example.com', 'dns:other.org'],
    ['!dns:a.example.com'],
    ['!dns:com'],
    ['dns:'],
    ['!dns:'],
    ['email:example.com'],
    ['dir:O=Leaf'],
    ['dir:O=Other'],
    ['dir:O=Leaf', 'dns:example.com'],
    ['ip:0a000000ff000000'],
    ['ip:0a010000ffff0000'],
    ['ip:0a010203ffff0000'],
    ['!ip:0a000000ff000000'],
    ['uri:example.com'],
    ['uri:.example.com'],
    ['uri:other.org'],
    ['rid:1.2.3'],
  ];
  return sets.flatMap((first) =>
    sets.flatMap((second) =>
      [dns, [nameOf('ip:0a010203')], []].map((names, index) =>
        row(`${first.join('+')} then ${second.join('+')} / ${index}`, [constraintsOf(first), constraintsOf(second)], names),
      ),
    ),
  );
}
