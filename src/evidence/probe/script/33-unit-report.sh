# Second pass: the texts as they may leave, and what is to be looked at because of them.
AWK_UNIT_REPORT='
$1 == "env" {
  ENV_FILES[$2] = ENV_FILES[$2] "\t" $3
  if (!($3 in ENV_COUNT)) {
    ENVS[++ENV_TOTAL] = $3
    env_read($3)
  }
}
$1 == "manager" { MANAGER[++MANAGER_TOTAL] = substr($0, 9) }
$1 == "managed" { MANAGED = $2 }
$1 == "start" { unit_want_file($2) }
function unit_know(text) { if (index(text, "=") > 1) UNIT_KNOWN[substr(text, 1, index(text, "=") - 1)] = 1 }
END {
  for (f = 1; f <= FILE_TOTAL; f++) for (at = 1; at <= UNIT_COUNT[FILES[f]]; at++) {
    key = UNIT_KEY[FILES[f], at]
    if (key !~ /Environment$/ || length(UNIT_VALUE[FILES[f], at]) > 16384) continue
    count = unit_split(UNIT_VALUE[FILES[f], at], words)
    for (w = 1; w <= count; w++) unit_know(key == "PassEnvironment" ? words[w] "=" : words[w])
  }
  for (f = 1; f <= ENV_TOTAL; f++) for (at = 1; at <= ENV_COUNT[ENVS[f]]; at++) unit_know(ENV_TEXT[ENVS[f], at])
  for (at = 1; at <= MANAGER_TOTAL; at++) unit_know(MANAGER[at])
  for (f = 1; f <= FILE_TOTAL; f++) {
    split("", USED)
    unit_filter(FILES[f], 1)
    unit_keep_uses(FILES[f])
  }
  for (u = 1; u <= UNIT_TOTAL; u++) unit_share_uses(UNIT_NAMES[u])
  for (f = 1; f <= FILE_TOTAL; f++) {
    unit_take_uses(FILES[f])
    unit_filter(FILES[f], 0)
    unit_show(FILES[f])
  }
  for (f = 1; f <= ENV_TOTAL; f++) {
    unit_take_uses(ENVS[f])
    env_show(ENVS[f])
  }
  unit_take_uses("manager")
  if (MANAGED != "") {
    print "run\tsystemctl-environment\t" MANAGED "\t-"
    if (MANAGED != 0) print "|2systemctl ended with exit code " MANAGED
    for (at = 1; at <= MANAGER_TOTAL; at++) if ((MANAGER[at] = unit_assignment(MANAGER[at])) != "") print "|1" escape(MANAGER[at])
  }
  look_forget()
  for (u = 1; u <= UNIT_TOTAL; u++) unit_look(UNIT_NAMES[u])
}
# A variable is wanted in the files of a unit for what the command lines of that unit want it for, and for nothing else.
function unit_keep_uses(file,    name, uses, count, at) {
  for (name in USED) {
    count = split(USED[name], uses, " ")
    for (at = 1; at <= count; at++) unit_add_use(FILE_USES, file, name "=" uses[at])
  }
}
function unit_add_use(table, file, use) {
  if (index(table[file] " ", " " use " ") == 0) table[file] = table[file] " " use
}
function unit_share_uses(unit,    files, count, f, uses, total, at, text, envs, many, e) {
  count = split(unit_files(unit), files, "\t")
  for (f = 1; f <= count; f++) text = text FILE_USES[files[f]]
  total = split(text, uses, " ")
  if (total == 0) return
  for (at = 1; at <= total; at++) {
    unit_add_use(WANTED_USES, "manager", uses[at])
    for (f = 1; f <= count; f++) unit_add_use(WANTED_USES, files[f], uses[at])
  }
  for (f = 1; f <= count; f++) for (at = 1; at <= UNIT_COUNT[files[f]]; at++) {
    if (UNIT_KEY[files[f], at] != "EnvironmentFile") continue
    text = unit_specifiers(UNIT_VALUE[files[f], at], unit)
    sub(/^-/, "", text)
    many = split(substr(ENV_FILES[text], 2), envs, "\t")
    for (e = 1; e <= many; e++) for (text = 1; text <= total; text++) unit_add_use(WANTED_USES, envs[e], uses[text])
  }
}
function unit_take_uses(file,    uses, count, at, name) {
  split("", USED)
  count = split(WANTED_USES[file], uses, " ")
  for (at = 1; at <= count; at++) {
    name = substr(uses[at], 1, index(uses[at], "=") - 1)
    USED[name] = USED[name] " " substr(uses[at], index(uses[at], "=") + 1) " "
  }
}
'
