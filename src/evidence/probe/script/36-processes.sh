# Which processes are worth a record: those that systemd started for a service, that listen, that are in a container, or that hold
# a connection to a credential store. All others are not named at all.

# A host that starts more services than this has its first ones reported, and the rest counted. Our choice.
MAXIMUM_PROCESSES=400

facts_processes() {
  facts_environment
  if ! [ -d /proc/1 ]; then
    why='the processes of other users are hidden (hidepid)'
    if ! [ -d "/proc/$$" ]; then why='/proc: not found'; fi
    problem workloads "processes could not be listed: $why"
    if ! [ -d "/proc/$$" ]; then return 0; fi
  fi
  if ! have ls || ! have tr; then
    problem workloads 'processes could not be looked at: ls and tr are needed for it'
    return 0
  fi
  candidates=$(
    list_processes | CANDIDATE_UNITS=" ${UNIT_PIDS-} " WANTED_ADDRESSES=$ADDRESSES run_awk -v "self=$$" -v "parent=$PPID" \
      -v "big_endian=$(is_big_endian && echo 1)" -v "most=$MAXIMUM_PROCESSES" "$AWK_SOCKETS$AWK_PROCESS_FILES$AWK_CANDIDATES"
  )
  printf '%s\n' "$candidates" | run_awk '$1 != "candidate" && NF > 0'
  printf '%s\n' "$candidates" | describe_processes | run_awk "$AWK_ESCAPE$AWK_WORDS$AWK_DESCRIBE"
}

# Lines #PID, then what ls says of the namespaces, programs and open files of all processes. The numbers behind links are the kernel's own.
list_processes() (
  cd /proc || exit
  printf '#%s\n' [0-9]*
  # With `self` there are always two folders, so that ls prints the name of each.
  # Of a program whose name has a line break the second line would pass for what is said of another; busybox prints none.
  if ls -q / >/dev/null 2>&1; then set -- -q; fi
  ls -ln "$@" [0-9]*/ns/net [0-9]*/ns/mnt [0-9]*/exe [0-9]*/fd self/fd 2>/dev/null
)

# The kernel prints addresses of sockets in words of the machine's own order.
is_big_endian() {
  case $(uname -m) in
    s390* | ppc | ppc64 | mips | mips64 | sparc*) return 0 ;;
  esac
  return 1
}

# Chooses: prints records `hidden` and `connection`, problems, and lines `candidate` of ten fields apart by tabs.
AWK_CANDIDATES='
BEGIN { INIT_PROGRAMS = "/(systemd|init|tini|dumb-init|catatonit|docker-init|s6-svscan|runsvdir|(ba|da|z|k|a)?sh|busybox|sleep|tail|pause|unshare)( [(]deleted[)])?$" }
/^#[0-9]+$/ { pids[++count] = substr($0, 2); next }
# These come before all folders; a file that somebody opened may have a name like them.
pid == "" && / [0-9]+\/(exe|ns\/(net|mnt)) -> / {
  link = $0
  sub(/ -> .*/, "", link)
  sub(/.* /, "", link)
  # Each is told once: of two one is the second line of a name.
  if (link in target) forged[link + 0] = 1
  target[link] = link ~ /e$/ ? $0 : $NF
  next
}
/^([0-9]+|self)\/fd:$/ { pid = substr($0, 1, index($0, "/") - 1); listed[pid] = 1; next }
/^l.* -> / { readable[pid] = 1 }
/ -> socket:\[[0-9]+\]$/ { sockets[substr($NF, 9, length($NF) - 9)] = sockets[substr($NF, 9, length($NF) - 9)] " " pid; next }
/^l/ && !/ -> / { unread[pid] = 1 }
END {
  for (pid in forged) {
    # What it starts counts too then, and nothing is taken to be seen by another process.
    target[pid "/exe"] = "/init"
    target[pid "/ns/net"] = target[pid "/ns/mnt"] = "-"
    print "problem\tworkloads\tprocess " pid " contradicts itself"
  }
  for (at = 1; at <= count; at++) read_status(pids[at])
  for (at = 1; at <= count; at++) {
    network = (pids[at] "/ns/net") in target ? target[pids[at] "/ns/net"] : "unknown"
    if (!(network in opened)) read_sockets(pids[at])
    opened[network] = 1
  }
  for (pid in connected) note_above(pid)
  # Those in containers first: of the roots of others fewer need to be looked into.
  for (first = 1; first >= 0; first--)
    for (at = 1; at <= count; at++) if (!is_ours(pids[at]) && pids[at] in ticks && (container[pids[at]] != "-") == first) judge(pids[at])
  # The oldest first: of those with one root it stands for all.
  for (at = 1; at <= chosen && at <= most; at++) print line[oldest[at]]
  if (hidden > 0) print "hidden\t" hidden
  if (chosen > most) printf "problem\tworkloads\t%d of %d processes of services were looked at, because there are so many\n", most, chosen
}
# The probe, and what started it unless that is a service itself. What it starts leads nothing and listens to nothing.
function is_ours(pid) { return pid == self || pid == parent && !(pid in listening) }
function judge(pid,    listens, looked, at) {
  # A file that was closed meanwhile has no target either; where all are without one they may not be looked at.
  looked = pid in listed && (pid in readable || !(pid in unread))
  listens = pid in listening ? "yes" : looked ? "no" : "denied"
  # A thread of the kernel has no command line, and no sockets of services.
  if (listens == "denied") {
    if (!has_command_line(pid)) return
    hidden++
  }
  if (pid in connected) printf "%s", connected[pid]
  if (!(pid == 1 || pid in listening || pid in needed || index(ENVIRON["CANDIDATE_UNITS"], " " pid " ") || leads(pid))) return
  if (++chosen > most) return
  for (at = chosen; at > 1 && is_older(pid, oldest[at - 1]); at--) oldest[at] = oldest[at - 1]
  oldest[at] = pid
  line[pid] = "candidate\t" pid "\t" above[pid] "\t" ticks[pid] "\t" unit[pid] "\t" listens "\t" container[pid] "\t" ((pid "/ns/mnt") in target ? target[pid "/ns/mnt"] : "-") "\t" manager[pid] "\t" (!((pid "/ns/net") in target) ? "-" : target[pid "/ns/net"] == target[self "/ns/net"] ? "host" : "own")
}
function is_older(pid, other) { return ticks[pid] + 0 < ticks[other] + 0 || ticks[pid] == ticks[other] && pid + 0 < other + 0 }
# A connection counts for the service whose process it is, or which started that process, so those between are named as well.
function note_above(pid,    steps) {
  for (steps = 0; pid > 1 && steps < 16; steps++) { needed[pid] = 1; pid = above[pid] }
}
# The first process of a service or a container; what it starts itself restarts with it. In a container that may be one that only
# starts what the container is for: then those count too.
function leads(pid,    up) {
  up = above[pid]
  if (container[pid] != "-") return container[up] != container[pid] || target[up "/exe"] ~ INIT_PROGRAMS && leads(up)
  return unit[pid] != "-" && unit[up] != unit[pid] && unit[pid] !~ /^(systemd-|getty@|serial-getty@|user@|user-runtime-dir@|dbus)/
}
'
