import type { ClientProfile, ErrorText } from './client-profile.ts';
import type { PathReason } from './path-reason.ts';

/** One of OpenSSL's X509_V_ERR_*: its number (s_client), its code as Node spells it, and its text. */
export interface VerifyError {
  readonly number: number;
  readonly code: string;
  readonly text: string;
}

const error = (number: number, text: string, code = 'UNSPECIFIED'): VerifyError => ({ number, code, text });

const localIssuer = error(20, 'unable to get local issuer certificate', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY');

// Recorded with OpenSSL 3.0.19 and 3.5 (test/clients/error-texts.real.test.ts); crypto/x509/x509_txt.c.
const verifyErrors = {
  'bad-signature': error(7, 'certificate signature failure', 'CERT_SIGNATURE_FAILURE'),
  'not-a-ca': error(79, 'invalid CA certificate', 'INVALID_CA'),
  'wrong-key-usage': error(79, 'invalid CA certificate', 'INVALID_CA'),
  'path-too-long': error(25, 'path length constraint exceeded', 'PATH_LENGTH_EXCEEDED'),
  'wrong-purpose': error(26, 'unsuitable certificate purpose', 'INVALID_PURPOSE'),
  'weak-key': error(66, 'EE certificate key too weak'),
  'weak-signature': error(68, 'CA signature digest algorithm too weak'),
  'unhandled-critical-extension': error(34, 'unhandled critical extension'),
  'name-constrained': error(47, 'permitted subtree violation'),
  'not-yet-valid': error(9, 'certificate is not yet valid', 'CERT_NOT_YET_VALID'),
  expired: error(10, 'certificate has expired', 'CERT_HAS_EXPIRED'),
} as const satisfies Partial<Record<PathReason, VerifyError>>;

// 1.1.1 wrote these two in another way.
const ofOldSpelling = {
  'wrong-purpose': error(26, 'unsupported certificate purpose', 'INVALID_PURPOSE'),
} as const;

/** The texts of a client on OpenSSL: its own way to print a verification error, and the library's generation. */
export function verifyTexts(print: (error: VerifyError) => string, generation: '1.1.1' | '3' = '3'): ClientProfile['errors'] {
  const selfSigned = generation === '3' ? 'self-signed' : 'self signed';
  const missing: ErrorText = {
    text: print(localIssuer),
    whenSelfSigned: print(error(18, `${selfSigned} certificate`, 'DEPTH_ZERO_SELF_SIGNED_CERT')),
    whenInTrustStore: print(error(2, 'unable to get issuer certificate', 'UNABLE_TO_GET_ISSUER_CERT')),
    whenRootServed: print(error(19, `${selfSigned} certificate in certificate chain`, 'SELF_SIGNED_CERT_IN_CHAIN')),
  };
  const errors = Object.entries({ ...verifyErrors, ...(generation === '3' ? {} : ofOldSpelling) });
  return {
    ...Object.fromEntries(errors.map(([reason, one]) => [reason, { text: print(one) }])),
    'no-trust-anchors': missing,
    'unknown-issuer': missing,
  };
}
