# Which kind of DER a file is: one certificate, or PKCS#7 with nothing but certificates, may leave the host; whatever else there is may be a key.

# Prints pkcs12, pkcs7, der (one certificate and nothing behind it), or other.
AWK_DER_KIND=$AWK_CERTIFICATE'
BEGIN {
  if (!element(0, size)) answer(starts_pkcs12() ? "pkcs12" : "other")
  outer_start = START
  outer_end = STOP
  if (TAG != 48) answer("other")
  if (byte(outer_start) == 2 && byte(outer_start + 1) == 1 && byte(outer_start + 2) == 3) answer("pkcs12")
  if (outer_end != size || !element(outer_start, outer_end)) answer("other")
  if (TAG == 6) certificates_only(outer_end)
  # The first bytes are still at hand.
  certificate(0, size)
  answer("der")
}
# signedData, 1.2.840.113549.1.7.2, without content, signers and CRLs: the certs-only message of RFC 8551 section 3.8.
function certificates_only(limit,    at, end) {
  if (bytes(START, STOP - START) != "2a864886f70d010702") odd()
  last_of(160, STOP, limit)
  last_of(48, START, limit)
  at = next_of(2, START, limit)
  if (at - START != 1) odd()
  at = next_of(49, at, limit)
  if (at != START) odd()
  end = next_of(48, at, limit)
  last_of(6, START, end)
  end = next_of(160, end, limit)
  for (at = START; at < end; ) at = certificate(at, end)
  last_of(49, end, limit)
  if (START != limit) odd()
  answer("pkcs7")
}
function odd() { answer("other") }
# One that was cut off is still a key store.
function starts_pkcs12(    first) {
  first = byte(1)
  at = 2 + (first > 128 ? first - 128 : 0)
  return byte(0) == 48 && first <= 132 && byte(at) == 2 && byte(at + 1) == 1 && byte(at + 2) == 3
}
function answer(text) { print text; exit }
'
