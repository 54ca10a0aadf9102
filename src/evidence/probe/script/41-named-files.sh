# Small configuration files that change what clients do, each shown only as far as it is needed for that.

facts_named_files() {
  looked curlrc | while IFS= read -r home; do
    for name in .curlrc curlrc .config/curlrc; do
      emit_curlrc "$home/$name"
    done
  done
  looked token | while IFS= read -r file; do
    emit_token "$file"
  done
  {
    looked aws
    looked aws-config
  } | run_awk '!seen[$0]++' | while IFS= read -r file; do
    emit_aws_config "$file"
  done
}
