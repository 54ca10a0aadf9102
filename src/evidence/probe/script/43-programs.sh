# What the programs of services are: their files, links and folders, the interpreter of a script, and Go's mark in a binary.

# A script may name an interpreter that is a script again; systems allow it four times.
facts_programs() {
  round=$(looked program)
  depth=0
  while [ -n "$round" ] && [ "$depth" -lt 4 ]; do
    depth=$((depth + 1))
    located=$(printf '%s\n' "$round" | locate_programs)
    printf '%s\n' "$located" | run_awk '!/^kind-of\t/'
    kinds=$(printf '%s\n' "$located" | run_awk 'BEGIN { FS = "\t" } $1 == "kind-of" && !seen[$2]++' | kinds_of_programs)
    printf '%s\n' "$kinds" | run_awk '!/^interpreter\t/'
    round=$(printf '%s\n' "$kinds" | run_awk 'sub(/^interpreter\t/, "") && !seen[$0]++')
  done
}

# Lines PROGRAM<tab>PATH of its environment. systemd looks for a bare name in its own folders, whatever PATH says, env in those of PATH.
locate_programs() {
  while IFS=$TAB read -r program search; do
    case $program in
      /*) locate_program "$program" "$search" ;;
      */* | '') ;;
      *)
        locate_by_name "$PATH" "$program" && locate_program "$FOUND" "$search"
        if [ -n "$search" ] && locate_by_name "$search" "$program"; then locate_program "$FOUND" "$search"; fi
        ;;
    esac
  done
}

# The first program of one of the names in the folders of a PATH: locate_by_name PATH NAME...; what was not there is looked at too.
locate_by_name() {
  set -f
  IFS=:
  # shellcheck disable=SC2086
  folders=$(printf '%s\n' $1)
  IFS=$NEWLINE
  shift
  for folder in $folders; do
    case $folder in
      /*) ;;
      *) continue ;;
    esac
    for name in "$@"; do
      FOUND=${folder%/}/$name
      look stat "$FOUND"
      if [ -x "$FOUND" ]; then
        set +f
        unset IFS
        return 0
      fi
    done
  done
  set +f
  unset IFS
  return 1
}

# Runtimes are told by their name, which need not be that of the file behind the links; of all others the file is read.
locate_program() {
  look stat "$1"
  real=$(readlink -f -- "$1" 2>/dev/null)
  if [ -z "$real" ]; then return 0; fi
  if [ "$real" != "$1" ]; then look stat "$real"; fi
  # What may come with capabilities of its file does not read all of its environment.
  [ -n "$(getcap "$real" 2>&1 || echo -)" ] || emit plain "$real"
  family=$(family_of "${1##*/}" || family_of "${real##*/}")
  if [ -n "$family" ]; then
    emit look runtime "$family" "$1" "$real"
  elif [ -f "$real" ]; then
    emit kind-of "$real" "${2:--}"
  else
    # A pipe or a device is neither a script nor a binary, and never opened.
    emit shebang "$real"
    emit go "$real" -
  fi
}

family_of() {
  case $1 in
    java | curl) echo "$1" ;;
    node | nodejs) echo node ;;
    python | python[0-9] | python[0-9].[0-9] | python[0-9].[0-9][0-9] | python[0-9][0-9] | python[0-9][0-9].[0-9]) echo python ;;
    *) return 1 ;;
  esac
}
