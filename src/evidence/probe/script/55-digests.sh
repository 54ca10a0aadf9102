# SHA-256 of files, many in one call.

# The program that computes it; empty where none is there.
find_digester() {
  DIGESTER=
  for name in 'sha256sum' 'busybox sha256sum' 'shasum -a 256' 'openssl dgst -sha256 -r'; do
    # The digest of no bytes at all.
    case $($name </dev/null 2>/dev/null) in
      e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855*)
        DIGESTER=$name
        return
        ;;
    esac
  done
}

# Lines `SHA256 PATH` of the files in $1 (lines); one that cannot be read has none.
digest_files() {
  in_batches digest_batch "$1"
}

digest_batch() {
  # Their output marks names with a backslash or a control character in ways of their own: those files come alone.
  plain=0
  for path in "$@"; do
    shift
    case $path in
      *[[:cntrl:]]* | *\\*) digest_alone "$path" ;;
      *)
        set -- "$@" "$path"
        plain=$((plain + 1))
        ;;
    esac
  done
  if [ "$plain" = 0 ]; then return 0; fi
  # Words of the program's name; each line is `DIGEST`, a space, a space or an asterisk, and the name.
  # shellcheck disable=SC2086
  limited 30 $DIGESTER "$@" </dev/null 2>/dev/null |
    run_awk '/^[0-9a-f]+ [ *]\// && index($0, " ") == 65 { print substr($0, 1, 64) " " substr($0, 67) }'
}

digest_alone() {
  # shellcheck disable=SC2086
  digest=$(limited 20 $DIGESTER "$1" </dev/null 2>/dev/null)
  digest=${digest#\\}
  if is_digest "${digest%% *}"; then printf '%s %s\n' "${digest%% *}" "$1"; fi
}

# SHA-256 of stdin, in hexadecimal; nothing where it cannot be computed.
digest_of_input() {
  # shellcheck disable=SC2086
  digest=$($DIGESTER 2>/dev/null)
  digest=${digest%% *}
  if is_digest "$digest"; then printf '%s' "$digest"; fi
}

is_digest() {
  case $1 in
    *[!0-9a-f]*) return 1 ;;
  esac
  [ ${#1} = 64 ]
}
