# What /proc tells of one process in plain text, read by awk itself: no program is started for it.

AWK_PROCESS_FILES='
# proc(5): pid (name) state ppid ... starttime; the name may itself hold parentheses, spaces and line breaks.
function read_status(pid,    text, line, field, at) {
  text = ""
  while ((getline line < ("/proc/" pid "/stat")) > 0) text = text " " line
  close("/proc/" pid "/stat")
  while ((at = index(text, ")")) > 0) text = substr(text, at + 1)
  if (split(text, field, " ") < 20) return
  above[pid] = field[2] + 0
  ticks[pid] = field[20]
  read_groups(pid)
}
# The unit is the first service in a path of control groups. What is in a container is no part of the unit that runs containers.
function read_groups(pid,    line, group) {
  unit[pid] = container[pid] = manager[pid] = "-"
  while ((getline line < ("/proc/" pid "/cgroup")) > 0) {
    gsub(/[\001-\037\177]/, "?", line)
    group = line
    sub(/^[0-9]*:[^:]*:/, "", group)
    if (container[pid] == "-" && (container[pid] = container_in(group)) != "-") manager[pid] = manager_in(group, container[pid])
    if (unit[pid] == "-" && match(group "/", /\/[^\/]+\.service\//)) unit[pid] = substr(group, RSTART + 1, RLENGTH - 2)
  }
  close("/proc/" pid "/cgroup")
  if (container[pid] != "-") unit[pid] = "-"
}
# Docker, containerd, CRI-O and podman name a group by the 64 digits of the id; the last of them is the innermost.
function container_in(group,    rest, found) {
  found = "-"
  rest = group
  while (match(rest, /[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]+/)) {
    if (RLENGTH == 64) found = substr(rest, RSTART, 64)
    rest = substr(rest, RSTART + RLENGTH)
  }
  # The one that waits beside a container for its end is not in it.
  if (found != "-") return group ~ "conmon-" found ? "-" : found
  # ECS on Fargate: the 32 digits of the task, and the number of the container.
  rest = group "/"
  while (group ~ /\/ecs\// && match(rest, /\/[0-9a-f]+-[0-9]+\//)) {
    if (index(substr(rest, RSTART), "-") == 34) return substr(rest, RSTART + 1, RLENGTH - 2)
    rest = substr(rest, RSTART + RLENGTH - 1)
  }
  if (match(group, /\/lxc(\.payload)?[.\/][A-Za-z0-9_-]+/)) return "lxc:" tail(substr(group, RSTART, RLENGTH))
  if (match(group, /\/machine-[A-Za-z0-9_.\\-]+\.scope/)) return "machine:" substr(group, RSTART + 9, RLENGTH - 15)
  return "-"
}
# What runs a container, as the path of its group tells.
function manager_in(group, id,    before) {
  if (id ~ /:/) return substr(id, 1, index(id, ":") - 1)
  if (group ~ /kubepods/) return "kubernetes"
  before = substr(group, 1, index(group, id) - 1)
  if (before ~ /docker[^\/]*\/?$/) return "docker"
  if (before ~ /containerd[^\/]*\/?$/) return "containerd"
  if (before ~ /crio[^\/]*\/?$/) return "crio"
  if (before ~ /libpod[^\/]*\/?$/) return "podman"
  return before ~ /\/ecs\// ? "ecs" : "-"
}
function tail(text) {
  sub(/.*[.\/]/, "", text)
  return text
}
function has_command_line(pid,    line, some) {
  some = (getline line < ("/proc/" pid "/cmdline")) > 0
  close("/proc/" pid "/cmdline")
  return some
}
'
