import { type DocumentPurpose, documentPurposes } from './document-purpose.ts';

/** Characters of packed output that one answer carries: with header and end line it stays under the 24,000 at which the agent cuts (see outputLimit). */
export const pieceSize = 23_400;

/** Longest packed output that the host keeps for later pieces: it lies in memory (/run). Our choice: some 15 MB of what a probe prints. */
export const packedMax = 3_000_000;

// Long lines cost little in JSON; a shell takes lines of any length.
const linesOfBase64 = 8_000;

/**
 * What the document runs: unpacks the probe, runs it with the decoded arguments, and answers with its output packed (gzip, base64) behind a header
 * line that says how long it is and what its SHA-256 is. Output that does not fit into one answer stays in a private file under /run until its last
 * piece was fetched, ten minutes at most. Prints nothing else; the probe's own stderr is dropped.
 */
export function documentScript(packedProbe: string, purpose: DocumentPurpose = 'probe'): readonly string[] {
  return [
    ...headOf(documentPurposes[purpose].comments),
    "  printf '%s\\n' '",
    ...linesOf(packedProbe),
    '\' | base64 -d | gzip -dc | sh -s -- "$@" 2>/dev/null',
    ...tail,
  ];
}

function linesOf(text: string): readonly string[] {
  return text.match(new RegExp(`.{1,${linesOfBase64}}`, 'g')) ?? [];
}

const headOf = (comments: string): readonly string[] =>
  `#!/bin/sh
${comments}
set -u
umask 077
LC_ALL=C
export LC_ALL
mode='{{ mode }}' nonce='{{ nonce }}' words='{{ words }}' piece='{{ piece }}'
size=${pieceSize}
kept=/run/snowline-ssm-$nonce

say() {
  printf 'snowline-ssm/1 %s %s\\n' "$nonce" "$*"
}
give_up() {
  say failed "$1"
  exit 0
}
have() {
  command -v "$1" >/dev/null 2>&1
}
digest() {
  if have sha256sum; then
    sum=$(sha256sum)
    printf '%s' "\${sum%% *}"
  else
    cat >/dev/null
    printf -- -
  fi
}
# %NNN of a parameter is the byte with that octal number.
plain() {
  rest=$1 text=
  while :; do
    case $rest in
      *%*)
        text=$text\${rest%%\\%*}\\\\0
        rest=\${rest#*\\%}
        ;;
      *) break ;;
    esac
  done
  printf '%b' "$text$rest"
}
run_probe() {`.split('\n');

const tail = `}

find /run -maxdepth 1 -type f -name 'snowline-ssm-*' -mmin +10 -exec rm -f '{}' ';' 2>/dev/null

if [ "$mode" = piece ]; then
  [ -r "$kept" ] || give_up gone
  length=$(($(wc -c <"$kept")))
  say piece "$piece" "$length" "$(digest <"$kept")"
  dd if="$kept" bs="$size" skip="$piece" count=1 2>/dev/null
  printf '\\nend %s\\n' "$nonce"
  if [ $(((piece + 1) * size)) -ge "$length" ]; then rm -f "$kept"; fi
  exit 0
fi

for tool in base64 gzip tr; do
  have "$tool" || give_up "no-$tool"
done
set -- "$mode" "$nonce"
while [ -n "$words" ]; do
  word=\${words%%,*}
  case $words in
    *,*) words=\${words#*,} ;;
    *) words= ;;
  esac
  set -- "$@" "$(plain "$word")"
done
text=$(run_probe "$@" | gzip -9c | base64 | tr -d '\\n')
length=\${#text}
[ "$length" -le ${packedMax} ] || give_up too-large
sum=$(printf '%s' "$text" | digest)
if [ "$length" -le "$size" ]; then
  say piece 0 "$length" "$sum"
  printf '%s\\nend %s\\n' "$text" "$nonce"
  exit 0
fi
rm -f "$kept"
{ printf '%s' "$text" >"$kept"; } 2>/dev/null
if [ ! -f "$kept" ] || [ "$(($(wc -c <"$kept")))" -ne "$length" ]; then
  rm -f "$kept"
  give_up no-space
fi
(
  sleep 600
  rm -f "$kept"
) </dev/null >/dev/null 2>&1 &
say piece 0 "$length" "$sum"
dd if="$kept" bs="$size" count=1 2>/dev/null
printf '\\nend %s\\n' "$nonce"
exit 0`.split('\n');
