import { describe, expect, it } from 'vitest';
import { remarksOn } from '../../src/cli/verify-chain.ts';
import { type Issued, issue } from '../certificates.ts';
import { read } from '../trust/path/question.ts';

const root = issue({ subject: 'CN=Root', ca: true });
const issuing = issue({ subject: 'CN=Issuing', issuer: root, ca: true });
const leaf = issue({ subject: 'CN=vault.example', issuer: issuing, names: ['vault.example'] });
const remarks = (...served: readonly Issued[]): readonly string[] => remarksOn(served.map(read));

describe('what a reader should know of a chain', () => {
  it('is nothing where the end-entity comes first and each certificate is followed by its issuer', () => {
    expect(remarks(leaf)).toEqual([]);
    expect(remarks(leaf, issuing, root)).toEqual([]);
  });

  it('is that a CA comes first', () => {
    expect(remarks(issuing, leaf)).toContainEqual(
      'the first certificate "CN=Issuing" is a CA, not an end-entity; certificate 2 looks like one',
    );
    expect(remarks(issuing, root)).toEqual(['the first certificate "CN=Issuing" is a CA, not an end-entity']);
  });

  it('is that it is out of order, and where the issuer stands', () => {
    expect(remarks(leaf, root, issuing)).toEqual([
      'certificate 2 follows certificate 1, its issuer is certificate 3: judged in the order given, which decides for some clients',
    ]);
    expect(remarks(leaf, root)).toEqual([
      'certificate 2 follows certificate 1, which did not issue it: judged in the order given, which decides for some clients',
    ]);
  });

  it('is that a certificate comes twice', () => {
    expect(remarks(leaf, issuing, issuing)).toContainEqual('certificate 3 stands in it twice');
  });
});
