# The record of each chosen process: how it was started, as far as that may leave the host.

# Roots of containers that are looked into on one host; each costs up to a second. Our choice.
MAXIMUM_ROOTS=24

# Stores that every client looks for; a process with other files at one of them does not have those of the host.
USUAL_STORES='/
/etc/ssl/certs
/etc/ssl/certs/ca-certificates.crt
/etc/ssl/certs/java/cacerts
/etc/ssl/cert.pem
/etc/ssl/openssl.cnf
/etc/pki/tls/certs/ca-bundle.crt
/etc/pki/java/cacerts
/usr/share/ca-certificates'

# Lines `candidate` → a stream for AWK_DESCRIBE. In it a line that starts with byte 2 is ours; the others are words and assignments,
# in which tr has put line breaks for their ends and other bytes for breaks and byte 2, so that none can pass for ours.
describe_processes() {
  roots=''
  own_files=$(readlink "/proc/$$/ns/mnt" 2>/dev/null)
  while IFS=$TAB read -r kind pid above ticks unit listens container mounts manager network; do
    if [ "$kind" != candidate ]; then continue; fi
    exe=$(readlink "/proc/$pid/exe" 2>/dev/null)
    deleted=no
    case $exe in
      *' (deleted)') exe=${exe%' (deleted)'} deleted=yes ;;
    esac
    files=own
    if [ "$mounts" = - ] || [ -z "$own_files" ]; then
      files=unknown
    elif [ "$mounts" = "$own_files" ]; then
      # Not in POSIX, but in dash, busybox and bash; a shell without it says no, which asks for a closer look.
      # shellcheck disable=SC3013
      if [ "/proc/$pid/root" -ef / ] 2>/dev/null; then files=same; fi
    fi
    case $exe in
      *[[:cntrl:]]* | *\\*) exe=$(escaped "$exe") ;;
    esac
    root=-
    # One that a unit starts has the files of this host, most of them, and its unit tells of the others.
    case $files$unit in
      own-) root_of_process ;;
    esac
    printf '\002process\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t-\t%s\t-\t%s\n' \
      "$pid" "$above" "$ticks" "${exe:--}" "$unit" "$listens" "$files" "$container" "$deleted" "$root" "$manager" "$network"
    if [ "$root" = "$pid" ]; then
      place=$(readlink "/proc/$pid/root" 2>/dev/null)
      printf '\002chroot\t%s\n' "${place%%"$NEWLINE"*}"
    fi
    process_file cmdline
    process_file environ
    process_file auxv
    printf '\002end\n'
  done
}

# Sets $root to the first process here that has the very root of $pid, itself if it is that one, or to `-` where it may not be
# entered. A plus stands before those that are too many to be looked into.
root_of_process() {
  if ! [ -d "/proc/$pid/root/" ]; then return; fi
  count=0
  for known in $roots $pid=$mounts; do
    count=$((count + 1))
    root=${known%%=*}
    # shellcheck disable=SC3013
    if [ "${known#*=}" = "$mounts" ] && [ "/proc/$pid/root" -ef "/proc/$root/root" ]; then break; fi
  done
  if [ "$root" = "$pid" ]; then roots="$roots $known"; fi
  if [ "$count" -gt "$MAXIMUM_ROOTS" ]; then root=+$root; fi
}

process_file() {
  printf '\002%s\n' "$1"
  if ! tr '\n\000\002' '\001\n\003' 2>/dev/null <"/proc/$pid/$1"; then
    if [ -d "/proc/$pid" ]; then
      printf '\n\002closed\tpermission denied'
    else
      printf '\n\002closed\tthe process ended meanwhile'
    fi
  fi
  printf '\n'
}

# What clients that the asker starts would see: the variables that this shell itself was started with.
facts_environment() {
  if ! [ -r "/proc/$$/environ" ] || ! have tr; then
    problem runtimes 'the environment of whoever asks cannot be read, because there is no /proc'
    return 0
  fi
  emit run environment 0 -
  pid=$$
  {
    process_file environ
    printf '\002end\n'
  } | run_awk "$AWK_ESCAPE$AWK_WORDS$AWK_DESCRIBE"
}

