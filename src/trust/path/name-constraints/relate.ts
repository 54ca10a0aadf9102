import type { NameFormRules } from '../../../clients/knobs/name-constraint-rules.ts';
import type { ConstrainedName } from '../../../x509/read-name-constraints.ts';
import { directoryMatchers } from './match-directory.ts';
import { dnsMatchers } from './match-dns.ts';
import { emailMatchers } from './match-email.ts';
import { ipMatchers } from './match-ip.ts';
import { relateOthers } from './match-other.ts';
import { uriMatchers } from './match-uri.ts';
import type { Relation } from './relation.ts';

const stringTags = new Set([1, 2, 6, 7]);
const ediPartyName = 5;

/** What a name is to the base of a subtree; undefined where they are of different forms. Never throws. */
export function relate(base: ConstrainedName, name: ConstrainedName, forms: NameFormRules): Relation | undefined {
  switch (base.kind) {
    case 'dns':
      return name.kind === 'dns' ? dnsMatchers[forms.dns].relate(base.value, name.value) : undefined;
    case 'email':
      return name.kind === 'email' ? emailMatchers[forms.email].relate(base.value, name.value) : undefined;
    case 'uri':
      return name.kind === 'uri' ? uriMatchers[forms.uri].relate(base.value, name.value) : undefined;
    case 'ip':
      return name.kind === 'ip' ? ipMatchers[forms.ip].relate(base.bytes, name.bytes) : undefined;
    case 'directory':
      // a form that the client does not know says nothing about its names
      return name.kind === 'directory' && forms.directory !== 'unhandled'
        ? directoryMatchers[forms.directory].relate(base.name, name.name)
        : undefined;
    case 'other':
      return name.kind === 'other' && name.tag === base.tag && forms.others !== 'unhandled'
        ? relateOthers(base, name, forms.others)
        : undefined;
  }
}

/** Why the client takes a subtree of this base for malformed; undefined where it reads it, `unclear` where that is not modelled. */
export function whyMalformed(base: ConstrainedName, forms: NameFormRules): string | undefined {
  switch (base.kind) {
    case 'dns':
      return dnsMatchers[forms.dns].whyMalformed(base.value);
    case 'email':
      return emailMatchers[forms.email].whyMalformed(base.value);
    case 'uri':
      return uriMatchers[forms.uri].whyMalformed(base.value);
    case 'ip':
      return ipMatchers[forms.ip].whyMalformed(base.bytes);
    case 'directory':
      return directoryMatchers[forms.directory].whyMalformed(base.name);
    case 'other':
      // a tag that is no form's, or the wrong encoding: Go takes it for a form that it does not know
      if (forms.others === 'unhandled') return undefined;
      // Java 17 and 25 read different ones
      if (forms.others === 'refused-unless-equal' && base.tag === ediPartyName) return 'unclear';
      if (base.fits) return undefined;
      // strings in parts (X.690 §8.23), which OpenSSL puts together
      return forms.others !== 'refused-unless-equal' && stringTags.has(base.tag)
        ? 'unclear'
        : `a subtree with tag ${base.tag} is malformed`;
  }
}

/** Whether the client reads a name of a certificate. */
export function isReadable(name: ConstrainedName, forms: NameFormRules): boolean | 'unclear' {
  switch (name.kind) {
    case 'dns':
      return dnsMatchers[forms.dns].isReadable(name.value);
    case 'email':
      return emailMatchers[forms.email].isReadable(name.value);
    case 'uri':
      return uriMatchers[forms.uri].isReadable(name.value);
    case 'ip':
      return ipMatchers[forms.ip].isReadable(name.bytes);
    case 'directory':
    case 'other':
      return true;
  }
}

/** Whether the client knows no constraints of the form. */
export function isUnhandled(base: ConstrainedName, forms: NameFormRules): boolean {
  return (base.kind === 'directory' && forms.directory === 'unhandled') || (base.kind === 'other' && forms.others === 'unhandled');
}

/** A name in words: `DNS name "a.example"`. Hostile text is the reporters' concern. */
export function describeName(name: ConstrainedName): string {
  switch (name.kind) {
    case 'dns':
      return `DNS name "${name.value}"`;
    case 'email':
      return `mail address "${name.value}"`;
    case 'uri':
      return `URI "${name.value}"`;
    case 'ip':
      return `IP address ${Buffer.from(name.bytes).toString('hex')}`;
    case 'directory':
      return `name "${name.name.text}"`;
    case 'other':
      return `name of tag ${name.tag}`;
  }
}
