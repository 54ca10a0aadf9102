import { describe, expect, it } from 'vitest';
import { goPath } from '../../../../src/clients/go-path.ts';
import {
  java25NameConstraints,
  javaNameConstraints,
  javaNameConstraintsWithWildcards,
} from '../../../../src/clients/java-name-constraints.ts';
import { javaPath } from '../../../../src/clients/java-path.ts';
import type { NameConstraintRules } from '../../../../src/clients/knobs/name-constraint-rules.ts';
import type { PathKnobs } from '../../../../src/clients/knobs/path-knobs.ts';
import {
  openssl3NameConstraints,
  openssl35NameConstraints,
  openssl111NameConstraints,
} from '../../../../src/clients/openssl-name-constraints.ts';
import { openssl3Path } from '../../../../src/clients/openssl-path.ts';
import { hex } from '../../../x509/der-parts.ts';
import { engineAnswer } from './engine-answer.ts';
import { issueRows } from './issue-rows.ts';
import { constraintsOf, nameOf, permitted, type Row, subtree } from './table.ts';

const openssl3: PathKnobs = { ...openssl3Path, nameConstraints: openssl3NameConstraints };
const java: PathKnobs = { ...javaPath, nameConstraints: javaNameConstraints };

function answer(row: Partial<Row>, knobs: PathKnobs): string {
  const [issued] = issueRows([{ id: 'row', constraints: [], critical: true, subject: 'O=Leaf', names: [], ...row }]);
  return issued === undefined ? 'no row' : engineAnswer(issued, knobs)[0];
}

function answers(row: Partial<Row>): string {
  return [openssl3, goPath, java].map((knobs) => answer(row, knobs)).join(' ');
}

// every answer is that of the real client: OpenSSL 3.0.19, Go 1.19, Java 17.0.19
describe.each([
  ['permitted domain, name in it', ['dns:example.com'], ['dns:a.example.com'], 'ok ok ok'],
  ['permitted domain, name beside it', ['dns:example.com'], ['dns:notexample.com'], 'no no no'],
  ['permitted domain, letters of another case', ['dns:EXAMPLE.com'], ['dns:a.Example.COM'], 'ok ok ok'],
  ['dot in front, the domain itself', ['dns:.example.com'], ['dns:example.com'], 'no no no'],
  ['dot in front, a name below', ['dns:.example.com'], ['dns:a.example.com'], 'ok ok ok'],
  ['dot at the end', ['dns:example.com.'], ['dns:a.example.com.'], 'ok no ok'],
  ['empty constraint', ['dns:'], ['dns:a.example.com'], 'ok ok no'],
  ['excluded wildcard name', ['!dns:a.example.com'], ['dns:*.example.com'], 'ok ok ok'],
  ['one of two permitted', ['dns:other.org', 'dns:example.com'], ['dns:a.example.com'], 'ok ok ok'],
  ['permitted and excluded', ['dns:example.com', '!dns:a.example.com'], ['dns:a.example.com'], 'no no no'],
  ['constraints of another form', ['email:example.com'], ['dns:a.example.com'], 'ok ok ok'],
  ['unreadable name of another form', ['dns:example.com'], ['email:x', 'dns:a.example.com'], 'ok no ok'],
  ['host of mail addresses', ['email:example.com'], ['email:a@example.com'], 'ok ok ok'],
  ['host of mail addresses, host below', ['email:example.com'], ['email:a@b.example.com'], 'no ok no'],
  ['mailbox in another case', ['email:A@example.com'], ['email:a@example.com'], 'no no ok'],
  ['quoted mailbox', ['email:a@example.com'], ['email:"a"@example.com'], 'no ok no'],
  ['host of URIs', ['uri:example.com'], ['uri:https://example.com/'], 'ok ok ok'],
  ['host of URIs, host below', ['uri:example.com'], ['uri:https://a.example.com/'], 'no ok no'],
  ['domain of URIs', ['uri:.example.com'], ['uri:https://a.example.com/'], 'ok ok ok'],
  ['URI without a host', ['uri:example.com'], ['uri:urn:x'], 'no no no'],
  ['URI with an address', ['!uri:example.com'], ['uri:https://10.0.0.1/'], 'ok no ok'],
  ['URI of a user', ['uri:example.com'], ['uri:https://user@example.com/'], 'no ok ok'],
  ['constraint that is a URI', ['uri:https://example.com'], ['dns:a.example.com'], 'ok ok no'],
  ['address in its range', ['ip:0a000000ff000000'], ['ip:0a010203'], 'ok ok ok'],
  ['address outside', ['ip:0a000000ff000000'], ['ip:0b010203'], 'no no no'],
  ['range with bits behind its mask', ['ip:0a010203ffff0000'], ['ip:0a010203'], 'ok ok no'],
  ['mask with a gap', ['ip:0a000000ff00ff00'], ['ip:0a010003'], 'ok no ok'],
  ['IPv4 range, IPv6 address', ['ip:0000000000000000'], [`ip:fd${'00'.repeat(15)}`], 'no no ok'],
  ['range of a wrong length', ['!ip:0a00'], ['ip:0a010203'], 'no no no'],
] as const)('%s', (_, subtrees, names, expected) => {
  it(`is ${expected} for OpenSSL, Go and Java`, () => {
    expect(answers({ constraints: [constraintsOf(subtrees)], names: names.map(nameOf) })).toBe(expected);
  });
});

