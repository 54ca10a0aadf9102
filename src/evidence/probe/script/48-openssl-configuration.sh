# What OpenSSL takes without being asked: its configuration, with names and values by allow-list (reading/openssl-configuration-lines.ts).

facts_openssl_configuration() {
  {
    looked tls-home
    printf '/usr/lib/ssl\n/etc/ssl\n'
  } | run_awk 'NF && !seen[$0]++' | while IFS= read -r home; do
    show_openssl_configuration "$home/openssl.cnf" 0
  done
}

# show_openssl_configuration FILE DEPTH, with the files and folders that it includes.
show_openssl_configuration() {
  show_text "$1" "$AWK_OPENSSL_CONFIGURATION"
  if [ "$2" -ge 2 ]; then return 0; fi
  printf '%s\n' "$text" | run_awk 'sub(/^\|\.include /, "") && ++n <= 8' | while IFS= read -r included; do
    if [ -d "$included" ]; then
      look list "$included"
      shown=0
      for file in "$included"/*.conf "$included"/*.cnf; do
        if [ -f "$file" ] && [ $((shown += 1)) -le 8 ]; then show_openssl_configuration "$file" 2; fi
      done
    else
      show_openssl_configuration "$included" $(($2 + 1))
    fi
  done
}

AWK_OPENSSL_CONFIGURATION='
BEGIN {
  section = "default"
  # What the crypto policies of Fedora and its like set.
  LISTS = "^[*]?([?]?(@SECLEVEL=[0-5]|k(EECDH|EDH|RSA|((EC)?DHE|RSA)?PSK)|[-!](a(DSS|NULL)|eNULL|3?DES|RC[24]|IDEA|SEED|MD5|SHA384|CAMELLIA|ARIA|AESCCM8|EXP|SSLv2|ADH)|(R|(EC)?D)SA[+]SHA[0-9]+|rsa_pss_(pss|rsae)_sha[0-9]+|(ed|mldsa|ffdhe|X)[0-9]+|secp[0-9]+r1|(X25519|SecP[0-9]+r1)MLKEM[0-9]+|[xp][0-9]+_mlkem[0-9]+)(:|[/][*]?))+$"
}
{
  line = $0
  if (match(line, /^[^#"\047`\\]*#/)) line = substr(line, 1, RLENGTH - 1)
  gsub(/^[ \t]+|[ \t\r]+$/, "", line)
  if ($0 ~ /\\\r*$/) line = "!"
  if (line == "") next
  if (line ~ /^\[[ \t]*[A-Za-z0-9_.-]+[ \t]*\]/) {
    gsub(/^.[ \t]*|[ \t]*\].*$/, "", line)
    section = line
    line = "[" line "]"
  } else if (line ~ "^[.]include([ \t]*=|[ \t])[ \t]*/[A-Za-z0-9_./-]+$") {
    section = "?"
    sub(/^[^\/]*/, ".include ", line)
  } else if (line !~ "^[A-Za-z0-9_!.%&*+,/;?@^~|-]*[ \t]*=" || line ~ /^\.(include|pragma)/) line = "!"
  else {
    name = value = line
    sub(/[ \t]*=.*$/, "", name)
    sub(/^[^=]*=[ \t]*/, "", value)
    count = split(value, part, "[$]")
    for (at = 2; at <= count; at++) {
      line = part[at]
      sub(/^[({]/, "", line)
      sub(/[^A-Za-z0-9_:].*$/, "", line)
      if (line !~ /::/) line = section "::" line
      if (!(line in defined)) sub(/^.*::/, "default::", line)
      if (!(line in defined)) shown(last = "!")
    }
    defined[section "::" name]
    if (value ~ /^"[^"\047`\\$]*"$/) gsub(/"/, "", value)
    known = tolower(name)
    refers = known ~ /^((openssl|nodejs|ssl)_conf|providers|alg_section|system_default)$/
    if (!refers && known !~ /^((d?tls|[0-9])\.)?(default|base|activate|cipher(string|suites)|(min|max)?protocol|options|verifymode|groups|signaturealgorithms|rh-allow-sha1-signatures)$/) name = value = "?"
    else if (refers ? value !~ /^[A-Za-z0-9_.-]+$/ : value !~ /^(1|yes|no|Peer|(default|base)[a-z_]*|None|Unsafe[A-Za-z]*|DEFAULT|((DEFAULT|ALL):?)?@SECLEVEL=[0-5]|[-+, ADLSTv0-3.]+|TLS_[A-Z0-9_:]+)$/ && value ":" !~ LISTS) value = "?"
    line = name " = " value
  }
  if (line != last) shown(last = line)
}
'
