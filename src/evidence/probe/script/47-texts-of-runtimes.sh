# What a JDK and a Python of a virtual environment say of themselves in a file, so that they need not be run.

# The file `release` of the JDK whose java has this real path; leaves $JDK_VERSION empty where it has to be asked.
facts_of_jdk() {
  JDK_VERSION=''
  case $1 in
    /*/bin/java) jdk=${1%/bin/java} ;;
    *) return 0 ;;
  esac
  case "${JDKS_SEEN-}" in
    *"$NEWLINE$jdk=1.$NEWLINE"*) return 0 ;;
    *"$NEWLINE$jdk=$NEWLINE"*)
      JDK_VERSION=known
      return 0
      ;;
  esac
  show_release "$jdk/release"
  case $text in
    '|JAVA_VERSION="'[2-9]* | '|JAVA_VERSION="1'[0-9]*)
      JDK_VERSION=known
      look java-home "$jdk"
      look stat "$jdk/lib/modules"
      look stat "$jdk/conf/security/java.security"
      JDKS_SEEN="${JDKS_SEEN-$NEWLINE}$jdk=$NEWLINE"
      ;;
    # java.home of JDK 8 is a folder inside it, which only its java tells.
    *) JDKS_SEEN="${JDKS_SEEN-$NEWLINE}$jdk=1.$NEWLINE" ;;
  esac
}

show_release() {
  show_text "$1" '/^JAVA_VERSION="[0-9][A-Za-z0-9_.+-]*"$/ { shown($0) }'
}

facts_of_jdks() {
  look list /usr/lib/jvm
  for java in /usr/lib/jvm/*/bin/java; do
    look stat "$java"
    real=$(readlink -f -- "$java" 2>/dev/null)
    if [ -n "$real" ]; then facts_of_jdk "$real"; fi
  done
}

# PEP 405: pyvenv.cfg, beside the program or above it, names the home whose library Python takes: facts_of_venv FILE REALPATH.
facts_of_venv() {
  folder=${1%/*}
  for file in "$folder/pyvenv.cfg" "${folder%/*}/pyvenv.cfg"; do
    show_venv "$file"
    if [ -f "$file" ]; then look venv "${file%/pyvenv.cfg}"; fi
    case $text in
      *'|home = '*) venv_home=${text#*'|home = '} ;;
      *) continue ;;
    esac
    venv_home=${venv_home%%"$NEWLINE"*}
    for name in "${2##*/}" "${1##*/}" python3 python; do
      look stat "$venv_home/$name"
    done
  done
}

show_venv() {
  show_text "$1" '!told && match(tolower($0), /^[ \t]*home[ \t]*=/) {
    told = 1
    value = substr($0, RLENGTH + 1)
    gsub(/^[ \t]+|[ \t\r]+$/, "", value)
    shown("home = " (value ~ /^\/[^ \t%$`"\047\001-\037\177]*$/ ? value : "?"))
  }
  match(tolower($0), /^[ \t]*include-system-site-packages[ \t]*=/) {
    value = tolower(substr($0, RLENGTH + 1))
    gsub(/^[ \t]+|[ \t\r]+$/, "", value)
    shown("include-system-site-packages = " (value ~ /^(true|false)$/ ? value : "?"))
  }'
}
