# Encrypted PKCS#12: only a program of the host can open it, and only with a password that programs ship with (nobody's secret).

# Key stores that are tried, and seconds for each try: what asks for endless key derivation ends the trying. Our choice.
MAXIMUM_TRIED=20
SECONDS_TO_TRY=10

# Whether one more key store may be tried.
may_try() {
  tried_stores=$((${tried_stores:-0} + 1))
  [ "$tried_stores" -le "$MAXIMUM_TRIED" ]
}

# Sets VERDICT to `certificates` where openssl or keytool shows that nothing else is in file $1, else to the reason why it stays.
open_pkcs12() {
  VERDICT=
  tried=
  if ! may_try; then
    VERDICT="the key store is encrypted, and $MAXIMUM_TRIED others were tried with the shipped default password, or one took too long"
    return
  fi
  if ask_ready openssl openssl; then
    tried=yes
    open_with_openssl "$1" && return
  fi
  if [ -z "$VERDICT" ] && ask_ready keytool java; then
    tried=yes
    open_with_keytool "$1" && return
  fi
  if [ -n "$VERDICT" ]; then return; fi
  if [ -n "$tried" ]; then
    VERDICT='the key store is encrypted with a password of its own, so it cannot be shown to hold certificates alone'
  else
    VERDICT='the key store is encrypted, and there is neither openssl nor keytool that may be run to try the shipped default password'
  fi
}

# -info names the bags and -noout prints none of them; ciphers of 1999 need -legacy since OpenSSL 3.
open_with_openssl() {
  for password in changeit ''; do
    for legacy in '' -legacy; do
      # shellcheck disable=SC2086
      bags=$(limited "$SECONDS_TO_TRY" env -i "PATH=$STANDARD_PATH" OPENSSL_CONF=/dev/null "$ASKED" pkcs12 -in "$1" -info -noout $legacy \
        -passin "pass:$password" </dev/null 2>&1) || {
        # Killed when its time was over.
        if [ $? = 137 ]; then
          tried_stores=$MAXIMUM_TRIED
          VERDICT='the key store asks for too many key-derivation iterations'
          return 0
        fi
        continue
      }
      VERDICT=$(printf '%s\n' "$bags" | run_awk '
        /^(MAC|Warning: MAC|PKCS7 Encrypted data|PKCS7 Data)/ { next }
        /^Certificate bag/ { certificates++; next }
        /^(Key bag|Shrouded Keybag)/ { print "the key store holds a key: its content stays on the host; the shipped default password opens it"; done = 1; exit }
        /^[ \t]*$/ { next }
        { odd = 1 }
        END { if (!done && certificates && !odd) print certificates }')
      case $VERDICT in
        *[!0-9]*) return 0 ;;
        # It writes what it can read as a certificate, and fails where a bag holds something else.
        ?*)
          written=$(limited "$SECONDS_TO_TRY" env -i "PATH=$STANDARD_PATH" OPENSSL_CONF=/dev/null "$ASKED" pkcs12 -in "$1" -nokeys $legacy \
            -passin "pass:$password" </dev/null 2>/dev/null && echo whole)
          written=$(printf '%s\n' "$written" | run_awk '/^-----BEGIN CERTIFICATE-----$/ { count++ } { last = $0 } END { if (last == "whole") print count }')
          if [ "$written" = "$VERDICT" ]; then
            VERDICT=certificates
            return 0
          fi
          ;;
      esac
      VERDICT='the shipped default password opens the key store, but it cannot be shown to hold certificates alone'
      return 0
    done
  done
  return 1
}

open_with_keytool() {
  entries=$(limited "$SECONDS_TO_TRY" env -i "PATH=$STANDARD_PATH" LC_ALL=C "$ASKED" -list -keystore "$1" -storetype PKCS12 -storepass changeit \
    </dev/null 2>/dev/null) || return 1
  VERDICT=$(printf '%s\n' "$entries" | run_awk '
    /, *(PrivateKeyEntry|SecretKeyEntry)/ { print "the key store holds a key: its content stays on the host; the shipped default password opens it"; done = 1; exit }
    /, *trustedCertEntry, *$/ { certificates++ }
    /^Your keystore contains [0-9]+ entr/ { entries = $4 }
    END { if (!done && certificates && certificates == entries) print "certificates" }')
  if [ -z "$VERDICT" ]; then VERDICT='the shipped default password opens the key store, but it cannot be shown to hold certificates alone'; fi
}

# Adds to REASON whether the shipped default password opens PKCS#12 file $1.
say_whether_default_opens() {
  if ! may_try || ! ask_ready openssl openssl; then
    REASON="$REASON; the shipped default password was not tried on it"
    return
  fi
  for password in changeit ''; do
    if limited "$SECONDS_TO_TRY" env -i "PATH=$STANDARD_PATH" OPENSSL_CONF=/dev/null "$ASKED" pkcs12 -in "$1" -noout \
      -passin "pass:$password" </dev/null >/dev/null 2>&1; then
      REASON="$REASON; the shipped default password opens it"
      return
    elif [ $? = 137 ]; then
      tried_stores=$MAXIMUM_TRIED
      REASON="$REASON; the shipped default password was not tried on it"
      return
    fi
  done
  REASON="$REASON; the shipped default password does not open it"
}

# Whether program $1 is there and may be run (family $2 for what it loads); ASKED is its path then. Asked once each.
ask_ready() {
  case $1 in
    openssl) known=${READY_OPENSSL-} ;;
    keytool) known=${READY_KEYTOOL-} ;;
    *) known=${READY_CERTUTIL-} ;;
  esac
  if [ -z "$known" ]; then
    known=none
    program_path=$(command -v "$1" 2>/dev/null)
    case $program_path in
      /*)
        program_path=$(readlink -f -- "$program_path" 2>/dev/null)
        if [ -n "$program_path" ] && safe_to_run "$2" "$program_path"; then known=$program_path; fi
        ;;
    esac
    case $1 in
      openssl) READY_OPENSSL=$known ;;
      keytool) READY_KEYTOOL=$known ;;
      *) READY_CERTUTIL=$known ;;
    esac
  fi
  ASKED=$known
  [ "$known" != none ]
}
