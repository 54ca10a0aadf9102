# Bounds in time and size for what is asked of others, without temporary files.

# Lines of output that are read of one program, and bytes of one text file that is shown. Our choice: a unit file of 1 MiB is none.
MAXIMUM_LINES=20000
MAXIMUM_TEXT=1048576

# Runs a command with a limit: limited SECONDS COMMAND... It is killed, since what hangs may not answer a polite request.
limited() {
  seconds=$1
  shift
  if [ "$TIMEOUT" = timeout ]; then
    timeout -s KILL "$seconds" "$@"
    return
  fi
  "$@" &
  limited_pid=$!
  watch_over "$limited_pid" "$seconds"
  wait "$limited_pid"
  limited_code=$?
  kill "$watch_pid" 2>/dev/null
  return "$limited_code"
}

# Kills a process after its time: watch_over PID SECONDS; a kill of $watch_pid ends the watch, which has closed its output, else
# whoever reads ours would wait for it.
watch_over() {
  (
    sleep "$2" &
    trap 'kill "$!" 2>/dev/null' TERM
    wait "$!" && kill -9 "$1"
  ) >/dev/null 2>&1 &
  watch_pid=$!
}

# Old versions of busybox's timeout know other options.
find_timeout() {
  TIMEOUT=none
  if have timeout && timeout -s KILL 9 true 2>/dev/null; then TIMEOUT=timeout; fi
}

# Prints the first lines of what a command says (bounded) and, as the last line, its exit code: said_by SECONDS COMMAND...
said_by() {
  {
    limited "$@" </dev/null 2>/dev/null
    printf '\n%s\n' "$?"
  } | run_awk -v "most=$MAXIMUM_LINES" 'NR > 1 && NR <= most { print last } { last = substr($0, 1, 65536) } END { print last }'
}

# Shows a text file through an awk program that prints with `shown(line)` what may leave the host of each line:
# show_text PATH PROGRAM. What lies there otherwise (nothing, a folder, a pipe) its lstat tells.
show_text() {
  look stat "$1"
  text=''
  [ -f "$1" ] || return 0
  why='it is not an ordinary file'
  # Reading some files of the kernel never ends; they seem empty.
  if { [ -s "$1" ] || ! [ -r "$1" ] || limited 2 cat "${PINNED:-$1}" >/dev/null; } && why='permission denied' &&
    text=$(run_awk -v "most=$MAXIMUM_TEXT" "$AWK_ESCAPE$AWK_SHOWN$2" <"${PINNED:-$1}") 2>/dev/null; then
    case $text in
      '!'* | *"$NEWLINE!"*) emit closed "$1" "it is larger than the $MAXIMUM_TEXT bytes that are read" ;;
      *) emit text "$1" - && printf '%s' "${text:+$text$NEWLINE}" ;;
    esac
  else
    emit closed "$1" "$why"
  fi
}

AWK_SHOWN='
function shown(text) { print "|" escape(text) }
(size += length($0) + 1) > most { print "!"; exit }
'