describe.each([
  ['directory name below', ['dir:O=Corp'], { subject: 'O=corp, CN=leaf', names: [nameOf('dns:a.org')] }, 'ok no ok'],
  ['directory name beside', ['dir:O=Corp'], { subject: 'O=Corporation', names: [nameOf('dns:a.org')] }, 'no no no'],
  ['letters beyond ASCII', ['dir:O=Straße'], { subject: 'O=STRASSE', names: [nameOf('dns:a.org')] }, 'no no ok'],
  ['string type without folding', ['dir:DC=corp'], { subject: 'DC=CORP', names: [nameOf('dns:a.org')] }, 'ok no no'],
  ['common name alone', ['dns:example.com'], { subject: 'CN=other.org' }, 'no ok no'],
  ['common name of one label', ['dns:example.com'], { subject: 'CN=localhost' }, 'ok ok no'],
  ['common name with an underscore', ['dns:example.com'], { subject: 'CN=a_b.org' }, 'no ok ok'],
  ['common name beside a host name', ['dns:example.com'], { subject: 'CN=other.org', names: [nameOf('dns:a.example.com')] }, 'ok ok ok'],
  ['common name beside an address', ['dns:example.com'], { subject: 'CN=other.org', names: [nameOf('ip:0a010203')] }, 'no ok no'],
  ['common name that is an address', ['ip:0a000000ff000000'], { subject: 'CN=192.168.1.1' }, 'ok ok no'],
  ['mail address in the subject', ['email:example.com'], { subject: 'email=a@other.org' }, 'no ok no'],
  [
    'mail address in the subject beside names',
    ['email:example.com'],
    { subject: 'email=a@other.org', names: [nameOf('dns:a.org')] },
    'no ok ok',
  ],
  ['mail address that is no IA5String', ['dns:a.org'], { subject: '1.2.840.113549.1.9.1=a@b', names: [nameOf('dns:a.org')] }, 'no ok ok'],
] as const)('%s', (_, subtrees, row, expected) => {
  it(`is ${expected} for OpenSSL, Go and Java`, () => {
    expect(answers({ constraints: [constraintsOf(subtrees)], ...row })).toBe(expected);
  });
});

describe('several issuers', () => {
  const row = (first: readonly string[], second: readonly string[], name = 'dns:a.example.com'): Partial<Row> => ({
    constraints: [constraintsOf(first), constraintsOf(second)],
    names: [nameOf(name)],
  });

  it('all constrain', () => {
    expect(answers(row(['dns:example.com'], ['dns:b.example.com']))).toBe('no no no');
    expect(answers(row(['dns:b.example.com'], ['dns:example.com']))).toBe('no no no');
    expect(answers(row(['dns:example.com'], ['dns:a.example.com']))).toBe('ok ok ok');
  });

  it('fail in Java where nothing is left of a form, although no name is of that form', () => {
    expect(answers(row(['email:example.com'], ['email:other.org']))).toBe('ok ok no');
  });

  it('leave no directory name where theirs do not meet', () => {
    expect(answer(row(['dir:O=Leaf'], ['dir:O=Other']), java)).toBe('no');
  });
});

describe('the root', () => {
  const names = [nameOf('dns:a.example.com')];

  it('constrains for OpenSSL and Go, not for Java', () => {
    expect(answers({ ofRoot: constraintsOf(['dns:other.org']), names })).toBe('no no ok');
  });

  it('constrains the names of issuers, too, for OpenSSL', () => {
    expect(answers({ ofRoot: constraintsOf(['dir:O=Other']), names, critical: false })).toBe('no ok ok');
  });
});

describe('what versions do differently', () => {
  const ask = (rules: NameConstraintRules, base: PathKnobs, row: Partial<Row>): string => answer(row, { ...base, nameConstraints: rules });
  const excludedWildcard = { constraints: [constraintsOf(['!dns:a.example.com'])], names: [nameOf('dns:*.example.com')] };
  const mapped = { constraints: [constraintsOf(['ip:0a000000ff000000'])], names: [nameOf(`ip:${'00'.repeat(10)}ffff0a010203`)] };
  const ofOther = { constraints: [constraintsOf(['ip:0000000000000000'])], names: [nameOf(`ip:fd${'00'.repeat(15)}`)] };
  const user = { constraints: [constraintsOf(['uri:example.com'])], names: [nameOf('uri:https://user@example.com:80/')] };
  const zero = { constraints: [permitted(subtree('dns:example.com', hex('80 01 00')))], names: [nameOf('dns:example.com')] };

  it('excludes wildcards and reads mapped addresses as IPv4 in new Java', () => {
    expect(ask(javaNameConstraintsWithWildcards, javaPath, excludedWildcard)).toBe('no');
    expect(ask(java25NameConstraints, javaPath, excludedWildcard)).toBe('ok');
    expect(ask(javaNameConstraintsWithWildcards, javaPath, mapped)).toBe('ok');
    expect(ask(java25NameConstraints, javaPath, mapped)).toBe('no');
    expect(ask(java25NameConstraints, javaPath, ofOther)).toBe('no');
  });

  it('takes the user out of a URI in OpenSSL 3.5', () => {
    expect(ask(openssl3NameConstraints, openssl3Path, user)).toBe('no');
    expect(ask(openssl35NameConstraints, openssl3Path, user)).toBe('ok');
  });

  it('refuses a minimum of 0 in OpenSSL 1.1.1', () => {
    expect(ask(openssl111NameConstraints, openssl3Path, zero)).toBe('no');
    expect(ask(openssl3NameConstraints, openssl3Path, zero)).toBe('ok');
  });
});
