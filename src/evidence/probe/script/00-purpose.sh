#!/bin/sh
# The probe of snowline: shows what services of this host would load of TLS trust stores when they were started now.
#
# It reads: unit files and what systemd says of services, processes that listen or belong to a service, the installed runtimes
# (each asked for its version), and trust stores: certificates of authorities. It changes nothing and writes no file, except that it may
# link an NSS database into a private folder that it removes.
# It never prints: private keys (of one, at most the digest of its public half), passwords, variables, options and words that are not
# on the lists below, or values that do not look like the path or the address that stands there: a `?` takes their place.
# It stops at the end of this text and nothing of it stays: every part below only says how to do something, the last line does it. Before all of
# that it forgets the variables that it was started with.

# Programs of awk are texts in which the shell shall put in nothing, and most functions are called by a name in a variable.
# What ls lists are numbers, or one path a line that is compared as a whole. PINNED is meant for the subshell that sets it.
# shellcheck disable=SC2016,SC2317,SC2012,SC2030,SC2031

# A variable of whoever logs in must not change what is below, nor what the programs that are started there print or read. What export
# says is split into words, so some of these names are only part of a value: nobody misses those. What may not be forgotten stays.
unset IFS
set -f
for name in $(export -p); do
  name=${name%%=*}
  case $name in
    PATH | HOME | PPID | LD_* | [0-9]* | *[!A-Za-z0-9_]*) ;;
    *) command unset "$name" 2>/dev/null ;;
  esac
done
set +f