AWK_DESCRIBE='
BEGIN { split(ENVIRON["USUAL_STORES"], usual, "\n") }
/^\002process\t/ { header = substr($0, 2); start(); next }
/^\002chroot\t/ { chroot = substr($0, 9); next }
/^\002closed\t/ { closed[part] = substr($0, 9); next }
/^\002end$/ { finish(); next }
/^\002/ { part = substr($0, 2); next }
{ line[part, ++lines[part]] = $0 }
function start() { named = search = chroot = ""; split("", lines); split("", closed) }
function finish(    field, count, words, at, name, text) {
  split(header, field, "\t")
  # Empty words at the end are told by nobody: they are what a program left of its own line when it changed it.
  for (count = lines["cmdline"]; count > 0 && line["cmdline", count] == ""; count--) ;
  # A thread of the kernel, or one that ended meanwhile.
  if (header != "" && count == 0) { header = ""; return }
  for (at = 1; at <= count; at++) words[at] = line["cmdline", at]
  if (header != "") {
    tell_root(field, words[1])
    if (field[5] != "-") words[1] = unescape(field[5])
    count = filter_words(words, count)
    for (at = 1; at <= count; at++) print "|0" escape(words[at])
  }
  if ("environ" in closed) print (header == "" ? "|2" : "|E!") closed["environ"]
  split("", seen)
  for (at = 1; at <= lines["environ"]; at++) {
    text = line["environ", at]
    name = substr(text, 1, index(text, "=") - 1)
    # Of two with one name the first counts, as getenv(3) reads it.
    if (name == "" || name in seen) continue
    seen[name] = 1
    text = filter_assignment(text)
    if (name == "PATH") search = substr(text, 6)
    if (name ~ /^(HOME|AWS_CONFIG_FILE|AWS_SHARED_CREDENTIALS_FILE)$/ && text ~ /=\//) {
      print "look\t" (name == "HOME" ? "home" : "aws") "\t" escape(substr(text, length(name) + 2))
      if (field[11] ~ /^[0-9]/) print "look\tin-" (name == "HOME" ? "home" : "aws") "\t/proc/" field[11] "/root" escape(substr(text, length(name) + 2))
    }
    if (text != "") print (header == "" ? "|1" : "|e") escape(text)
  }
  if (header != "") {
    found_libraries(field[2])
    found_program(field)
  }
  if (header != "" && field[11] != "-") look_inside(field)
  look_found()
  split("", lines)
  header = ""
}
# Of what it has mapped the libraries that TLS is spoken with (mapped-libraries.ts).
function found_libraries(pid,    text) {
  while ((getline text < ("/proc/" pid "/maps")) > 0) {
    sub(/^[^\/]*/, "", text)
    if (text in seen || text !~ /^[A-Za-z0-9_.+@\/-]*\/(lib(ssl|crypto|gnutls|jvm|node|python)[^\/ ]*|_ssl[^\/ ]*|modules)( [(]deleted[)])?$/) continue
    seen[text]
    print "|r" text
    sub(/ .*/, "", text)
    print "look\tstat\t" text
  }
  close("/proc/" pid "/maps")
}
function found_program(field) {
  print "look\tuser-of\t/proc/" field[2]
  if (field[5] != "-") print "look\tprogram\t" field[5]
  if (field[8] != "same") print "look\tapart\t" field[2]
}
# Prints the record, with the name that a program with files of its own was started by: it tells virtual environments of Python.
function tell_root(field, name,    at) {
  if (field[11] ~ /^[+]/) { beyond[field[11]] = 1; field[11] = "-" }
  if (field[11] != "-") {
    if (field[11] == field[2]) chroots[field[2]] = chroot
    if (name ~ /^[A-Za-z0-9._\/+-]+$/) field[12] = named = name
  }
  header = field[1]
  # AT_SECURE (23) with the value 0, in words of 64 bits (getauxval(3)); its bytes of zero end lines here.
  for (at = lines["auxv"]; at > 7; at--) if (line["auxv", at - 7] == "\027" && line["auxv", at] == "") field[14] = "no"
  for (at = 2; at <= 15; at++) header = header "\t" field[at]
  print header
}
# What is looked at below the root of a process: what its words and variables name, its program as it was named, and what Python looks for beside that.
function look_inside(field,    root, note, folders, count, at) {
  root = "/proc/" field[11] "/root"
  for (note in NOTED) if (note ~ /^[ts]/) print "look\tin-" substr(note, 1, at = index(note, "\t")) root escape(substr(note, at + 1))
  place = chroots[field[11]]
  if (place == "/") place = ""
  if (place != "" && index(field[5], escape(place) "/") == 1) field[5] = substr(field[5], length(escape(place)) + 1)
  print "look\trooted\t" field[11] "\t" field[2] "\t" field[5] "\t" escape(place)
  if (place != "" && field[11] == field[2]) print "chroot\t" field[2] "\t" escape(place)
  count = split(named ~ /^\// ? named : named ~ /\// ? "" : search, folders, ":")
  for (at = 1; at <= count; at++) if (folders[at] ~ /^\//) {
    if (named ~ /^\//) sub(/\/+[^\/]*$/, "", folders[at])
    sub(/\/+$/, "", folders[at])
    folders[at] = root escape(folders[at])
    note = named
    sub(/.*\//, "", note)
    print "look\tin-stat\t" folders[at] "/" note
    if (note !~ /^python[0-9.]*$/) continue
    print "look\tin-venv\t" folders[at] "/pyvenv.cfg"
    if (folders[at] != root) sub(/\/+[^\/]*$/, "", folders[at])
    print "look\tin-venv\t" folders[at] "/pyvenv.cfg"
  }
}
END {
  for (at in chroots) count++
  for (at in beyond) more++
  if (more) printf "problem\ttrustFiles\tof %d containers and other roots the first %d were looked into\n", count + more, count
}
'
