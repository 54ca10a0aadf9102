# Opening what lies in the root of another process. A container may be hostile: whatever was a plain file a moment ago may be a pipe
# now, or a link, which the kernel follows into our own root.

# Seconds that opening a file may take.
SECONDS_TO_OPEN=5

# Runs a command on a file or folder of this identity (device:inode): with_file IDENTITY PATH COMMAND...; inside another root it
# finds it at $PINNED.
with_file() {
  case $2 in
    /proc/[0-9]*/root/*) open_pinned "$@" || emit closed "$2" 'it could not be read' ;;
    *)
      shift 2
      "$@"
      ;;
  esac
}

# Opens it once, and no longer than that takes; the descriptor stays with what was opened, whatever happens to the path.
open_pinned() (
  # What was not found to be a file or folder in there is not opened at all.
  case $1 in
    [0-9]*:[0-9]*) ;;
    *) exit 1 ;;
  esac
  # The number of this very shell, which no variable tells.
  read -r own rest </proc/self/stat
  watch_over "$own" "$SECONDS_TO_OPEN"
  exec 7<"$2" || exit 1
  kill "$watch_pid" 2>/dev/null
  PINNED=/proc/self/fd/7
  if [ "$(stat -L -c '%d:%i' "$PINNED" </dev/null 2>/dev/null)" != "$1" ]; then exit 1; fi
  shift 2
  "$@"
  exit 0
)

# The identity of a plain file that is already known by its real path; nothing for what is none.
identity_of() {
  place=$(resolved "file$TAB$1")
  case $place in
    'file file '*" $1")
      place=${place#file file * }
      printf '%s' "${place%% *}"
      ;;
  esac
}
