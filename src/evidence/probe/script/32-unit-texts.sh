# Unit and environment files as filtered text: read once, their variables gathered, then shown.

AWK_UNIT_READ='
function unit_read(file,    line, size, found, parts, count, at) {
  UNIT_COUNT[file] = 0
  if (file in UNIT_CLOSED) return
  UNIT_SECTION = UNIT_OPEN = ""
  while ((found = (getline line < file)) > 0) {
    size += length(line) + 1
    if (size > 1048576) {
      UNIT_CLOSED[file] = "it is larger than the 1048576 bytes that are read"
      break
    }
    # A carriage return ends a line, too, and both together end one.
    sub(/\r$/, "", line)
    count = split(line, parts, "\r")
    if (count == 0) unit_physical(file, "")
    for (at = 1; at <= count; at++) unit_physical(file, parts[at])
  }
  if (found < 0) UNIT_CLOSED[file] = "it could not be read"
  if (UNIT_OPEN != "") unit_logical(file, unit_trim(UNIT_OPEN))
  close(file)
  UNIT_SIZE[file] = size + 0
}
function unit_physical(file, line,    whole) {
  sub(/^[ \t]+/, "", line)
  if (line ~ /^[#;]/) return
  # One that is too long is read up to here: what is left of it fits nowhere.
  whole = length(UNIT_OPEN) > 16384 ? UNIT_OPEN : UNIT_OPEN line
  UNIT_OPEN = ""
  match(line, /\\*$/)
  if (RLENGTH > 0 && RLENGTH % 2) UNIT_OPEN = substr(whole, 1, length(whole) - 1) " "
  else unit_logical(file, unit_trim(whole))
}
function unit_logical(file, line,    at, equals, key) {
  # Behind a header without an end systemd reads no further.
  if (UNIT_SECTION == "]") return
  if (line ~ /^\[/) {
    UNIT_SECTION = line ~ /^\[.+\]$/ ? substr(line, 2, length(line) - 2) : "]"
    return
  }
  equals = index(line, "=")
  if (equals <= 1) return
  key = unit_trim(substr(line, 1, equals - 1))
  if (!(key in UNIT_SETTINGS || unit_limits(key)) && unit_section(key) == "Service") {
    # Of any other that it stands there, save the most usual ones that let a unit be (harmless-settings.ts).
    if (UNIT_SECTION !~ /^(Unit|Service)$/ || key ~ /[^A-Za-z]|^(Desc|Docu|After|Wants|Prot)/) return
  } else if (UNIT_SECTION != unit_section(key)) return
  at = ++UNIT_COUNT[file]
  UNIT_IN[file, at] = UNIT_SECTION
  UNIT_KEY[file, at] = key
  UNIT_VALUE[file, at] = unit_trim(substr(line, equals + 1))
}
# Filters the command lines of a file, which decide what variables are wanted for, or all the rest of it.
function unit_filter(file, commands,    at, key) {
  UNIT_TEXT = 1
  for (at = 1; at <= UNIT_COUNT[file]; at++) {
    key = UNIT_KEY[file, at]
    if ((UNIT_SETTINGS[key] == "commands") != commands) continue
    # Nobody sets so long a line by hand: it is told as one that could not be read.
    if (length(UNIT_VALUE[file, at]) > 16384) {
      if (!commands) UNIT_KEY[file, at] = "EnvironmentFile"
      UNIT_OUT[file, at] = "?"
      continue
    }
    UNIT_OUT[file, at] = unit_line(key, UNIT_VALUE[file, at])
    if (UNIT_LEFT_OUT) UNIT_KEY[file, at] = ""
  }
  UNIT_TEXT = 0
}
function unit_show(file,    at, section, wanted) {
  if (file in UNIT_CLOSED) {
    print "closed\t" escape(file) "\t" UNIT_CLOSED[file]
    return
  }
  print "text\t" escape(file) "\t" UNIT_SIZE[file]
  for (at = 1; at <= UNIT_COUNT[file]; at++) {
    if (UNIT_KEY[file, at] == "") continue
    wanted = UNIT_IN[file, at]
    if (section != wanted) print "|[" (section = wanted) "]"
    print "|" escape(UNIT_KEY[file, at] "=" UNIT_OUT[file, at])
  }
}
'

# An environment file, as systemd reads it (environment-file.ts): character by character, in a key, in a value (pre: nothing but quoted
# text so far), in quotes or in a comment.
AWK_ENVIRONMENT_FILE='
function env_read(file,    line, size, found, name, value, state, kept, open, at, piece, from, character, length_of) {
  ENV_COUNT[file] = 0
  state = "key"
  while (!(file in UNIT_CLOSED) && (found = (getline line < file)) > 0) {
    size += length(line) + 1
    if (size > 1048576 || length(line) > 16384 || length(value) > 65536) UNIT_CLOSED[file] = "it is larger than what is read, or has a line that is"
    line = line "\n"
    length_of = length(line)
    piece = ""
    for (at = 1; at <= length_of; at++) {
      if (piece == "" || at > from + 255) piece = substr(line, (from = at), 256)
      character = substr(piece, at - from + 1, 1)
      if (state == "key" && name == "" && character ~ /[#;]/) state = "#"
      if (state == "#") {
        if (character ~ /[\r\n]/) state = "key"
        else open = character == "\\"
      } else if (state == "key") {
        if (character ~ /[\r\n]/) name = open = ""
        else if (name != "" && character == "=") {
          state = "pre"
          value = kept = ""
        } else if (name != "" || character !~ /[ \t]/) {
          if (open) UNIT_CLOSED[file] = "how long a comment in it is depends on systemd"
          name = name character
        }
      } else if (open) {
        open = ""
        if (state == "\"") value = value (character ~ /["\\`$]/ ? character : character == "\n" ? "" : "\\" character)
        else if (character !~ /[\r\n]/) value = value character
        kept = length(value)
      } else if (length(state) > 1 && character ~ /[\r\n]/) {
        env_keep(file, name, substr(value, 1, kept))
        state = "key"
        name = ""
      } else if (character == "\\" && state != "\047") {
        open = 1
        if (state == "pre") state = "val"
        kept = length(value)
      } else if (state == "pre" && character ~ /["\047]/) state = character
      else if (character == state) state = "pre"
      else if (state != "pre" || character !~ /[ \t]/) {
        value = value character
        if (state == "pre") state = "val"
        if (state != "val" || character !~ /[ \t]/) kept = length(value)
      }
    }
  }
  if (state !~ /key|#/) env_keep(file, name, substr(value, 1, kept))
  if (found < 0) UNIT_CLOSED[file] = "it could not be read"
  if (file in UNIT_CLOSED) ENV_COUNT[file] = 0
  close(file)
  UNIT_SIZE[file] = size + 0
}
# No name holds a blank (`export NAME`), and whatever is not UTF-8 is refused with all that stands there.
function env_keep(file, name, value,    at) {
  at = name value
  gsub(/[\302-\337][\200-\277]|[\340-\357][\200-\277][\200-\277]|[\360-\364][\200-\277][\200-\277][\200-\277]/, "", at)
  if (at ~ /[^\001-\177]/) UNIT_CLOSED[file] = "systemd refuses it, because it is not UTF-8"
  sub(/[ \t]+$/, "", name)
  if (name !~ /^[A-Za-z_][A-Za-z0-9_]*$/) return
  at = ++ENV_COUNT[file]
  ENV_TEXT[file, at] = name "=" value
}
function env_show(file,    at, text) {
  if (file in UNIT_CLOSED) {
    print "closed\t" escape(file) "\t" UNIT_CLOSED[file]
    return
  }
  print "text\t" escape(file) "\t" UNIT_SIZE[file]
  for (at = 1; at <= ENV_COUNT[file]; at++) {
    text = unit_assignment(ENV_TEXT[file, at])
    ENV_TEXT[file, at] = text
    if (text == "") continue
    gsub(/[\\"]/, "\\\\&", text)
    print "|" escape(substr(text, 1, index(text, "=")) "\"" substr(text, index(text, "=") + 1) "\"")
  }
}
'
