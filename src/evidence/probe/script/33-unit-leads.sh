# Where what was let through of a unit leads: with its variables put in it names files, programs and homes.

AWK_UNIT_LEADS='
# Goes once more over what was let through of a unit, now with its variables put in, and names the files and programs that it leads to.
function unit_look(unit,    files, count, f, at, key, text, words, total, w) {
  split("", ENVIRONMENT)
  UNIT_FOLDER = ""
  for (at = 1; at <= MANAGER_TOTAL; at++) unit_set(MANAGER[at])
  count = split(unit_files(unit), files, "\t")
  for (f = 1; f <= count; f++) for (at = 1; at <= UNIT_COUNT[files[f]]; at++) {
    key = UNIT_KEY[files[f], at]
    text = unit_specifiers(UNIT_OUT[files[f], at], unit)
    if (key == "WorkingDirectory") UNIT_FOLDER = text
    if (key == "Environment" || key == "DefaultEnvironment") {
      total = unit_split(text, words)
      for (w = 1; w <= total; w++) unit_set(words[w])
    }
    if (key == "User" || key == "Group") unit_want("user", text)
    if (key == "SupplementaryGroups" || UNIT_SETTINGS[key] == "units") {
      total = split(text, words, " ")
      for (w = 1; w <= total; w++) if (key == "SupplementaryGroups") unit_want("group", words[w]); else unit_want_file(words[w])
    }
    if (UNIT_SETTINGS[key] == "paths") {
      total = unit_split(text, words)
      for (w = 1; w <= total; w++) {
        sub(/^[-+]+/, "", words[w])
        sub(/:.*/, "", words[w])
        unit_want("stat", words[w])
      }
    }
    if (UNIT_SETTINGS[key] == "behind" && text ~ /:\//) unit_want("stat", substr(text, index(text, ":") + 1))
    if ((UNIT_SETTINGS[key] == "folder" || unit_section(key) == "Unit") && text ~ /^[-!]?\//) unit_want("stat", substr(text, index(text, "/")))
  }
  for (f = 1; f <= count; f++) for (at = 1; at <= UNIT_COUNT[files[f]]; at++) {
    if (UNIT_KEY[files[f], at] != "EnvironmentFile") continue
    text = unit_specifiers(UNIT_VALUE[files[f], at], unit)
    sub(/^-/, "", text)
    unit_set_from(text)
  }
  # Its clients look for their own files there.
  unit_want("home", ENVIRONMENT["HOME"] "")
  unit_want("aws", ENVIRONMENT["AWS_CONFIG_FILE"] "")
  unit_want("aws", ENVIRONMENT["AWS_SHARED_CREDENTIALS_FILE"] "")
  for (key in ENVIRONMENT) filter_assignment(key "=" ENVIRONMENT[key])
  for (f = 1; f <= count; f++) for (at = 1; at <= UNIT_COUNT[files[f]]; at++)
    if (UNIT_SETTINGS[UNIT_KEY[files[f], at]] == "commands") unit_look_commands(unit_specifiers(UNIT_OUT[files[f], at], unit))
  look_found()
}
function unit_set(text) { if (index(text, "=") > 1) ENVIRONMENT[substr(text, 1, index(text, "=") - 1)] = substr(text, index(text, "=") + 1) }
function unit_set_from(pattern,    files, count, f, at) {
  count = split(substr(ENV_FILES[pattern], 2), files, "\t")
  for (f = 1; f <= count; f++) for (at = 1; at <= ENV_COUNT[files[f]]; at++) unit_set(ENV_TEXT[files[f], at])
}
function unit_want(kind, text) {
  if (text == "" || text == "?" || text ~ /[\001-\037\177]/ || (kind "\t" text) in WANTED) return
  WANTED[kind "\t" text] = 1
  print "look\t" kind "\t" escape(text)
}
# What brings up a unit that another one requires, or that is to start others: its file or that of its template, or the device.
function unit_want_file(unit,    places, at) {
  if (sub(/[.]device$/, "", unit)) {
    # A device is named for its path (systemd.unit(5), "String Escaping").
    gsub(/-/, "/", unit)
    unit_split(unit, places)
    unit = "/" places[1]
    sub(/^\/sys\/subsystem\//, "/sys/class/", unit)
    if (unit ~ /^\/sys\/class\//) sub(/\/devices\//, "/", unit)
    return unit_want("stat", unit)
  }
  for (at = split(folders, places, " "); at > 0; at--) {
    unit_want("stat", places[at] "/" unit)
    if (unit ~ /@/) unit_want("stat", places[at] "/" substr(unit, 1, index(unit, "@")) substr(unit, match(unit, /[.][a-z]+$/)))
  }
}
function unit_look_commands(line,    words, count, one, many, at, prefix) {
  count = unit_split(line, words, 1)
  words[count + 1] = ";"
  for (at = 1; at <= count + 1; at++) {
    if (words[at] != ";") {
      one[++many] = words[at]
      continue
    }
    if (many == 0) continue
    prefix = match(one[1], /^[-@:+!|]*/) ? substr(one[1], 1, RLENGTH) : ""
    one[1] = substr(one[1], length(prefix) + 1)
    if (index(prefix, ":") == 0) many = unit_substitute(one, many)
    unit_look_program(one[1] "")
    many = filter_words(one, many)
    unit_look_program(PROGRAM)
    if (PROGRAM_NAME == "curl") {
      unit_want("curlrc", ENVIRONMENT["CURL_HOME"] "")
      unit_want("curlrc", ENVIRONMENT["XDG_CONFIG_HOME"] "")
    }
    many = 0
  }
}
function unit_look_program(program,    text) {
  if (program == "" || program ~ /^\?/) return
  text = "program\t" program ("PATH" in ENVIRONMENT ? "\t" ENVIRONMENT["PATH"] : "")
  if (text ~ /[\001-\010\012-\037\177]/ || text in WANTED) return
  WANTED[text] = 1
  print "look\tprogram\t" escape(program) ("PATH" in ENVIRONMENT ? "\t" escape(ENVIRONMENT["PATH"]) : "")
}
'
