# JKS and JCEKS: whether all entries are trusted certificates, by tag and bytes (JDK: sun.security.provider.JavaKeyStore.engineLoad).

# Prints `certificates`, or why it is not shown that there is nothing else.
AWK_JAVA_KEY_STORE=$AWK_CERTIFICATE'
BEGIN {
  version = number(4, 4)
  count = number(8, 4)
  at = 12
  if (count < 0) truncated()
  for (entry = 0; entry < count; entry++) {
    tag = number(at, 4)
    if (tag < 0) truncated()
    if (tag != 2) answer("the key store holds a " (tag == 1 ? "private" : "secret") " key: its content stays on the host")
    at = skip(at + 4, 2) + 8
    if (version == 2) at = skip(at, 2)
    start = at + 4
    at = skip(at, 4)
    if (certificate(start, at) != at) odd()
  }
  # A SHA-1 digest follows, and nothing else may.
  if (at + 20 == size) answer("certificates")
  if (at + 20 > size) truncated()
  answer("the key store is damaged, so it cannot be shown to hold certificates alone")
}
function skip(at, width,    length_of) {
  length_of = number(at, width)
  if (length_of < 0 || at + width + length_of > size) truncated()
  return at + width + length_of
}
function truncated() { answer("the key store is truncated, so it cannot be shown to hold certificates alone") }
function odd() { answer("the key store holds something else under the name of a certificate: its content stays on the host") }
function answer(text) { print text; exit }
'

# Whether `changeit` opens it: its last 20 bytes are a digest over the password and the rest (JavaKeyStore.getPreKeyedHash).
java_password_says() {
  if ! have sha1sum || ! have head || ! have tail; then return 2; fi
  expected=$(tail -c 20 "$1" 2>/dev/null | od -An -v -tx1 | tr -d ' \n')
  actual=$({
    printf '\000c\000h\000a\000n\000g\000e\000i\000tMighty Aphrodite'
    head -c "$(($2 - 20))" "$1" 2>/dev/null
  } | sha1sum)
  [ -n "$expected" ] && [ "${actual%% *}" = "$expected" ]
}
