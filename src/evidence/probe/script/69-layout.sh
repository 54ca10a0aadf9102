# The blocks of a PEM file in order: label, first line, number of lines, and the digest of what a public one holds.

# Blocks of one file, and of all files, whose digest is computed; each costs two processes. Debian's bundle of all roots has 150.
# Our choice: some hosts have that bundle several times in different versions.
MAXIMUM_BLOCK_DIGESTS=200
MAXIMUM_ALL_DIGESTS=600

# Prints the layout of file $1, its private parts masked, as text of the record before it; of at most $2 blocks with their digests.
layout_of() {
  redacted_text "$1" 2>/dev/null | tr '\000' '\001' | run_awk -v "most=$2" "$AWK_LAYOUT" | while IFS= read -r line; do
    printf '%s' "${line%%|*}"
    case $line in
      # openssl decodes no long lines everywhere.
      *'|'?*) case $DECODER in base64* | busybox*) digest_of_base64 "${line#*|}" ;; esac ;;
    esac
    echo
  done | run_awk "$AWK_LAYOUT_DIGESTS"
}

# Words of the program's names. A here-document of this size is no process of its own.
digest_of_base64() {
  # shellcheck disable=SC2086
  $DECODER 2>/dev/null <<END | $DIGESTER 2>/dev/null
$1
END
}

# The program that turns base64 into bytes; empty where none is there.
find_decoder() {
  DECODER=
  for name in 'base64 -d' 'busybox base64 -d' 'openssl base64 -d'; do
    if [ "$(printf 'c25vd2xpbmU=\n' | $name 2>/dev/null)" = snowline ]; then
      DECODER=$name
      return
    fi
  done
}

# Prints LABEL<tab>FIRST<tab>LINES<tab>| and behind it, in one line, the base64 of a block whose digest may be told. BEGIN and END
# count at the start of a line, as strict readers have it. A label is shown when it is a known one. A block under another one may
# hold a key, of which not even a digest leaves.
AWK_LAYOUT='
/^-----BEGIN [^-]*-----[ \t\r]*$/ {
  finish(NR - 1)
  first = NR
  label = $0
  sub(/^-----BEGIN /, "", label)
  sub(/-----[ \t\r]*$/, "", label)
  body = ""
  next
}
first && /^-----END / {
  closed = substr($0, 10, length(label) + 5) == label "-----"
  finish(NR)
  next
}
first { gsub(/[ \t\n\v\f\r\240]/, ""); body = body $0 }
END { finish(NR) }
function finish(last) {
  if (!first) return
  if (!closed || !is_public(label) || body ~ "[^/-9A-Za-z+=]|^x*=*$" || digests >= most) body = ""
  if (body != "") digests++
  if (!is_public(label) && label !~ /^(((NEW )?CERTIFICATE REQUEST|(DH|EC|DSA) PARAMETERS)|((RSA|EC|DSA|ENCRYPTED|OPENSSH) )?PRIVATE KEY)$/) label = "?"
  print label "\t" first "\t" (last - first + 1) "\t|" body
  first = closed = 0
}
function is_public(label) { return label ~ /^((X509 |TRUSTED )?CERTIFICATE|X509 CRL|PKCS7|CMS|PUBLIC KEY)$/ }
'

# What the programs said stands at the end of its line; nothing where there was no digest to tell.
AWK_LAYOUT_DIGESTS='
BEGIN { FS = "\t" }
NF < 4 { next }
{ print "|" $1 "\t" $2 "\t" $3 "\t" (substr($4, 65, 1) !~ /[0-9a-f]/ && substr($4, 1, 64) ~ /^[0-9a-f]+$/ && length($4) >= 64 ? substr($4, 1, 64) : "-") }
'
