import { describe, expect, it } from 'vitest';
import { policyBreach } from '../../../../src/trust/path/policies/process-policies.ts';
import type { Certificate } from '../../../../src/x509/certificate.ts';
import { authorityAt } from '../../../corpus/authority.ts';
import { anyPolicy, type Extra, inhibitAnyPolicy, policies, policyConstraints, policyMappings } from '../../../corpus/extension-values.ts';
import { read } from '../question.ts';

const authority = authorityAt(Date.parse('2026-11-20T00:00:00Z'));
const gold = '1.3.6.1.4.1.99999.1';
const silver = '1.3.6.1.4.1.99999.2';

/** A path beneath an anchor, top first, each certificate with these extensions; a name twice makes the second one self-issued. */
function path(...certificates: readonly (readonly Extra[])[]): readonly Certificate[] {
  return named(certificates.map((extra, index) => [`Policies ${index}`, extra]));
}

function named(certificates: readonly (readonly [string, readonly Extra[]])[]): readonly Certificate[] {
  let issuer = authority.root('Policies Root');
  return certificates.map(([name, extra]) => {
    issuer = authority.ca(name, issuer, { extra });
    return read(issuer);
  });
}

describe('certificate policies of a path', () => {
  it('do not matter where none is required', () => {
    expect(policyBreach(path([], []))).toBeUndefined();
    expect(policyBreach(path([policies([gold])], [policies([silver])]))).toBeUndefined();
  });

  it('must hold down to the end where one is required', () => {
    expect(policyBreach(path([policies([gold]), policyConstraints(0)], [policies([gold])]))).toBeUndefined();
    expect(policyBreach(path([policies([gold]), policyConstraints(0)], [policies([silver])]))).toEqual({ position: 1, kind: 'none-left' });
    expect(policyBreach(path([policies([gold]), policyConstraints(0)], []))).toEqual({ position: 1, kind: 'none-left' });
  });

  it('may be required by the end-entity itself', () => {
    expect(policyBreach(path([], [policies([gold]), policyConstraints(0)]))).toEqual({ position: 1, kind: 'none-left' });
  });

  it('are required so many certificates below, self-issued ones not counted', () => {
    expect(policyBreach(path([policyConstraints(2)], []))).toBeUndefined();
    expect(policyBreach(path([policyConstraints(2)], [], []))).toEqual({ position: 2, kind: 'none-left' });
    const again = named([
      ['A', [policyConstraints(2)]],
      ['A', []],
      ['B', []],
    ]);
    expect(policyBreach(again)).toBeUndefined();
  });

  it('go on under another name where they are mapped, as long as mapping is allowed', () => {
    const mapping = [policies([gold]), policyMappings([[gold, silver]])];
    expect(policyBreach(path([policies([gold]), policyConstraints(0)], mapping, [policies([silver])]))).toBeUndefined();
    expect(policyBreach(path([policies([gold]), policyConstraints(0)], mapping, [policies([gold])]))).toEqual({
      position: 2,
      kind: 'none-left',
    });
    expect(policyBreach(path([policies([gold]), policyConstraints(0, 0)], mapping, [policies([silver])]))).toEqual({
      position: 1,
      kind: 'none-left',
    });
  });

  it('are not mapped from or to anyPolicy', () => {
    expect(policyBreach(path([policies([gold]), policyMappings([[anyPolicy, gold]])], []))).toEqual({ position: 0, kind: 'any-mapped' });
    expect(policyBreach(path([policies([gold]), policyMappings([[gold, anyPolicy]])], []))).toEqual({ position: 0, kind: 'any-mapped' });
  });

  it('are all met by anyPolicy until it is inhibited', () => {
    const top = [policies([gold]), policyConstraints(0)];
    expect(policyBreach(path(top, [policies([anyPolicy])], [policies([gold])]))).toBeUndefined();
    expect(policyBreach(path([...top, inhibitAnyPolicy(0)], [policies([anyPolicy])], [policies([gold])]))).toEqual({
      position: 1,
      kind: 'none-left',
    });
    expect(policyBreach(path([...top, inhibitAnyPolicy(1)], [policies([anyPolicy])], [policies([gold])]))).toBeUndefined();
  });

  it('do not grow with the number of ways through a hostile path', () => {
    // as a tree: every policy maps to every other at each of 24 levels, 20 to the power of 24 leaves
    const many = Array.from({ length: 20 }, (_, index) => `1.3.6.1.4.1.99999.${index + 1}`);
    const all = many.flatMap((from) => many.map((to) => [from, to] as const));
    const level = [policies(many), policyMappings(all)];
    const started = performance.now();
    expect(policyBreach(path([policyConstraints(0), ...level], ...Array.from({ length: 24 }, () => level)))).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
