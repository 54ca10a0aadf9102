# pack=gzip: everything between the begin and the end of a report as one record, for connections that carry little.

# Reads records; prints the packed record and the end record, whose number counts the lines as they were.
pack_lines() {
  plain=$(cat)
  counts=$(printf '%s\n' "$plain" | run_awk '{ bytes += length($0) + 1 } END { print NR + 2, bytes + 0 }')
  emit packed gzip+base64 "${counts#* }"
  printf '%s\n' "$plain" | gzip -c | base64 | run_awk '{ print "|" $0 }'
  emit end "$NONCE" "${counts%% *}"
}
