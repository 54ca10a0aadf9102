# Records: one a line, fields apart by tabs, odd bytes escaped, so that nothing a host says can pass for a record.

TAB='	'
NEWLINE='
'

# Prints one record: emit KIND FIELD...
emit() {
  record=$1
  shift
  for field in "$@"; do
    case $field in
      *[[:cntrl:]]* | *\\*) field=$(escaped "$field") ;;
    esac
    record=$record$TAB$field
  done
  # A closed output ends the probe, also where SIGPIPE is ignored.
  printf '%s\n' "$record" || exit 141
}

# Prints stdin as the text of the record before it; an argument stands before each line (|1 for stdout, |2 for stderr).
emit_text() {
  run_awk -v "mark=${1-}" "$AWK_ESCAPE"'{ print "|" mark escape($0) }'
}

# Says that a fact of this host could not be looked at: problem FACT REASON.
problem() {
  emit problem "$1" "$2"
}

# Registers a path for the files half of the report: look KIND PATH, where KIND is stat, list, trust, key, or stat-root.
# Lines of this kind never leave the host: `report` takes them out of the output again. The awk programs below print further
# kinds, which are worked off before the files: user NAME, program NAME PATH, curlrc FOLDER, aws FILE.
look() {
  case $2 in
    /*) emit look "$1" "$2" ;;
  esac
}

escaped() {
  if [ -z "$AWK" ]; then
    printf '?'
  else
    printf '%s\n' "$1" | run_awk "$AWK_ESCAPE"'NR > 1 { printf "\\n" } { printf "%s", escape($0) }'
  fi
}

# Whether a program (or a built-in of this shell) is there.
have() {
  command -v "$1" >/dev/null 2>&1
}

# The awk of this host, found once by `find_awk`; a busybox without links to its programs has one too.
run_awk() {
  case $AWK in
    busybox) busybox awk "$@" ;;
    *) "$AWK" "$@" ;;
  esac
}

find_awk() {
  AWK=
  for name in awk mawk gawk original-awk nawk busybox; do
    if have "$name"; then
      AWK=$name
      # One that does not work is none.
      if [ "$(printf '1\n' | run_awk '{ print $0 + 1 }' 2>/dev/null)" = 2 ]; then return 0; fi
    fi
  done
  AWK=
}

# In the C locale awk works on bytes. Bytes from 0x80 on stay as they are.
AWK_ESCAPE='
function escape(text,    out, at, found) {
  if (text !~ /[\001-\037\177\\]/) return text
  out = ""
  while ((at = match(text, /[\001-\037\177\\]/)) > 0) {
    found = substr(text, at, 1)
    out = out substr(text, 1, at - 1) escape_of(found)
    text = substr(text, at + 1)
  }
  return out text
}
function escape_of(byte,    code) {
  if (byte == "\\") return "\\\\"
  if (byte == "\t") return "\\t"
  if (byte == "\n") return "\\n"
  if (byte == "\r") return "\\r"
  for (code = 1; code < 128; code++) if (sprintf("%c", code) == byte) return sprintf("\\x%02x", code)
  return "?"
}
function unescape(text,    out, at, code) {
  out = ""
  while ((at = index(text, "\\")) > 0) {
    out = out substr(text, 1, at - 1)
    code = substr(text, at + 1, 1)
    text = substr(text, at + 2)
    if (code == "t") out = out "\t"
    else if (code == "n") out = out "\n"
    else if (code == "r") out = out "\r"
    else if (code == "x") { out = out sprintf("%c", hex(substr(text, 1, 2))); text = substr(text, 3) }
    else out = out code
  }
  return out text
}
function hex(digits) {
  return (index("0123456789abcdef", tolower(substr(digits, 1, 1))) - 1) * 16 + index("0123456789abcdef", tolower(substr(digits, 2, 1))) - 1
}
'
