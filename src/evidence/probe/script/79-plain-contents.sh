# Contents of plain PEM files with nothing to mask, which most are: many in one pass, since each program that is started costs time.

# Those lines SHA256:PATH of $1 that name such a file, by its digest as it is now; none in the root of another process.
plain_among() {
  if [ -z "$DIGESTER" ] || [ -z "$ENCODER" ]; then return 0; fi
  paths=$(printf '%s' "$1" | run_awk 'substr($0, 65, 2) == ":/" && !/^[^:]*:\/proc\// { print substr($0, 66) }' | while IFS= read -r path; do
    if [ -f "$path" ] && [ -r "$path" ]; then printf '%s\n' "$path"; fi
  done)
  if [ -z "$paths" ]; then return 0; fi
  sized=$(in_batches count_batch "$paths" | run_awk -v "most=$MAXIMUM_BYTES" "$AWK_LSTAT"'$2 <= most { print "trust", $2, behind($0, 2) }')
  list=$(printf '%s\n' "$sized" | run_awk "$AWK_LSTAT"'NF > 2 { print behind($0, 2) }')
  if [ -z "$list" ]; then return 0; fi
  {
    judge_files "$list" "$sized" | run_awk "$AWK_LSTAT"'$2 == "pem" && $5 == 0 { print $3 ":" behind($0, 5) }'
    printf '%s\n%s' -- "$1"
  } | run_awk 'part && $0 in plain { print } $0 == "--" { part = 1 } !part { plain[$0] = 1 }'
}

# Prints the contents of lines SHA256:PATH, 50 at a time. They are held back until it shows that no file has changed meanwhile: then
# nobody would have looked whether there is a key in it.
contents_of_plain() {
  remaining=$1
  while [ -n "$remaining" ]; do
    group=$(printf '%s\n' "$remaining" | run_awk 'NR <= 50')
    remaining=$(printf '%s\n' "$remaining" | run_awk 'NR > 50')
    encoded=$(printf '%s\n' "$group" | while IFS= read -r wanted; do
      emit content "${wanted%%:*}" "${wanted#*:}" base64 0
      $ENCODER <"${wanted#*:}" 2>/dev/null
    done)
    after=$(digest_files "$(printf '%s\n' "$group" | run_awk '{ print substr($0, 66) }')")
    printf '%s\n--\n%s\n' "$after" "$encoded" | run_awk "$AWK_ESCAPE$AWK_UNCHANGED"
  done
}

AWK_UNCHANGED='
BEGIN { FS = "\t"; part = 1 }
part == 1 && $0 == "--" { part = 2; next }
part == 1 { digest[escape(substr($0, 66))] = substr($0, 1, 64) }
part == 2 && $1 == "content" {
  same = $3 in digest && digest[$3] == $2
  print same ? $0 : "refused\t" $2 "\t" $3 "\tits content has changed meanwhile"
  next
}
part == 2 && same && NF > 0 { print "|" $0 }
'
