# Unit and environment files as filtered text: read once, their variables gathered, then shown.

AWK_UNIT_READ='
function unit_read(file,    line, size, section, open, found) {
  UNIT_COUNT[file] = 0
  if (file in UNIT_CLOSED) return
  section = open = ""
  while ((found = (getline line < file)) > 0) {
    size += length(line) + 1
    if (size > 1048576) {
      UNIT_CLOSED[file] = "it is larger than the 1048576 bytes that are read"
      break
    }
    line = unit_trim(line)
    if (line ~ /^[#;]/) continue
    if (line ~ /\\$/) {
      # One that is too long is read up to here: what is left of it fits nowhere.
      open = length(open) > 16384 ? open : open substr(line, 1, length(line) - 1) " "
      continue
    }
    line = unit_trim(open line)
    open = ""
    section = unit_logical(file, section, line)
  }
  if (found < 0) UNIT_CLOSED[file] = "it could not be read"
  if (open != "") unit_logical(file, section, unit_trim(open))
  close(file)
  UNIT_SIZE[file] = size + 0
}
function unit_logical(file, section, line,    at, equals, key) {
  if (line ~ /^\[.+\]$/) return substr(line, 2, length(line) - 2)
  equals = index(line, "=")
  if (equals <= 1) return section
  key = unit_trim(substr(line, 1, equals - 1))
  if (section != unit_section(key) || (section != "Unit" && !(key in UNIT_SETTINGS || unit_limits(key)))) return section
  at = ++UNIT_COUNT[file]
  UNIT_KEY[file, at] = key
  UNIT_VALUE[file, at] = unit_trim(substr(line, equals + 1))
  return section
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
    wanted = unit_section(UNIT_KEY[file, at])
    if (section != wanted) print "|[" (section = wanted) "]"
    print "|" escape(UNIT_KEY[file, at] "=" UNIT_OUT[file, at])
  }
}
'

# An environment file: comments start a line, a backslash continues one, quotes may hold whole lines (systemd.exec(5), EnvironmentFile=).
AWK_ENVIRONMENT_FILE='
function env_read(file,    line, size, found, name, value, quote, kept, reading, at, piece, from, character, length_of, next_one) {
  ENV_COUNT[file] = 0
  if (file in UNIT_CLOSED) return
  while ((found = (getline line < file)) > 0) {
    size += length(line) + 1
    if (size > 1048576 || length(line) > 16384 || length(value) > 65536) {
      UNIT_CLOSED[file] = "it is larger than what is read, or has a line that is"
      break
    }
    if (!reading) {
      if (line !~ /^[ \t]*(export[ \t]+)?[A-Za-z_][A-Za-z0-9_]*[ \t]*=/) continue
      at = index(line, "=")
      name = unit_trim(substr(line, 1, at - 1))
      line = substr(line, at + 1)
      sub(/^[ \t]+/, "", line)
      value = quote = ""
      kept = 0
    }
    reading = 0
    length_of = length(line)
    piece = ""
    for (at = 1; at <= length_of; at++) {
      if (piece == "" || at > from + 255) piece = substr(line, (from = at), 256)
      character = substr(piece, at - from + 1, 1)
      if (character == "\\" && quote != "\047") {
        if (at == length_of) {
          reading = 1
          break
        }
        next_one = substr(line, ++at, 1)
        value = value (quote == "\"" && next_one !~ /["\\`$]/ ? "\\" : "") next_one
        kept = length(value)
      } else if (quote == "" && (character == "\"" || character == "\047") && length(value) == kept) quote = character
      else if (quote != "" && character == quote) {
        quote = ""
        kept = length(value)
      } else {
        value = value character
        if (quote != "" || character !~ /[ \t\r\013\f]/) kept = length(value)
      }
    }
    if (quote != "" && !reading) {
      reading = 1
      value = value "\n"
      kept = length(value)
    }
    if (!reading) env_keep(file, name, substr(value, 1, kept))
  }
  if (reading && !(file in UNIT_CLOSED)) env_keep(file, name, substr(value, 1, kept))
  if (found < 0) UNIT_CLOSED[file] = "it could not be read"
  close(file)
  UNIT_SIZE[file] = size + 0
}
# systemd takes `export NAME` for a name that is not valid and ignores the line.
function env_keep(file, name, value,    at) {
  if (name ~ /^export[ \t]/) return
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
