# Which processes listen on TCP, and which hold a connection to one of the wanted addresses (address=IP:PORT).

AWK_SOCKETS='
# The tables of a network namespace, which a container has of its own, through one of its processes. Sockets are told by their inode.
function read_sockets(pid,    file, line, field, owner, at, count, address) {
  if (!wanted_ready) read_wanted()
  for (file = "tcp"; file != ""; file = file == "tcp" ? "tcp6" : "") {
    while ((getline line < ("/proc/" pid "/net/" file)) > 0) {
      if (split(line, field, " ") < 10) continue
      # include/net/tcp_states.h: 0A listens, 01 is a connection, 08 one whose other end has closed.
      count = field[4] == "0A" || ((field[4] == "01" || field[4] == "08") && field[3] in wanted) ? split(sockets[field[10]], owner, " ") : 0
      for (at = 1; at <= count; at++) {
        address = wanted[field[3]]
        if (field[4] == "0A") listening[owner[at]] = 1
        else if (!((owner[at], address) in noted)) connected[owner[at]] = connected[owner[at]] "connection\t" owner[at] "\t" address "\n"
        noted[owner[at], address] = 1
      }
    }
    close("/proc/" pid "/net/" file)
  }
}
function read_wanted(    given, count, at, colon, ip, port, four) {
  wanted_ready = 1
  count = split(ENVIRON["WANTED_ADDRESSES"], given, " ")
  for (at = 1; at <= count; at++) {
    match(given[at], /:[0-9]+$/)
    ip = substr(given[at], 1, RSTART - 1)
    port = sprintf("%04X", substr(given[at], RSTART + 1))
    gsub(/[][]/, "", ip)
    if (ip ~ /^[0-9.]+$/) {
      four = in_words(octets(ip))
      wanted[four ":" port] = given[at]
      # A socket for both families shows it mapped (RFC 4291, 2.5.5.2).
      wanted[in_words("00000000000000000000FFFF" octets(ip)) ":" port] = given[at]
    } else if (ip ~ /^[0-9A-Fa-f:]+$/) wanted[in_words(groups(ip)) ":" port] = given[at]
  }
}
function octets(ip,    part, count) {
  count = split(ip, part, ".")
  return count == 4 ? sprintf("%02X%02X%02X%02X", part[1], part[2], part[3], part[4]) : ""
}
# The eight groups of an IPv6 address, those left out by "::" put in.
function groups(ip,    half, part, count, at, out, rest) {
  count = split(ip, half, "::")
  out = hex_groups(half[1])
  rest = count > 1 ? hex_groups(half[2]) : ""
  while (length(out) + length(rest) < 32) out = out "0000"
  return toupper(out rest)
}
function hex_groups(text,    part, count, at, out) {
  count = split(text, part, ":")
  for (at = 1; at <= count; at++) out = out substr("0000" part[at], length(part[at]) + 1)
  return out
}
# As the kernel prints it: words of four octets, each in the order of the machine.
function in_words(digits,    at, out) {
  if (big_endian) return digits
  for (at = 1; at <= length(digits); at += 8)
    out = out substr(digits, at + 6, 2) substr(digits, at + 4, 2) substr(digits, at + 2, 2) substr(digits, at, 2)
  return out
}
'
