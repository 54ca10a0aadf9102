# Client certificates and keys: whether they belong together shows by their public halves, and nothing else of a key is looked at.

# Prints the record of file $1, a certificate or a private key or both; $2 is where it leads.
key_record() {
  if ! [ -f "$2" ] || ! [ -r "$2" ]; then
    emit key "$1" - 'it is not a file that may be read'
    return
  fi
  held=$(head -c 1048577 "$2" 2>/dev/null | tr -c '\040-\176' '\n' | run_awk "$AWK_KEY_KIND")
  case $held in
    certificate | key)
      if ask_ready openssl openssl; then
        of_both=$(public_digest "$held" "$2")
        emit key "$1" "${of_both%% *}" "${of_both#* }"
      else
        emit key "$1" - 'there is no openssl that may be run'
      fi
      ;;
    encrypted) emit key "$1" - 'the key is encrypted' ;;
    large) emit key "$1" - 'it is larger than 1048576 bytes' ;;
    *) emit key "$1" - 'it holds neither a certificate nor a key in PEM' ;;
  esac
}

# The digest and what it is of, or `-` and a reason. Where both lie in one file it is that of the key: the certificate itself is shown elsewhere.
public_digest() {
  case $1 in
    key) digest=$(hash_public "$2" pkey -passin pass: -pubout) ;;
    *) digest=$(hash_public "$2" x509 -noout -pubkey) ;;
  esac
  if [ -n "$digest" ]; then echo "$digest $1"; else echo '- openssl could not read it'; fi
}

# hash_public FILE OPENSSL_COMMAND...: SHA-256 of the DER of SubjectPublicKeyInfo, which lies in base64 between two lines.
hash_public() {
  public_of=$1
  shift
  public=$(limited 10 env -i "PATH=$STANDARD_PATH" OPENSSL_CONF=/dev/null "$ASKED" "$@" -in "$public_of" </dev/null 2>/dev/null)
  case $public in
    '-----BEGIN PUBLIC KEY-----'*)
      # shellcheck disable=SC2086
      if [ -n "$DECODER" ]; then printf '%s\n' "$public" | run_awk '!/^-/' | $DECODER 2>/dev/null | digest_of_input; fi
      ;;
  esac
}

# An encrypted key is never tried, and a certificate beside it is not asked for either: nobody could tell whether they fit.
AWK_KEY_KIND='
{ size += length($0) + 1 }
/-----BEGIN (X509 |TRUSTED )?CERTIFICATE-----/ { certificate = 1 }
/-----BEGIN ENCRYPTED PRIVATE KEY-----/ || /^Proc-Type: *4,ENCRYPTED/ { encrypted = 1 }
/-----BEGIN [A-Z ]*PRIVATE KEY-----/ { key = 1 }
END { print (size > 1048577 ? "large" : encrypted ? "encrypted" : key ? "key" : certificate ? "certificate" : "other") }
'
