import { describe, expect, it } from 'vitest';
import { goPath } from '../../../../src/clients/go-path.ts';
import { javaPath } from '../../../../src/clients/java-path.ts';
import type { PathKnobs } from '../../../../src/clients/knobs/path-knobs.ts';
import { openssl3Path } from '../../../../src/clients/openssl-path.ts';
import { checkNameConstraints } from '../../../../src/trust/path/checks/name-constraints.ts';
import { parseCertificate } from '../../../../src/x509/parse-certificate.ts';
import { issue, makeKeys } from '../../../certificates.ts';
import { ascii, hex, node, sequence } from '../../../x509/der-parts.ts';
import { bigCertificate, longNode } from '../name-constraints/big-certificate.ts';
import { constraintsOf, nameOf } from '../name-constraints/table.ts';

type Outcome = ReturnType<typeof checkNameConstraints>;

const key = makeKeys();
const constraints = (subtrees: readonly string[]): { oid: string; critical: boolean; der: Uint8Array } => ({
  oid: '2.5.29.30',
  critical: true,
  der: constraintsOf(subtrees),
});
const outcomes = (chain: readonly { readonly der: Uint8Array }[], knobs: PathKnobs): readonly Outcome[] => {
  const certificates = chain.map(({ der }) => parseCertificate(der));
  const path = { knobs, certificates, untrusted: certificates.length - 1, complete: true, name: undefined, at: 0 };
  return certificates.map((_, index) => checkNameConstraints(path, index));
};

describe('checkNameConstraints', () => {
  const root = issue({ subject: 'CN=Root', ca: true, key, extra: [constraints(['dns:corp.internal'])] });
  const rolled = issue({ subject: 'CN=Root', issuer: root, ca: true, key: makeKeys(), names: ['root.other.org'] });
  const leaf = issue({ subject: 'O=Leaf', issuer: rolled, names: ['a.other.org'] });

  it('names the constraint, the name and the issuer', () => {
    const [found] = outcomes([leaf, root], openssl3Path);
    expect(found).toMatchObject({ kind: 'breach', reason: 'name-constrained' });
    expect(found?.kind === 'breach' && found.detail).toMatch(
      /^name constraints of "CN=Root" \(sha256 \w+…\) against "O=Leaf" .*: the DNS name "a.other.org" is outside of what is permitted \(DNS name "corp.internal"\)$/,
    );
  });

  it('passes over issuers that name themselves as their issuer, but not over such an end-entity', () => {
    expect(outcomes([leaf, rolled, root], openssl3Path).map((outcome) => outcome?.kind)).toEqual(['breach', undefined, undefined]);
    expect(outcomes([rolled, root], openssl3Path)[0]?.kind).toBe('breach');
  });

  it('lets names of a form pass that the client does not know', () => {
    const issuer = issue({ subject: 'CN=Own', ca: true, key, extra: [constraints(['dir:O=Corp'])] });
    const named = issue({
      subject: 'O=Leaf',
      issuer,
      extra: [{ oid: '2.5.29.17', critical: false, der: sequence(nameOf('dir:O=Other')) }],
    });
    expect(outcomes([named, issuer], goPath)[1]).toBeUndefined();
    expect(outcomes([named, issuer], openssl3Path)[0]?.kind).toBe('breach');
  });

  it('does not mistake the principal names of Active Directory for mail addresses', () => {
    const issuer = issue({ subject: 'CN=Own', ca: true, key, extra: [constraints(['email:corp.internal'])] });
    const principal = sequence(nameOf('upn:a@b.c'));
    const named = issue({ subject: 'O=Leaf', issuer, extra: [{ oid: '2.5.29.17', critical: false, der: principal }] });
    expect(outcomes([named, issuer], openssl3Path)[0]).toBeUndefined();
  });

  it('holds the constraints of an issuer against its own names, for a client that does so', () => {
    const issuer = issue({ subject: 'CN=Own', ca: true, key, names: ['ca.other.org'], extra: [constraints(['dns:corp.internal'])] });
    const fitting = issue({ subject: 'O=Leaf', issuer, names: ['a.corp.internal'] });
    expect(outcomes([fitting, issuer], goPath).map((outcome) => outcome?.kind)).toEqual([undefined, 'breach']);
    expect(outcomes([fitting, issuer], openssl3Path)).toEqual([undefined, undefined]);
  });

  it('says nothing to a path without constraints', () => {
    const plain = issue({ subject: 'CN=Plain', ca: true, key });
    expect(outcomes([issue({ subject: 'O=Leaf', issuer: plain, names: ['a.org'] }), plain], openssl3Path)).toEqual([undefined, undefined]);
  });

  it('takes a certificate with damaged constraints as malformed; Java passes over them where they are not critical', () => {
    const damaged = { oid: '2.5.29.30', critical: false, der: constraintsOf(['ip:0a00']) };
    const issuer = issue({ subject: 'CN=Damaged', issuer: root, ca: true, key, extra: [damaged] });
    const below = issue({ subject: 'O=Leaf', issuer, names: ['a.corp.internal'] });
    expect(outcomes([below, issuer, root], goPath)[1]).toMatchObject({ kind: 'breach', reason: 'malformed' });
    expect(outcomes([below, issuer, root], javaPath)).toEqual([undefined, undefined, undefined]);
  });
});

