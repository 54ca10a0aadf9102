# Content as base64, and PEM text with everything private masked.

# Prints PEM file $1 with its private parts masked, or nothing. A dot behind its end tells whether it ends in a line break. Bytes 0,
# at which some awks would cut, are bytes 1 meanwhile.
redacted_text() {
  back='\000'
  # What few files hold is looked for at once.
  if [ "$(count_bytes '\000\001' "$1")" -gt 0 ] && [ "$(count_bytes '\000' "$1")" -gt 0 ]; then
    if [ "$(count_bytes '\001' "$1")" -gt 0 ]; then return; fi
    back='\001'
  fi
  {
    tr '\000' '\001' <"$1"
    echo .
  } | run_awk "$AWK_REDACT"'
    function put(text) { printf "%s", text }
    BEGIN { redact_start() }
    NR > 1 { redact_line(last, "\n") }
    { last = $0 }
    END { redact_line(substr(last, 1, length(last) - 1), ""); segment_end() }' | tr "$back" '\000'
}

WHY_NOT_MASKED='what is private in it could not be masked in place'

# The digest of what redacted_text prints; nothing where that is nothing.
digest_of_redacted() {
  digest=$(redacted_text "$1" 2>/dev/null | digest_of_input)
  case $digest in
    # Of no bytes at all.
    e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855) ;;
    *) printf '%s' "$digest" ;;
  esac
}

# Whether a file holds one of these bytes, as 0 or 1.
count_bytes() {
  tr -dc "$1" <"$2" | head -c 1 | wc -c
}

# The program that encodes; empty where none is there, then awk does it, which is slow.
find_encoder() {
  ENCODER=
  for name in base64 'busybox base64' 'openssl base64'; do
    if [ "$(printf snowline | $name 2>/dev/null)" = c25vd2xpbmU= ]; then
      ENCODER=$name
      return
    fi
  done
}

# stdin as base64 in lines.
encode() {
  if [ -n "$ENCODER" ]; then
    $ENCODER 2>/dev/null
  else
    od -An -v -tx1 2>/dev/null | run_awk "$AWK_ESCAPE$AWK_BASE64"
  fi
}

AWK_BASE64='
BEGIN { digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" }
{
  gsub(/ /, "")
  held = held $0
  while (length(held) >= 96) { print encoded(substr(held, 1, 96)); held = substr(held, 97) }
}
END { if (held != "") print encoded(held) }
function encoded(text,    out, value, bytes) {
  out = ""
  while (text != "") {
    bytes = length(text) >= 6 ? 3 : length(text) / 2
    value = hex(substr(text, 1, 2)) * 65536
    if (bytes > 1) value += hex(substr(text, 3, 2)) * 256
    if (bytes > 2) value += hex(substr(text, 5, 2))
    out = out digit(value / 262144) digit(value / 4096) (bytes > 1 ? digit(value / 64) : "=") (bytes > 2 ? digit(value) : "=")
    text = substr(text, bytes * 2 + 1)
  }
  return out
}
function digit(value) { return substr(digits, int(value) % 64 + 1, 1) }
'
