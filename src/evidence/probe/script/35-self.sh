# Who looks, at what machine, with which tools.

facts_self() {
  now=$(date +%s 2>/dev/null)
  boot=-
  # Read by the shell itself, which needs no program for it.
  while read -r name value rest; do
    if [ "$name" = btime ]; then boot=$value; fi
  done 2>/dev/null </proc/stat
  emit clock "${now:--}" "$boot"
  SELF_UID=$(id -u 2>/dev/null)
  SELF_NAME=$(id -un 2>/dev/null)
  emit self "${SELF_UID:--}" "$$" "${SELF_NAME:--}" "${ASKER_HOME:--}"
  kernel=$(uname -sr 2>/dev/null)
  node=$(uname -n 2>/dev/null)
  machine=$(uname -m 2>/dev/null)
  emit host "${node:--}" "${kernel:--}" "${machine:--}"
  present=''
  for name in awk stat readlink sha256sum base64 gzip od systemctl certutil openssl keytool getent sudo timeout; do
    if have "$name"; then present="${present:+$present }$name"; fi
  done
  emit tools "${present:--}"
}

# os-release(5): only what names the distribution; of the vendor whether the machine is an instance of EC2 (credential-sources.ts).
facts_os() {
  for file in /etc/os-release /usr/lib/os-release /sys/class/dmi/id/sys_vendor; do
    show_os "$file"
  done
  # What configuration management leaves on the hosts that it manages.
  for file in /etc/chef/client.rb /etc/cinc/client.rb /etc/puppetlabs/puppet /opt/puppetlabs/puppet/bin/puppet \
    /etc/salt/minion /var/cfengine/bin/cf-agent /etc/ansible/facts.d; do
    look stat "$file"
  done
}

show_os() {
  show_text "$1" '/^((ID|VERSION_ID)=["\047]?[A-Za-z0-9._-]+["\047]?[ \t\r]*|Amazon EC2)$/ { shown($0) }'
}