describe('hostile constraints', () => {
  const extensionOf = (oid: string, value: Uint8Array): Uint8Array => longNode(0x30, node(0x06, hex(oid)), longNode(0x04, value));
  const subtree = (text: string): Uint8Array => sequence(node(0x82, ascii(text)));
  const constrain = (count: number, text = (index: number): string => `a${index}.org`): Uint8Array => {
    const subtrees = Array.from({ length: count }, (_, index) => subtree(text(index)));
    return extensionOf('551d1e', longNode(0x30, longNode(0xa1, ...subtrees)));
  };
  const name = (count: number): Uint8Array =>
    extensionOf('551d11', longNode(0x30, ...Array.from({ length: count }, (_, index) => node(0x82, ascii(`b${index}.org`)))));
  const big = (value: Uint8Array): { readonly der: Uint8Array } => ({ der: bigCertificate(value) });
  const timed = (
    chain: readonly { readonly der: Uint8Array }[],
    knobs: PathKnobs,
  ): { readonly kinds: readonly (string | undefined)[]; readonly tookMs: number } => {
    const start = performance.now();
    const kinds = outcomes(chain, knobs).map((outcome) => outcome?.kind);
    return { kinds, tookMs: performance.now() - start };
  };

  // crypto/x509/v3_ncons.c, NAME_CHECK_MAX; crypto/x509/verify.go, maxConstraintComparisons; Java has no bound, and we go no further than ours
  it.each([
    ['OpenSSL rejects', openssl3Path, ['breach', undefined, undefined]],
    ['Go rejects', goPath, [undefined, 'breach', undefined]],
    ['Java is unknown', javaPath, ['unsupported', undefined, undefined]],
  ] as const)('end soon with 100,000 subtrees and 100,000 names: %s', (_, knobs, expected) => {
    const { kinds, tookMs } = timed([big(name(100_000)), big(constrain(100_000)), big(extensionOf('551d0e', hex('04 01 00')))], knobs);
    expect(kinds).toEqual(expected);
    expect(tookMs).toBeLessThan(10_000);
  });

  it('end soon where sets of 20,000 subtrees are merged', () => {
    const { kinds, tookMs } = timed([big(name(1)), big(constrain(20_000)), big(constrain(20_000)), big(name(1))], javaPath);
    expect(kinds[0]).toBe('unsupported');
    expect(tookMs).toBeLessThan(10_000);
  });

  it('end soon with long names', () => {
    const long = 'a.'.repeat(20_000);
    const issuer = big(constrain(500, (index) => `${long}${index}`));
    for (const knobs of [openssl3Path, goPath, javaPath]) {
      expect(timed([big(name(1_000)), issuer, big(name(1))], knobs).tookMs).toBeLessThan(10_000);
    }
  });

  it('are compared as long as the client compares them', () => {
    expect(timed([big(name(1_000)), big(constrain(1_000)), big(name(1))], openssl3Path).kinds).toEqual([undefined, undefined, undefined]);
    expect(timed([big(name(250)), big(constrain(1_000)), big(name(1))], goPath).kinds).toEqual([undefined, undefined, undefined]);
    expect(timed([big(name(251)), big(constrain(1_000)), big(name(1))], goPath).kinds[1]).toBe('breach');
  });
});
