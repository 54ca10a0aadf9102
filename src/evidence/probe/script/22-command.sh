# A command line: what stands before the program (env and its assignments), the program, and its words.
# Where an element of an array that may not be there is handed to a function, an empty text is added: gawk 5.2 fails without.

AWK_COMMAND='
# Filters words[1..count] in place and returns how many there are then.
function filter_words(words, count,    at) {
  QUEUED = count
  for (at = 1; at <= count; at++) QUEUE[at] = words[at]
  HEAD = 1
  PROGRAM = ""
  split("", FILTERED)
  FILTERED_COUNT = 0
  while (HEAD <= QUEUED && filter_base(QUEUE[HEAD]) == "env") {
    filter_put(filter_program(QUEUE[HEAD++]))
    if (!filter_env()) break
  }
  if (HEAD <= QUEUED) filter_rest()
  for (at = 1; at <= FILTERED_COUNT; at++) words[at] = FILTERED[at]
  split("", QUEUE)
  return FILTERED_COUNT
}
function filter_put(word) { FILTERED[++FILTERED_COUNT] = word }
function filter_rest(    at, shell, before, word) {
  PROGRAM = QUEUE[HEAD]
  filter_family(QUEUE[HEAD])
  filter_put(filter_program(QUEUE[HEAD]))
  if (FAMILY == "shell") for (at = HEAD + 1; at <= QUEUED; at++) if (QUEUE[at] ~ /^-[a-z]*c$/) shell = 1
  if (shell) {
    # A script for a shell: nobody reads what it starts.
    filter_put("-c")
    filter_put("?")
    return
  }
  for (at = HEAD + 1; at <= QUEUED; at++) {
    word = filter_word(QUEUE[at], before)
    filter_put(word)
    # What stands for no word at all stands between no two.
    if (word != "$NOT_SET") before = QUEUE[at]
  }
}
function filter_family(program,    base) {
  base = PROGRAM_NAME = filter_base(program)
  CLASSES = ""
  NAMES_SCRIPT = base ~ /^(java|nodejs|node|python[0-9.]*|ruby|perl)$/
  if (base ~ /^(ba|da|z|k|a)?sh$/) FAMILY = "shell"
  else if (base == "curl") FAMILY = "curl"
  else FAMILY = base ~ /[%$]/ ? "unknown" : "other"
}
function filter_base(path,    base) {
  base = path
  sub(/\/+$/, "", base)
  sub(/^.*\//, "", base)
  return base
}
# An absolute path or a plain name; of others the name in a folder that is not told.
function filter_program(word,    base, fitting) {
  if (UNIT_VARIABLES && word ~ /^[$]([A-Za-z_][A-Za-z0-9_]*|[{][A-Za-z_][A-Za-z0-9_]*[}])$/) {
    fitting = word
    gsub(/[${}]/, "", fitting)
    if (!(fitting in UNIT_KNOWN)) return word ~ /[{]/ ? "${NOT_SET}" : "$NOT_SET"
    USED[fitting] = USED[fitting] " program "
    return word
  }
  if ((fitting = shape_path(word)) != "?") return fitting
  base = filter_base(word)
  if (base !~ /^[A-Za-z0-9._+-]+$/ || length(base) > 64) return word == "" ? "" : "?"
  return word ~ /\// ? "?/" base : word
}
# The options and assignments of env, written in one way; false where one was given that nobody can read.
function filter_env(    word, at, assignment) {
  while (HEAD <= QUEUED && QUEUE[HEAD] ~ /^-/) {
    word = QUEUE[HEAD++]
    if (word == "--") break
    if (word == "-") filter_put("-i")
    else if (!(word ~ /^--/ ? filter_env_long(word) : filter_env_short(word))) return filter_unread_env()
  }
  at = FILTERED_COUNT
  for (; HEAD <= QUEUED; HEAD++) {
    word = QUEUE[HEAD]
    # Behind a variable nobody knows where the program stands.
    if (UNIT_VARIABLES && word ~ /^[$]/ && word !~ /[\/=]/) {
      FILTERED_COUNT = at
      return filter_unread_env()
    }
    if (index(word, "=") == 0) break
    else if ((assignment = filter_assignment(word)) != "") filter_put(assignment)
  }
  if (at == FILTERED_COUNT && QUEUE[HEAD] ~ /^-/) filter_put("--")
  return 1
}
function filter_unread_env() {
  filter_put("-S")
  filter_put("?")
  return 0
}
# getopt_long(3) takes what begins only one name.
function filter_env_long(word,    at, given, value, name, names, count, found, text) {
  text = "ignore-environment null unset= chdir= split-string= argv0= default-signal ignore-signal block-signal list-signal-handling debug"
  at = index(word, "=")
  given = substr(word, 3, (at ? at - 1 : length(word)) - 2)
  count = split(text, names, " ")
  for (; count > 0; count--) {
    name = names[count]
    sub(/=$/, "", name)
    if (substr(name, 1, length(given)) == given) {
      found++
      text = names[count]
    }
    if (name == given) {
      found = 1
      text = names[count]
      break
    }
  }
  if (found != 1) return 0
  if (text !~ /=$/) return filter_env_option(text, "")
  return filter_env_option(substr(text, 1, length(text) - 1), at ? substr(word, at + 1) : (QUEUE[HEAD++] ""))
}
function filter_env_short(word,    at, letter) {
  for (at = 2; at <= length(word); at++) {
    letter = substr(word, at, 1)
    if (letter == "i") filter_env_option("ignore-environment", "")
    else if (letter ~ /[uCSa]/)
      return filter_env_option(letter == "u" ? "unset" : letter == "S" ? "split-string" : "", at < length(word) ? substr(word, at + 1) : (QUEUE[HEAD++] ""))
    else if (letter !~ /[0v]/) return 0
  }
  return 1
}
function filter_env_option(name, value) {
  if (name == "ignore-environment") filter_put("-i")
  if (name == "unset" && value in VARIABLES) {
    filter_put("-u")
    filter_put(value)
  }
  return name == "split-string" ? filter_env_split(value) : 1
}
function filter_env_split(value,    parts, count, at, rest, left) {
  if (value !~ /^[A-Za-z0-9_.\/:=, -]*$/) return 0
  count = value == "" ? 1 : split(value, parts, / +/)
  if (value == "") parts[1] = ""
  left = QUEUED - HEAD + 1
  if (left < 0) left = 0
  for (at = 1; at <= left; at++) rest[at] = QUEUE[HEAD + at - 1]
  for (at = 1; at <= count; at++) QUEUE[at] = parts[at]
  for (at = 1; at <= left; at++) QUEUE[count + at] = rest[at]
  HEAD = 1
  QUEUED = count + left
  return 1
}
'
