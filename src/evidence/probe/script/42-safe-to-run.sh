# A program is asked for its version only when nobody but root, or whoever asks, can have written it or what it loads.

# Files of a standard library that are looked at; CPython 3.11 has 3,000. Our choice.
MAXIMUM_LIBRARY_FILES=20000

# safe_to_run FAMILY REALPATH: else WHY_NOT says why. The path must be free of links.
safe_to_run() {
  WHY_NOT="$2 or what it loads may be written by others than root, so it was not run to ask its version"
  case $2 in
    *[[:cntrl:]]* | [!/]*) return 1 ;;
  esac
  if ! have ls || ! have find; then
    WHY_NOT="$2 was not run to ask its version: ls and find are needed to tell who may write it"
    return 1
  fi
  is_ours "$2" && has_own_libraries "$1" "$2"
}

# The file and every folder above it. A sticky folder (/tmp) is refused too: whoever owns the folder below it can rename what lies there.
is_ours() {
  path=$1
  set -- /
  while [ "$path" != / ] && [ -n "$path" ]; do
    set -- "$@" "$path"
    path=${path%/*}
  done
  # One line each, none of which is a link.
  ls -ldn -- "$@" 2>/dev/null | run_awk -v "asker=${SELF_UID:-0}" -v "count=$#" '
    $1 !~ /^[-d]....-..-/ || ($3 != 0 && $3 != asker) { foreign = 1 }
    END { exit foreign || NR != count }'
}

# /opt/python/bin/python3 runs /opt/python/lib/python3.11/os.py before any script: it finds it by its place beside the program, as a
# linker finds libraries ($ORIGIN/../lib). Below /usr lie the distribution's packages.
has_own_libraries() {
  folder=${2%/*}
  prefix=${folder%/*}
  if [ "$prefix" = '' ] || [ "$prefix" = /usr ]; then return 0; fi
  if [ -e "$folder/pyvenv.cfg" ] || [ -e "$prefix/pyvenv.cfg" ]; then return 1; fi
  for library in "$prefix/lib" "$prefix/lib64" "$prefix/jre/lib"; do
    if ! [ -e "$library" ] && ! [ -L "$library" ]; then continue; fi
    real=$(readlink -f -- "$library" 2>/dev/null) || return 1
    is_ours "$real" || return 1
    if [ "$1" = java ]; then
      set -- "$1" "$2" "$real"
    else
      set -- "$1" "$2"
      for entry in "$real"/*.so "$real"/*.so.* "$real"/python[0-9]*; do
        if [ -e "$entry" ] || [ -L "$entry" ]; then set -- "$@" "$entry"; fi
      done
      if [ $# -eq 2 ]; then continue; fi
    fi
    family=$1 program=$2
    shift 2
    is_tree_ours "$real" "$@" || return 1
    set -- "$family" "$program"
  done
  return 0
}

# is_tree_ours LIBRARY PATH...: nothing below can be written by others, and links lead to what is ours as well.
# -S keeps Python from loading the packages of a site, so those do not count.
is_tree_ours() {
  library_root=$1
  shift
  found=$(
    find "$@" \( -name site-packages -o -name dist-packages \) -prune -o -print 2>/dev/null |
      run_awk -v "most=$MAXIMUM_LIBRARY_FILES" 'END { if (NR > most) print "too many" }'
    # `-user` takes a number too.
    find "$@" \( -name site-packages -o -name dist-packages \) -prune -o ! -type l \
      \( -perm -020 -o -perm -002 -o ! -user 0 ! -user "${SELF_UID:-0}" \) -print 2>&1 | run_awk 'NR == 1'
  )
  if [ -n "$found" ]; then return 1; fi
  find "$@" \( -name site-packages -o -name dist-packages \) -prune -o -type l -print 2>/dev/null | while IFS= read -r link; do
    target=$(readlink -f -- "$link" 2>/dev/null) || continue
    case $target in
      "$library_root"/*) continue ;;
    esac
    if ! [ -e "$target" ]; then continue; fi
    # A whole folder elsewhere would need the same look again.
    if [ -d "$target" ] || ! is_ours "$target"; then exit 1; fi
  done
}
