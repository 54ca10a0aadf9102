# The second round: contents that the auditor has not got yet, whole and in order, each only as far as it may leave the host.

contents_main() {
  prepare_file_tools
  find_encoder
  plain=$(plain_among "$WANTED")
  if [ -n "$plain" ]; then contents_of_plain "$plain"; fi
  RECORDS=
  walk "$(printf '%s' "$WANTED" | run_awk '/^[0-9a-f]+:\/proc\/[0-9]+\/root\// && sub(/^[^:]*:/, "")')"
  printf '%s--\n%s\n' "$WANTED" "$plain" | run_awk "$AWK_NOT_PLAIN" | while IFS= read -r wanted; do
    wanted_digest=${wanted%%:*}
    wanted_path=${wanted#*:}
    if ! is_digest "$wanted_digest"; then continue; fi
    case $wanted_path in
      /*'#roots') content_of_node "$wanted_digest" "$wanted_path" ;;
      /proc/[0-9]*/root/*)
        open_pinned "$(identity_of "$wanted_path")" "$wanted_path" content_of_file "$wanted_digest" "$wanted_path" ||
          emit refused "$wanted_digest" "$wanted_path" 'it is not there any more, or may not be read'
        ;;
      /*) content_of_file "$wanted_digest" "$wanted_path" ;;
    esac
  done
}

AWK_NOT_PLAIN='
BEGIN { part = 1 }
part == 1 && $0 == "--" { part = 2; next }
part == 1 { order[++count] = $0 }
part == 2 { plain[$0] = 1 }
END { for (i = 1; i <= count; i++) if (!(order[i] in plain)) print order[i] }
'

# content_of_file SHA256 PATH: the digest is looked at before and after, because files change.
content_of_file() {
  from=${PINNED:-$2}
  if ! [ -f "$from" ] || ! [ -r "$from" ]; then
    emit refused "$1" "$2" 'it is not there any more, or may not be read'
    return
  fi
  bytes=$(wc -c <"$from" 2>/dev/null | tr -d ' ')
  if [ "${bytes:-0}" -gt "$MAXIMUM_BYTES" ]; then
    emit refused "$1" "$2" "its $bytes bytes are more than the $MAXIMUM_BYTES that are read"
    return
  fi
  before=$(digest_alone "$from")
  named=${before%% *}
  NSS_DIGEST=
  judge_file "$from" "${bytes:-0}"
  if [ "$RELEASE" != released ]; then
    emit refused "$1" "$2" "$REASON"
    return
  fi
  case $KIND in
    nss-certificates) named=$NSS_DIGEST ;;
    pem) named=$(digest_of_redacted "$from") ;;
  esac
  if [ -z "$named" ]; then
    emit refused "$1" "$2" "$WHY_NOT_MASKED"
    return
  fi
  if [ "$named" != "$1" ]; then
    emit refused "$1" "$2" 'its content has changed meanwhile'
    return
  fi
  case $KIND in
    nss-certificates) encoded=$(printf '%s\n' "$NSS_LISTING" | encode) ;;
    pem) encoded=$(redacted_text "$from" | encode) ;;
    *) encoded=$(encode <"$from") ;;
  esac
  if [ "$before" != "$(digest_alone "$from")" ]; then
    emit refused "$1" "$2" 'its content has changed meanwhile'
  elif [ "$KIND" != nss-certificates ] && ! has_length "$bytes" "$encoded"; then
    emit refused "$1" "$2" "$WHY_NOT_MASKED"
  else
    print_content "$1" "$2" "$REDACTED" "$encoded"
  fi
}

# The roots that a node carries within itself, which nothing but this program can tell.
content_of_node() {
  encoded=$(contents_node_roots "${2%#roots}" | encode)
  if [ -n "$encoded" ] && [ "$(contents_node_roots "${2%#roots}" | digest_of_input)" = "$1" ]; then
    print_content "$1" "$2" 0 "$encoded"
  else
    emit refused "$1" "$2" 'the program does not tell the same roots any more'
  fi
}

print_content() {
  emit content "$1" "$2" base64 "$3"
  if [ -n "$4" ]; then printf '%s\n' "$4" | run_awk '{ print "|" $0 }'; fi
}

# Whether so many bytes have this base64: has_length BYTES BASE64
has_length() {
  printf '%s' "$2" | run_awk -v "bytes=$1" '{ count += length($0) } END { exit count != int((bytes + 2) / 3) * 4 }'
}
