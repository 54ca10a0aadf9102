# The environment files of units, patterns among them.

# The environment files that units name, as lines env<tab>PATTERN<tab>FILE; their records as lines record<tab>RECORD.
find_environment_files() {
  printf '%s' "$UNIT_LIST" | run_awk "$AWK_ESCAPE$AWK_WORDS$AWK_UNIT_SYNTAX$AWK_UNIT_LINES$AWK_UNIT_READ$AWK_UNIT_INPUT$AWK_UNIT_PATTERNS" |
    while IFS= read -r pattern; do
      case $pattern in
        # Two folders with wildcards may lead anywhere: nobody waits for that.
        *[\*\?\[]*/*[\*\?\[]*/*) ;;
        *[\*\?\[]*) match_environment_files "$pattern" ;;
        *) name_environment_file "$pattern" "$pattern" ;;
      esac
    done
}

match_environment_files() {
  pattern=$1
  IFS=
  # Only the wildcards of the pattern work here.
  # shellcheck disable=SC2086
  set -- $pattern
  unset IFS
  if [ ! -e "$1" ] && [ ! -L "$1" ]; then set --; fi
  {
    emit list "$pattern" "$#"
    for file in "$@"; do printf '%s\n' "$file"; done | emit_text
  } | run_awk '{ print "record\t" $0 }'
  for file in "$@"; do name_environment_file "$pattern" "$file"; done
}

name_environment_file() {
  if is_too_large "$2"; then printf 'big\t%s\n' "$2"; fi
  if found=$(unit_file "$2"); then printf 'env\t%s\t%s\n' "$1" "$2"; fi
  printf '%s\n' "$found" | while IFS= read -r record; do printf 'record\t%s\n' "$record"; done
}
