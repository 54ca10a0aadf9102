# Which of many files are plain PEM text, in one pass of awk over all of them; the others are looked at one by one.

# One line a file: its lines, its bytes as awk counts them, the class of its content, how much would be masked, and its path.
scan_batch() {
  case $AWK in
    busybox) limited 30 busybox awk "$AWK_REDACT$AWK_SCAN" "$@" </dev/null 2>/dev/null ;;
    *) limited 30 "$AWK" "$AWK_REDACT$AWK_SCAN" "$@" </dev/null 2>/dev/null ;;
  esac
}

# One line a file: line breaks and bytes, by which it shows when an awk has cut lines at a byte 0.
count_batch() {
  limited 30 wc -lc -- "$@" </dev/null 2>/dev/null | run_awk '
    $3 ~ /^\// {
      numbers = $1 " " $2 " "
      sub(/^ *[0-9]+ +[0-9]+ /, "")
      print numbers $0
    }'
}

AWK_SCAN='
function put(text) { }
function scan_file() {
  if (file == "") return
  segment_end()
  print lines, size, (HAS_CERTIFICATE && !odd_start ? "pem" : "other"), REDACTED, file
}
FNR == 1 {
  scan_file()
  file = FILENAME
  lines = size = 0
  # What the rules for DER and key stores are for: SEQUENCE, their two numbers, SQLite.
  odd_start = /^(0|\376\355\376\355|\316\316\316\316|SQLite format 3)/
  redact_start()
}
{
  lines++
  size += length($0) + 1
  redact_line($0, "\n")
}
END { scan_file() }
'

# Joins what is known of files: digest_files, count_batch, scan_batch, each ended by `--`, then lines KIND SIZE PATH. Prints records
# of what folders hold as plain PEM with nothing to mask, and for all others KIND VERDICT SHA256 SIZE REDACTED PATH, VERDICT being pem, alone, or unread.
AWK_JOIN='
BEGIN { part = 1 }
part < 4 && $0 == "--" { part++; next }
part == 1 { digest[substr($0, 66)] = $1 }
part == 2 { path = behind($0, 2); breaks[path] = $1; bytes[path] = $2 }
part == 3 { path = behind($0, 4); scanned[path] = $0 }
part == 4 {
  path = behind($0, 2)
  total = path in bytes ? bytes[path] : $2
  redacted = 0
  answer = verdict(path, total)
  if (answer == "pem" && $1 == "entry" && redacted == 0) print "digest\t" escape(path) "\t" digest[path] "\t" total "\tpem\treleased\t-\t0"
  else print $1, answer, (path in digest ? digest[path] : "-"), total, redacted, path
}
function verdict(path, total,    fields, whole) {
  if (!(path in digest)) return "unread"
  split(scanned[path], fields, " ")
  # With the last line break, or without; a byte 0 would make the numbers differ.
  whole = (fields[1] == breaks[path] && fields[2] == total) || (fields[1] == breaks[path] + 1 && fields[2] == total + 1)
  if (!(path in bytes) || !whole || fields[3] != "pem") return "alone"
  redacted = fields[4]
  return "pem"
}
'
