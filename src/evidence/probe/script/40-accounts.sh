# The accounts that services run as: name, numbers, and home; no password field, no comment, no other account.

facts_accounts() {
  wanted=$(
    printf '0\n%s\n' "${SELF_UID:-0}"
    looked user
    looked group
    looked user-of | owners_of_folders
  )
  LOOKED_ACCOUNTS=$wanted
  export LOOKED_ACCOUNTS
  show_accounts /etc/passwd
  accounts=$text
  # Of a group its members count, of those only the ones that are services.
  LOOKED_ACCOUNTS=$(printf '%s\n%s\n' "$wanted" "$accounts" | run_awk -F: '{ sub(/^[|]/, "") } { print $1 }')
  show_text /etc/group "$AWK_ACCOUNTS"'{
    count = split($4, member, ",")
    members = ""
    for (at = 1; at <= count; at++) if (is_wanted(member[at])) members = members (members == "" ? "" : ",") member[at]
    if (members != "" || is_wanted($1) || is_wanted($3)) shown($1 ":x:" $3 ":" members)
  }'
  # Users of LDAP and the like are named by no file.
  looked user | while IFS= read -r name; do
    case "$NEWLINE$accounts$NEWLINE" in
      *"$NEWLINE|$name:"* | *":x:$name:"*) ;;
      *) ask_directory "$name" ;;
    esac
    home=$(printf '%s\n' "$accounts" | run_awk -F: -v "name=$name" '{ sub(/^[|]/, "") } $1 == name || $3 == name { print $6; exit }')
    homes_of_clients "$home"
  done
  looked home | while IFS= read -r home; do
    homes_of_clients "$home"
  done
  homes_of_clients /root
  homes_of_clients "$ASKER_HOME"
}

# Of a passwd(5) those whose names or numbers are lines of LOOKED_ACCOUNTS.
show_accounts() {
  show_text "$1" "$AWK_ACCOUNTS"'{ if (is_wanted($1) || is_wanted($3)) shown($1 ":x:" $3 ":" $4 "::" $6 ":") }'
}

AWK_ACCOUNTS='
BEGIN {
  FS = ":"
  count = split(ENVIRON["LOOKED_ACCOUNTS"], names, "\n")
  for (at = 1; at <= count; at++) is_looked[names[at]] = 1
}
function is_wanted(name) { return name != "" && name in is_looked }
'

# Owner of each folder on stdin.
owners_of_folders() {
  set --
  while IFS= read -r folder; do
    set -- "$@" "$folder"
  done
  if [ $# -gt 0 ]; then ls -ldn -- "$@" 2>/dev/null | run_awk '$3 ~ /^[0-9]+$/ { print $3 }'; fi
}

ask_directory() {
  case $1 in
    -* | *[!A-Za-z0-9_.@+-]*) return 0 ;;
  esac
  if ! have getent; then
    emit run account 127 "$1"
    return 0
  fi
  answer=$(said_by 5 getent passwd "$1")
  code=${answer##*"$NEWLINE"}
  emit run account "$code" "$1"
  if [ "$code" = 0 ]; then
    printf '%s\n' "$answer" | run_awk "$AWK_ESCAPE"'BEGIN { FS = ":" } NR == 1 && NF >= 6 { print "|1" escape($1 ":x:" $3 ":" $4 "::" $6 ":") }'
  fi
}

# Files of a home that change what clients do.
homes_of_clients() {
  case $1 in
    /*)
      emit look curlrc "$1"
      emit look aws "$1/.aws/config"
      emit look aws "$1/.aws/credentials"
      ;;
  esac
}
