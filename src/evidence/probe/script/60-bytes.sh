# Bytes of binary files, in order, through od: awk itself does not read them everywhere.

# Whether od writes bytes as the walks below read them.
find_od() {
  HAS_OD=
  if [ "$(printf 'A\n' | od -An -v -tx1 2>/dev/null | tr -d ' \n')" = 410a ]; then HAS_OD=yes; fi
}

# Runs an awk program over the bytes of file $1; further arguments go to awk: walk_bytes FILE PROGRAM [-v NAME=VALUE]
walk_bytes() {
  walked=$1
  program=$2
  shift 2
  od -An -v -tx1 "$walked" 2>/dev/null </dev/null | run_awk "$@" "$AWK_ESCAPE$AWK_BYTES$program"
}

# byte(at) gives a byte by its offset, -1 behind the end. Offsets never go back by more than the line at hand, so that a file of
# any size costs one pass and no memory. number(at, count) is big-endian.
AWK_BYTES='
function byte(at) {
  while (at >= LINE_END) {
    if (ENDED || (getline LINE) <= 0) { ENDED = 1; return -1 }
    gsub(/ /, "", LINE)
    LINE_START = LINE_END
    LINE_END += int(length(LINE) / 2)
  }
  if (at < LINE_START) return -1
  return hex(substr(LINE, (at - LINE_START) * 2 + 1, 2))
}
function number(at, count,    value, one) {
  value = 0
  while (count-- > 0) {
    one = byte(at++)
    if (one < 0) return -1
    value = value * 256 + one
  }
  return value
}
# Bytes as text in hexadecimal, at most 64 of them.
function bytes(at, count,    text, one) {
  text = ""
  if (count > 64) count = 64
  while (count-- > 0) {
    one = byte(at++)
    if (one < 0) return text
    text = text sprintf("%02x", one)
  }
  return text
}
# Of the DER element at an offset: TAG, START and STOP of its content (X.690 8.1). 0 where it is none, reaches beyond the limit,
# or has no definite length, which key stores and certificates as their programs write them have.
function element(at, limit,    first, count) {
  TAG = byte(at)
  first = byte(at + 1)
  if (TAG < 0 || first < 0 || at + 2 > limit || TAG % 32 == 31) return 0
  START = at + 2
  if (first == 128 || first > 132) return 0
  if (first < 128) STOP = START + first
  else {
    count = first - 128
    first = number(START, count)
    START += count
    if (first < 0) return 0
    STOP = START + first
  }
  return STOP <= limit
}
'
