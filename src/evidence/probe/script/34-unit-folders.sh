# The folders of units: what starts at boot, and drop-ins.

# Folders that name units for the start of the host, and folders of drop-ins.
list_unit_folders() {
  for folder in $UNIT_FOLDERS; do
    look list "$folder"
    # A target may be another one by a second name, as the default one is, or masked.
    for entry in "$folder"/*.target; do
      if [ -L "$entry" ]; then look stat "$entry"; fi
    done
    for entry in "$folder"/*.wants "$folder"/*.requires; do
      if [ ! -d "$entry" ]; then continue; fi
      look list "$entry"
      puller=${entry##*/}
      add_starter "${puller%.*}"
      for unit in "$entry"/*.service; do
        if [ -e "$unit" ] || [ -L "$unit" ]; then enable_unit "${unit##*/}"; fi
      done
    done
    # On most hosts the last folder is the one before it.
    case $folder in /lib/*) if [ -L /lib ]; then continue; fi ;; esac
    for entry in "$folder"/*.service.d "$folder"/service.d; do
      if [ ! -d "$entry" ]; then continue; fi
      look list "$entry"
      for file in "$entry"/*.conf; do
        if unit_file "$file"; then UNIT_LIST=${UNIT_LIST}drop$TAB$file$NEWLINE; fi
      done
    done
  done
}

# Remembers a device, a mount or the like that starts others as soon as it is there.
add_starter() {
  case $1 in
    *[[:cntrl:]]* | *.target | *.service | *.timer | *.socket | *.path) ;;
    *) UNIT_LIST=${UNIT_LIST}start$TAB$1$TAB$NEWLINE ;;
  esac
}

enable_unit() {
  case $1 in
    # Parts of systemd itself, which start no service of anybody.
    systemd-* | getty@* | serial-getty@* | user@* | user-runtime-dir@* | modprobe@* | initrd-* | dbus.* | dbus-*) return ;;
    *[[:cntrl:]]*) problem workloads 'the name of an enabled unit holds control characters' && return ;;
  esac
  case $ENABLED_UNITS in
    *"$NEWLINE$1$NEWLINE"*) ;;
    *) ENABLED_UNITS=$ENABLED_UNITS$1$NEWLINE ;;
  esac
}
