# What is asked for: tasks, one after the other, and the frame around the answers.

# Where services look for programs.
STANDARD_PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

usage() {
  echo 'usage: sh -s -- rehearse NONCE task=N client=CLIENT name=NAME port=PORT at=ADDRESS... [program=/path] [user=USER] [seconds=N] [env=NAME=VALUE]... [option=WORD]... [task=...]...' >&2
  exit 2
}

# Called by the last line of this script, so that one that was cut short on the way here does nothing at all.
main() {
  set -u
  umask 077
  NONCE=${2-}
  case ${1-} in
    rehearse) ;;
    *) usage ;;
  esac
  case $NONCE in
    '' | *[!A-Za-z0-9]*) usage ;;
  esac
  shift 2
  PATH=$STANDARD_PATH LC_ALL=C
  export PATH LC_ALL
  cd / || exit 1
  find_awk
  find_timeout
  emit begin snowline-rehearsal/1 "$NONCE"
  if [ -n "$AWK" ]; then
    begin_task ''
    for argument in "$@"; do
      take "$argument"
    done
    run_task
  fi
  emit end "$NONCE"
  exit 0
}

begin_task() {
  task=$1 client='' program='' user='' name='' port='' seconds=10 addresses='' variables='' options=''
}

# One word of a task. What is not known, or does not look as it should, is left out: whoever may send this may not choose what is run.
take() {
  value=${1#*=}
  case $1 in
    *[[:cntrl:]]*) ;;
    task=*[!0-9]*) ;;
    task=*)
      run_task
      begin_task "$value"
      ;;
    client=openssl | client=curl | client=python | client=requests | client=boto3 | client=node | client=java) client=$value ;;
    program=/*) program=$value ;;
    user=*[!A-Za-z0-9_.-]* | user=-*) ;;
    user=*) user=$value ;;
    name=*[!A-Za-z0-9._:-]* | name=-*) ;;
    name=*) name=$value ;;
    port=*[!0-9]*) ;;
    port=*) port=$value ;;
    seconds=*[!0-9]*) ;;
    seconds=?*) seconds=$value ;;
    at=*[!A-Za-z0-9._:-]* | at=-*) ;;
    at=*) addresses="$addresses $value" ;;
    env=SSL_CERT_FILE=* | env=SSL_CERT_DIR=* | env=CURL_CA_BUNDLE=* | env=REQUESTS_CA_BUNDLE=* | env=AWS_CA_BUNDLE=* | env=NODE_EXTRA_CA_CERTS=* | \
      env=NODE_TLS_REJECT_UNAUTHORIZED=* | env=NODE_USE_SYSTEM_CA=* | env=JAVA_HOME=/* | env=OPENSSL_CONF=) variables=$variables$value$NEWLINE ;;
    option=*) options=$options$value$NEWLINE ;;
  esac
}

# Lets the options of a client through that choose a trust store, a path only behind one that takes it: option_fits BEFORE WORD.
option_fits() {
  case $client/$1/$2 in
    curl/--cacert//* | curl/--capath//* | openssl/-CAfile//* | openssl/-CApath//*) return 0 ;;
    curl/--cacert/* | curl/--capath/* | openssl/-CAfile/* | openssl/-CApath/*) return 1 ;;
  esac
  case $client/$2 in
    curl/--cacert | curl/--capath | curl/--ca-native | curl/--insecure | openssl/-CAfile | openssl/-CApath) return 0 ;;
    node/--use-openssl-ca | node/--use-system-ca | node/--no-use-system-ca | node/--use-bundled-ca) return 0 ;;
    java/-J-Djavax.net.ssl.trustStore=/* | java/-J-Djavax.net.ssl.trustStoreType=* | java/-J-Djavax.net.ssl.trustStorePassword=changeit) return 0 ;;
    java/-J-Djavax.net.ssl.trustStore=NONE) return 0 ;;
    boto3/given=* | boto3/profile=* | boto3/unverified) return 0 ;;
  esac
  return 1
}

run_task() {
  if [ -z "$task" ] || [ -z "$client" ] || [ -z "$name" ] || [ -z "$port" ]; then return 0; fi
  choose_user
  if ! find_program; then
    emit handshake "$task" '' "$WHO" none "$program"
    printf '|%s\n' "$WHY_NOT"
    return 0
  fi
  for at in $addresses; do
    handshake "$at"
  done
}

# Lines of what a client says, and characters of a line. Our choice: a chain of causes of Java's is 12 lines.
SAID_LINES=40
SAID_WIDTH=400

# One handshake: its record, and what the client said, whose last line is the exit code.
handshake() {
  USED=$program
  said=$(
    {
      "shake_$client" "$1"
      printf '\n%s\n' "$?"
    } </dev/null 2>&1 | run_awk -v "lines=$SAID_LINES" -v "width=$SAID_WIDTH" "$AWK_ESCAPE"'
      NR > 1 && last != "" && shown < lines { print "|" escape(last); shown++ }
      { last = substr($0, 1, width) }
      END { print last }'
  )
  code=${said##*"$NEWLINE"}
  case $code in
    '' | *[!0-9]*) code=none ;;
  esac
  emit handshake "$task" "$1" "$WHO" "$code" "$program"
  case $said in
    *"$NEWLINE"*) printf '%s\n' "${said%"$NEWLINE"*}" ;;
  esac
}
