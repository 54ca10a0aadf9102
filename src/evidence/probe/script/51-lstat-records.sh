# From the lines of lstat_batch and readlink_batch to records.

# Reads: lines of lstat_batch, `--`, the paths that were asked for, `--`, lines of readlink_batch in the order of the links.
AWK_LSTAT_RECORDS='
BEGIN {
  part = 1
  split("8 file 4 directory a link c socket 1 fifo 6 block 2 char", names, " ")
  for (i = 1; i < 14; i += 2) type_names[names[i]] = names[i + 1]
}
part < 3 && $0 == "--" { part++; next }
part == 1 && NF >= 9 {
  path = behind($0, 8)
  found[path] = $0
  if ($0 ~ /^a/) link[++links] = path
}
part == 2 && /^\// && !($0 in asked) { asked[$0] = 1; order[++paths] = $0 }
part == 3 { gsub(/\001/, "\n"); line[++lines] = $0 }
END {
  for (i = 1; i <= links; i++) if (line[i] != "") targets[link[i]] = line[i]
  for (i = 1; i <= paths; i++) if (order[i] in found) print_file(order[i], found[order[i]])
  for (i = 1; i <= paths; i++) if (!(order[i] in found)) print "absent " order[i]
}
function print_file(path, text,    fields, type, mode, name) {
  split(text, fields, " ")
  type = substr(fields[1], 1, 1)
  mode = fields[1] ~ /:/ ? substr(fields[1], 3) : octal(substr(fields[1], length(fields[1]) - 3))
  type = type in type_names ? type_names[type] : "-"
  # Reading some files of the kernel never ends: none is an ordinary one, nor in another root.
  name = path
  sub(/^\/proc\/[0-9]+\/root\//, "/", name)
  if (type == "file" && name ~ /^\/(proc|sys)\//) type = "socket"
  printf "file\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s", escape(path), type, fields[2], fields[3], mode, fields[4], fields[5], fields[6], fields[7]
  print "\t" (path in targets ? escape(targets[path]) : "-") "\t" fields[8]
}
# Of the mode in hexadecimal its last twelve bits.
function octal(text,    value) {
  value = (hex("0" substr(text, 2, 1)) * 256 + hex(substr(text, 3, 2))) % 4096
  return sprintf("%04o", value)
}
'

# Type by the tests of the shell, the rest by ls where that is there; the type stands before a colon then.
lstat_without_stat() {
  type=
  if [ -h "$1" ]; then
    type=a
  elif [ -d "$1" ]; then
    type=4
  elif [ -f "$1" ]; then
    type=8
  elif [ -p "$1" ]; then
    type=1
  elif [ -S "$1" ]; then
    type=c
  elif [ -b "$1" ]; then
    type=6
  elif [ -c "$1" ]; then
    type=2
  fi
  if [ -z "$type" ]; then return 0; fi
  # shellcheck disable=SC2012 # one path, whose name is not read from what ls says
  listed=$(ls -ldni -- "$1" 2>/dev/null | run_awk "$AWK_LS_LINE")
  printf '%s:%s %s\n' "$type" "${listed:-- - - - - - -} -" "$1"
}

# Of `ls -ldni`: mode uid gid size mtime device inode; ls tells neither the second nor the device.
AWK_LS_LINE='
NR == 1 && $1 ~ /^[0-9]+$/ && $2 ~ /^[-dlpscb][-rwxsStT]+/ && $4 $5 ~ /^[0-9]+$/ {
  special = (tolower(substr($2, 4, 1)) == "s") * 4 + (tolower(substr($2, 7, 1)) == "s") * 2 + (tolower(substr($2, 10, 1)) == "t")
  print special digit(substr($2, 2, 3)) digit(substr($2, 5, 3)) digit(substr($2, 8, 3)), $4, $5, ($6 ~ /^[0-9]+$/ ? $6 : "-"), "- -", $1
}
function digit(letters) {
  return (letters ~ /^r/) * 4 + (letters ~ /^.w/) * 2 + (letters ~ /[xst]$/)
}
'
