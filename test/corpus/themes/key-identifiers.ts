import type { Issued } from '../../certificates.ts';
import { keyId } from '../../certificates.ts';
import type { Authority } from '../authority.ts';
import { authorityKeyId, type Extra, subjectKeyId } from '../extension-values.ts';
import type { CaseSketch } from '../generated-case.ts';

const elsewhere = 'a key of another';

/** Authority and subject key identifiers that are absent, wrong or marked critical: hints for some clients, rules for others. */
export function keyIdentifiers({ root, ca, leaf }: Authority): readonly CaseSketch[] {
  const anchor = root('Ident Root');
  const bareAnchor = root('Ident Bare Root', { keyIds: false });
  const issuing = ca('Ident Issuing', anchor);
  const right = keyId(issuing.keys);
  const withExtras = (extra: readonly Extra[]): readonly [Issued, Issued] => [leaf(issuing, { keyIds: false, extra }), issuing];
  const caWith = (name: string, extra: readonly Extra[], issuer = anchor): readonly [Issued, Issued] => {
    const middle = ca(name, issuer, { keyIds: false, extra });
    return [leaf(middle, { keyIds: false }), middle];
  };
  const odd = ca('Ident Odd', anchor, {
    keyIds: false,
    extra: [subjectKeyId('chosen freely'), authorityKeyId({ keyId: keyId(anchor.keys) })],
  });
  const cases: readonly (readonly [string, readonly Issued[], (readonly Issued[])?])[] = [
    ['leaf-without-any', withExtras([])],
    ['leaf-aki-right', withExtras([authorityKeyId({ keyId: right })])],
    ['leaf-aki-wrong', withExtras([authorityKeyId({ keyId: elsewhere })])],
    ['leaf-aki-empty', withExtras([authorityKeyId({})])],
    ['leaf-aki-critical', withExtras([{ ...authorityKeyId({ keyId: right }), critical: true }])],
    ['leaf-ski-critical', withExtras([{ ...subjectKeyId(right), critical: true }])],
    ['leaf-ski-like-the-issuer', withExtras([subjectKeyId(right)])],
    ['leaf-aki-serial-right', withExtras([authorityKeyId({ keyId: right, issuer: 'CN=Ident Root, O=Fleet', serial: serialOf(issuing) })])],
    ['leaf-aki-serial-wrong', withExtras([authorityKeyId({ keyId: right, issuer: 'CN=Ident Root, O=Fleet', serial: '0909' })])],
    ['leaf-aki-issuer-name-wrong', withExtras([authorityKeyId({ keyId: right, issuer: 'CN=Nobody', serial: serialOf(issuing) })])],
    ['ca-aki-wrong', caWith('Ident A', [authorityKeyId({ keyId: elsewhere })])],
    ['ca-without-any', caWith('Ident B', [])],
    ['ca-ski-critical', caWith('Ident C', [{ ...subjectKeyId('x'), critical: true }])],
    ['ca-aki-critical', caWith('Ident D', [{ ...authorityKeyId({ keyId: keyId(anchor.keys) }), critical: true }])],
    ['ca-ski-is-not-the-hash--leaf-aki-is', [leaf(odd), odd]],
    ['ca-ski-is-not-the-hash--leaf-follows', [leaf(odd, { keyIds: false, extra: [authorityKeyId({ keyId: 'chosen freely' })] }), odd]],
    ['root-without--ca-has-aki', caWith('Ident E', [authorityKeyId({ keyId: 'whatever' })], bareAnchor), [bareAnchor]],
  ];
  return cases.map(([id, served, bundle = [anchor]]) => ({ id: `ident::${id}`, description: `key identifiers: ${id}`, served, bundle }));
}

// The serial of a certificate of ours: the first INTEGER behind the version (RFC 5280 §4.1)
function serialOf(issued: Issued): string {
  const version = issued.der.indexOf(Buffer.from('a003020102', 'hex'));
  const length = issued.der[version + 6] ?? 0;
  return issued.der.subarray(version + 7, version + 7 + length).toString('hex');
}
