# The grammar of a certificate in DER, for what claims to hold one. Containers do not look at it: a key can stand where a certificate should.

# certificate(at, limit) passes over one (RFC 5280 section 4.1) and returns its end; next_of(tags, at, limit) over one element; last_of
# over one that ends at the limit. odd() is called where there is something else, and must not return.
AWK_CERTIFICATE='
function certificate(at, limit,    end, tbs_end, part) {
  end = next_of(48, at, limit)
  tbs_end = next_of(48, START, end)
  at = START
  if (byte(at) == 160) at = next_of(160, at, tbs_end)
  at = next_of(48, next_of(48, next_of(2, at, tbs_end), tbs_end), tbs_end)
  # Validity: two times, of which none is long.
  part = next_of(48, at, tbs_end)
  if (part - START > 64) odd()
  last_of("23|24", next_of("23|24", START, part), part)
  at = next_of(48, part, tbs_end)
  # The public key: its algorithm and a BIT STRING.
  part = next_of(48, at, tbs_end)
  at = next_of(48, START, part)
  next_of(6, START, at)
  last_of(3, at, part)
  for (at = part; at < tbs_end; ) at = next_of("129|130|161|162|163", at, tbs_end)
  return last_of(3, next_of(48, tbs_end, end), end)
}
function next_of(tags, at, limit) {
  if (!element(at, limit) || TAG !~ "^(" tags ")$") odd()
  return STOP
}
function last_of(tags, at, limit) {
  if (next_of(tags, at, limit) != limit) odd()
  return limit
}
'
