# Digests of files in the root of another process. What is hashed must be what was looked at, whatever its owner does meanwhile: a
# digest of something else, like a file of ours, would let that be guessed. So a file is opened once for all that is asked of it.

# As facts_contents, for lines KIND<tab>PATH of one root.
contents_inside() {
  files=$(resolved "$1" | run_awk -v identities=1 "$AWK_LSTAT$AWK_FILES_ONCE" | readable_files)
  printf '%s\n' "$files" | run_awk '/^(closed|digest)\t/'
  alone=0
  # A mark at the end keeps the spaces at the end of a name.
  printf '%s\n' "$files" | run_awk '/^(trust|entry) /' | judge_inside | run_awk '{ print $0 ";" }' |
    while read -r verdict how digest size redacted path; do
      path=${path%;}
      if [ "$how$redacted" = pem0 ]; then
        emit digest "$path" "$digest" "$size" pem released - 0
        continue
      fi
      alone=$((alone + 1))
      with_file "$(identity_of "$path")" "$path" digest_inside "$verdict" "$how" - "$size" "$redacted" "$path"
    done
}

digest_inside() {
  digest=$(digest_of_input <"$PINNED")
  digest_record "$1" "$2" "$digest" "$4" "$5" "$6"
}

# Lines KIND SIZE IDENTITY PATH → KIND VERDICT SHA256 SIZE REDACTED PATH (AWK_JOIN). Once one could not be opened no other is tried.
judge_inside() {
  stuck=
  set --
  while IFS= read -r line; do
    set -- "$@" "$line"
    if [ $# = 210 ]; then
      judge_some "$@"
      set --
    fi
  done
  if [ $# != 0 ]; then judge_some "$@"; fi
}

judge_some() {
  if [ -z "$stuck" ]; then
    hold_open '' "$@" && return
    stuck=yes
  fi
  for line in "$@"; do
    printf '%s unread - - 0 /%s\n' "${line%% *}" "${line#*/}"
  done
}

# hold_open HELD LINE...: opens seven, since descriptors of one digit are all that every shell has, and has a shell below it open the
# next. The last finds all of them at those that wait for it, by lines PLACE KIND SIZE IDENTITY PATH.
hold_open() (
  held=$1
  shift
  read -r own rest </proc/self/stat
  watch_over "$own" "$SECONDS_TO_OPEN"
  for number in 3 4 5 6 7 8 9; do
    if [ $# = 0 ]; then break; fi
    file=/${1#*/}
    if eval "command exec $number<\"\$file\""; then place=/proc/$own/fd/$number; else place=-; fi
    held=$held$place' '$1$NEWLINE
    shift
  done
  kill "$watch_pid"
  if [ $# -gt 0 ]; then hold_open "$held" "$@"; else judge_held; fi
) 2>/dev/null

judge_held() {
  places=$(printf '%s' "$held" | run_awk '/^\// { print $1 }')
  {
    printf '%s--\n' "$held"
    in_batches stat_held "$places"
    echo --
    judge_files "$places" "$(printf '%s\n' "$places" | run_awk '{ print "inside 0 " $0 }')"
  } | run_awk "$AWK_LSTAT$AWK_HELD"
}

stat_held() {
  stat -L -c '%d:%i %n' -- "$@" </dev/null
}

# Lines PLACE KIND SIZE IDENTITY PATH, `--`, what lies at each place now, `--`, and the verdicts of AWK_JOIN on those.
AWK_HELD='
BEGIN { part = 1 }
part < 3 && $0 == "--" { part++; next }
part == 1 { line[++count] = $0 }
part == 2 { identity[$2] = $1 }
part == 3 { verdict[$6] = $2 " " $3 " " $4 " " $5 }
END {
  for (i = 1; i <= count; i++) {
    split(line[i], fields, " ")
    print fields[2], (identity[fields[1]] == fields[4] && fields[1] in verdict ? verdict[fields[1]] : "unread - - 0"), behind(line[i], 4)
  }
}
'
