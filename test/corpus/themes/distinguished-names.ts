import type { Issued } from '../../certificates.ts';
import type { Authority } from '../authority.ts';
import type { CaseSketch } from '../generated-case.ts';

/** Issuer and subject that are the same name by RFC 5280 §7.1 in other bytes, or nearly the same name. */
const pairs: Readonly<Record<string, readonly [subject: string, asIssuer: string]>> = {
  same: ['CN=Twin CA, O=Fleet', 'CN=Twin CA, O=Fleet'],
  'printable-for-utf8': ['CN=Twin CA, O=Fleet', 'CN:printable=Twin CA, O:printable=Fleet'],
  'utf8-for-printable': ['CN:printable=Twin CA, O:printable=Fleet', 'CN=Twin CA, O=Fleet'],
  'case-differs': ['CN=Twin CA, O=Fleet', 'CN=TWIN ca, O=fleet'],
  'spaces-differ': ['CN=Twin CA, O=Fleet', 'CN=Twin  CA , O=Fleet'],
  'order-differs': ['CN=Twin CA, O=Fleet', 'O=Fleet, CN=Twin CA'],
  'one-part-more': ['CN=Twin CA, O=Fleet', 'CN=Twin CA, O=Fleet, C=DE'],
  'one-letter-differs': ['CN=Twin CA, O=Fleet', 'CN=Twin CB, O=Fleet'],
  'letters-beyond-ascii': ['CN=Zwilling Größe, O=Flotte', 'CN=Zwilling Größe, O=Flotte'],
  'case-beyond-ascii': ['CN=Zwilling GRÖSSE, O=Flotte', 'CN=Zwilling grösse, O=Flotte'],
};

/** How clients compare names, on the way to an anchor and on the way to an intermediate. */
export function distinguishedNames({ root, ca, leaf }: Authority): readonly CaseSketch[] {
  const anchor = root('Name Form Root');
  const called = (issued: Issued, subject: string): Issued => ({ ...issued, subject });
  const compared = Object.entries(pairs).flatMap(([id, [subject, asIssuer]]) => {
    const middle = ca('', anchor, { subject });
    const top = root('', { subject });
    const issuing = ca('Name Form Issuing', called(top, asIssuer));
    return [
      {
        id: `dn::intermediate-${id}`,
        description: `the end-entity names its issuer in another form: ${id}`,
        served: [leaf(called(middle, asIssuer)), middle],
        bundle: [anchor],
      },
      {
        id: `dn::anchor-${id}`,
        description: `the intermediate names the anchor in another form: ${id}`,
        served: [leaf(issuing), issuing],
        bundle: [top],
      },
    ];
  });
  const nameless = ca('', anchor, { subject: '' });
  const namelessRoot = root('', { subject: '' });
  const belowNameless = ca('Name Form Below', namelessRoot);
  const like = ca('', anchor, { subject: 'CN=vault.fleet.example' });
  return [
    ...compared,
    {
      id: 'dn::intermediate-without-name',
      description: 'a CA with an empty subject',
      served: [leaf(nameless), nameless],
      bundle: [anchor],
    },
    {
      id: 'dn::anchor-without-name',
      description: 'an anchor with an empty subject',
      served: [leaf(belowNameless), belowNameless],
      bundle: [namelessRoot],
    },
    {
      id: 'dn::issuer-is-called-like-the-end-entity',
      description: 'subject and issuer alike',
      served: [leaf(like), like],
      bundle: [anchor],
    },
  ];
}
