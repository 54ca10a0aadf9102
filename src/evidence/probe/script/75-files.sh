# The file half of the first round: everything that the facts named with `look`.

facts_files() {
  prepare_file_tools
  RECORDS=
  places=$(printf '%s\n' "$LOOKED" | run_awk '/^(stat|list|trust|key)\t\//')
  look_at_places
  other_roots=$(looked stat-root)
  if [ -n "$other_roots" ]; then lstat_files "$other_roots"; fi
  facts_contents "$places$NEWLINE$entries"
  printf '%s\n' "$places" | run_awk '/^key\t/' | while IFS= read -r line; do
    place=$(resolved "$line")
    key_record "${line#*"$TAB"}" "/${place#*/}"
  done
}

# Prints all records of $places but those of contents; leaves $entries, lines of what the folders among them hold.
look_at_places() {
  walk "$(printf '%s\n' "$places" | run_awk 'sub(/^[a-z]+\t/, "")')"
  lists=$(lists_of trust)
  entries=$(printf '%s\n' "$lists" | run_awk "$AWK_ESCAPE$AWK_ENTRIES")
  walk "$(printf '%s\n' "$entries" | run_awk 'sub(/^entry\t/, "")')"
  printf '%s\n' "$RECORDS" | run_awk 'NF > 0 && !seen[$0]++'
  printf '%s\n%s\n' "$lists" "$(lists_of list)" | run_awk -v "most=$MAXIMUM_PATHS" "$AWK_EACH_LIST_ONCE"
  printf '%s\n' "$entries" | run_awk '/^closed\t/'
}

# Finds the programs that the work on files needs. Nothing here says what is missing: the records do, one by one.
prepare_file_tools() {
  find_stat_format
  find_listing
  find_digester
  find_decoder
  find_od
}

# The list records of the folders that were looked at under kind $1.
lists_of() {
  resolved "$(printf '%s\n' "$places" | run_awk -v "kind=$1" 'BEGIN { FS = "\t" } $1 == kind')" |
    run_awk "$AWK_LSTAT"'$2 == "directory" { path = behind($0, 4); if (!seen[path]++) print $4, path ";" }' |
    while read -r identity folder; do
      with_file "$identity" "${folder%;}" list_folder "${folder%;}"
    done
}

AWK_EACH_LIST_ONCE='
/^[a-z]/ { shown = !seen[$0]++ && !seen_folder[folder_of($0)]++ }
shown && NF > 0
function folder_of(line,    fields) { split(line, fields, "\t"); return fields[2] }
'
