# What lies under a path, without following links: file, gone, and closed records of many paths at once.
# Lists of paths are lines; none holds a line break (53-folders.sh sees to that).

# Prints the records of the paths in $1.
lstat_files() {
  found=$(in_batches lstat_batch "$1")
  links=$(printf '%s\n' "$found" | run_awk "$AWK_LSTAT"'/^a/ { print behind($0, 8) }')
  targets=
  if [ -n "$links" ]; then targets=$(in_batches readlink_batch "$links"); fi
  records=$(printf '%s\n--\n%s\n--\n%s\n' "$found" "$1" "$targets" | run_awk "$AWK_ESCAPE$AWK_LSTAT$AWK_LSTAT_RECORDS")
  # No ${records%...} here: shells take seconds to cut a text of this size.
  printf '%s\n' "$records" | run_awk '/^file\t/'
  absent=$(printf '%s\n' "$records" | run_awk 'sub(/^absent /, "")')
  if [ -n "$absent" ]; then
    printf '%s\n' "$absent" | while IFS= read -r path; do
      say_why_absent "$path"
    done
  fi
}

# Calls $1 with the lines of $2 as arguments, 400 at a time: a command line is bounded.
in_batches() {
  printf '%s\n' "$2" | {
    command=$1
    set --
    while IFS= read -r path; do
      case $path in
        /*) set -- "$@" "$path" ;;
      esac
      if [ $# -ge 400 ]; then
        "$command" "$@"
        set --
      fi
    done
    if [ $# -gt 0 ]; then "$command" "$@"; fi
  }
}

# One line a path: type and mode, uid, gid, size, mtime, device, inode, ctime, path. What is not there is left out.
lstat_batch() {
  if [ -n "$STAT_FORMAT" ]; then
    stat -c "$STAT_FORMAT" -- "$@" </dev/null 2>/dev/null
    return 0
  fi
  for path in "$@"; do
    lstat_without_stat "$path"
  done
}

# GNU stat knows fractions of a second, busybox does not; %d and %i are numbers in both.
find_stat_format() {
  STAT_FORMAT=
  case $(stat -c '%.9Y' / 2>/dev/null </dev/null) in
    [0-9]*.[0-9]*) STAT_FORMAT='%f %u %g %s %.9Y %d %i %.9Z %n' ;;
    *)
      case $(stat -c '%f %d' / 2>/dev/null </dev/null) in
        4[0-9a-f]*' '[0-9]*) STAT_FORMAT='%f %u %g %s %Y %d %i %Z %n' ;;
      esac
      ;;
  esac
}

# One line a link: its target, a line break in it as the byte 1, or nothing where there is none: what one link says must not pass
# for the target of another. busybox answers for one link at a time, and only with a line break.
readlink_batch() {
  if [ $# -gt 1 ] && answer=$(readlink -z -- "$@" </dev/null 2>/dev/null | tr '\n\000' '\001\n' |
    run_awk -v "count=$#" '{ print } END { exit NR != count }'); then
    printf '%s\n' "$answer"
    return 0
  fi
  for path in "$@"; do
    answer=$(readlink "$path" </dev/null 2>/dev/null && echo .)
    answer=${answer%"$NEWLINE."}
    case $answer in
      *"$NEWLINE"*) answer=$(printf '%s' "$answer" | tr '\n' '\001') ;;
    esac
    printf '%s\n' "$answer"
  done
}

# Tells what is not there from what may not be looked at, by the nearest folder above that is there.
say_why_absent() {
  case $1 in
    /proc/[0-9]*/root/*)
      process=${1#/proc/}
      process=/proc/${process%%/*}
      if ! [ -d "$process" ]; then
        emit closed "$1" 'the process ended meanwhile'
        return
      elif ! [ -d "$process/root/" ]; then
        emit closed "$1" 'permission denied'
        return
      fi
      ;;
    /proc/*)
      if ! [ -e /proc/self ]; then
        emit closed "$1" '/proc is not there'
        return
      fi
      ;;
  esac
  above=$1
  while :; do
    above=${above%/*}
    if [ -z "$above" ] || [ -e "$above" ] || [ -h "$above" ]; then break; fi
  done
  if [ -d "${above:-/}" ] && ! [ -x "${above:-/}" ]; then
    emit closed "$1" 'permission denied'
  elif [ -e "$1" ] || [ -h "$1" ] || [ "${#1}" -ge 4096 ]; then
    emit closed "$1" 'it could not be looked at'
  else
    emit gone "$1"
  fi
}

AWK_LSTAT='
# What stands behind so many fields and the one space after each.
function behind(text, fields,    count) {
  for (count = 0; count < fields; count++) text = substr(text, index(text, " ") + 1)
  return text
}
'
