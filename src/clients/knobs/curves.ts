/** Named curves that profiles tell apart (SEC 2 appendix A.2, RFC 5480 §2.1.1.1). */
export const curves = {
  p224: '1.3.132.0.33',
  p256: '1.2.840.10045.3.1.7',
  p384: '1.3.132.0.34',
  p521: '1.3.132.0.35',
} as const;

/** Curves that NIST gave a name (FIPS 186-4 appendix D; OpenSSL's EC_curve_nid2nist): P-192 to P-521, B-163 to B-571, K-163 to K-571. */
export const nistCurves: ReadonlySet<string> = new Set([
  '1.2.840.10045.3.1.1',
  curves.p224,
  curves.p256,
  curves.p384,
  curves.p521,
  ...[1, 15, 16, 17, 26, 27, 36, 37, 38, 39].map((arc) => `1.3.132.0.${arc}`),
]);
