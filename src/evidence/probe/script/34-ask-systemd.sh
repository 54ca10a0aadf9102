# What a running systemd says of its services.

# Asks a running systemd for all loaded services, for the targets that may start them, and for what it hands to each: two processes, however many units there are.
ask_systemd() {
  shown=$(limited 10 env -i PATH="$STANDARD_PATH" HOME=/nonexistent LANG=C LC_ALL=C \
    systemctl show --no-pager --all "--property=$UNIT_PROPERTIES" '*.service' '*.target' 2>/dev/null </dev/null)
  code=$?
  emit run systemctl-show "$code" -
  if [ "$code" -eq 0 ]; then
    printf '%s\n' "$shown" | run_awk "$AWK_ESCAPE"'/^[A-Za-z]*=/ || /^$/ { print "|1" escape($0) }'
  else
    emit "|2systemctl ended with exit code $code"
  fi
  units=$(printf '%s\n' "$shown" | run_awk "$AWK_ESCAPE$AWK_UNIT_SYNTAX$AWK_LOADED_UNITS")
  while IFS=$TAB read -r kind unit value; do
    case $kind in
      # The shell reads two tabs as one, so an empty path is written as a dash.
      unit)
        if ! add_unit "$unit" "$value"; then
          look stat "$value"
          UNIT_LIST=${UNIT_LIST}part$TAB$unit$TAB$NEWLINE
        fi
        ;;
      drop) if unit_file "$value"; then UNIT_LIST=${UNIT_LIST}part$TAB$unit$TAB$value$NEWLINE; fi ;;
      start) add_starter "$value" ;;
      pid) UNIT_PIDS="$UNIT_PIDS $value" ;;
    esac
  done <<END
$units
END
  managed=$(limited 10 env -i PATH="$STANDARD_PATH" HOME=/nonexistent LANG=C LC_ALL=C \
    systemctl show-environment --no-pager 2>/dev/null </dev/null)
  code=$?
  managed=$(
    printf 'managed\t%s\n' "$code"
    if [ "$code" -eq 0 ]; then printf '%s\n' "$managed" | run_awk '{ print "manager\t" $0 }'; fi
  )$NEWLINE
}

# Of the loaded units those that are services, run, failed, or start at boot: all others are merely mentioned by some unit.
AWK_LOADED_UNITS='
BEGIN { RS = ""; FS = "\n" }
{
  split("", unit)
  for (at = 1; at <= NF; at++) unit[substr($at, 1, index($at, "=") - 1)] = substr($at, index($at, "=") + 1)
  running = unit["ActiveState"] ~ /^(active|activating|reloading)$/ || unit["MainPID"] > 0
  if (unit["LoadState"] == "loaded" ? unit["ActiveState"] == "inactive" && unit["UnitFileState"] !~ /^enabled/ : !running) next
  if (unit["Id"] !~ /\.service$/ || unit["Id"] ~ /^(systemd-|getty@|serial-getty@|user@|user-runtime-dir@|modprobe@|initrd-|dbus[.-])/) next
  print "unit\t" unit["Id"] "\t" (unit["FragmentPath"] == "" ? "-" : unit["FragmentPath"])
  if (unit["MainPID"] > 0) print "pid\t" unit["Id"] "\t" unit["MainPID"]
  count = unit_split(unit["DropInPaths"] "", paths)
  for (at = 1; at <= count; at++) print "drop\t" unit["Id"] "\t" paths[at]
  count = unit_split(unit["WantedBy"] " " unit["RequiredBy"] " " unit["UpheldBy"] " " unit["BoundBy"], paths)
  for (at = 1; at <= count; at++) print "start\t" unit["Id"] "\t" paths[at]
}'
