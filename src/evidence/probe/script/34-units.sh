# What systemd runs or would start at boot: its own answers, and the files of all services that count.

# systemd.unit(5), "System Unit Search Path"; systemd-system.conf(5) for the configuration of systemd itself.
UNIT_FOLDERS='/etc/systemd/system /run/systemd/system /usr/local/lib/systemd/system /usr/lib/systemd/system /lib/systemd/system'
GENERATED_FOLDERS='/run/systemd/generator.early /run/systemd/generator /run/systemd/generator.late'
SYSTEMD_FOLDERS='/etc/systemd /run/systemd /usr/local/lib/systemd /usr/lib/systemd /lib/systemd'
UNIT_PROPERTIES=Id,LoadState,UnitFileState,ActiveState,FragmentPath,DropInPaths,MainPID,NeedDaemonReload,WantedBy,RequiredBy,UpheldBy,TriggeredBy,BoundBy,BusName

facts_units() {
  UNIT_PIDS='' UNIT_LIST='' ENABLED_UNITS=$NEWLINE
  look stat /run/systemd/system
  list_unit_folders
  managed=''
  if [ -d /run/systemd/system ]; then
    ask_systemd
  fi
  list_systemd_settings
  find_enabled_units
  UNIT_LIST=$(big_unit_files)$NEWLINE$UNIT_LIST
  {
    printf '%s' "$UNIT_LIST"
    if [ -n "$UNIT_LIST" ]; then find_environment_files; fi
    printf '%s' "$managed"
  } | run_awk -v "folders=$UNIT_FOLDERS $GENERATED_FOLDERS" "$AWK_ESCAPE$AWK_WORDS$AWK_UNIT_SYNTAX$AWK_UNIT_LINES$AWK_UNIT_READ$AWK_ENVIRONMENT_FILE$AWK_UNIT_INPUT$AWK_UNIT_REPORT$AWK_UNIT_LEADS"'
    $1 == "record" { print substr($0, 8) }'
}

# Whether a file is one that can be read here; what else lies there its lstat tells. A pipe must not be opened, it would hang.
unit_file() {
  case $1 in
    *[[:cntrl:]]*) return 1 ;;
    /*) ;;
    *) return 1 ;;
  esac
  if [ ! -e "$1" ] && [ ! -L "$1" ]; then
    case $1 in
      *'*.conf') return 1 ;;
    esac
  fi
  look stat "$1"
  if [ ! -f "$1" ]; then return 1; fi
  if [ ! -r "$1" ]; then
    emit closed "$1" 'permission denied'
    return 1
  fi
}

# Lines big<tab>FILE for what awk should not try to read.
big_unit_files() {
  IFS=$NEWLINE
  set -f
  # shellcheck disable=SC2046
  set -- $(printf '%s' "$UNIT_LIST" | run_awk 'BEGIN { FS = "\t" } $NF != "" { print $NF }')
  set +f
  unset IFS
  if [ "$#" -gt 0 ]; then
    find -L "$@" -prune -size +2048 2>/dev/null | while IFS= read -r file; do printf 'big\t%s\n' "$file"; done
  fi
}

find_enabled_units() {
  while IFS= read -r unit; do
    if [ -z "$unit" ]; then continue; fi
    template=$unit
    case $unit in
      *@*) template=${unit%%@*}@.service ;;
    esac
    for folder in $UNIT_FOLDERS; do
      if add_unit "$unit" "$folder/$unit"; then continue 2; fi
    done
    for folder in $UNIT_FOLDERS; do
      if add_unit "$unit" "$folder/$template"; then continue 2; fi
    done
  done <<END
$ENABLED_UNITS
END
}

# Takes a unit with this file, if something is there; a link to /dev/null masks it.
add_unit() {
  if [ ! -e "$2" ] && [ ! -L "$2" ]; then return 1; fi
  if unit_file "$2"; then
    UNIT_LIST=${UNIT_LIST}part$TAB$1$TAB$2$NEWLINE
  else
    UNIT_LIST=${UNIT_LIST}part$TAB$1$TAB$NEWLINE
  fi
}

# What systemd would hand to services after the next start of the host, as its files say.
list_systemd_settings() {
  for folder in $SYSTEMD_FOLDERS; do
    look list "$folder/system.conf.d"
    for file in "$folder"/system.conf "$folder"/system.conf.d/*.conf; do
      if unit_file "$file"; then UNIT_LIST=${UNIT_LIST}drop$TAB$file$NEWLINE; fi
    done
  done
}
