# Round two: the roots that a Node carries, as text. contents_node_roots REALPATH prints them, or fails.

contents_node_roots() {
  if [ -z "${SELF_UID-}" ]; then SELF_UID=$(id -u); fi
  safe_to_run node "$1" || return 1
  limited 10 env -i "PATH=$STANDARD_PATH" HOME=/nonexistent LANG=C LC_ALL=C "$1" -e "process.stdout.write($NODE_ROOTS)" \
    </dev/null 2>/dev/null
}
