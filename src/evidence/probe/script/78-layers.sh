# What was written into a container after it was made: a new one would come without it.

# Prints the overlay of each root, its other mounts, and what lies in the overlay's upper folder of all that was looked at.
facts_layers() {
  layers=$(printf '%s\n' "$roots" | run_awk "$AWK_ESCAPE$AWK_LAYERS")
  printf '%s\n' "$layers" | run_awk '!/^\//'
  in_batches last_changes "$layers"
  above=$(printf '%s\n' "$layers" "$RECORDS" | run_awk "$AWK_ESCAPE$AWK_ABOVE")
  # Those of the host are printed already.
  RECORDS=$RECORDS_HERE$NEWLINE--layers
  # Folders first: nothing is looked for below those that a layer does not have.
  walk "$(printf '%s\n' "$above" | run_awk 'sub(/\/[^\/]*$/, "") && !seen[$0]++')"
  walk "$above"
  printf '%s\n' "$RECORDS" | run_awk 'behind && NF > 0 && !seen[$0]++; $0 == "--layers" { behind = 1 }'
}

# A rename shows in when the source of a mount and the folders above it were last changed.
last_changes() {
  stat -c "changed$TAB%n$TAB%d:%i$TAB%Z" -- "$@" </dev/null
}

# proc(5), mountinfo: ID PARENT DEVICE ROOT MOUNTPOINT OPTIONS [TAG...] - TYPE SOURCE OPTIONS; of several at one place the last counts.
AWK_LAYERS='
BEGIN {
  # Where this host has the most of each file system.
  while ((getline line <"/proc/self/mountinfo") > 0) {
    split(line, field, " ")
    if (field[3] in base && length(base[field[3]]) <= length(field[4])) continue
    base[field[3]] = field[4]
    top[field[3]] = field[5]
  }
}
{ tell_mounts($1) }
# TOP BELOW of what is mounted; prints the path of both, and those of the folders above, where the file system dates renames.
function source(type, device, root,    from, path) {
  from = base[device] == "/" ? "" : base[device]
  if (!(device in top) || index(root "/", from "/") != 1 || (top[device] root) ~ /[\\\001-\037\177]/) return "- "
  root = root == "/" ? "" : substr(root, length(from) + 1)
  path = top[device] root
  sub(/^\/\//, "/", path)
  if (type ~ /^(ext[234]|xfs|btrfs)$/) {
    for (; length(path) > length(top[device]); sub(/\/[^\/]*$/, "", path)) if (!seen[path]++) print path
    if (!seen[top[device]]++) print top[device]
  }
  return top[device] " " root
}
function tell_mounts(pid,    line, field, at, upper, others, device, redirects) {
  upper = device = "-"
  # What overlays do that do not say it.
  redirects = "-"
  getline redirects <"/sys/module/overlay/parameters/redirect_dir"
  close("/sys/module/overlay/parameters/redirect_dir")
  others = ""
  while ((getline line < ("/proc/" pid "/mountinfo")) > 0) {
    split(line, field, " ")
    for (at = 7; at in field && field[at] != "-"; at++) ;
    if (field[5] == "/") {
      upper = "-"
      device = field[3]
      if (field[at + 1] == "overlay" && match("," field[at + 3], /,upperdir=\/[^,]*/)) upper = plain(substr("," field[at + 3], RSTART + 10, RLENGTH - 10))
      line = "," field[at + 3] ","
      if (upper != "-" && (line ~ /,redirect_dir=on,/ || redirects != "N" && line !~ /,redirect_dir=/)) upper = "redirected"
    } else if (field[5] !~ /^\/(proc|sys)(\/|$)/) others = others "\n|" field[at + 1] " " field[3] " " escape(field[4]) " " source(field[at + 1], field[3], field[4]) "\t" escape(plain(field[5]))
  }
  close("/proc/" pid "/mountinfo")
  print "layer\t" pid "\t" escape(upper) "\t" device others
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

# Records `layer`, then those of files in these roots, and of links and folders on the way → the same paths in the upper folders.
AWK_ABOVE='
BEGIN { FS = "\t" }
$1 == "layer" && $3 ~ /^\// { upper["/proc/" $2 "/root/"] = unescape($3) }
/^(file|gone|closed)\t/ && match($2, /^\/proc\/[0-9]+\/root\//) && (substr($2, 1, RLENGTH) in upper) {
  path = upper[substr($2, 1, RLENGTH)] unescape(substr($2, RLENGTH))
  if (path !~ /[\001-\037\177]/ && !seen[path]++) print path
}
'
