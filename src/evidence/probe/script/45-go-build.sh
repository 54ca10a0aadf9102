# The version of Go that a binary was built with, from the section that Go puts it in (debug/buildinfo): needs no Go and runs nothing.

AWK_GO='
# ELF, 64 bits, little endian: all that Go is used on for servers. Called when `octets` holds the first octets of the file.
function go_version(file,    table_at, entry, count, names, names_at, names_size, at, found, version) {
  if (octet_count < 64 || octets[0] != 127 || octets[1] != 69 || octets[2] != 76 || octets[3] != 70 || octets[4] != 2 || octets[5] != 1) return ""
  table_at = number_at(40, 8)
  entry = number_at(58, 2)
  count = number_at(60, 2)
  names = number_at(62, 2)
  if (entry != 64 || count == 0 || count > 4096 || names >= count || table_at > 9007199254740991) return ""
  if (!read_octets(file, table_at, entry * count) || octet_count < entry * count) return ""
  for (at = 0; at < count; at++) {
    name_of[at] = number_at(at * 64, 4)
    offset_of[at] = number_at(at * 64 + 24, 8)
  }
  names_at = offset_of[names]
  names_size = number_at(names * 64 + 32, 8)
  if (names_size > 65536) names_size = 65536
  if (names_at > 9007199254740991 || !read_octets(file, names_at, names_size)) return ""
  found = -1
  for (at = 0; at < count && found < 0; at++) if (is_build_section(name_of[at])) found = at
  if (found < 0 || !read_octets(file, offset_of[found], 256)) return ""
  return version_in_section()
}
# ".go.buildinfo"
function is_build_section(from,    text, at) {
  if (from + 13 > octet_count) return 0
  text = ".go.buildinfo"
  for (at = 0; at < 13; at++) if (octets[from + at] != code_of[substr(text, at + 1, 1)]) return 0
  return 1
}
# "\xff Go buildinf:", pointer size, flags; flag 2 says that the version follows inline with its length (Go 1.18).
function version_in_section(    text, length_of, at) {
  if (octets[0] != 255 || octets[1] != 32 || octets[2] != 71 || octets[3] != 111 || octets[4] != 32 || octets[5] != 98) return ""
  if (int(octets[15] / 2) % 2 == 0) return "before 1.18"
  length_of = octets[32] < 127 ? octets[32] : 127
  text = ""
  for (at = 33; at < 33 + length_of && at < octet_count && octets[at] > 32 && octets[at] < 127; at++) text = text sprintf("%c", octets[at])
  return match(text, /^go[0-9]+(\.[0-9]+)*[A-Za-z0-9.+_-]*/) ? substr(text, 3, RLENGTH - 2) : ""
}
BEGIN { for (at = 32; at < 127; at++) code_of[sprintf("%c", at)] = at }
'
