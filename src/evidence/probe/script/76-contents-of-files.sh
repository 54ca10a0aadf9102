# Digests of the trust files that were found: each file once, whatever its names, and whether its content may be asked for.

# The largest file that is read: 70 times Debian's bundle of all roots. Our choice, the same as of the local collection.
MAXIMUM_BYTES=16777216
# Files of other forms than plain PEM are looked at one by one; more than these are left. Our choice: some seconds of work.
MAXIMUM_ALONE=300

# Prints digest records for lines KIND<tab>PATH, where KIND is trust, or entry for what a folder holds.
facts_contents() {
  files=$(resolved "$1" | run_awk "$AWK_LSTAT$AWK_FILES_ONCE" | readable_files)
  printf '%s\n' "$files" | run_awk '/^(closed|digest)\t/'
  list=$(printf '%s\n' "$files" | run_awk "$AWK_LSTAT"'/^(trust|entry) / { print behind($0, 2) }')
  if [ -z "$list" ]; then return 0; fi
  judged=$(judge_files "$list" "$(printf '%s\n' "$files" | run_awk '/^(trust|entry) /')")
  printf '%s\n' "$judged" | run_awk '/^digest\t/'
  laid_out=
  hashed_blocks=0
  alone=0
  # A mark at the end keeps the spaces at the end of a name.
  printf '%s\n' "$judged" | run_awk '!/^digest\t/ && NF > 0 { print $0 ";" }' | while read -r verdict how digest size redacted path; do
    digest_record "$verdict" "$how" "$digest" "$size" "$redacted" "${path%;}"
  done
}

# Judges the files of list $1, of which $2 has lines KIND SIZE PATH, as AWK_JOIN says.
judge_files() {
  {
    if [ -n "$DIGESTER" ]; then digest_files "$1"; fi
    echo --
    in_batches count_batch "$1"
    echo --
    in_batches scan_batch "$1"
    echo --
    printf '%s\n' "$2"
  } | run_awk "$AWK_ESCAPE$AWK_LSTAT$AWK_JOIN"
}

# Reads KIND TYPE SIZE DEVICE:INODE PATH; prints KIND SIZE PATH of ordinary files, each once, those first that were named themselves;
# with -v identities=1 also DEVICE:INODE before the path.
AWK_FILES_ONCE='
$2 == "file" && ($1 == "trust" || $1 == "entry") {
  path = behind($0, 4)
  name = $4 ~ /-/ ? path : $4
  if ($1 == "trust") direct[name] = 1
  if (!(name in first)) { first[name] = path; size[name] = $3; order[++count] = name }
}
END { for (i = 1; i <= count; i++) print (order[i] in direct ? "trust" : "entry"), size[order[i]], (identities ? order[i] " " : "") first[order[i]] }
'

# Lets those lines through that can be read, and turns the others into records.
readable_files() {
  while IFS= read -r line; do
    path=/${line#*/}
    size=${line#* }
    size=${size%% *}
    if ! [ -f "$path" ] || ! [ -r "$path" ]; then
      emit closed "$path" 'permission denied'
    elif [ "$size" != - ] && [ "$size" -gt "$MAXIMUM_BYTES" ]; then
      emit digest "$path" - "$size" other withheld "its $size bytes are more than the $MAXIMUM_BYTES that are read" 0
    elif [ -z "$DIGESTER" ]; then
      emit closed "$path" 'there is no program to compute its digest: neither sha256sum, shasum, nor openssl'
    else
      printf '%s\n' "$line"
    fi
  done
}

# digest_record KIND VERDICT SHA256 SIZE REDACTED PATH
digest_record() {
  from=${PINNED:-$6}
  case $2 in
    unread)
      emit closed "$6" 'it could not be read'
      return
      ;;
    pem) KIND=pem RELEASE=released REASON=- REDACTED=$5 NSS_DIGEST= ;;
    *) KIND= ;;
  esac
  if [ "$KIND" != pem ] || [ "$REDACTED" != 0 ]; then
    alone=$((alone + 1))
    if [ "$alone" -gt "$MAXIMUM_ALONE" ]; then
      emit digest "$6" - "$4" other withheld "more than $MAXIMUM_ALONE files of other forms than plain PEM" 0
      return
    fi
  fi
  if [ -z "$KIND" ]; then
    NSS_DIGEST=
    judge_file "$from" "$4"
  fi
  case $RELEASE$KIND in
    # What is named has to be what will be sent: everybody can check that, and a digest of what is private would let it be guessed.
    releasedpem)
      named=$3
      if [ "$REDACTED" != 0 ]; then named=$(digest_of_redacted "$from"); fi
      if [ -n "$named" ]; then
        emit digest "$6" "$named" "$4" pem released - "$REDACTED"
      else
        emit digest "$6" - "$4" pem withheld "$WHY_NOT_MASKED" 0
      fi
      ;;
    released*) emit digest "$6" "${NSS_DIGEST:-$3}" "$4" "$KIND" released "$REASON" "$REDACTED" ;;
    *) emit digest "$6" - "$4" "$KIND" "$RELEASE" "$REASON" 0 ;;
  esac
  if [ "$1" = trust ] && [ "$KIND" = pem ] && [ "$from" = "$6" ]; then
    case $laid_out in
      *" $3"*) ;;
      *)
        laid_out="$laid_out $3"
        most=$((MAXIMUM_ALL_DIGESTS - hashed_blocks))
        if [ "$most" -gt "$MAXIMUM_BLOCK_DIGESTS" ]; then most=$MAXIMUM_BLOCK_DIGESTS; fi
        layout=$(layout_of "$6" "$most")
        if [ -n "$layout" ]; then
          printf '%s\n' "$layout"
          hashed_blocks=$((hashed_blocks + $(printf '%s\n' "$layout" | run_awk '!/-$/ { count++ } END { print count + 0 }')))
        fi
        ;;
    esac
  fi
}
