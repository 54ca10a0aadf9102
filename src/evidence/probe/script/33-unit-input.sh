# The two passes over unit files: which environment files they name, then what they say.
# Input: lines part<tab>UNIT<tab>FILE, drop<tab>FILE (for all units that its folder is named for), env<tab>PATTERN<tab>FILE,
# big<tab>FILE before either, start<tab>UNIT for what may start others by itself, manager<tab>ASSIGNMENT, and managed<tab>EXIT where a running systemd was asked for its environment.

AWK_UNIT_INPUT='
BEGIN { FS = "\t" }
$1 == "big" { UNIT_CLOSED[$2] = "it is larger than the 1048576 bytes that are read" }
$1 == "part" {
  if (!($2 in UNITS)) UNIT_NAMES[++UNIT_TOTAL] = $2
  UNITS[$2] = 1
  if ($3 != "") unit_take($3)
  if ($3 != "") UNIT_PARTS[$2] = UNIT_PARTS[$2] "\t" $3
}
$1 == "drop" {
  unit_take($2)
  name = $2
  sub(/\/[^\/]*$/, "", name)
  sub(/^.*\//, "", name)
  sub(/\.d$/, "", name)
  DROPS[name] = DROPS[name] "\t" $2
}
function unit_take(file) {
  if (file in UNIT_COUNT) return
  FILES[++FILE_TOTAL] = file
  unit_read(file)
}
# All files of a unit, apart by tabs: its own, then the drop-ins of its folders (its own, that of its template, those for beginnings of
# its name, that of all services), and what systemd hands to all.
function unit_files(unit,    files, name, prefix, instance) {
  if (unit in UNIT_FILES) return UNIT_FILES[unit]
  files = UNIT_PARTS[unit]
  name = unit
  sub(/\.service$/, "", name)
  instance = index(name, "@") ? substr(name, index(name, "@")) : ""
  prefix = substr(name, 1, length(name) - length(instance))
  while (prefix != "") {
    files = files DROPS[prefix instance ".service"]
    if (instance != "" && instance != "@") files = files DROPS[prefix "@.service"]
    sub(/-$/, "", prefix)
    if (prefix !~ /.-/) break
    sub(/-[^-]*$/, "-", prefix)
  }
  return UNIT_FILES[unit] = substr(files DROPS["service"] DROPS["systemd"] DROPS["system.conf"], 2)
}
'

# First pass: the environment files of all units, as absolute paths or patterns.
AWK_UNIT_PATTERNS='
END {
  for (u = 1; u <= UNIT_TOTAL; u++) {
    count = split(unit_files(UNIT_NAMES[u]), files, "\t")
    for (f = 1; f <= count; f++) for (at = 1; at <= UNIT_COUNT[files[f]]; at++) {
      if (UNIT_KEY[files[f], at] != "EnvironmentFile") continue
      text = unit_specifiers(UNIT_VALUE[files[f], at], UNIT_NAMES[u])
      sub(/^-/, "", text)
      if (text ~ /^\// && text !~ /[\001-\040\177]/ && !(text in seen)) print text
      seen[text] = 1
    }
  }
}'
