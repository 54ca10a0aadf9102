import type { NameFormRules } from '../../../clients/knobs/name-constraint-rules.ts';
import { DerCursor } from '../../../x509/der-cursor.ts';
import type { Name } from '../../../x509/name.ts';
import { ParsedName } from '../../../x509/read-name.ts';
import { rfc2253Key } from '../rfc2253-name.ts';
import type { FormMatcher, Relation } from './relation.ts';

/** directoryName constraints, by what knobs say: a name is inside where its first relative names are those of the base. */
export const directoryMatchers: Readonly<Record<NameFormRules['directory'], FormMatcher<Name>>> = {
  // crypto/x509/v3_ncons.c, nc_dn
  folded: matcherOf((name) => name.folded),
  // sun.security.x509.X500Name, constrains and isWithinSubtree
  rfc2253: matcherOf(rfc2253Key),
  unhandled: { whyMalformed: () => undefined, isReadable: () => true, relate: () => 'elsewhere' },
};

/** Whether subject and issuer are one name for this client. */
export function isSameName(one: Name, other: Name, rule: NameFormRules['directory']): boolean {
  return directoryMatchers[rule].relate(one, other) === 'match';
}

function matcherOf(keyOf: (name: Name) => string): FormMatcher<Name> {
  const remembered = new WeakMap<Name, readonly string[]>();
  const keysOf = (name: Name): readonly string[] => {
    const keys = remembered.get(name) ?? relativeNames(name).map(keyOf);
    remembered.set(name, keys);
    return keys;
  };
  return { whyMalformed: () => undefined, isReadable: () => true, relate: (base, name) => relateKeys(keysOf(base), keysOf(name)) };
}

function relateKeys(base: readonly string[], name: readonly string[]): Relation {
  if (base.length > name.length) return name.every((key, index) => key === base[index]) ? 'widens' : 'elsewhere';
  if (!base.every((key, index) => key === name[index])) return 'elsewhere';
  return base.length === name.length ? 'match' : 'narrows';
}

/** Each relative name as a name of its own, so that clients' ways to compare whole names serve for the parts. */
function relativeNames({ der }: Name): readonly Name[] {
  const cursor = new DerCursor(der);
  const names: Name[] = [];
  cursor.read(0, der.length);
  const limit = cursor.end;
  for (let at = cursor.content; at < limit && cursor.read(at, limit); at = cursor.end) {
    names.push(new ParsedName(sequenceOf(der.subarray(at, cursor.end))));
  }
  return names;
}

function sequenceOf(content: Uint8Array): Uint8Array {
  const length: number[] = [];
  for (let rest = content.length; rest > 0; rest = Math.floor(rest / 256)) length.unshift(rest % 256);
  return Buffer.concat([
    Uint8Array.from([0x30, ...(content.length < 0x80 ? [content.length] : [0x80 + length.length, ...length])]),
    content,
  ]);
}
