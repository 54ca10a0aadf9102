# NSS databases: nothing but NSS reads them, so what certutil says of one stands in for it.

# Nicknames that certutil is asked for; the largest stores of roots have 200, each costs 5 ms. Our choice.
MAXIMUM_NICKNAMES=1000

judge_sqlite() {
  if file_says "$1" 'CREATE TABLE nssPrivate '; then
    withhold nss-keys 'it is an NSS database of keys: its content stays on the host'
  elif file_says "$1" 'CREATE TABLE nssPublic '; then
    if [ -n "${PINNED-}" ]; then
      withhold nss-certificates 'it is an NSS database, which is not read in a container'
    elif list_nss_database "$1" && [ -n "$DIGESTER" ]; then
      release nss-certificates
      # The listing is its content, so the listing's digest is its name.
      NSS_DIGEST=$(printf '%s\n' "$NSS_LISTING" | digest_of_input)
    else
      withhold nss-certificates "$WHY_NOT"
    fi
  fi
}

# Whether a binary file holds a text.
file_says() {
  tr -c '\040-\176' '\n' <"$1" 2>/dev/null | run_awk -v "wanted=$2" 'index($0, wanted) { found = 1; exit } END { exit !found }'
}

# Sets NSS_LISTING, or WHY_NOT. certutil works on a folder of ours with links to the two databases, never on theirs: there NSS would
# load every module that its pkcs11.txt names. key4.db is needed because the trust flags are signed with a key in it; we do not
# read it, and its password is not needed. This folder is the only thing that this script ever writes, and it is removed again.
list_nss_database() {
  if ! have certutil; then
    WHY_NOT='it is an NSS database, and certutil, which reads those, is not installed'
    return 1
  fi
  if ! ask_ready certutil openssl; then return 1; fi
  real=$(readlink -f -- "$1" 2>/dev/null)
  nss_folder=/tmp/snowline-nss-$NONCE-$$
  # mkdir fails where somebody else has put something there.
  if ! mkdir -m 700 "$nss_folder" 2>/dev/null; then
    WHY_NOT='it is an NSS database, and no folder could be made for certutil to work in'
    return 1
  fi
  NSS_LISTING=$(
    trap 'remove_nss_folder' EXIT
    trap 'exit 143' HUP INT TERM
    ln -s "$real" "$nss_folder/cert9.db" && ln -s "${real%/*}/key4.db" "$nss_folder/key4.db" && certutil_listing
  ) || {
    WHY_NOT='it is an NSS database that certutil cannot list'
    return 1
  }
}

remove_nss_folder() {
  rm -f "$nss_folder/cert9.db" "$nss_folder/key4.db" "$nss_folder/pkcs11.txt"
  rmdir "$nss_folder" 2>/dev/null
}

# The listing as formats/nss-listing.ts reads it, without the last line break.
certutil_listing() {
  rows=$(limited 20 env -i "PATH=$STANDARD_PATH" HOME=/nonexistent LC_ALL=C "$ASKED" -L -d "sql:$nss_folder" </dev/null 2>/dev/null) || return 1
  nicknames=$(printf '%s\n' "$rows" | run_awk "$AWK_NSS_ROWS")
  if [ "$(printf '%s\n' "$nicknames" | run_awk 'END { print NR }')" -gt "$MAXIMUM_NICKNAMES" ]; then return 1; fi
  printf '# NSS database as certutil tells it\n'
  if [ -n "$nicknames" ]; then
    printf '%s\n' "$nicknames" | while IFS=$TAB read -r flags nickname; do
      printf '# %s ' "$flags"
      # At most 200 characters without control characters, as everything that hosts name.
      printf '%s\n' "$nickname" | run_awk '{ gsub(/[\001-\037\177]/, ""); print substr($0, 1, /[\200-\377]/ ? 800 : 200) }'
      limited 20 env -i "PATH=$STANDARD_PATH" HOME=/nonexistent LC_ALL=C "$ASKED" -L -d "sql:$nss_folder" -n "$nickname" -a \
        </dev/null 2>/dev/null | tr -d '\r'
    done
  fi
  printf '# end'
}

# Rows of `certutil -L`: a nickname, filled up to 60 columns, and its flags; lines FLAGS<tab>NICKNAME, each nickname once.
AWK_NSS_ROWS='
/ +[a-zA-Z]*,[a-zA-Z]*,[a-zA-Z]* *$/ {
  nickname = $0
  sub(/ +[a-zA-Z]*,[a-zA-Z]*,[a-zA-Z]* *$/, "", nickname)
  flags = substr($0, length(nickname) + 1)
  gsub(/ /, "", flags)
  if (nickname ~ /^ *$/) next
  if (!(nickname in of)) { of[nickname] = flags; name[++count] = nickname }
  else if (index(" or " of[nickname] " or ", " or " flags " or ") == 0) of[nickname] = of[nickname] " or " flags
}
END { for (i = 1; i <= count; i++) print of[name[i]] "\t" name[i] }
'
