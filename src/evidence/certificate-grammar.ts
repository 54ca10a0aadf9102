/** One DER element: its tag, where its content starts, and where it stops. */
interface Element {
  readonly tag: number;
  readonly start: number;
  readonly stop: number;
}

/** Thrown and caught in this file alone: what was read is not what the grammar says. */
class OtherGrammar extends Error {}

/**
 * Whether the bytes are one certificate in DER and nothing behind it, by its grammar (RFC 5280 §4.1); nothing is verified. Containers of certificates
 * (a JKS entry, a bag of PKCS#12, a PKCS#7 message) do not look at what they hold: a private key can stand where a certificate should.
 */
export function isCertificate(der: Uint8Array): boolean {
  return follows(() => certificate(der, 0, der.byteLength) === der.byteLength);
}

/**
 * Whether the bytes are PKCS#7 signedData that carries certificates and nothing else: no content, no signers, no CRLs (the certs-only message of
 * RFC 8551 §3.8, which openssl crl2pkcs7, keytool and Windows write).
 */
export function isCertificatesOnly(der: Uint8Array): boolean {
  return follows(() => {
    const info = take(der, 0x30, 0, der.byteLength);
    const type = take(der, 0x06, info.start, info.stop);
    const explicit = take(der, 0xa0, type.stop, info.stop);
    const signed = take(der, 0x30, explicit.start, explicit.stop);
    const version = take(der, 0x02, signed.start, signed.stop);
    const digests = take(der, 0x31, version.stop, signed.stop);
    const content = take(der, 0x30, digests.stop, signed.stop);
    const contentType = take(der, 0x06, content.start, content.stop);
    const certificates = take(der, 0xa0, content.stop, signed.stop);
    for (let at = certificates.start; at < certificates.stop; ) at = certificate(der, at, certificates.stop);
    const signers = take(der, 0x31, certificates.stop, signed.stop);
    const ends = [info.stop === der.byteLength, explicit.stop === info.stop, signed.stop === explicit.stop, signers.stop === signed.stop];
    // A number of one byte: a longer one would be room for something else.
    const empty = [version.stop - version.start === 1, digests.start === digests.stop, signers.start === signers.stop];
    const named = Buffer.from(der.subarray(type.start, type.stop)).toString('hex') === signedData;
    return named && contentType.stop === content.stop && [...ends, ...empty].every(Boolean);
  });
}

// 1.2.840.113549.1.7.2 (RFC 5652 §5.1).
const signedData = '2a864886f70d010702';

function follows(read: () => boolean): boolean {
  try {
    return read();
  } catch (error) {
    if (error instanceof OtherGrammar) return false;
    throw error;
  }
}

// Certificate { tbs, algorithm, BIT STRING }; returns its end.
function certificate(der: Uint8Array, from: number, limit: number): number {
  const whole = take(der, 0x30, from, limit);
  const tbs = take(der, 0x30, whole.start, whole.stop);
  let at = tbs.start;
  if (der[at] === 0xa0) at = take(der, 0xa0, at, tbs.stop).stop;
  at = take(der, 0x02, at, tbs.stop).stop;
  at = take(der, 0x30, at, tbs.stop).stop;
  at = take(der, 0x30, at, tbs.stop).stop;
  at = validity(der, at, tbs.stop);
  at = take(der, 0x30, at, tbs.stop).stop;
  at = publicKey(der, at, tbs.stop);
  // issuerUniqueID, subjectUniqueID, extensions.
  while (at < tbs.stop) at = take(der, [0x81, 0x82, 0xa1, 0xa2, 0xa3], at, tbs.stop).stop;
  at = take(der, 0x30, tbs.stop, whole.stop).stop;
  if (take(der, 0x03, at, whole.stop).stop !== whole.stop) throw new OtherGrammar();
  return whole.stop;
}

function validity(der: Uint8Array, from: number, limit: number): number {
  const whole = take(der, 0x30, from, limit);
  const since = take(der, [0x17, 0x18], whole.start, whole.stop);
  const until = take(der, [0x17, 0x18], since.stop, whole.stop);
  // Two times are 30 bytes, or 34: nothing longer has to fit in here.
  if (until.stop !== whole.stop || whole.stop - whole.start > 64) throw new OtherGrammar();
  return whole.stop;
}

function publicKey(der: Uint8Array, from: number, limit: number): number {
  const whole = take(der, 0x30, from, limit);
  const algorithm = take(der, 0x30, whole.start, whole.stop);
  take(der, 0x06, algorithm.start, algorithm.stop);
  if (take(der, 0x03, algorithm.stop, whole.stop).stop !== whole.stop) throw new OtherGrammar();
  return whole.stop;
}

// X.690 §8.1, with definite lengths alone, of at most four bytes: what programs write into stores.
function take(der: Uint8Array, tags: number | readonly number[], at: number, limit: number): Element {
  const tag = der[at];
  const first = der[at + 1];
  if (tag === undefined || first === undefined || at + 2 > limit || !(Array.isArray(tags) ? tags : [tags]).includes(tag))
    throw new OtherGrammar();
  const width = first < 0x80 ? 0 : first - 0x80;
  const start = at + 2 + width;
  if (first === 0x80 || width > 4 || start > limit) throw new OtherGrammar();
  const length = width === 0 ? first : Buffer.from(der.subarray(at + 2, start)).readUIntBE(0, width);
  if (start + length > limit) throw new OtherGrammar();
  return { tag, start, stop: start + length };
}
