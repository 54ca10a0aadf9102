import { describe, expect, it } from 'vitest';
import { type ClientEnd, outcomeOf } from '../../../src/evidence/rehearsal/outcome-of.ts';

// Texts of openssl 3.0.19, curl 7.88.1, Python 3.11, Node.js 20.20 and keytool of Java 17
const cases: readonly (readonly [string, ClientEnd['client'], number | undefined, string, ReturnType<typeof outcomeOf>])[] = [
  ['openssl ends the handshake', 'openssl', 0, 'CONNECTION ESTABLISHED\nVerification: OK\nDONE', 'accepted'],
  ['openssl says which error', 'openssl', 1, 'depth=0 CN = a\nverify error:num=20:unable to get local issuer certificate', 'rejected'],
  ['an error comes before a connection', 'openssl', 1, 'verify error:num=10:certificate has expired\nCONNECTION ESTABLISHED', 'rejected'],
  ['nobody listens', 'openssl', 1, 'error:8000006F:system library:BIO_connect:Connection refused\nconnect:errno=111', 'no-connection'],
  ['its file cannot be loaded', 'openssl', 1, 'Could not open file or uri for loading certificates from /x', 'rejected'],
  ['the store wants a certificate', 'openssl', 1, 'sslv3 alert bad certificate: SSL alert number 42', 'accepted'],
  [
    'the store gives up for a reason that it does not tell',
    'openssl',
    1,
    'sslv3 alert handshake failure: SSL alert number 40',
    'no-connection',
  ],
  ['curl got an answer', 'curl', 0, 'appconnect 0.003', 'accepted'],
  ['curl met an error after the handshake', 'curl', 52, 'curl: (52) Empty reply from server\nappconnect 0.004', 'accepted'],
  ['curl met an error before it', 'curl', 35, 'curl: (35) OpenSSL: sslv3 alert handshake failure\nappconnect 0.000000', 'no-connection'],
  ['the certificate of a client is wanted before its end', 'curl', 35, 'tlsv13 alert certificate required\nappconnect 0.000', 'accepted'],
  ['curl does not trust it', 'curl', 60, 'curl: (60) SSL certificate problem\nappconnect 0.000000', 'rejected'],
  ['curl cannot read its bundle', 'curl', 77, 'curl: (77) error setting certificate file: /x', 'rejected'],
  ['curl waited too long', 'curl', 28, 'curl: (28) Operation timed out\nappconnect 0.000000', 'timed-out'],
  ['python ends the handshake', 'python', 0, 'accepted TLSv1.3', 'accepted'],
  ['requests does not trust it', 'requests', 10, 'SSLCertVerificationError: certificate verify failed', 'rejected'],
  ['a library is not there', 'boto3', 13, "ImportError: No module named 'botocore'", 'no-client'],
  ['node had no answer', 'node', 11, 'no answer within 2 s', 'timed-out'],
  ['node was refused', 'node', 11, 'ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:1', 'no-connection'],
  ['the interpreter does not start', 'node', 9, 'node: bad option: --use-system-ca', 'no-client'],
  ['keytool found no list', 'java', 1, 'keytool error: java.io.FileNotFoundException: https://a/', 'accepted'],
  [
    'keytool was answered with an error',
    'java',
    1,
    'keytool error: java.io.IOException: Server returned HTTP response code: 400 for URL: https://a/',
    'accepted',
  ],
  [
    'java does not trust it',
    'java',
    1,
    'keytool error: javax.net.ssl.SSLHandshakeException: (certificate_unknown) PKIX path building failed',
    'rejected',
  ],
  [
    'java cannot read its trust store',
    'java',
    1,
    'keytool error: java.net.SocketException: java.security.NoSuchAlgorithmException: Error constructing implementation (algorithm: Default)',
    'rejected',
  ],
  [
    'java is not wanted without a certificate',
    'java',
    1,
    'keytool error: javax.net.ssl.SSLHandshakeException: (certificate_required) Received fatal alert: certificate_required',
    'accepted',
  ],
  [
    'the store ends the handshake of java',
    'java',
    1,
    'keytool error: javax.net.ssl.SSLHandshakeException: (handshake_failure) Received fatal alert: handshake_failure',
    'no-connection',
  ],
  ['nobody listens for java', 'java', 1, 'keytool error: java.net.ConnectException: Connection refused', 'no-connection'],
  ['java says something else', 'java', 1, 'Error occurred during initialization of VM', 'no-connection'],
  ['it was killed', 'python', 137, '', 'timed-out'],
  ['it was not started', 'curl', undefined, 'there is no curl here', 'no-client'],
  ['it could not be executed', 'openssl', 126, 'permission denied', 'no-client'],
];

describe('the outcome of a handshake', () => {
  it.each(cases)('where %s', (_, client, code, text, outcome) => {
    expect(outcomeOf({ client, code, text })).toBe(outcome);
  });
});
