# What may leave of a setting of a unit: only the settings that decide what a service loads, each filtered in its own way.

AWK_UNIT_LINES='
BEGIN {
  fill_table(UNIT_SETTINGS, 2, \
    "ExecCondition commands ExecStartPre commands ExecStart commands ExecStartPost commands " \
    "Environment assignments DefaultEnvironment assignments EnvironmentFile file UnsetEnvironment names PassEnvironment names " \
    "Requires units Requisite units BindsTo units SupplementaryGroups accounts LoadCredential behind LoadCredentialEncrypted behind " \
    "StandardInput behind StandardOutput behind StandardError behind TTYPath folder NetworkNamespacePath folder " \
    "RuntimeDirectory accounts StateDirectory accounts CacheDirectory accounts LogsDirectory accounts ConfigurationDirectory accounts " \
    "RefuseManualStart word MemoryDenyWriteExecute word User account Group account DynamicUser word PrivateTmp word ProtectHome word Type word " \
    "WorkingDirectory folder RootDirectory folder RootImage folder RootMStack folder " \
    "PrivateUsers word CapabilityBoundingSet capabilities AmbientCapabilities set ExecSearchPath set PAMName set RestrictFileSystems set " \
    "NoExecPaths set SELinuxContext set AppArmorProfile set MountImages set ExtensionImages set ExtensionDirectories set " \
    "TemporaryFileSystem paths InaccessiblePaths paths InaccessibleDirectories paths BindPaths paths BindReadOnlyPaths paths " \
    "ReadWritePaths paths ReadWriteDirectories paths ReadOnlyPaths paths ReadOnlyDirectories paths ExecPaths paths")
  fill_table(UNIT_WORDS, 1, \
    "1 0 yes no y n true false t f on off read-only tmpfs disconnected " \
    "simple exec forking oneshot dbus notify notify-reload idle")
}
# The value as it may leave; UNIT_LEFT_OUT where the line is to be left out.
function unit_line(key, value,    kind, words, count, at, out, one) {
  UNIT_LEFT_OUT = 0
  if (value == "") return ""
  kind = UNIT_SETTINGS[key]
  if (unit_section(key) == "Unit" && kind == "") return key ~ /(PathExists|PathIsDirectory|FileIsExecutable)$/ && shape_path(substr(value, 1 + (value ~ /^!/))) != "?" ? value : "?"
  if (kind == "") {
    if (!unit_limits(key)) return "?"
    kind = "accounts"
  }
  if (kind == "set") return "?"
  if (kind == "capabilities") return value ~ /^CAP_[A-Z_ ]+$/ ? value : "?"
  if (kind == "file" && value ~ /[ \t]/) return "?"
  if (kind == "word") return tolower(value) in UNIT_WORDS ? value : "?"
  if (kind == "account") return value ~ /^[A-Za-z0-9_.@%$-]+$/ && length(value) <= 256 ? value : "?"
  if (kind == "folder" || kind == "file") return value ~ /^-?(\/|%[A-Za-z])/ && value !~ /[\001-\037\177]/ && value !~ /[^\001-\377]/ || value == "~" ? value : "?"
  if (kind == "commands") return unit_commands(value)
  # The path behind a colon, with what says how a file is opened before it.
  if (kind == "behind") {
    at = index(value, ":")
    return (value ~ /^(file|append|truncate):/ ? substr(value, 1, at) : at ? "?:" : value ~ /^tty/ ? "tty" : "?") (at ? shape_fit("path", substr(value, at + 1)) : "")
  }
  # Escapes are part of the name of a unit.
  count = kind == "units" ? split(value, words, /[ \t]+/) : unit_split(value, words)
  if (kind == "assignments") count = UNIT_SOUND
  for (at = 1; at <= count; at++) {
    if (kind == "paths") one = unit_mount(words[at])
    else if (kind == "units" || kind == "accounts") {
      out = out (out == "" ? "" : " ") (words[at] ~ (kind == "units" ? "^[A-Za-z0-9:_.@%\\\\-]+$" : "^[A-Za-z0-9_.@%/-]+$") ? words[at] : "?")
      one = ""
    } else if (kind == "assignments" || index(words[at], "=")) one = unit_assignment(words[at])
    else one = words[at] in VARIABLES || words[at] in USED ? words[at] : ""
    if (one != "") out = out (out == "" ? "" : " ") unit_quote(one)
  }
  if (out == "") UNIT_LEFT_OUT = 1
  return out
}
# What may keep a program from starting or from its network (settings-since.ts).
function unit_limits(key) { return key ~ /^((Default)?(Limit[A-Z]|TasksMax)|Memory[HML]|IPA|Restrict(A|Ne)|SystemCall[AF]|PrivateNet)/ }
# The section where a setting counts.
function unit_section(key) {
  return key ~ /^Default/ ? "Manager" : key ~ /^((Condition|Assert)[A-Za-z]+|Requires|Requisite|BindsTo|RefuseManualStart)$/ ? "Unit" : "Service"
}
# Source, target and options of a mount are apart by colons.
function unit_mount(word,    parts, count, at, out, prefix) {
  prefix = match(word, /^[-+]+/) ? substr(word, 1, RLENGTH) : ""
  count = split(substr(word, length(prefix) + 1), parts, ":")
  for (at = 1; at <= count; at++) out = out (at > 1 ? ":" : "") shape_fit("path", parts[at])
  return prefix out
}
function unit_assignment(text,    at, name) {
  at = index(text, "=")
  if (at < 2) return ""
  name = substr(text, 1, at - 1)
  if (name in VARIABLES) return filter_assignment(text)
  if (name in USED) return name "=" unit_value(USED[name], substr(text, at + 1), name)
  # Of what a runtime or a client reads that it is no plain word (untried-variables.ts).
  return text ~ /^(LD|GLIBC|OPENSSL|SSLK|AWS|VAULT_N|CURL|PYTHON|NODE|GO[DM])[A-Z_8]+=/ && text !~ /^[^=]+=([0-9]+([MG]iB)?|true|false|random|utf-?8|standard)?$/ ? name "=?" : ""
}
# What may leave of the value of a variable, by the places in command lines where it is put in.
function unit_value(uses, value, name,    words, count, at, out, one, before, shapes, variables) {
  # A name that says secret is taken at its word. So long a text, or one that may be options, is told as one that any program has to
  # say it could not read.
  one = toupper(name) ~ /PASS|SECRET|TOKEN|KEY|CRED|AUTH|PRIVATE/
  if (length(value) > 16384 || one && value ~ /[^!-~]|[\\"\047]|^[-@]/) return "--env-file=? @? --cacert ?"
  if (one) return "?"
  variables = UNIT_VARIABLES
  UNIT_VARIABLES = 0
  one = "?"
  if (uses ~ / segment / && length(value) <= 64 && shape_placed(value) ~ /^[A-Za-z0-9._\/-]*$/) one = value
  count = split(uses, shapes, " ")
  for (at = 1; at <= count && one == "?"; at++) if (shapes[at] !~ /^(segment|words|program)$/) one = shape_fit(shapes[at], value)
  if (one == "?" && uses ~ / (words|program) /) {
    FAMILY = "unknown"
    PROGRAM_NAME = "?"
    NAMES_SCRIPT = 0
    one = ""
    count = unit_split(value, words)
    for (at = 1; at <= count; at++) {
      if (at == 1 && uses ~ / program / && words[at] !~ /^-/) out = filter_program(words[at])
      else if (words[at] ~ /^[A-Za-z_][A-Za-z0-9_]*=/) out = (out = filter_assignment(words[at])) == "" ? "?=?" : out
      else out = filter_word(words[at], before)
      one = one (at > 1 ? " " : "") unit_quote(out)
      before = words[at]
    }
  }
  UNIT_VARIABLES = variables
  return one
}
# The commands of an Exec line, each behind its prefix characters.
function unit_commands(line,    words, count, at, one, many, out, quote) {
  if (length(line) > 16384) return "?"
  count = unit_split(line, words, 1)
  quote = UNIT_OPEN_QUOTE
  if (quote != "") count--
  words[count + 1] = ";"
  many = 0
  for (at = 1; at <= count + 1; at++) {
    if (words[at] != ";") {
      one[++many] = words[at] == "\\;" ? "?" : words[at]
      continue
    }
    if (many > 0) out = out (out == "" ? "" : " ; ") unit_command(one, many)
    many = 0
  }
  # That nothing closes it is all that counts.
  return out (quote == "" ? "" : " \"")
}
function unit_command(words, count,    prefix, at, argv0, out) {
  prefix = match(words[1], /^[-@:+!|]*/) ? substr(words[1], 1, RLENGTH) : ""
  words[1] = substr(words[1], length(prefix) + 1)
  # A shell reads the line: nobody else does.
  if (index(prefix, "|")) return prefix "?"
  if (index(prefix, "@") && count > 1) {
    argv0 = " ?"
    for (at = 2; at < count; at++) words[at] = words[at + 1]
    count--
  }
  UNIT_VARIABLES = index(prefix, ":") == 0
  count = filter_words(words, count)
  UNIT_VARIABLES = 0
  for (at = 1; at <= count; at++) out = out (at > 1 ? " " : "") (at == 1 ? unit_quote(prefix words[1]) argv0 : unit_quote(words[at]))
  return out
}
'
