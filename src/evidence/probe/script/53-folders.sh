# What folders hold, in the order of the file system: some clients take the first certificate that fits.

# Entries recorded of one folder; /etc/ssl/certs has 290. Our choice, the same as of the local collection.
MAXIMUM_ENTRIES=4096

# Prints the list record of folder $1, a real path, or why there is none.
list_folder() {
  if ! [ -r "$1" ] || ! [ -x "$1" ]; then
    emit closed "$1" 'permission denied'
    return
  fi
  {
    printf '%s\n' "$1"
    entries_of "${PINNED:-$1}"
  } | run_awk -v "most=$MAXIMUM_ENTRIES" "$AWK_ESCAPE$AWK_LIST"
}

# Names, one a line; a line break within a name is the byte 1.
entries_of() {
  case $LISTING in
    find) limited 60 find "$1/" -mindepth 1 -maxdepth 1 -print0 </dev/null 2>/dev/null | head -c 4194304 | tr '\n\000' '\001\n' ;;
    ls) limited 60 ls -1 -a -U -- "$1/" 2>/dev/null | head -c 4194304 ;;
    *) glob_entries "$1" ;;
  esac
}

# What can list without sorting: busybox has only find, and either may be missing.
find_listing() {
  LISTING='glob'
  if have tr && have head; then
    if [ -n "$(find / -mindepth 1 -maxdepth 1 -print0 2>/dev/null </dev/null | tr -d '\000')" ]; then
      LISTING='find'
    elif ls -1 -a -U / >/dev/null 2>&1; then
      LISTING='ls'
    fi
  fi
  if [ "$LISTING" = glob ]; then
    problem trustFiles 'folders are listed in alphabetical order, because neither find -print0 nor ls -U is there'
  fi
}

# In a subshell, because the names become arguments of a function.
glob_entries() (
  for path in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    name=${path##*/}
    case $name in
      *"$NEWLINE"*) name=$(printf '%s' "$name" | tr '\n' '\001') ;;
    esac
    if [ -e "$path" ] || [ -h "$path" ]; then printf '%s\n' "$name"; fi
  done
)

# The first line is the folder. find prints paths, ls the folder and the one above it too.
AWK_LIST='
NR == 1 { folder = escape($0); next }
{ sub(/^.*\//, "") }
$0 != "" && $0 != "." && $0 != ".." && ++count <= most {
  gsub(/\001/, "\n")
  entry[count] = escape($0)
}
END {
  if (count > most) print "closed\t" folder "\tit has more than " most " entries"
  else {
    print "list\t" folder "\t" count + 0
    for (i = 1; i <= count; i++) print "|" entry[i]
  }
}
'

# Of list records the paths of all entries that have no line break in their names; those get a closed record.
AWK_ENTRIES='
BEGIN { FS = "\t" }
$1 == "list" { folder = $2 == "/" ? "" : $2 }
/^\|/ {
  path = folder "/" substr($0, 2)
  raw = unescape(path)
  if (raw ~ /\n/) print "closed\t" path "\tits name has a line break, so it was not looked at"
  else print "entry\t" raw
}
'
