# PEM text with everything masked that is not a certificate, a revocation list or a request: the same as the auditor's side would make
# of it (redact.ts), done here, so that it never leaves. Length and lines stay.

# Give text to redact_line() line by line, without its line breaks; `put` is called with every piece of the result. What an awk
# takes for one character is a byte here (LC_ALL=C). No slash is escaped in brackets, where a backslash would count in busybox. White space is what ECMAScript calls so among bytes: \240 too.
AWK_REDACT='
function redact_start() {
  REDACTED = HAS_CERTIFICATE = 0
  OPENED = "-"
  INSIDE = "nothing"
  segment_start()
}
function segment_start() { HELD = TOTAL = PADDING = ODD = SEGMENT_COUNTED = 0 }
function redact_line(text, line_break,    at, marker, before) {
  if (INSIDE == "public" && text !~ "[^/-9A-Za-z+]") { hold(text line_break, text); return }
  while ((at = match(text, /-----(BEGIN|END) [^\r-]*-----/)) > 0) {
    marker = substr(text, at, RLENGTH)
    before = substr(text, 1, at - 1)
    text = substr(text, at + RLENGTH)
    piece(before)
    segment_end()
    # Clients refuse an END that does not fit its BEGIN, so the two still differ where they did.
    if (marker ~ /^-----B/) OPENED = substr(marker, 12)
    put_words(marker, index(marker, OPENED) ? "X" : "Y")
    if (substr(marker, 6, 3) == "END") INSIDE = "nothing"
    else if (marker ~ /^-----BEGIN ((X509 |TRUSTED )?CERTIFICATE|X509 CRL|PKCS7|CMS)-----$/) { INSIDE = "public"; HAS_CERTIFICATE = 1 }
    else if (marker ~ /^-----BEGIN (PUBLIC KEY|(NEW )?CERTIFICATE REQUEST|(DH|EC|DSA) PARAMETERS)-----$/) INSIDE = "public"
    else INSIDE = "private"
    WITH_TRUST = marker ~ /TRUSTED/
    segment_start()
  }
  piece(text line_break)
}
# A line of a segment, or what markers left of it; it may end in a line break.
function piece(text) {
  if (text == "") return
  if (INSIDE == "public") hold(text, without_space(text))
  else put_hidden(text)
}
# Of a public block it must be seen first what is in it.
function hold(text, digits,    signs) {
  HELD_TEXT[++HELD] = text
  HELD_DIGITS[HELD] = digits
  TOTAL += length(digits)
  if (digits == "" || (digits !~ "[^/-9A-Za-z+]" && !PADDING)) return
  signs = match(digits, /=+$/) ? RLENGTH : 0
  if (PADDING && signs < length(digits)) ODD = 1
  PADDING += signs
  if (substr(digits, 1, length(digits) - signs) ~ "[^/-9A-Za-z+]") ODD = 1
}
function segment_end(    i, shown) {
  if (!HELD) return
  shown = is_public_block()
  for (i = 1; i <= HELD; i++) if (shown) put(HELD_TEXT[i]); else put_hidden(HELD_TEXT[i])
}
# Clients give up at some lines and pass over others: whether a line is base64, ends a block or is a header has to stay as it is. So do
# control characters. A block counts once, outside of blocks each line.
function put_hidden(text,    start) {
  start = public_start(text)
  put_words(substr(text, 1, start), "X")
  text = substr(text, start + 1)
  if (text ~ "[!-,.-9;<>-\237\241-\377]" && (INSIDE == "nothing" || !SEGMENT_COUNTED)) { SEGMENT_COUNTED = 1; REDACTED++ }
  gsub("[/-9A-Za-z+]", "x", text)
  gsub(/[!-,.;<>-wy-\237\241-\377]/, "?", text)
  put(text)
}
# Labels are made of these words; any other may say something private.
function put_words(text, fill,    word) {
  while (match(text, /[!-,.-\237\241-\377]+/)) {
    put(substr(text, 1, RSTART - 1))
    word = substr(text, RSTART, RLENGTH)
    text = substr(text, RSTART + RLENGTH)
    if (word !~ /^(BEGIN|END|X509|TRUSTED|CERTIFICATE|CRL|PKCS7|CMS|PUBLIC|KEY|NEW|REQUEST|[DER][CHS]A?|PARAMETERS|PRIVATE|ENCRYPTED|\357\273\277)$/) {
      REDACTED++
      gsub(/[!-\377]/, fill, word)
    }
    put(word)
  }
  put(text)
}
# How many characters at the start of a line stay. A damaged marker is damage that clients see; longer lines are none.
function public_start(text,    start) {
  if (length(text) <= 101 && length(text) - (text ~ /\n$/) <= 100 && text ~ /^-+ ?(BEGIN|END) [A-Z0-9 ]+-*[ \t\n\v\f\r\240]*$/) return length(text)
  start = substr(text, 1, 3) == "\357\273\277" ? 3 : 0
  return start + (match(substr(text, start + 1, 16), /^-----(BEGIN|END) /) ? RLENGTH : 0)
}
function without_space(text) { gsub(/[ \t\n\v\f\r\240]/, "", text); return text }
# Of the settings (X509_CERT_AUX) each element is known by its tag; an encrypted key begins like them, with an algorithm and parameters.
# Certificate, CertificateList and CertificationRequest: SEQUENCE { SEQUENCE, SEQUENCE, BIT STRING }, and nothing behind it but the
# settings of trust behind a TRUSTED CERTIFICATE.
function is_public_block(    end, outer_end, signed) {
  if (TOTAL == 0) return 1
  if (ODD || PADDING > 2 || TOTAL % 4) return 0
  end = TOTAL / 4 * 3 - PADDING
  SOUGHT = 1
  SOUGHT_START = 0
  if (!(outer_end = stop_of(0, 48, end))) return 0
  signed = ELEMENT
  if (!(signed = stop_of(signed, 48, outer_end))) return 0
  # A version or serial number, or the algorithm of a list of version 1.
  if (ELEMENT >= end || octet(ELEMENT) !~ /^(160|2|48)$/) return 0
  if (!(signed = stop_of(signed, 48, outer_end)) || stop_of(signed, 3, outer_end) != outer_end) return 0
  if (outer_end == end) return 1
  if (!WITH_TRUST || stop_of(outer_end, 48, end) != end) return 0
  if (ELEMENT == end || octet(ELEMENT) ~ /^(160|12|4|161)$/) return 1
  return stop_of(ELEMENT, 48, end) && (signed = stop_of(ELEMENT, 6, end)) && (signed == end || octet(signed) != 48)
}
# Where the DER element with this tag stops (X.690 8.1), or 0; its content starts at ELEMENT.
function stop_of(at, tag, limit,    first, size) {
  if (at + 2 > limit || octet(at) != tag) return 0
  first = octet(at + 1)
  ELEMENT = at + 2
  size = first
  if (first >= 128) {
    if (first == 128 || first > 132 || ELEMENT + first - 128 > limit) return 0
    for (size = 0; first > 128; first--) size = size * 256 + octet(ELEMENT++)
  }
  return ELEMENT + size <= limit ? ELEMENT + size : 0
}
# The byte at an offset of what the held lines encode.
function octet(at,    digit) {
  digit = int(at / 3) * 4 + at % 3
  if (at % 3 == 0) return sextet(digit) * 4 + int(sextet(digit + 1) / 16)
  if (at % 3 == 1) return sextet(digit) % 16 * 16 + int(sextet(digit + 1) / 4)
  return sextet(digit) % 4 * 64 + sextet(digit + 1)
}
function sextet(at) {
  if (at < SOUGHT_START) { SOUGHT = 1; SOUGHT_START = 0 }
  while (at >= SOUGHT_START + length(HELD_DIGITS[SOUGHT])) SOUGHT_START += length(HELD_DIGITS[SOUGHT++])
  return index("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", substr(HELD_DIGITS[SOUGHT], at - SOUGHT_START + 1, 1)) - 1
}
'
