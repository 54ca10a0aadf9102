#!/bin/sh
# The rehearsal of snowline: does from this host what a service would do first at its next start, and no more: a TLS handshake with its credential store,
# with the trust store that it would load, and with clients that are already here.
#
# It authenticates nowhere, shows no client certificate, and reads no secret; it changes nothing and writes no file. Most clients end the connection after
# the handshake. Two cannot: curl sends one HEAD, and Java's keytool one GET, of /snowline-rehearsal and without credentials.
# It starts only programs that nobody but root and the service's own user can have written, with nothing of the environment of whoever asks, and as the
# service's user where it may become that. It ends at the end of this text: every part below only says how to do something, the last line does it.

# Most functions are called by a name in a variable, and programs for other interpreters are texts in which the shell shall put in nothing.
# shellcheck disable=SC2016,SC2317,SC2012,SC2034

unset IFS
set -f
for name in $(export -p); do
  name=${name%%=*}
  case $name in
    PATH | PPID | LD_* | [0-9]* | *[!A-Za-z0-9_]*) ;;
    *) command unset "$name" 2>/dev/null ;;
  esac
done
set +f
