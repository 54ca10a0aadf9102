# Follows the paths that were asked for: records of each, of every folder above, and of every link on the way, each once.

# More than this is not looked at, so that a host with strange folders stays quick. Our choice; a plain host needs 900.
MAXIMUM_PATHS=20000
# The same for the root of each container, so that none of them takes what the others need.
MAXIMUM_PATHS_INSIDE=6000

# Adds to RECORDS what the paths in $1 need. Each round looks at everything whose place is known by then.
walk() {
  rounds=0
  while [ "$rounds" -lt 45 ]; do
    todo=$(printf '%s\n--\n%s\n' "$RECORDS" "$1" | run_awk -v "most=$MAXIMUM_PATHS" -v "inside=$MAXIMUM_PATHS_INSIDE" \
      "$AWK_ESCAPE$AWK_WALK$AWK_WALK_TODO")
    if [ -z "$todo" ]; then return 0; fi
    RECORDS=$RECORDS$NEWLINE$(lstat_files "$todo")
    rounds=$((rounds + 1))
  done
}

# For lines `KIND<tab>PATH` prints where each leads: kind, type, size, device:inode, real path, with a space after each but the
# last; nothing for what cannot be followed to an end.
resolved() {
  printf '%s\n--\n%s\n' "$RECORDS" "$1" | run_awk "$AWK_ESCAPE$AWK_WALK$AWK_WALK_RESULT"
}

# resolve() walks over records as the kernel walks over files (path_resolution(7)); its answer is the real path, or "" with UNKNOWN
# naming the paths to look at first. Below the root of another process (/proc/PID/root) it starts at that and never leaves it: the
# kernel would follow an absolute link there into our root.
AWK_WALK='
BEGIN { FS = "\t"; part = 1 }
part == 1 && $0 == "--" { part = 2; next }
part == 1 && $1 == "file" {
  path = unescape($2)
  if (!(path in type)) {
    type[path] = $3
    size[path] = $7
    identity[path] = $9 ":" $10
    target[path] = $11 == "-" ? "" : unescape($11)
    known[root_of(path)]++
  }
}
part == 1 && ($1 == "gone" || $1 == "closed") { type[unescape($2)] = $1 }
function root_of(path) { return match(path, /^\/proc\/[0-9]+\/root\//) ? substr(path, 1, RLENGTH - 1) : "" }
function resolve(path,    rest, real, name, next_path, links, root) {
  UNKNOWN = ""
  root = real = root_of(path)
  rest = substr(path, length(root) + 1)
  links = 0
  while (1) {
    sub(/^\/+/, "", rest)
    if (!((root "/") in type)) { UNKNOWN = root "/"; return root == "" ? want_folders("/" rest) : "" }
    if (rest == "") return real == root ? root "/" : real
    name = rest
    sub(/\/.*/, "", name)
    rest = substr(rest, length(name) + 1)
    if (name == ".") continue
    if (name == "..") { if (real != root) sub(/\/[^\/]*$/, "", real); continue }
    next_path = real "/" name
    if (!(next_path in type) && root != "") {
      # Not a step further: what lies behind a link is for us to find.
      if (next_path !~ /\n/) UNKNOWN = next_path
      return ""
    }
    if (!(next_path in type)) return want_folders(next_path rest)
    if (type[next_path] == "link") {
      # 40 links are what Linux follows (fs/namei.c: MAXSYMLINKS).
      if (++links > 40 || target[next_path] == "") return ""
      rest = target[next_path] rest
      if (rest ~ /^\//) real = root
    } else if (type[next_path] == "gone" || type[next_path] == "closed") return ""
    else if (rest ~ /^\/+[^\/]/ && type[next_path] != "directory" && type[next_path] != "-") return ""
    else real = next_path
  }
}
# Everything above the path and itself, as far as its names are plain; the next round knows whether links change it.
function want_folders(path,    parts, count, i, sofar) {
  count = split(path, parts, "/")
  sofar = ""
  for (i = 2; i <= count; i++) {
    if (parts[i] == "" || parts[i] == ".") continue
    if (parts[i] == "..") break
    sofar = sofar "/" parts[i]
    # Below what is not there or no folder nothing else is.
    if (sofar in type && type[sofar] != "directory" && type[sofar] != "-") break
    if (!(sofar in type) && sofar !~ /\n/) UNKNOWN = UNKNOWN (UNKNOWN == "" ? "" : "\n") sofar
  }
  return ""
}
'

AWK_WALK_TODO='
part == 2 && /^\// {
  resolve($0)
  count = split(UNKNOWN, names, "\n")
  for (i = 1; i <= count; i++) {
    root = root_of(names[i])
    if (names[i] in seen || known[root] >= (root == "" ? most : inside)) continue
    seen[names[i]] = 1
    known[root]++
    print names[i]
  }
}
'

# A path may hold tabs, but the fields before it do not.
AWK_WALK_RESULT='
part == 2 {
  kind = $1
  path = substr($0, length(kind) + 2)
  real = resolve(path)
  if (real != "" && real in type) print kind, type[real], size[real], identity[real], real
}
'
