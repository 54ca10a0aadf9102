# Which program is started, and as whom.

# The service's user where we may become that, else ourselves: $WHO, $RUN_AS, and $SELF_UID, whose files a program may be.
choose_user() {
  RUN_AS='' SELF_UID=$(id -u) WHO=$(id -un 2>/dev/null)
  WHO=${WHO:-$SELF_UID}
  if [ -z "$user" ] || [ "$SELF_UID" != 0 ]; then return 0; fi
  uid=$(id -u "$user" 2>/dev/null) && gid=$(id -g "$user" 2>/dev/null) || return 0
  if [ "$uid" = 0 ]; then return 0; fi
  if have setpriv && setpriv --reuid "$uid" --regid "$gid" --init-groups true 2>/dev/null; then
    RUN_AS=setpriv
  elif have runuser && runuser -u "$user" -- true 2>/dev/null; then
    RUN_AS=runuser
  elif have su && su -s /bin/sh "$user" -c true </dev/null 2>/dev/null; then
    RUN_AS=su
  else
    return 0
  fi
  SELF_UID=$uid WHO=$user
}

# The program of the task, or the first of its kind where services look; WHY_NOT says why there is none that is started.
find_program() {
  case $client in
    python | requests | boto3) family=python ;;
    *) family=$client ;;
  esac
  if [ -z "$program" ]; then
    case $family in
      python) program=$(command -v python3) ;;
      node) program=$(command -v node || command -v nodejs) ;;
      *) program=$(command -v "$family") ;;
    esac
  fi
  case ${program##*/} in
    openssl* | curl* | python* | node* | java) ;;
    *)
      WHY_NOT="there is no $family here"
      return 1
      ;;
  esac
  if ! [ -x "$program" ] || ! real=$(readlink -f -- "$program" 2>/dev/null); then
    WHY_NOT="$program cannot be started"
    return 1
  fi
  WHY_NOT="$program may be written by others than root and $WHO, so it was not started"
  folder=$(readlink -f -- "${program%/*}/" 2>/dev/null) || return 1
  is_ours "$folder" && is_ours "$real" || return 1
  # What root starts must not load what others wrote either.
  if [ "$SELF_UID" = 0 ]; then
    if ! safe_to_run "$family" "$real"; then
      WHY_NOT="$program or what it loads may be written by others than root, so it was not started as root"
      return 1
    fi
  fi
}

# Starts a program as that user, with the variables of the task and nothing else, for so long: run_client WORD...
run_client() {
  set -f
  IFS=$NEWLINE
  # One variable a line: split there, and nowhere else.
  # shellcheck disable=SC2086
  set -- env -i "PATH=$STANDARD_PATH" $variables "$@"
  unset IFS
  set +f
  case $RUN_AS in
    setpriv) set -- setpriv --reuid "$uid" --regid "$gid" --init-groups "$@" ;;
    runuser) set -- runuser -u "$user" -- "$@" ;;
    su) set -- su -s /bin/sh "$user" -c 'exec "$0" "$@"' "$@" ;;
  esac
  limited $((seconds + 2)) "$@"
}

# The options of the task that are let through, one a line.
allowed_options() {
  before=''
  printf '%s' "$options" | while IFS= read -r option; do
    if option_fits "$before" "$option"; then printf '%s\n' "$option"; fi
    before=$option
  done
}

# ADDRESS:PORT with brackets around IPv6.
joined() {
  case $1 in
    *:*) printf '[%s]:%s' "$1" "$2" ;;
    *) printf '%s:%s' "$1" "$2" ;;
  esac
}

is_address() {
  case $1 in
    *:*) return 0 ;;
    *[!0-9.]*) return 1 ;;
  esac
}
