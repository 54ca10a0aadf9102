# What a single file is, and whether its content may leave the host: only what is a trust store in a known format does, since a
# variable may point at any file, and this script often runs as root. Sets KIND, RELEASE, REASON, REDACTED.

judge_file() {
  KIND=other RELEASE=unrecognised REDACTED=0
  REASON='no certificate in a known format was found in it, so its content stays on the host'
  if [ -z "$HAS_OD" ]; then
    judge_without_od "$1" "$2"
    return
  fi
  case $(od -An -v -tx1 -N16 "$1" 2>/dev/null </dev/null | tr -d ' \n') in
    '') KIND=empty RELEASE=released REASON=- ;;
    00061561*) withhold nss-legacy 'it is an NSS database of the form before cert9.db, which is not supported' ;;
    53514c69746520666f726d6174203300) judge_sqlite "$1" ;;
    feedfeed*) judge_java jks "$1" "$2" ;;
    cececece*) judge_java jceks "$1" "$2" ;;
    30*) judge_der "$1" "$2" ;;
    *) judge_text "$1" ;;
  esac
}

# Plain text is told without reading bytes one by one; all else stays.
judge_without_od() {
  if [ "$2" = 0 ]; then
    release empty
    return
  fi
  RELEASE=withheld REASON='od, with which binary files are read, is not there'
  case $(scan_batch "$1") in
    *' pem '*) judge_text "$1" ;;
  esac
}

withhold() {
  KIND=$1 RELEASE=withheld REASON=$2
}

release() {
  KIND=$1 RELEASE=released REASON=-
}

judge_java() {
  said=$(walk_bytes "$2" "$AWK_JAVA_KEY_STORE" -v "size=$3")
  case $said in
    certificates) release "$1" ;;
    '') withhold "$1" 'the key store could not be read' ;;
    *)
      withhold "$1" "$said"
      if java_password_says "$2" "$3"; then
        REASON="$REASON; the shipped default password opens it"
      elif [ $? = 1 ]; then
        REASON="$REASON; the shipped default password does not open it"
      else
        REASON="$REASON; the shipped default password was not tried on it"
      fi
      ;;
  esac
}

judge_der() {
  case $(walk_bytes "$1" "$AWK_DER_KIND" -v "size=$2") in
    der) release der ;;
    pkcs7) release pkcs7 ;;
    pkcs12) judge_pkcs12 "$1" "$2" ;;
    *) REASON='it is DER but neither a certificate, PKCS#7 nor PKCS#12, so its content stays on the host' ;;
  esac
}

judge_pkcs12() {
  said=$(walk_bytes "$1" "$AWK_PKCS12" -v "size=$2")
  case $said in
    certificates) release pkcs12 ;;
    encrypted)
      open_pkcs12 "$1"
      if [ "$VERDICT" = certificates ]; then release pkcs12; else withhold pkcs12 "$VERDICT"; fi
      ;;
    '') withhold pkcs12 'the key store could not be read' ;;
    *'holds a key'*)
      withhold pkcs12 "$said"
      say_whether_default_opens "$1"
      ;;
    *) withhold pkcs12 "$said" ;;
  esac
}

# A byte 0 would end a line for some awks; as a byte 1 it is as little text, and hides and shows the same.
judge_text() {
  said=$(tr '\000' '\001' <"$1" 2>/dev/null | run_awk "$AWK_REDACT"'
    function put(text) { }
    BEGIN { redact_start() }
    { redact_line($0, "\n") }
    END { segment_end(); print HAS_CERTIFICATE, REDACTED }')
  case $said in
    '1 '*)
      release pem
      REDACTED=${said#* }
      ;;
  esac
}
