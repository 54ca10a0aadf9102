# What the installed runtimes say of themselves: those that PATH leads to, and those that run services.

# Programs that are asked; each costs up to a second. Our choice.
MAXIMUM_RUNTIMES=32

facts_runtimes() {
  asked='' asked_count=0 hung=0
  for family in openssl curl python node java go; do
    names=$family
    case $family in
      python) names='python3 python' ;;
      node) names='node nodejs' ;;
    esac
    # shellcheck disable=SC2086
    if locate_by_name "$PATH" $names; then
      real=$(readlink -f -- "$FOUND" 2>/dev/null)
      ask_runtime "$family" "$FOUND" "${real:-$FOUND}" on-path
    fi
  done
  facts_of_jdks
  looked runtime | while IFS=$TAB read -r family file real; do
    ask_runtime "$family" "$file" "$real" service
  done
}

# ask_runtime FAMILY FILE REALPATH WHY. Only the file behind all links is run: a link in a folder of somebody else's decides what a
# program takes for its own folder (Python's pyvenv.cfg), and so what it runs.
ask_runtime() {
  case $1 in
    python) facts_of_venv "$2" "$3" ;;
    java)
      facts_of_jdk "$3"
      if [ "$4" = service ] && [ -n "$JDK_VERSION" ]; then return 0; fi
      ;;
  esac
  case "$asked$NEWLINE" in
    *"$NEWLINE$1 $3$NEWLINE"*) return 0 ;;
  esac
  asked="$asked$NEWLINE$1 $3"
  asked_count=$((asked_count + 1))
  if [ "$asked_count" -gt "$MAXIMUM_RUNTIMES" ]; then
    emit run "runtime:$1" 126 "$3"
    echo "|2more than $MAXIMUM_RUNTIMES programs to ask"
    return 0
  fi
  if [ "$hung" -ge 2 ]; then
    emit run "runtime:$1" 126 "$3"
    echo '|2it was not asked, because others before it did not answer in time'
    return 0
  fi
  if ! safe_to_run "$1" "$3"; then
    emit run "runtime:$1" 126 "$3"
    printf '%s\n' "$WHY_NOT" | emit_text 2
    return 0
  fi
  family=$1 real=$3
  # No more than a path and a language: variables of whoever asks (NODE_OPTIONS, SSL_CERT_FILE) change what runtimes say, and so do
  # files of a home (.curlrc, go/env) that may be another user's. None of them opens a connection.
  set -- env -i "PATH=$STANDARD_PATH" HOME=/nonexistent LANG=C LC_ALL=C GOTOOLCHAIN=local GOENV=off "$real"
  case $family in
    curl) answer=$(said_by 10 "$@" -q --version) ;;
    openssl) answer=$(said_by 10 "$@" version -a) ;;
    python) answer=$(said_by 10 "$@" -I -S -c "$PYTHON_QUESTION") ;;
    node) answer=$(said_by 10 "$@" -e "$NODE_QUESTION") ;;
    # It answers on stderr.
    java) answer=$(said_by 10 sh -c '"$@" 2>&1' sh "$@" -XshowSettings:properties -version) ;;
    go) answer=$(said_by 10 "$@" version) ;;
  esac
  code=${answer##*"$NEWLINE"}
  # Killed for its time; a machine on which more than one program hangs would take longer than anybody waits.
  if [ "$code" = 137 ]; then hung=$((hung + 1)); fi
  emit run "runtime:$family" "$code" "$real"
  if [ "$code" = 0 ]; then
    printf '%s\n' "${answer%"$NEWLINE"*}" | run_awk -v "family=$family" "$AWK_ESCAPE$AWK_ANSWER"
  fi
}

# Of an answer what names versions and folders (java would also tell its user and working folder), and the folders in which the
# defaults of this runtime lie.
AWK_ANSWER='
family == "openssl" ? NR == 1 || /^OPENSSLDIR: / : family == "java" ? /^ *java\.(version|home) = / : NR == 1 {
  print "|1" escape($0)
  kind = family == "java" ? "java-home" : "tls-home"
  home = ""
  if (sub(/^OPENSSLDIR: "/, "") && sub(/"$/, "") || sub(/^ *java\.home = /, "")) home = $0
  else if (family == "python" && split($0, part, "\"") >= 9) {
    home = folder_of(part[6])
    if (home != folder_of(part[8])) home = ""
    if (match(part[2], /^[0-9]+\.[0-9]+/)) print "look\tpython\t" substr(part[2], 1, RLENGTH) "\t" escape(part[10])
  }
  if (home ~ /^\//) print "look\t" kind "\t" escape(home)
}
function folder_of(file) {
  sub(/\/[^\/]*$/, "", file)
  return file
}
'

# -I and -S: neither the folder nor the packages of a site may change the answer.
PYTHON_QUESTION='import json, platform, site, ssl
p = ssl.get_default_verify_paths()
print(json.dumps([platform.python_version(), ssl.OPENSSL_VERSION, p.openssl_cafile, p.openssl_capath, ":".join(site.getsitepackages()), ssl._DEFAULT_CIPHERS[:11]]))'
# The roots that it carries are told by their digest; they are sent where nobody has them yet.
NODE_ROOTS="require('tls').rootCertificates.map((c) => c.trim()).join('\\n') + '\\n'"
NODE_QUESTION="const roots = $NODE_ROOTS;
const digest = require('crypto').createHash('sha256').update(roots).digest('hex');
console.log(JSON.stringify([process.versions.node, (process.config.variables.node_shared_openssl ? 'shared ' : '') + process.versions.openssl, digest]))"
