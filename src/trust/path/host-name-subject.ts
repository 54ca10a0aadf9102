import type { CommonNameRules } from '../../clients/knobs/host-name-rules.ts';
import type { Name, NameAttribute } from '../../x509/name.ts';

const commonNameOid = '2.5.4.3';

/** The common names of the subject that the client compares, in its order. */
export function commonNames(subject: Name, rules: CommonNameRules): readonly string[] {
  if (rules.otherString === 'hides-subject' && hasOtherString(subject, rules)) return [];
  const chosen = choose(subject, rules);
  const end = chosen.findIndex((attribute) => !rules.strings.has(attribute.tag));
  const values = chosen.slice(0, end === -1 ? undefined : end).map((attribute) => attribute.value);
  return rules.normalized ? values.filter((value) => value.normalize('NFKC') === value) : values;
}

/** Whether any attribute of the subject is of a string type that the client does not convert. */
export function hasOtherString(subject: Name, rules: CommonNameRules): boolean {
  return !subject.rdns.flat().every((attribute) => rules.strings.has(attribute.tag));
}

function choose(subject: Name, { which }: CommonNameRules): readonly NameAttribute[] {
  const isCommonName = (attribute: NameAttribute): boolean => attribute.type === commonNameOid;
  const all = subject.rdns.flat().filter(isCommonName);
  if (which === 'all') return all;
  // X500Name.findMostSpecificAttribute and RDN.findAttribute: the last RDN that has one, its first
  const one = which === 'last' ? all.at(-1) : subject.rdns.findLast((rdn) => rdn.some(isCommonName))?.find(isCommonName);
  return one === undefined ? [] : [one];
}
