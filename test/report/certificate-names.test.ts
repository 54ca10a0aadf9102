import { describe, expect, it } from 'vitest';
import { alternativeNames } from '../../src/report/certificate-names.ts';
import { parseCertificate } from '../../src/x509/parse-certificate.ts';
import { issue } from '../certificates.ts';

const namesOf = (names?: readonly string[]): readonly string[] | undefined =>
  alternativeNames(parseCertificate(issue({ subject: 'CN=x', ...(names === undefined ? {} : { names }) }).der));

describe('the names of a certificate', () => {
  it('are its host names and addresses, as openssl writes them', () => {
    expect(namesOf(['vault.example', '192.0.2.1', '2001:db8::1'])).toEqual(['DNS:vault.example', 'IP:192.0.2.1', 'IP:2001:db8::1']);
  });

  it('are absent where it has none, which is not the same as an empty list', () => {
    expect(namesOf()).toBeUndefined();
  });
});
