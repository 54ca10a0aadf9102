# Which variables may leave the host, and the files that words and variables name.

AWK_ENVIRONMENT='
# NAME=value as it may leave, or nothing where the variable is not on the list.
function filter_assignment(text,    at, name) {
  at = index(text, "=")
  if (at < 2) return ""
  name = substr(text, 1, at - 1)
  if (!(name in VARIABLES)) return ""
  return name "=" filter_value(name, substr(text, at + 1))
}
function filter_value(name, value,    shape, fitting, parts, count, at) {
  shape = VARIABLES[name]
  if (shape ~ /-options$/) return filter_option_text(value, shape)
  fitting = shape_fit(shape, value)
  if (fitting == "?") return fitting
  if (name ~ /CLIENT_[CK]E/) look_note("key", fitting)
  if (name ~ /_TOKEN_F/) look_note("token", fitting)
  if (name in TRUST_VARIABLES) {
    count = split(fitting, parts, shape == "path-list" ? ":" : "\n")
    for (at = 1; at <= count; at++) look_note("trust", parts[at])
  }
  return fitting
}
# The words of a variable that holds options of java or node; what cannot be read reads as a file of options that nobody saw.
function filter_option_text(text, rules,    words, count, at, out, before) {
  if (text == "") return ""
  if (length(text) > 16384) return rules == "java-options" ? "@?" : "--env-file=?"
  FAMILY = PROGRAM_NAME = "other"
  NAMES_SCRIPT = 0
  count = filter_option_words(text, rules, words)
  for (at = 1; at <= count; at++) {
    out = out (at > 1 ? " " : "") (words[at] == "" ? "?" : filter_word(words[at], before))
    before = words[at]
  }
  return out
}
# White space separates; quotes group, and the JVMs know no escapes while Node knows them between double quotes.
function filter_option_words(text, rules, words,    at, character, word, open, quote, count) {
  count = 0
  for (at = 1; at <= length(text); at++) {
    character = substr(text, at, 1)
    if (quote != "") {
      if (character == quote) quote = ""
      else if (rules == "node-options" && character == "\\") word = word substr(text, ++at, 1)
      else word = word character
    } else if (character == "\"" || (rules == "java-options" && character == "\047")) {
      quote = character
      open = 1
    } else if (character ~ /[ \t\n\013\f\r]/) {
      if (open) words[++count] = word
      word = ""
      open = 0
    } else {
      word = word character
      open = 1
    }
  }
  if (open) words[++count] = word
  return count
}
# Remembers the file of an option or a property; returns it. Of a key alone nothing but its public half is looked at.
function look_named(option, path) {
  if (option ~ /-client-|^(-E|--cert|--key)$/) look_note("key", path)
  return option ~ /key$/ ? path : look_note("trust", path)
}
# Remembers a file that the words name; returns it.
function look_note(kind, path) {
  if (!UNIT_TEXT && path ~ /^\// && path !~ /[\001-\037\177]/ && length(path) <= 4096) NOTED[kind "\t" path] = 1
  return path
}
function look_found(    note) {
  for (note in NOTED) print "look\t" substr(note, 1, index(note, "\t")) escape(substr(note, index(note, "\t") + 1))
  look_forget()
}
function look_forget() { split("", NOTED) }
'
AWK_WORDS="$AWK_TABLES$AWK_SHAPES$AWK_OPTIONS$AWK_COMMAND$AWK_ENVIRONMENT"
