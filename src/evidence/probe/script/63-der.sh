# Which kind of DER a file is: a certificate and PKCS#7 signedData may leave the host, whatever else there is may be a key.

# Prints pkcs12, pkcs7, der (one certificate and nothing behind it), or other.
AWK_DER_KIND='
BEGIN {
  if (!element(0, size)) answer(starts_pkcs12() ? "pkcs12" : "other")
  outer_start = START
  outer_end = STOP
  if (TAG != 48) answer("other")
  if (byte(outer_start) == 2 && byte(outer_start + 1) == 1 && byte(outer_start + 2) == 3) answer("pkcs12")
  if (outer_end != size || !element(outer_start, outer_end)) answer("other")
  # signedData, 1.2.840.113549.1.7.2: certificates and signatures, never keys (RFC 2315 section 9).
  if (TAG == 6) answer(bytes(START, STOP - START) == "2a864886f70d010702" && element(STOP, outer_end) && TAG == 160 && STOP == outer_end ? "pkcs7" : "other")
  # Certificate { tbs, algorithm, BIT STRING } (RFC 5280 section 4.1).
  if (TAG != 48) answer("other")
  tbs_end = STOP
  at = START
  if (!element(at, tbs_end)) answer("other")
  if (TAG == 160) at = next_of(160, at, tbs_end)
  at = next_of(2, at, tbs_end)
  at = next_of(48, at, tbs_end)
  at = next_of(48, at, tbs_end)
  at = validity(at, tbs_end)
  at = next_of(48, at, tbs_end)
  at = public_key(at, tbs_end)
  for (; at < tbs_end; at = STOP) if (!element(at, tbs_end) || TAG !~ /^(129|130|161|162|163)$/) answer("other")
  at = next_of(48, tbs_end, outer_end)
  at = next_of(3, at, outer_end)
  answer(at == outer_end ? "der" : "other")
}
function next_of(tag, at, limit) {
  if (!element(at, limit) || TAG != tag) answer("other")
  return STOP
}
function validity(at, limit,    end) {
  end = next_of(48, at, limit)
  at = START
  for (times = 0; at < end; times++) {
    if (!element(at, end) || (TAG != 23 && TAG != 24) || STOP - START > 32) answer("other")
    at = STOP
  }
  if (times != 2) answer("other")
  return end
}
function public_key(at, limit,    end, algorithm_end) {
  end = next_of(48, at, limit)
  algorithm_end = next_of(48, START, end)
  next_of(6, START, algorithm_end)
  if (next_of(3, algorithm_end, end) != end) answer("other")
  return end
}
# One that was cut off is still a key store.
function starts_pkcs12(    first) {
  first = byte(1)
  at = 2 + (first > 128 ? first - 128 : 0)
  return byte(0) == 48 && first <= 132 && byte(at) == 2 && byte(at + 1) == 1 && byte(at + 2) == 3
}
function answer(text) { print text; exit }
'
