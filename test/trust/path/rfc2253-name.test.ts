import { describe, expect, it } from 'vitest';
import { rfc2253Key } from '../../../src/trust/path/rfc2253-name.ts';
import { type CertificateRequest, issue } from '../../certificates.ts';
import { read } from './question.ts';

const keys = issue({ subject: 'CN=x' }).keys;
const keyOf = (subject: CertificateRequest['subject']): string => rfc2253Key(read(issue({ subject, key: keys })).subject);

describe('the canonical form of RFC 2253', () => {
  it('folds case, spaces and the two string types of attributes with a keyword', () => {
    expect(keyOf('CN=Corp  Root , O=CORP')).toBe(keyOf('CN=corp root, O=Corp'));
    expect(keyOf('CN:printable=Corp Root')).toBe(keyOf('CN=Corp Root'));
    expect(keyOf('CN=Straße')).toBe(keyOf('CN=STRASSE'));
    expect(keyOf('CN=Caf\u00e9')).toBe(keyOf('CN=CAFE\u0301'));
  });

  it('compares everything else by its bytes', () => {
    expect(keyOf('email=ca@corp.example')).not.toBe(keyOf('email=CA@corp.example'));
    expect(keyOf('2.5.4.5=1')).not.toBe(keyOf('2.5.4.5:printable=1'));
    expect(keyOf('DC=corp')).not.toBe(keyOf('DC=Corp'));
  });

  it('tells apart what differs in order, kind or text', () => {
    expect(keyOf('CN=a, O=b')).not.toBe(keyOf('O=b, CN=a'));
    expect(keyOf('CN=a')).not.toBe(keyOf('OU=a'));
    expect(keyOf('CN=a')).not.toBe(keyOf('CN=a b'));
    expect(keyOf('')).not.toBe(keyOf('CN='));
  });
});
