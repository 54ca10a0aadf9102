# Reads the beginning of a program: whether it is a script, and for which interpreter, or a binary that Go has built.

# Lines kind-of<tab>REALPATH<tab>PATH, and the place to read it from where that is another, → records `shebang` and `go`, and lines interpreter<tab>PROGRAM<tab>PATH for a further round.
kinds_of_programs() {
  if ! have od; then
    run_awk "{ next }"
    return 0
  fi
  run_awk "$AWK_ESCAPE$AWK_OCTETS$AWK_GO$AWK_KINDS"
}

AWK_KINDS='
BEGIN { FS = "\t" }
{
  file = NF > 3 ? $4 : unescape($2)
  if (!read_octets(file, 0, 256)) next
  if (octets[0] == 35 && octets[1] == 33) tell_script($2, $3)
  else {
    print "shebang\t" $2
    version = go_version(file)
    print "go\t" $2 "\t" (version == "" ? "-" : escape(version))
  }
}
function tell_script(shown, search,    line, word, count, record) {
  line = ""
  # A line break directly behind the mark is passed over, as all white space is there.
  for (at = 2; at < octet_count && (octets[at] == 10 || octets[at] == 13) && line == ""; at++) ;
  for (; at < octet_count && octets[at] != 10 && octets[at] != 13; at++) line = line (octets[at] == 0 ? "\001" : sprintf("%c", octets[at]))
  gsub(/[\t\v\f]/, " ", line)
  count = split(line, word, " ")
  record = "shebang\t" shown
  program = 0
  place = "first"
  for (at = 1; at <= count; at++) record = record "\t" script_word(word[at])
  print record
  print "go\t" shown "\t-"
  if (program) print "interpreter\t" escape(word[program]) (search == "-" ? "" : "\t" search)
}
# The first line of a script is for everybody to read, yet what it sets or hands over stays here: only the interpreter leaves, behind
# env the program that it names and short options. Behind an option or a setting that may take words of its own, none is told apart.
function script_word(word) {
  if (place == "first") {
    place = word ~ /(^|\/)env$/ ? "program" : "rest"
    if (word !~ /^\/[A-Za-z0-9._+\/-]+$/) { place = "rest"; return "?" }
    if (place == "rest") program = at
    return word
  }
  if (place == "program" && word == "-S") return word
  if (place == "program" && word ~ /^[A-Za-z0-9._+\/-]+$/ && word !~ /^-/) {
    place = "rest"
    program = at
    return word
  }
  if (place == "program" && word ~ /^-[0CSiuv]$/) { place = "rest"; return word }
  place = "rest"
  return word ~ /^-/ ? "-?" : index(word, "=") ? "?=?" : "?"
}
'

# Octets of a file through od, which any awk can read; the name goes through a quoted word of the shell.
AWK_OCTETS='
function read_octets(file, from, count,    command, line, part, parts, at) {
  octet_count = 0
  command = "od -An -v -tu1 -j " from " -N " count " " quoted(file) " 2>/dev/null </dev/null"
  while ((command | getline line) > 0) {
    parts = split(line, part, " ")
    for (at = 1; at <= parts; at++) octets[octet_count++] = part[at] + 0
  }
  close(command)
  return octet_count > 0
}
function quoted(text) {
  gsub(/\047/, "\047\\\\\047\047", text)
  return "\047" text "\047"
}
# A little-endian number; above 2^53 it is not exact, and no offset of a file.
function number_at(at, size,    value) {
  for (value = 0; size > 0; size--) value = value * 256 + octets[at + size - 1]
  return value
}
'
