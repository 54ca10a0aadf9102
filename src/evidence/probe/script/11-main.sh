# What is asked for, and the frame around the answers.

# Where services look for programs; the folders of whoever asks come after these.
STANDARD_PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# MODE NONCE [name=value ...]; what is not known is left alone, so that an older probe answers a newer auditor.
parse_arguments() {
  MODE=${1-} NONCE=${2-} PACK='' TRUST_FILES='' ADDRESSES='' WANTED=''
  case $MODE in
    facts | contents) ;;
    *) usage ;;
  esac
  case $NONCE in
    '' | *[!A-Za-z0-9]*) usage ;;
  esac
  shift 2
  for argument in "$@"; do
    value=${argument#*=}
    case $argument in
      *"$NEWLINE"*) ;;
      file=/* | key=/* | stat=/* | token=/*) TRUST_FILES=$TRUST_FILES$argument$NEWLINE ;;
      address=*) ADDRESSES="$ADDRESSES $value" ;;
      get=*) WANTED=$WANTED$value$NEWLINE ;;
      pack=gzip) PACK=gzip ;;
    esac
  done
}

usage() {
  echo 'usage: sh -s -- facts|contents NONCE [file=/path] [key=/path] [stat=/path] [token=/path] [address=IP:PORT] [get=SHA256:/path] [pack=gzip]' >&2
  exit 2
}

# Called by the last line of this script, so that one that was cut short on the way here does nothing at all.
main() {
  set -u
  umask 077
  parse_arguments "$@"
  ASKER_HOME=${HOME-}
  ASKER_PATH=${PATH-}
  # The environment of whoever asks, before the lines below change it; its filter comes later.
  PATH=$STANDARD_PATH$(absolute_folders "$ASKER_PATH")
  LC_ALL=C
  export PATH LC_ALL
  # Nothing but records leaves: messages of programs may quote what they read.
  exec 2>/dev/null
  # What is started here has no business in the folder of whoever asks.
  cd / || exit 1
  find_awk
  find_timeout
  emit begin snowline-probe/1 "$NONCE" "$MODE"
  if [ "$PACK" = gzip ] && [ -n "$AWK" ] && have gzip && have base64; then
    report | pack_lines
  else
    report | pass_lines
  fi
  exit 0
}

# Of a PATH the folders that do not depend on where this runs, each behind a colon.
absolute_folders() (
  set -f
  IFS=:
  for folder in $1; do
    case $folder in
      /*) printf ':%s' "$folder" ;;
    esac
  done
)

# Stage by stage, because what one finds (services and their words) names what the next looks at (accounts, programs, files).
report() {
  if [ -z "$AWK" ]; then
    report_without_awk
    return
  fi
  if [ "$MODE" = contents ]; then
    contents_main
    return
  fi
  facts_self
  LOOKED=''
  recorded=$(
    facts_os
    facts_units
    facts_processes
  )
  take_in
  recorded=$(
    facts_accounts
    facts_programs
  )
  take_in
  recorded=$(
    facts_named_files
    facts_runtimes
  )
  take_in
  recorded=$(
    facts_trust_locations
    facts_openssl_configuration
  )
  take_in
  facts_files
  facts_roots
}

# Prints the records of a stage and adds what they want looked at to $LOOKED: lines KIND<tab>VALUE, each once, the value as it is.
# One with control characters in it is left out.
take_in() {
  printf '%s\n' "$recorded" | run_awk '!/^look\t/ && NF > 0' || exit 141
  LOOKED=$(printf '%s\n\001\n%s\n' "$LOOKED" "$recorded" | run_awk "$AWK_ESCAPE$AWK_LOOKED")
}

# What is known already, a line of byte 1, and the records of a stage.
AWK_LOOKED='
BEGIN { FS = "\t" }
$0 == "\001" { behind = 1; next }
!behind && NF > 0 && !seen[$0]++
behind && $1 == "look" {
  line = $2
  for (at = 3; at <= NF; at++) {
    value = unescape($at)
    if (value ~ /[\001-\037\177]/) next
    line = line "\t" value
  }
  if (!seen[line]++) print line
}'

# The values that were registered under a kind.
looked() {
  printf '%s\n' "$LOOKED" | run_awk -v "kind=$1" 'BEGIN { FS = "\t" } $1 == kind { print substr($0, length(kind) + 2) }'
}

# Almost nothing can be read safely without awk, and it stands on every Linux that is more than a single program.
report_without_awk() {
  if [ "$MODE" = facts ]; then
    facts_self
    for fact in os workloads runtimes trustFiles configManagement.tool; do
      problem "$fact" 'the host has no awk, which the probe needs'
    done
  else
    problem contents 'the host has no awk, which the probe needs'
  fi
}

# Lets all lines through and closes the report with their number, by which a cut shows.
pass_lines() {
  if [ -n "$AWK" ]; then
    run_awk -v "nonce=$NONCE" '{ print } END { printf "end\t%s\t%d\n", nonce, NR + 2 }'
  else
    lines=2
    while IFS= read -r line; do
      printf '%s\n' "$line"
      lines=$((lines + 1))
    done
    emit end "$NONCE" "$lines"
  fi
}
