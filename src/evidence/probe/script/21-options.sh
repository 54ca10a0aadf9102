# Which words of a command line may leave the host: names of known options, values where a path of a trust store stands; of any other
# word only that it is there, and whether it begins like an option, because that decides how the words behind it are read.

AWK_OPTIONS='
# What may leave of a word; `before` is the word in front of it as it was.
function filter_word(word, before,    first, at, name, value, plain) {
  if (word == "") return ""
  if (UNIT_VARIABLES && word ~ /^[$]/) if ((plain = filter_reference(word, before)) != "") return plain
  if (before in PATH_OPTIONS && (value = shape_path(word)) != "?") return look_named(before, value)
  if (before == "--profile" && (value = shape_fit("name", word)) != "?") return value
  if (before in ENDPOINT_OPTIONS && (value = shape_fit("endpoint", word)) != "?") return value
  if (FAMILY == "curl" && (before == "--cert" || before == "-E" || before == "--key") && (value = filter_client_file(word, before)) != "?") return value
  # The class path of java, where it is one place, and the class behind it.
  if (PROGRAM_NAME == "java" && NAMES_SCRIPT) {
    if (before ~ /^(-cp|-classpath|--class-path)$/ && (value = shape_path(word)) ~ /^\/[^:*]*[^:*\/]$/) return look_note("stat", CLASSES = value)
    if (before != "" && before == CLASSES && word ~ /^([a-z][A-Za-z0-9_]*[.])*[A-Z][A-Za-z0-9_]*$/) {
      NAMES_SCRIPT = 0
      value = word
      gsub(/[.]/, "/", value)
      look_note("stat", CLASSES "/" value ".class")
      return word
    }
  }
  # What java or node is told to load first: without it they end.
  if (match(word, /^(-(javaagent|agentpath):|--(require|import)=)/)) {
    name = substr(word, 1, RLENGTH)
    value = substr(word, RLENGTH + 1)
    sub(/=.*/, "", value)
    return name look_note("stat", shape_path(value))
  }
  if (before ~ /^(-r|--require|--import)$/ && (value = shape_path(word)) ~ /js$/) return look_note("stat", value)
  if (word in KNOWN_WORDS) return word
  first = substr(word, 1, 1)
  if (first == "@") return "@?"
  if (first != "-") return filter_argument(word)
  if (word ~ /^-D[^=]/) return filter_property(word)
  # Sizes of memory (untried-words.ts).
  if (word ~ /^-(Xm[sx]|-max-old-space-size=)[0-9]+[mg]?$/) return word
  if (match(word, /^-XX:[+-]?[A-Za-z]+=?/)) return substr(word, 1, RLENGTH) "?"
  at = index(word, "=")
  name = at ? substr(word, 1, at - 1) : word
  value = at ? substr(word, at + 1) : ""
  if (at && name in PATH_OPTIONS) return name "=" look_named(name, shape_fit("path", value))
  if (at && name in FLAG_OPTIONS) return name "=" shape_fit("flag", value)
  if (at && name in ENDPOINT_OPTIONS) return name "=" shape_fit("endpoint", value)
  if (at && name == "--profile") return name "=" shape_fit("name", value)
  plain = name
  gsub(/_/, "-", plain)
  if (plain in NODE_STORES || plain in SET_OPTIONS) return plain (at ? "=?" : "")
  if (substr(word, 1, 2) == "--") return (filter_begins_store(name) ? name : "--?") (at ? "=?" : "")
  if (FAMILY == "curl" || FAMILY == "unknown") return filter_group(word)
  # nginx takes its letters in groups; with this one it only tests its configuration.
  if (PROGRAM_NAME == "nginx" && word ~ /^-[a-z]*[tT][a-z]*$/) return "-t"
  return "-?"
}
# Whether a word is the beginning of an option that decides about trust, or of its opposite.
function filter_begins_store(word,    name) {
  for (name in SHORTENED) if (index(name, word) == 1 || index("--no-" substr(name, 3), word) == 1) return 1
  return 0
}
# The name of an interpreter is no name for a service, that of its script or jar is.
function filter_argument(word,    base, suffix) {
  base = shape_path(word)
  # What programs that fetch nothing work on (harmless-programs.ts)
  if (base != "?" && PROGRAM_NAME ~ /^(cat|ch(grp|mod|own)|cp|install|ln|mkdir|readlink|setfacl|stat|sysctl|systemd-tmpfiles|tee|touch)$/) return look_note("stat", base)
  if (word !~ /\.(m?js|cjs|ts|py|jar|rb|pl)$/) {
    # What python is to run need not have an ending.
    if (NAMES_SCRIPT != 1 || PROGRAM_NAME !~ /^py/) return "?"
    NAMES_SCRIPT = 2
    return look_note("stat", base)
  }
  if (!NAMES_SCRIPT) return "?"
  NAMES_SCRIPT = 0
  if (base != "?") return look_note("stat", base)
  if (UNIT_FOLDER) look_note("stat", UNIT_FOLDER "/" word)
  base = suffix = word
  sub(/^.*\//, "", base)
  sub(/^.*\./, "?.", suffix)
  return base ~ /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/ && length(base) <= 64 + length(suffix) - 1 ? (base == word ? "" : "?/") base : suffix
}
function filter_property(word,    at, name, value, kind) {
  at = index(word, "=")
  name = at ? substr(word, 3, at - 3) : substr(word, 3)
  value = at ? substr(word, at + 1) : ""
  if (!(name in PROPERTIES)) return name ~ /^(java|jdk|sun|com[.]sun)[.]/ && name !~ /^java[.](awt|io|net[.]p)/ ? "-?" : "-D?=?"
  kind = PROPERTIES[name]
  value = shape_fit(kind, value)
  return "-D" name "=" (kind == "key-store-path" ? look_note("trust", value) : value)
}
# Of a group like -sko the letters that decide, up to the one that takes what follows for its value.
function filter_group(word,    at, letter, out) {
  out = substr(word, 2, 1) == "q" ? "-q" : "-"
  for (at = 2; at <= length(word); at++) {
    letter = substr(word, at, 1)
    if (letter ~ /[k:6GIO]/) out = out letter
    if (letter ~ /[AbcCdDeEFhHKmoPQrtTuUwxXyYz]/) return out letter (at < length(word) ? "?" : "")
    if (length(out) > 16) break
  }
  return out == "-" ? "-?" : out
}
# curl(1), --cert: a password may follow behind a colon.
function filter_client_file(word, option,    file) {
  file = word
  if (option != "--key") sub(/:.*$/, "", file)
  return look_named(option, shape_path(file))
}
# A variable that stands for a word or several. One that nothing sets is not named: perhaps somebody took a password for plain text.
function filter_reference(word, before,    name) {
  name = word
  if (word ~ /^[$][A-Za-z_][A-Za-z0-9_]*$/) name = substr(word, 2)
  else if (match(word, /^[$][{][A-Za-z_][A-Za-z0-9_]*[}]/)) name = substr(word, 3, RLENGTH - 3)
  else return ""
  if (!(name in UNIT_KNOWN)) return word ~ /^[$][{]/ ? "${NOT_SET}" : "$NOT_SET"
  USED[name] = USED[name] " words " (before in PATH_OPTIONS ? " path " : "")
  if (word ~ /^[$][{]/ && substr(word, length(name) + 4) != "")
    return before in PATH_OPTIONS && shape_path(word) != "?" ? word : substr(word, 1, length(name) + 3) "?"
  return word
}
'
