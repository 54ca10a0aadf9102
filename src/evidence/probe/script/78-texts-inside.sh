# What the files in a root say of its users and programs, each read at $PINNED: tell_inside KIND PATH, where $root is that root.

tell_inside() {
  case $1 in
    os) show_os "$2" ;;
    release) show_release "$2" ;;
    # Names of owners: that of root, whom trust files belong to.
    passwd) LOOKED_ACCOUNTS=0 show_accounts "$2" ;;
    aws) emit_aws_config "$2" | run_awk -v "root=$root" '{ sub(/^look\ttrust\t/, "look\tin-trust\t" root) } { sub(/^look\tstat\t/, "look\tin-stat\t" root) } { print }' ;;
    token) emit_token "$2" ;;
    node) show_text "$2" '/^#define NODE_(MAJOR|MINOR|PATCH)_VERSION [0-9]+$/ { shown($0) }' ;;
    conf)
      show_text "$2" "$AWK_OPENSSL_CONFIGURATION"
      printf '%s\n' "$text" | run_awk -v "root=$root" 'sub(/^\|\.include /, "look\tin-conf\t" root)'
      ;;
    site) show_text "$2" "$AWK_SITE" | run_awk -v "root=$root" '{ sub(/^look\tstat\t/, "look\tin-stat\t" root) } { print }' ;;
    venv) tell_venv "$2" ;;
    program) tell_program "$2" ;;
    openssl) tell_openssl "$2" ;;
  esac
}

# A virtual environment takes its library from the home that it names.
tell_venv() {
  show_venv "$1"
  look root-environment "${1%/pyvenv.cfg}"
  case $text in
    *'|home = /'*)
      home=${text#*'|home = '}
      look root-venv-home "$root${home%%"$NEWLINE"*}"
      ;;
  esac
}

# Runtimes are told by their names, as everywhere.
tell_program() {
  prefix=${1%/*}
  prefix=${prefix%/*}
  case $(family_of "${1##*/}") in
    java)
      look in-release "$prefix/release"
      look root-java-home "$prefix"
      ;;
    node) look in-node "$prefix/include/node/node_version.h" ;;
    python)
      # Its version stands in its name, or in that of its library.
      case ${1##*/} in
        *[0-9].[0-9]*) set -- "$1" "$1" ;;
        *)
          look in-list "$prefix/lib"
          set -- "$1" "$prefix"/lib/python[0-9]*.[0-9]*
          ;;
      esac
      shift
      for name in "$@"; do
        emit look root-python "$root" "${name##*/python}" "$prefix"
      done
      for folder in /usr/lib/x86_64-linux-gnu /usr/lib/aarch64-linux-gnu /lib/x86_64-linux-gnu /lib/aarch64-linux-gnu /usr/lib64 /lib64 \
        /usr/lib /lib /usr/local/lib /usr/local/lib64 "${prefix#"$root"}/lib"; do
        look in-openssl "$root$folder/libcrypto.so.3"
        look in-openssl "$root$folder/libcrypto.so.1.1"
      done
      ;;
    *) printf 'kind-of\t%s\t-\t%s\n' "$(escaped "$1")" "$PINNED" | kinds_of_programs | run_awk '!/^interpreter\t/' ;;
  esac
}

# The text of a library tells its version and its folder; of two that differ, none.
tell_openssl() {
  head -c "$MAXIMUM_BYTES" "$PINNED" | tr -cs '\040-\176' '\n' | LIBRARY=$1 run_awk -v "root=$root" "$AWK_ESCAPE$AWK_LIBRARY"
}

AWK_LIBRARY='
match($0, /OpenSSL [0-9]+\.[0-9]+\.[0-9]+[a-z]* +[0-9]+ [A-Z][a-z][a-z] [0-9]+/) {
  split(substr($0, RSTART), word, " ")
  version = version == "" || version == "OpenSSL " word[2] ? "OpenSSL " word[2] : "-"
}
match($0, /OPENSSLDIR: "\/[^"]*"/) {
  found = substr($0, RSTART + 13, RLENGTH - 14)
  home = home == "" || home == found ? found : "-"
}
END {
  print "openssl\t" escape(ENVIRON["LIBRARY"]) "\t" (version == "" ? "-" : version) "\t" (home == "" ? "-" : escape(home))
  if (home ~ /^\//) print "look\troot-tls-home\t" escape(root home)
}
'
