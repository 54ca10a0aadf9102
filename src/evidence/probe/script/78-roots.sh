# Processes with a root of their own, as containers have: the files there that decide what they trust. Nothing in there is ever run.

facts_roots() {
  rooted=$(looked rooted)
  if [ -z "$rooted" ]; then return 0; fi
  RECORDS_HERE=$RECORDS RECORDS='' READ=''
  recorded=$(printf '%s\n' "$rooted" | TRUST_LOCATIONS=$TRUST_LOCATIONS run_awk "$AWK_ESCAPE$AWK_ROOTED")
  take_in
  # What one file says (an account's home, a folder of OpenSSL) names the next.
  for round in 1 2 3 4; do
    recorded=$(printf '%s\n' "$TRUST_LOCATIONS" "$LOOKED" | run_awk "$AWK_ESCAPE$AWK_BESIDE")
    take_in
    # By these names alone: their links are followed later, inside.
    recorded=$(looked root-site | while IFS= read -r site; do for file in "$site"/*.pth; do look in-site "$file"; done; done)
    take_in
    walk "$(places_inside | run_awk 'sub(/^[a-z]+\t/, "")')"
    unread=$(printf '%s\n--\n%s\n' "$READ" "$(resolved "$(places_inside)")" | run_awk "$AWK_UNREAD")
    if [ -z "$unread" ]; then break; fi
    READ=$READ$NEWLINE$unread
    recorded=$(printf '%s\n' "$unread" | read_inside)
    take_in
  done
  places=$(places_inside)
  look_at_places
  roots=$(printf '%s\n' "$rooted" | run_awk '!seen[$1]++ { print $1 }')
  for root in $roots; do
    contents_inside "$(printf '%s\n%s\n' "$places" "$entries" | run_awk -v "root=/proc/$root/root/" '/^(trust|entry)\t/ && index($0, root)')"
  done
  facts_layers
  printf '%s\n' "$roots" | run_awk "$AWK_PROCESS_FILES"'{ read_status($1) } $1 in ticks { print "root\t" $1 "\t" ticks[$1] }'
}

# Lines KIND<tab>PATH of what is looked at in these roots.
places_inside() {
  printf '%s\n' "$LOOKED" | run_awk 'sub(/^in-/, "") && /^[a-z]+\t\//'
}

# What lies in homes: of users, of runtimes, and of the packages of Python. Reads lines of TRUST_LOCATIONS, and those of $LOOKED.
AWK_BESIDE='
BEGIN {
  FS = "\t"
  split("certifi botocore awscli/botocore", package, " ")
  split("core.py httpsession.py httpsession.py", code, " ")
}
function want(kind, path) { print "look\tin-" kind "\t" escape(path) }
$1 == "java" || $1 == "other" { sub(/^[{]home[}]/, "", $2); below[$1] = below[$1] "\t" $2 }
$1 == "in-home" { sites[$2 "/.local"]; want("aws", $2 "/.aws/config"); want("aws", $2 "/.aws/credentials") }
$1 == "root-environment" { sites[$2] }
$1 == "root-venv-home" { venv_homes[$2]; want("stat", $2 "/python3"); want("stat", $2 "/python") }
$1 == "root-java-home" { want_all("java", $2) }
$1 == "root-tls-home" { want_all("other", $2); want("conf", $2 "/openssl.cnf") }
$1 == "root-python" { pythons[$0] }
END {
  for (python in pythons) {
    split(python, part, "\t")
    library = "/lib/python" part[3]
    want("list", part[4] library "/lib-dynload")
    want_packages(part[2] "/usr/lib/python3/dist-packages")
    want_packages(part[2] "/usr" library "/dist-packages")
    want_packages(part[2] "/usr/local" library "/dist-packages")
    sites[part[4]]
    for (home in sites) if (index(home, part[2] "/") == 1) want_packages(home library "/site-packages")
    for (home in venv_homes) if (index(home, part[2] "/") == 1) want("stat", home "/python" part[3])
  }
}
function want_all(kind, home,    count, names, at) {
  count = split(below[kind], names, "\t")
  for (at = 2; at <= count; at++) want("trust", home names[at])
}
function want_packages(site,    at) {
  want("list", site)
  print "look\troot-site\t" escape(site)
  for (at = 1; at <= 3; at++) {
    want("stat", site "/" package[at] "/" code[at])
    want("trust", site "/" package[at] "/cacert.pem")
  }
}
'

# What is read by itself, each file once, with a mark at the end that keeps the spaces at the end of a name.
AWK_UNREAD='
BEGIN { part = 1 }
part == 1 && $0 == "--" { part = 2; next }
part == 1 { seen[$0] = 1 }
part == 2 && $2 == "file" && $1 !~ /^(stat|list|trust|home)$/ && !seen[$0 ";"]++ { print $0 ";" }
'

# Lines KIND TYPE SIZE IDENTITY PATH.
read_inside() {
  while read -r kind type size identity file; do
    if [ "$type" != file ]; then continue; fi
    file=${file%;}
    root=${file#/proc/}
    root=/proc/${root%%/*}/root
    case $kind in
      program | openssl) ;;
      *)
        if [ "$size" -gt "$MAXIMUM_TEXT" ]; then
          emit closed "$file" 'it is larger than what is read'
          continue
        fi
        ;;
    esac
    with_file "$identity" "$file" tell_inside "$kind" "$file"
  done
}

# The processes: what is looked at for each, and first of all in each root. Lines ROOT PID PROGRAM CHROOT, apart by tabs.
AWK_ROOTED='
BEGIN { FS = "\t"; count = split(ENVIRON["TRUST_LOCATIONS"], fixed, "\n") }
function want(kind, path) { print "look\tin-" kind "\t" escape(path) }
{ root = "/proc/" $1 "/root" }
!seen[$1]++ {
  want("os", root "/etc/os-release")
  want("os", root "/usr/lib/os-release")
  want("passwd", root "/etc/passwd")
  # That of Node, wherever its own folder is.
  want("conf", root "/etc/ssl/openssl.cnf")
  for (at = 1; at <= count; at++) if (sub(/^fixed\t/, "", fixed[at]) || fixed[at] ~ /^\//) want("trust", root fixed[at])
}
{
  if ($3 ~ /^\//) want("program", root $3)
  tell_mapped($2, $4)
}
# The library of OpenSSL that it has loaded.
function tell_mapped(pid, chroot,    line, mark, any) {
  while ((getline line < ("/proc/" pid "/maps")) > 0) {
    any = 1
    if (line !~ /\/libcrypto(-[^\/]*)?\.so[^\/]*$/) continue
    mark = sub(/ [(]deleted[)]$/, "", line) ? "deleted" : "-"
    line = substr(line, index(line, "/"))
    if (chroot != "" && index(line, chroot "/") == 1) line = substr(line, length(chroot) + 1)
    if (line in mapped || line ~ /[\001-\037\177]/) continue
    mapped[line] = 1
    print "mapped\t" pid "\t" escape(line) "\t" mark
    if ($3 ~ /\/python[0-9.]*$/) want("openssl", root line)
  }
  close("/proc/" pid "/maps")
  split("", mapped)
  if (!any) print "mapped\t" pid "\t-\t-"
}
'
