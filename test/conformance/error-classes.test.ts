import { describe, expect, it } from 'vitest';
import { describeWith } from '../require.ts';
import { corpusFolder, readAnswers } from './corpus-files.ts';
import { classesOfError } from './error-classes.ts';

const classes = (text: string): readonly string[] => [...classesOfError(text)].toSorted();

describe('the class of a client’s own words', () => {
  it.each([
    ['curl: (60) SSL certificate problem: certificate has expired', ['expired']],
    ['60 curl: (60) SSL: no alternative certificate subject name matches target host name', ['name']],
    ['CERT_SIGNATURE_FAILURE certificate signature failure', ['signature']],
    ['x509: certificate signed by unknown authority', ['unknown-issuer']],
    [
      'x509: certificate has expired or is not yet valid: current time 2026-06-01T00:00:00Z is before 2026-07-01T00:00:00Z',
      ['not-yet-valid'],
    ],
    ['x509: certificate has expired or is not yet valid: current time 2026-06-01T00:00:00Z is after 2026-05-01T00:00:00Z', ['expired']],
    ['CertificateException: No subject alternative DNS name matching a.example found.', ['name']],
    ['invalid peer certificate: Other(OtherError(NameConstraintViolation))', ['constraint']],
    ['something that nobody recorded', []],
  ])('%s', (text, wanted) => {
    expect(classes(text)).toEqual(wanted);
  });

  it('of Node leaves open whether the purpose or the CA is meant, because its last error hides the first; OpenSSL elsewhere stops at the first', () => {
    expect(classes('INVALID_PURPOSE unsuitable certificate purpose')).toEqual(['ca', 'purpose']);
    expect(
      classes('error 79 at 1 depth lookup: invalid CA certificate | error 26 at 1 depth lookup: unsuitable certificate purpose'),
    ).toEqual(['ca']);
    expect(classes('curl: (60) SSL certificate problem: unsuitable certificate purpose')).toEqual(['purpose']);
  });

  it('of Go names the candidate that did not fit beside the unknown authority', () => {
    const text =
      'x509: certificate signed by unknown authority (possibly because of "x509: cannot verify signature: insecure algorithm SHA1-RSA"';
    expect(classes(text)).toEqual(['unknown-issuer', 'weak']);
  });

  it('of GnuTLS counts every flag that it prints', () => {
    const text =
      '0x10402 The certificate is NOT trusted. The certificate issuer is unknown. The name in the certificate does not match the expected. ';
    expect(classes(text)).toEqual(['name', 'unknown-issuer']);
  });

  it('of Java’s path builder is anything that it checks, and never the name, which it looks at later', () => {
    const generic = classes('SunCertPathBuilderException: unable to find valid certification path to requested target');
    expect(generic).toContain('unknown-issuer');
    expect(generic).not.toContain('name');
    expect(generic).not.toContain('purpose');
  });
});

describeWith([corpusFolder], 'the recorded words', () => {
  it.each([
    ['openssl-3.0', 2],
    ['openssl-1.1.1', 2],
    ['python-3.11', 2],
    ['curl-7.88', 2],
    ['go-1.19', 2],
    ['java-17', 2],
    ['gnutls-3.7', 2],
    ['rustls', 2],
    ['boringssl', 4],
  ])('of %s are all told apart but for %d', (client, most) => {
    const words = readAnswers([`${corpusFolder}answers/${client}.jsonl`]).flatMap(({ outcome, error }) =>
      outcome === 'FAILURE' && error !== undefined && error !== '' ? [error] : [],
    );
    expect(words.length).toBeGreaterThan(100);
    expect(words.filter((text) => classesOfError(text).size === 0).length).toBeLessThanOrEqual(most);
  });
});
