# PEM text with everything private masked: the same as the auditor's side would make of it, done here, so that it never leaves.
# Length and lines stay. Masked are blocks of labels that are not known to be public, keys under the label of a certificate, and
# outside of blocks bare base64 and lines that assign a credential.

# Give text to redact_line() line by line, without its line breaks; `put` is called with every piece of the result. What an awk
# takes for one character is a byte here (LC_ALL=C). White space is what ECMAScript calls so among bytes: \240 too.
AWK_REDACT='
function redact_start() {
  REDACTED = HAS_CERTIFICATE = 0
  INSIDE = "nothing"
  segment_start()
}
function segment_start() {
  KEY_LINE = SEGMENT_COUNTED = 0
  # Only of a public block it must be seen first whether it is a key.
  DECIDED = INSIDE != "public"
  HELD = HELD_START = ""
}
function redact_line(text, line_break,    at, marker) {
  if (INSIDE == "public" && DECIDED && !KEY_LINE && text !~ /[^A-Za-z0-9+\/=]/) { put(text line_break); return }
  while ((at = match(text, /-----(BEGIN|END) [^\r-]*-----/)) > 0) {
    marker = substr(text, at, RLENGTH)
    piece(substr(text, 1, at - 1))
    text = substr(text, at + RLENGTH)
    segment_end()
    put(marker)
    if (substr(marker, 6, 3) == "END") INSIDE = "nothing"
    else if (marker ~ /^-----BEGIN ((X509 |TRUSTED )?CERTIFICATE|X509 CRL|PKCS7|CMS)-----$/) { INSIDE = "public"; HAS_CERTIFICATE = 1 }
    else if (marker ~ /^-----BEGIN (PUBLIC KEY|(NEW )?CERTIFICATE REQUEST|(DH|EC|DSA) PARAMETERS)-----$/) INSIDE = "public"
    else INSIDE = "private"
    segment_start()
  }
  piece(text line_break)
}
# A line of a segment, or what markers left of it; it may end in a line break.
function piece(text) {
  if (text == "") return
  if (!DECIDED) {
    HELD = HELD text
    HELD_START = HELD_START without_space(text)
    if (length(HELD_START) >= 32) decide()
  } else if (INSIDE == "private") put_hidden(text)
  else put_line(text)
}
function decide(    lines, i, count) {
  DECIDED = 1
  if (looks_like_key(substr(HELD_START, 1, 32))) INSIDE = "private"
  count = split(HELD, lines, "\n")
  for (i = 1; i < count; i++) lines[i] = lines[i] "\n"
  for (i = 1; i <= count; i++) if (lines[i] != "") { if (INSIDE == "private") put_hidden(lines[i]); else put_line(lines[i]) }
  HELD = HELD_START = ""
}
function segment_end() { if (!DECIDED) decide() }
# A private segment counts once.
function put_hidden(text) {
  if (!SEGMENT_COUNTED && without_space(text) != "") { SEGMENT_COUNTED = 1; REDACTED++ }
  put(mask(text))
}
function put_line(text) {
  if (text ~ /PRIVATE KEY|Proc-Type:|DEK-Info:/) KEY_LINE = 1
  if (KEY_LINE || (INSIDE != "public" && (is_encoded(text) || assigns_credential(text)))) {
    if (without_space(text) != "") REDACTED++
    put(mask(text))
  } else put(text)
}
function is_encoded(text) {
  sub(/^[ \t\n\v\f\r\240]+/, "", text)
  sub(/[ \t\n\v\f\r\240]+$/, "", text)
  return length(text) >= 24 && text !~ /[^A-Za-z0-9+\/=]/
}
function assigns_credential(text) {
  if (text !~ /[:=]/) return 0
  return tolower(text) ~ /(pass(word|wd|phrase)?|secret|token|api_?key)["\047]?[ \t\n\v\f\r\240]*[:=][ \t\n\v\f\r\240]*[^ \t\n\v\f\r\240]/
}
function mask(text) { gsub(/[^ \t\n\v\f\r\240]/, "x", text); return text }
function without_space(text) { gsub(/[ \t\n\v\f\r\240]/, "", text); return text }
# A certificate starts SEQUENCE, SEQUENCE, then [0] or INTEGER. PKCS#1, PKCS#8 and SEC 1 keys start SEQUENCE, INTEGER;
# an encrypted PKCS#8 key SEQUENCE, SEQUENCE, OBJECT IDENTIFIER (RFC 5958 section 3).
function looks_like_key(base64,    der, count, inner, innermost) {
  count = decode_start(base64, der)
  if (count < 2 || der[0] != 48) return 0
  inner = 2 + (der[1] > 128 ? der[1] - 128 : 0)
  if (inner >= count) return 0
  if (der[inner] == 2) return 1
  if (der[inner] != 48 || inner + 1 >= count) return 0
  innermost = inner + 2 + (der[inner + 1] > 128 ? der[inner + 1] - 128 : 0)
  return innermost < count && der[innermost] == 6
}
# As lenient as Node: it passes over what is no base64, takes - and _ for + and /, and ends at the first equals sign.
function decode_start(base64, der,    i, value, bits, width, count, unit) {
  count = width = bits = 0
  for (i = 1; i <= length(base64); i++) {
    value = substr(base64, i, 1)
    if (value == "=") break
    value = index("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_", value) - 1
    if (value < 0) continue
    bits = bits * 64 + (value > 63 ? value - 2 : value)
    width += 6
    if (width >= 8) {
      width -= 8
      unit = width == 4 ? 16 : width == 2 ? 4 : 1
      der[count++] = int(bits / unit)
      bits %= unit
    }
  }
  return count
}
'
