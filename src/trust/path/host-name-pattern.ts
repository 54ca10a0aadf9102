import type { AskedNameRules, HostNameRules, WildcardRules } from '../../clients/knobs/host-name-rules.ts';
import { unicodeForms } from './punycode.ts';

/** `ended`: no name that follows is looked at. */
export type PatternAnswer = 'match' | 'mismatch' | 'unsupported' | 'ended';

/** Whether one ASCII name of a certificate, perhaps with wildcards, is like the asked host name (RFC 6125 §6.4); case never counts. */
export function matchPattern(pattern: string, asked: string, rules: HostNameRules): PatternAnswer {
  const { wildcard } = rules;
  const named = lower(wildcard.trailingDot === 'removed' ? pattern.replace(/\.$/, '') : pattern);
  if (!isNameOfForm(named.replaceAll('*', 'z'), rules.asked.form)) return 'mismatch';
  const answer = compare(named, lower(asked), mayBePart(pattern, asked, wildcard), rules);
  if (answer !== 'match' || wildcard.aLabels !== 'decoded') return answer;
  // SNIHostName checks the decoded name of the certificate
  return worst(named.split('.').map((label) => agreed(unicodeForms(label).map(isInnerText))));
}

function compare(named: string, wanted: string, partial: boolean, { asked, wildcard }: HostNameRules): PatternAnswer {
  if (asked.trailingDot !== 'unless-odd-pattern') {
    if (!named.includes('*')) return named === wanted ? 'match' : 'mismatch';
    return matchLabels(named.split('.'), wanted.split('.'), partial, wildcard);
  }
  const bare = wanted.replace(/\.$/, '');
  if (!isName(bare) || !isName(named.replace(/^\*(?=\.|$)/, 'z'))) return named === wanted ? 'match' : 'mismatch';
  return matchLabels(named.split('.'), bare.split('.'), partial, wildcard);
}

/** Whether a client that asks for names of that form takes this one. */
export function isNameOfForm(name: string, form: AskedNameRules['form']): boolean {
  if (form === 'any') return true;
  const labels = name.split('.');
  // the idna codec, as URLs: an empty last label is the root
  if (form === 'labels-to-63') return labels.every((label) => label.length < 64);
  return labels.every((label) => label.length < 64 && isInner(label));
}

function matchLabels(named: readonly string[], wanted: readonly string[], partial: boolean, rules: WildcardRules): PatternAnswer {
  const [first = ''] = named;
  if (rules.secondStar === 'ends-search' && first.split('*').length > 2) return 'ended';
  const last = named.findLastIndex((label) => label.includes('*'));
  const reach = rules.in === 'every-label' ? named.length : 1;
  if (named.length !== wanted.length || last >= reach || (last >= 0 && named.length - last - 1 < rules.labelsAfter)) return 'mismatch';
  if (last >= 0 && rules.characters === 'letters-digits-inner-hyphens' && !named.slice(1).every(isInner)) return 'mismatch';
  return worst(named.map((label, index) => matchLabel(label, wanted[index] ?? '', partial, rules)));
}

function matchLabel(named: string, wanted: string, partial: boolean, rules: WildcardRules): PatternAnswer {
  if (!named.includes('*')) return named === wanted ? 'match' : 'mismatch';
  const parts = named.split('*');
  const whole = named === '*';
  if (!allowedHere(parts, rules) || !(whole || partial)) return 'mismatch';
  if (rules.characters === 'letters-digits-inner-hyphens' && wanted.includes('_')) return 'mismatch';
  if (whole || rules.aLabels !== 'decoded') return inSequence(parts, wanted) ? 'match' : 'mismatch';
  return agreed(unicodeForms(named).flatMap((form) => unicodeForms(wanted).map((text) => inSequence(form.split('*'), text))));
}

// Whether a wildcard may be a part of its label beside A-labels
function mayBePart(pattern: string, asked: string, { aLabels }: WildcardRules): boolean {
  switch (aLabels) {
    case 'as-any':
    case 'decoded':
      return true;
    case 'not-beside-prefix':
      return !/^xn--/i.test(pattern) && !/^xn--/i.test(asked);
    case 'not-beside-lower-prefix':
      return !pattern.startsWith('xn--') && !asked.startsWith('xn--');
    case 'not-in-a-label':
      return !/^[^.]*xn--/i.test(pattern);
  }
}

function allowedHere(parts: readonly string[], { star, characters }: WildcardRules): boolean {
  if (star === 'often-in-label') return true;
  const [before = '', after = ''] = parts;
  if (parts.length > 2 || (star === 'whole-label' && before + after !== '')) return false;
  if (star === 'edge-of-label' && before !== '' && after !== '') return false;
  // valid_star: a hyphen before the star is still open at the end of the label, one right after it is not
  return characters === 'any' || ((before === '' || isInner(before)) && /^(?:[a-z0-9-]*[a-z0-9])?$/.test(after));
}

// In order and without overlap, from the first to the last character (matchWildCards of Java's HostnameChecker)
function inSequence(parts: readonly string[], text: string): boolean {
  const [first = ''] = parts;
  const end = parts.at(-1) ?? '';
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - at >= end.length && text.endsWith(end);
}

// validHostname of Go: labels of letters, digits, underscores, and hyphens but not in front
function isName(name: string): boolean {
  return /^[a-z0-9_][a-z0-9_-]*(?:\.[a-z0-9_][a-z0-9_-]*)*$/.test(name);
}

function isInner(label: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i.test(label);
}

// The same of a decoded label, in which a wildcard counts as a letter
function isInnerText(label: string): boolean {
  return /^[a-z0-9*\u0080-\u{10ffff}](?:[a-z0-9*\u0080-\u{10ffff}-]*[a-z0-9*\u0080-\u{10ffff}])?$/u.test(label);
}

function agreed(answers: readonly boolean[]): PatternAnswer {
  if (answers.every((answer) => answer)) return 'match';
  return answers.includes(true) ? 'unsupported' : 'mismatch';
}

function worst(answers: readonly PatternAnswer[]): PatternAnswer {
  if (answers.includes('mismatch')) return 'mismatch';
  return answers.includes('unsupported') ? 'unsupported' : 'match';
}

function lower(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
