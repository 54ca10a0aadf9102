# PKCS#12 (RFC 7292 section 4): what kinds of bags lie in it in clear, and whether other parts are encrypted.

# Prints `certificates`, `encrypted` (and nothing but certificates in clear), or the reason why its content stays on the host.
AWK_PKCS12=$AWK_CERTIFICATE'
BEGIN {
  damaged = "the key store is not PKCS#12 that can be read: "
  enter(0, size, 48, "key store")
  if (STOP != size) answer(damaged "its length is not that of the file")
  version = enter(START, STOP, 2, "version")
  if (number(START, STOP - START) != 3) answer(damaged "its version is not 3")
  content_info(version, size)
  # The integrity by a public key (signedData) is read by no client that we know.
  if (OID != "2a864886f70d010701") answer(damaged "its integrity is not protected by a password")
  enter(VALUE, VALUE_END, 4, "authenticated safe")
  safe_end = STOP
  after_safe = VALUE_END
  at = enter_sequence(START, STOP, "authenticated safe")
  if (STOP != safe_end) answer(damaged "bytes follow the authenticated safe")
  while (at < safe_end) {
    part_end = content_info(at, safe_end)
    if (OID == "2a864886f70d010701") bags()
    else if (OID == "2a864886f70d010706") encrypted = 1
    # openssl passes over what is encrypted for a public key, so nobody could tell what it is.
    else answer(damaged "a part of it is encrypted in another way than by a password")
    at = part_end
  }
  if (after_safe < size && largest_iterations(after_safe, size) > 50000) answer("the key store asks for too many key-derivation iterations")
  answer(encrypted ? "encrypted" : "certificates")
}
# Enters an element of this tag: START and STOP are its content then; returns its end.
function enter(at, limit, tag, what) {
  if (!element(at, limit)) answer(damaged what " is cut off or has no definite length")
  if (TAG != tag) answer(damaged what " is not where it should be")
  return STOP
}
function enter_sequence(at, limit, what) {
  enter(at, limit, 48, what)
  return START
}
# ContentInfo: OID in hexadecimal, and VALUE to VALUE_END of what is behind its [0]; returns its end.
function content_info(at, limit,    end) {
  end = enter(at, limit, 48, "content")
  at = enter(START, end, 6, "content type")
  OID = bytes(START, STOP - START)
  enter(at, end, 160, "content value")
  VALUE = START
  VALUE_END = STOP
  return end
}
# SafeContents: certBag (1.2.840.113549.1.12.10.1.3) is public if it holds a certificate, every other kind may be a key.
function bags(    end, at, bag_end) {
  enter(VALUE, VALUE_END, 4, "safe contents")
  at = enter_sequence(START, STOP, "safe contents")
  end = STOP
  while (at < end) {
    bag_end = enter(at, end, 48, "bag")
    enter(START, bag_end, 6, "bag type")
    if (bytes(START, STOP - START) != "2a864886f70d010c0a0103") answer("the key store holds a key: its content stays on the host")
    at = next_of(160, STOP, bag_end)
    certificate_bag(START, at)
    if (at < bag_end) attributes(at, bag_end)
    at = bag_end
  }
}
# CertBag { x509Certificate, [0] OCTET STRING }.
function certificate_bag(at, limit) {
  last_of(48, at, limit)
  at = next_of(6, START, limit)
  if (bytes(START, at - START) != "2a864886f70d01091601") odd()
  last_of(160, at, limit)
  last_of(4, START, limit)
  if (certificate(START, limit) != limit) odd()
}
# A name, a number, and what Java trusts it for (2.16.840.1.113894.746875.1.1): any other attribute may be a key.
function attributes(at, limit,    end) {
  last_of(49, at, limit)
  for (at = START; at < limit; at = end) {
    end = next_of(48, at, limit)
    at = next_of(6, START, end)
    if (bytes(START, at - START) !~ /^(2a864886f70d01091[45]|6086480186f966adca7b0101)$/) odd()
    last_of(49, at, end)
    for (at = START; at < end; at = STOP) if (!element(at, end) || TAG !~ /^(4|6|30)$/) odd()
  }
}
# Of MacData { DigestInfo, salt, iterations DEFAULT 1 }.
function largest_iterations(at, limit,    end) {
  end = enter(at, limit, 48, "mac")
  if (end != limit) answer(damaged "bytes follow its mac")
  at = enter(START, end, 48, "mac digest")
  at = enter(at, end, 4, "mac salt")
  if (at == end) return 1
  enter(at, end, 2, "mac iterations")
  return STOP - START > 6 ? 1e15 : number(START, STOP - START)
}
function odd() { answer("the key store holds something else under the name of a certificate: its content stays on the host") }
function answer(text) { print text; exit }
'
