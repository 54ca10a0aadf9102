# One function a client: shake_CLIENT ADDRESS. Those that are programs for an interpreter end with 0 (accepted), 10 (rejected), 11 (no connection),
# 12 (the store ended the handshake) or 13 (what they need is not here).

shake_openssl() {
  if is_address "$name"; then
    set -- "$1" -verify_ip "$name"
  else
    set -- "$1" -servername "$name" -verify_hostname "$name"
  fi
  address=$(joined "$1" "$port")
  shift
  with_options "$program" s_client -connect "$address" "$@" -verify_return_error -brief
}

# A handshake alone curl cannot do; HEAD is the least that it sends.
shake_curl() {
  set -f
  if [ "$1" != "$name" ]; then set -- --connect-to "$(joined "$name" "$port"):$(joined "$1" "$port")"; else set --; fi
  set +f
  with_options "$program" -q -sS -I -o /dev/null --max-time "$seconds" -w '\nappconnect %{time_appconnect}\n' "$@" "https://$(joined "$name" "$port")/snowline-rehearsal"
}

shake_node() {
  with_options "$program" '' -e "$NODE_PROGRAM" "$name" "$port" "$1" "$seconds"
}

shake_python() {
  run_client "$program" -c "$PYTHON_PROGRAM" python "$name" "$port" "$1" "$seconds"
}

shake_requests() {
  run_client "$program" -c "$PYTHON_PROGRAM" requests "$name" "$port" "$1" "$seconds"
}

shake_boto3() {
  options_last "$program" -c "$PYTHON_PROGRAM" boto3 "$name" "$port" "$1" "$seconds"
}

# Every Java has keytool. It reads the list of revoked certificates that an address names: so it verifies the store as all programs of that Java do that
# do not verify by themselves (HttpsURLConnection), sends one GET, and finds no list there. It connects to where its own resolver leads.
shake_java() {
  keytool=${program%/*}/keytool
  if ! [ -x "$keytool" ]; then
    echo "$keytool is not there"
    return 13
  fi
  milliseconds=$((seconds * 1000))
  options_last "$keytool" -J-Duser.language=en "-J-Dsun.net.client.defaultConnectTimeout=$milliseconds" \
    "-J-Dsun.net.client.defaultReadTimeout=$milliseconds" -printcrl -file "https://$(joined "$name" "$port")/snowline-rehearsal"
}

# with_options PROGRAM WORD...: the options of the task stand where the word '' does, else at the end but for an address of curl's, which may stand anywhere.
with_options() {
  placed=no
  for word in "$@"; do
    if [ -z "$word" ] && [ "$placed" = no ]; then placed=yes; fi
  done
  if [ "$placed" = no ]; then
    options_last "$@"
    return
  fi
  count=$#
  placed=no
  while [ "$count" -gt 0 ]; do
    count=$((count - 1))
    word=$1
    shift
    if [ -z "$word" ] && [ "$placed" = no ]; then
      placed=yes
      set -f
      IFS=$NEWLINE
      # shellcheck disable=SC2046
      set -- "$@" $(allowed_options)
      unset IFS
      set +f
    else
      set -- "$@" "$word"
    fi
  done
  run_client "$@"
}

options_last() {
  set -f
  IFS=$NEWLINE
  # shellcheck disable=SC2046
  set -- "$@" $(allowed_options)
  unset IFS
  set +f
  run_client "$@"
}
