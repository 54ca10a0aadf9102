# Values that may leave the host, each by the shape of what it names: passwords do not fit them, and what does not fit becomes `?`.
# Inside a unit's text (UNIT_TEXT) a value may hold specifiers (%i), in its command lines (UNIT_VARIABLES) also variables (${NAME}):
# they stay as they are written, and USED remembers for what shape the value of a variable is wanted.

AWK_SHAPES='
function fill_table(table, columns, text,    parts, count, at) {
  count = split(text, parts, " ")
  for (at = 1; at <= count; at += columns) table[parts[at]] = columns == 1 ? 1 : parts[at + 1]
}
function shape_fit(shape, value,    part, lower) {
  if (value == "") return ""
  lower = tolower(value)
  if (shape == "path") return shape_path(value)
  if (UNIT_TEXT && value ~ /^%[A-Za-z]$/) return value
  if (UNIT_VARIABLES && value ~ /^[$][{][A-Za-z_][A-Za-z0-9_]*[}]$/) return shape_wanted(value, shape)
  if (shape == "path-list" || shape == "folders") return shape_list(value, shape == "folders")
  if (shape == "hosts") {
    gsub(/ /, "", value)
    return value ~ /[^][A-Za-z0-9_.*,:\/|-]/ || value !~ /[.*]/ ? "?" : value
  }
  if (shape == "proxy" && value ~ /^[A-Za-z0-9_-]+([.][A-Za-z0-9_-]+)+:[0-9]+$/) value = "http://" value
  if (shape == "endpoint" || shape == "proxy") return shape_endpoint(value)
  if (shape == "region") return shape_region(value)
  if (shape == "flag") return lower ~ /^([01tf]|true|false|yes|no|on|off)$/ ? value : "?"
  if (shape == "duration") return value ~ /^[0-9]+[smh]?$/ && length(value) <= 7 ? value : "?"
  if (shape == "number" || shape == "rate") return value ~ "^[0-9]+" (shape == "rate" ? "(:[0-9]+)?$" : "$") && length(value) < 10 ? value : "?"
  if (shape == "name") return value ~ /^[A-Za-z0-9_.@+-]+$/ && length(value) <= 64 ? value : "?"
  if (shape == "key-store-type") return lower in KEY_STORE_TYPES ? value : "?"
  if (shape == "key-store-path") return value == "NONE" ? value : shape_path(value)
  # Libraries that have no say in TLS (allow-list.ts) are as good as none.
  if (shape == "preload") return (value ":") ~ /^(([^: ]*\/)?lib(jemalloc|tcmalloc|mimalloc|eatmydata)[^: \/]*[: ]+)+$/ ? "" : "?"
  if (shape == "set") return value == "false" ? value : "?"
  if (shape == "password") return value == "changeit" ? value : "?"
  return "?"
}
# Absolute, and of bytes that a file name has in practice: no blanks, quotes, variables, marks of a query, or control characters.
function shape_path(value,    plain) {
  if (length(value) > 4096) return "?"
  plain = shape_placed(value)
  # Not even a byte of zero, which some can hold.
  if (plain !~ /^\// || plain ~ /[\001-\040\177%$\047"`?;&]/ || plain ~ /[^\001-\377]/) return "?"
  return UNIT_VARIABLES && plain != value ? shape_wanted(value, "path") : value
}
# The value with what is put in at the start replaced by something plain.
function shape_placed(value,    plain) {
  plain = value
  if (UNIT_TEXT) {
    if (plain ~ /^(%[A-Za-z]|[$][{])/) plain = "/" plain
    gsub(/%[A-Za-z]/, "s", plain)
  }
  if (UNIT_VARIABLES) gsub(/[$][{][A-Za-z_][A-Za-z0-9_]*[}]/, "v", plain)
  return plain
}
function shape_wanted(value, use,    rest, at, name) {
  rest = value
  while ((at = match(rest, /[$][{][A-Za-z_][A-Za-z0-9_]*[}]/)) > 0) {
    name = substr(rest, at + 2, RLENGTH - 3)
    # Behind the beginning of a path a part of one is enough.
    USED[name] = USED[name] " " (at > 1 || rest != value ? "segment" : use) " "
    rest = substr(rest, at + RLENGTH)
  }
  return value
}
# Of PATH the folders that fit; of a list of stores all or nothing.
function shape_list(value, each,    parts, count, at, out, one) {
  count = split(value, parts, ":")
  for (at = 1; at <= count; at++) {
    one = parts[at] == "" ? "" : shape_path(parts[at])
    if (one == "?" && !each) return "?"
    out = out (at > 1 ? ":" : "") one
  }
  return out
}
# Scheme, host and port: what stands before and after them may be a secret. An @ further on may end a password with a slash in it.
function shape_endpoint(value,    rest, host, scheme) {
  if (value ~ /^unix:\/\/\//) return shape_path(substr(value, 8)) == "?" ? "?" : value
  if (tolower(value) !~ /^https?:\/\// || value ~ /[\001-\040\177]/) return "?"
  scheme = tolower(substr(value, 1, index(value, ":") - 1))
  rest = substr(value, index(value, ":") + 1)
  sub(/^[\/\\]+/, "", rest)
  host = rest
  sub(/[\/\\?#].*$/, "", host)
  if (index(substr(rest, length(host) + 1), "@")) return "?"
  sub(/^.*@/, "", host)
  rest = UNIT_TEXT ? shape_placed(host) : host
  if (rest !~ /^[A-Za-z0-9._-]+(:[0-9]*)?$/ && rest !~ /^\/?s[A-Za-z0-9._-]*(:[0-9]*)?$/ && rest !~ /^\[[0-9A-Fa-f:.]+\](:[0-9]*)?$/) return "?"
  return scheme "://" host
}
function shape_region(value,    parts, count, at) {
  if (value !~ /^[a-z-]+-[0-9]$/) return "?"
  count = split(value, parts, "-")
  if (count < 3 || count > 5 || length(parts[1]) != 2) return "?"
  for (at = 2; at < count; at++) if (length(parts[at]) < 2 || length(parts[at]) > 12) return "?"
  return value
}
'
