#!/bin/sh
# Installs the servers and clients that the *.real.test.ts suites start. On Debian as root it installs what is missing and
# does nothing when all is there; anywhere else it says what those suites need. They are skipped where a tool is missing.
set -eu

# program or file=Debian package
needed='nginx=nginx-light go=golang-go gnutls-cli=gnutls-bin openssl=openssl curl=curl ip=iproute2 unshare=util-linux certutil=libnss3-tools sshd=openssh-server busybox=busybox mawk=mawk gawk=gawk original-awk=original-awk shellcheck=shellcheck setpriv=util-linux setcap=libcap2-bin ps=procps wget=wget runc=runc /lib/systemd/systemd=systemd pivot_root=util-linux /usr/bin/aws=awscli
  /usr/share/gocode/src/github.com/aws/aws-sdk-go=golang-github-aws-aws-sdk-go-dev
  /usr/share/gocode/src/github.com/aws/aws-sdk-go-v2=golang-github-aws-aws-sdk-go-v2-dev
  /usr/share/gocode/src/github.com/hashicorp/go-rootcerts=golang-github-hashicorp-go-rootcerts-dev'

PATH=$PATH:/usr/sbin:/sbin
packages=
for pair in $needed; do
  [ -e "${pair%%=*}" ] || command -v "${pair%%=*}" >/dev/null 2>&1 || packages="$packages ${pair#*=}"
done
# Not Debian's to give, or large: named, never installed.
for program in moto_server java keytool; do
  command -v "$program" >/dev/null 2>&1 || echo "setup: $program is missing (moto[server] from PyPI, a Java 17 runtime)" >&2
done

if [ -z "$packages" ]; then
  echo 'setup: every package that the tests need is there'
  exit 0
fi
if [ "$(id -u)" -ne 0 ] || [ ! -e /etc/debian_version ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "setup: not root on Debian, so nothing is installed; the tests would use:$packages"
  exit 0
fi

# A package that brings a server starts it, unless this script says no (Debian policy, invoke-rc.d).
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi

export DEBIAN_FRONTEND=noninteractive
apt-get -q -o DPkg::Lock::Timeout=300 update
# shellcheck disable=SC2086 # a list of package names
apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends $packages
