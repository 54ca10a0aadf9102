# How systemd writes its files: logical lines, quoted words, specifiers, environment files.
# No line of more than 16384 bytes is looked into: what awk needs for one grows with its square.

AWK_UNIT_SYNTAX='
function unit_trim(text) {
  sub(/^[ \t\r\n\013\f]+/, "", text)
  sub(/[ \t\r\n\013\f]+$/, "", text)
  return text
}
# Words of a setting: quotes group, C-style escapes are resolved (unit-words.ts). `\;` stays where `commands` is set. UNIT_SOUND words
# stand before the first that systemd cannot read, UNIT_OPEN_QUOTE is a quote that nothing closes.
function unit_split(text, words, commands,    at, length_of, piece, from, character, word, open, quote, count) {
  count = 0
  UNIT_SOUND = -1
  length_of = length(text)
  for (at = 1; at <= length_of; at++) {
    # Piece by piece: to find a place in a long text busybox goes through all of it.
    if (piece == "" || at > from + 255) piece = substr(text, (from = at), 256)
    character = substr(piece, at - from + 1, 1)
    if (commands && character == "\\" && !open && quote == "" && substr(text, at, 3) ~ /^\\;([ \t\r\n\013\f]|$)/) {
      words[++count] = "\\;"
      at++
    } else if (character == "\\") {
      word = word unit_escape(substr(text, at + 1, 3))
      if (!UNIT_ESCAPED_WELL && UNIT_SOUND < 0) UNIT_SOUND = count
      at += UNIT_ESCAPED
      open = 1
    } else if (quote != "") {
      if (character == quote) quote = ""
      else word = word character
    } else if (character == "\"" || character == "\047") {
      quote = character
      open = 1
    } else if (character ~ /[ \t\r\n\013\f]/) {
      if (open) words[++count] = word
      word = ""
      open = 0
    } else {
      word = word character
      open = 1
    }
  }
  if (quote != "" && UNIT_SOUND < 0) UNIT_SOUND = count
  UNIT_OPEN_QUOTE = quote
  if (open) words[++count] = word
  if (UNIT_SOUND < 0) UNIT_SOUND = count
  return count
}
# Resolves what stands behind a backslash; what is no plain character becomes \001, which fits nowhere.
function unit_escape(text,    code) {
  UNIT_ESCAPED = UNIT_ESCAPED_WELL = 1
  if (text ~ /^x[0-9a-fA-F][0-9a-fA-F]/) {
    UNIT_ESCAPED = 3
    code = hex(substr(text, 2, 2))
  } else if (text ~ /^[0-7][0-7][0-7]/) {
    UNIT_ESCAPED = 3
    code = substr(text, 1, 1) * 64 + substr(text, 2, 1) * 8 + substr(text, 3, 1)
  } else if (text ~ /^[abfnrtv]/) {
    return text ~ /^t/ ? "\t" : text ~ /^n/ ? "\n" : "\001"
  } else if (text ~ /^[suU\\"\047]/) {
    return text ~ /^s/ ? " " : substr(text, 1, 1)
  } else {
    UNIT_ESCAPED_WELL = 0
    return "\\" substr(text, 1, 1)
  }
  return code > 31 && code < 127 ? sprintf("%c", code) : "\001"
}
# A word so that unit_split gives it back.
function unit_quote(word) {
  if (word != "" && word !~ /[\\"\047 \t;]/) return word
  gsub(/\\/, "&&", word)
  gsub(/"/, "\\\"", word)
  return "\"" word "\""
}
# Puts in what the name of a unit and the standard folders tell; other specifiers stay as they are written.
function unit_specifiers(text, unit,    out, at, letter, name, prefix, instance) {
  if (index(text, "%") == 0) return text
  name = prefix = unit
  sub(/\.[a-z]+$/, "", name)
  at = index(name, "@")
  prefix = at ? substr(name, 1, at - 1) : name
  instance = at ? substr(name, at + 1) : ""
  while ((at = index(text, "%")) > 0) {
    out = out substr(text, 1, at - 1)
    letter = substr(text, at + 1, 1)
    text = substr(text, at + 2)
    if (letter == "%") out = out "%"
    else if (letter == "n") out = out unit
    else if (letter == "N") out = out name
    else if (letter == "p" || letter == "P") out = out prefix
    else if (letter == "i") out = out instance
    else if (letter == "I") { gsub(/-/, "/", instance); out = out instance }
    else if (letter == "t") out = out "/run"
    else if (letter == "S") out = out "/var/lib"
    else if (letter == "C") out = out "/var/cache"
    else if (letter == "L") out = out "/var/log"
    else if (letter == "E") out = out "/etc"
    else out = out "%" letter
  }
  return out text
}
# Puts the variables of ENVIRONMENT into words[1..count]: $NAME is split into words, ${NAME} put in as it is; returns the new count.
function unit_substitute(words, count,    at, out, result, parts, part, found, text, name) {
  out = 0
  for (at = 1; at <= count; at++) {
    if (words[at] ~ /^[$][A-Za-z_][A-Za-z0-9_]*$/) {
      found = unit_split(ENVIRONMENT[substr(words[at], 2)] "", parts)
      for (part = 1; part <= found; part++) result[++out] = parts[part]
      continue
    }
    text = words[at]
    result[++out] = ""
    while (match(text, /[$][{][A-Za-z_][A-Za-z0-9_]*[}]/)) {
      name = substr(text, RSTART + 2, RLENGTH - 3)
      result[out] = result[out] substr(text, 1, RSTART - 1) ENVIRONMENT[name]
      text = substr(text, RSTART + RLENGTH)
    }
    result[out] = result[out] text
  }
  for (at = 1; at <= out; at++) words[at] = result[at]
  return out
}
'
