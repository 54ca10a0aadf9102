# Files that hold options beside secrets: curl's own, and the AWS configuration.

# Shows a curlrc with filtered words.
emit_curlrc() {
  show_filtered "$1" "$AWK_CURLRC"
}

# Shows of an AWS configuration the headers of its sections and where they name a bundle; everything else in it may be a key.
emit_aws_config() {
  show_filtered "$1" "$AWK_AWS_CONFIG"
}

# Tells until when a web identity token is valid (RFC 7519), and nothing else that stands in it.
emit_token() {
  look stat "$1"
  [ -f "$1" ] || return 0
  emit text "$1" -
  head -c "$MAXIMUM_TEXT" "${PINNED:-$1}" | cut -d. -f2 | tr _- /+ | base64 -d | grep -o '"exp":[0-9]*' | emit_text
}

show_filtered() {
  if is_too_large "$1"; then
    look stat "$1"
    emit closed "$1" 'it is larger than what is read'
  else
    show_text "$1" "$AWK_WORDS$2"
  fi
}

# Whether a file is larger than the 1 MiB that is read, asked before awk holds a line of it in memory.
is_too_large() {
  [ -f "$1" ] && [ -n "$(find -L "${PINNED:-$1}" -prune -size +2048 2>/dev/null)" ]
}

# curl(1), --config: `name = value`, `name: value` or `name value`; dashes may be left out of long names, `#` starts a comment.
AWK_CURLRC='
BEGIN { FAMILY = "curl" }
length($0) > 16384 {
  # As if it named a further file: nobody has read that either.
  shown("--config")
  next
}
{
  line = $0
  sub(/^[ \t\r\013\f]+/, "", line)
  if (line == "" || line ~ /^[#=:]/) next
  match(line, /^[^ \t\r\013\f=:]+/)
  option = substr(line, 1, RLENGTH)
  line = substr(line, RLENGTH + 1)
  sub(/^[ \t\r\013\f=:]+/, "", line)
  quoted = line ~ /^"/
  value = quoted ? curlrc_quoted(line) : line
  if (!quoted) sub(/[ \t\r\013\f].*$/, "", value)
  if (option !~ /^-/) option = "--" option
  left = filter_word(option, before)
  before = option
  if (value != "" || quoted) {
    option = value
    value = filter_word(value, before)
    before = option
    gsub(/[\\"]/, "\\\\&", value)
    left = left " \"" value "\""
  }
  shown(left)
}
END { look_found() }
function curlrc_quoted(line,    at, character, value) {
  for (at = 2; at <= length(line); at++) {
    character = substr(line, at, 1)
    if (character == "\"") break
    if (character == "\\") character = substr(line, ++at, 1)
    value = value character
  }
  return value
}
'

AWK_AWS_CONFIG='
# In place of a line that botocore ends with (aws-config-faults.ts) one that nobody can read.
{
  line = tolower($0)
  gsub(/[ \t\r]/, "", line)
  match($0, /[^ \t]/)
}
line ~ /^[^#;]/ && !(named && RSTART > level) {
  level = RSTART
  section += !(named = line !~ /^\[.+\]/)
  name = line
  sub(/[=:].*/, "", name)
  if (named && (!section || name == "" || name == line || (NAMES[section, name]++ && name != "ca_bundle") || \
    line ~ /^(retry|defaults)_mode[=:]/ && line !~ /[=:](legacy|standard|adaptive|auto|(in|cross)-region|mobile)$/)) shown("?")
}
match($0, /^[ \t]*\[[^]]*\]/) {
  line = substr($0, 1, RLENGTH)
  # One that stands there twice shows by its number.
  if (line !~ /^[ \t]*\[[ \t]*((profile|sso-session|services)[ \t]+)?["\047]?[A-Za-z0-9_.@+-]+["\047]?[ \t]*\]$/ || length(line) > 96) {
    if (!(line in HEADERS)) HEADERS[line] = ++header_count
    line = "[?" HEADERS[line] "]"
  }
  shown(line)
  next
}
# That it names a credential, or where to get one (shared-credentials.ts): of the value whether there is one, and the program.
match(tolower($0), /^[ \t]*(aws|role|credential|source|web|sso|login)_[a-z_]+[ \t]*[=:][ \t]*/) {
  line = substr($0, RLENGTH + 1)
  sub(/[ \t\r].*/, "", line)
  shown(substr(tolower($0), 1, RLENGTH) look_note("stat", shape_fit(tolower($0) ~ /_process/ ? "path" : "set", line)))
}
tolower($0) ~ /^[ \t]*ca_bundle[ \t]*[=:]/ {
  line = $0
  sub(/^[ \t]*[^=: \t]*[ \t]*[=:][ \t]*/, "", line)
  sub(/[ \t\r]+$/, "", line)
  shown("ca_bundle = " look_note("trust", shape_fit("path", line)))
}
END { look_found() }
'
