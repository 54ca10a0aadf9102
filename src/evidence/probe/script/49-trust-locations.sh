# Where clients look for trust stores: fixed places, those of the installed runtimes, and those that were asked for.

facts_trust_locations() {
  look_python_packages
  printf '%s' "$TRUST_FILES" | while IFS= read -r file; do
    case $file in
      file=*) look trust "${file#*=}" ;;
      token=*) emit_token "${file#*=}" ;;
      *) look "${file%%=*}" "${file#*=}" ;;
    esac
  done
  tls_homes=$(looked tls-home)
  java_homes=$(looked java-home)
  # Lines KIND<tab>PATH: `fixed`, or `java` and `other` with {home} in them. The table is made from the profiles of the clients.
  {
    printf '%s\n' "${TRUST_LOCATIONS-}"
  } | while IFS=$TAB read -r kind path; do
    case $kind in
      fixed) look trust "$path" ;;
      java) look_in_homes "$java_homes" "$path" ;;
      other) look_in_homes "$tls_homes" "$path" ;;
    esac
  done
  APART=$(looked apart)
  if [ -n "$APART" ]; then look_apart; fi
}

look_in_homes() {
  printf '%s\n' "$1" | while IFS= read -r home; do
    if [ -n "$home" ]; then look trust "$home${2#'{home}'}"; fi
  done
}

# Processes with a root or mounts of their own: the same paths there as here, to be compared. Links with absolute targets would lead
# out of their root into ours, so what they lead to is compared by its own path.
look_apart() {
  shared=$(
    {
      printf '%s\n' "$USUAL_STORES"
      printf '%s\n' "$java_homes" | run_awk 'NF { print $0 "/lib/security/jssecacerts"; print $0 "/lib/security/cacerts" }'
      printf '%s\n' "$tls_homes" | run_awk 'NF { print $0 "/cert.pem"; print $0 "/certs"; print $0 "/openssl.cnf" }'
      # What units and processes name: what a unit names now, its running process need not have named.
      looked trust
    } | run_awk '!seen[$0]++' | with_targets
  )
  export APART
  printf '%s\n' "$shared" | run_awk "$AWK_ESCAPE"'
    BEGIN { count = split(ENVIRON["APART"], pid, "\n") }
    !seen[$0]++ {
      print "look\tstat\t" escape($0)
      for (at = 1; at <= count; at++) print "look\tstat-root\t/proc/" pid[at] "/root" escape($0)
    }'
}

# Lines of paths, each followed by what its links lead to.
with_targets() {
  while IFS= read -r path; do
    printf '%s\n' "$path"
    real=$(readlink -f -- "$path" 2>/dev/null)
    if [ -n "$real" ] && [ "$real" != "$path" ]; then printf '%s\n' "$real"; fi
  done
}
