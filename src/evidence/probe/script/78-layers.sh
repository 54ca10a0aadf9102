# What was written into a container after it was made: a new one would come without it.

# Prints the overlay of each root, its other mounts, and what lies in the overlay's upper folder of all that was looked at.
facts_layers() {
  layers=$(printf '%s\n' "$roots" | run_awk "$AWK_ESCAPE$AWK_LAYERS")
  printf '%s\n' "$layers"
  above=$(
    {
      printf '%s\n' "$layers" | run_awk '/^layer\t/'
      printf '%s\n' "$places" | run_awk 'sub(/^(trust|aws|conf|program)\t/, "")'
      resolved "$places$NEWLINE$entries" | run_awk "$AWK_LSTAT"'$1 ~ /^(trust|entry|aws|conf|program)$/ { print behind($0, 4) }'
    } | run_awk "$AWK_ESCAPE$AWK_ABOVE"
  )
  # Those of the host are printed already.
  RECORDS=$RECORDS_HERE$NEWLINE--layers
  walk "$above"
  printf '%s\n' "$RECORDS" | run_awk 'behind && NF > 0 && !seen[$0]++; $0 == "--layers" { behind = 1 }'
}

# proc(5), mountinfo: ID PARENT DEVICE ROOT MOUNTPOINT OPTIONS [TAG...] - TYPE SOURCE OPTIONS; of several at one place the last counts.
AWK_LAYERS='
{ tell_mounts($1) }
function tell_mounts(pid,    line, field, at, upper, others) {
  upper = "-"
  others = ""
  while ((getline line < ("/proc/" pid "/mountinfo")) > 0) {
    split(line, field, " ")
    for (at = 7; at in field && field[at] != "-"; at++) ;
    if (field[5] == "/") {
      upper = "-"
      if (field[at + 1] == "overlay" && match("," field[at + 3], /,upperdir=\/[^,]*/)) upper = plain(substr("," field[at + 3], RSTART + 10, RLENGTH - 10))
    } else if (field[5] !~ /^\/(proc|sys|dev)(\/|$)/) others = others "\n|" field[at + 1] "\t" escape(plain(field[5]))
  }
  close("/proc/" pid "/mountinfo")
  print "layer\t" pid "\t" escape(upper) others
}
# Blanks and the like stand there in octal.
function plain(text,    out) {
  out = ""
  while (match(text, /\\[0-7][0-7][0-7]/)) {
    out = out substr(text, 1, RSTART - 1) sprintf("%c", substr(text, RSTART + 1, 1) * 64 + substr(text, RSTART + 2, 1) * 8 + substr(text, RSTART + 3, 1))
    text = substr(text, RSTART + 4)
  }
  return out text
}
'

# Records `layer`, then paths in those roots → the same paths in the upper folders.
AWK_ABOVE='
/^layer\t[0-9]+\t\// { split($0, part, "\t"); upper["/proc/" part[2] "/root/"] = unescape(part[3]); next }
match($0, /^\/proc\/[0-9]+\/root\//) && (substr($0, 1, RLENGTH) in upper) {
  path = upper[substr($0, 1, RLENGTH)] substr($0, RLENGTH)
  if (path !~ /[\001-\037\177]/ && !seen[path]++) print path
}
'
