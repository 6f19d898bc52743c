#!/usr/bin/env bash
# Brings the servers the tests need into a cache folder: MySQL (Debian's unstable suite) and
# MariaDB 10.11 (Debian 12) with the library of its Galera clusters. Packages are fetched by apt under a private configuration and
# unpacked beside the system: no root, no chroot, nothing installed, nothing configured.
#
#   install-servers.sh                   install what is missing, say what is there
#   install-servers.sh --list            only list: flavor, version, server, client, dump, binlog,
#                                        and for MariaDB the Galera library
#   install-servers.sh --download        use the cache folder even where PATH has a server
#   install-servers.sh --with-mydumper   mydumper too, for the benchmarks
#   install-servers.sh --with-mariadb-11 MariaDB 11.8 too, to restore dumps of 10.11 there
#
# The cache folder is $TSDUMP_SERVERS, else ${XDG_CACHE_HOME:-~/.cache}/tsdump/servers.
# A folder in it is whole when it holds `done`, the last thing written.
set -euo pipefail

cache="${TSDUMP_SERVERS:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/tsdump/servers}"
mysql_suite=unstable    # the only Debian suite with Oracle's MySQL
mariadb_suite=bookworm  # the one with 10.11
mariadb_11_suite=trixie # the one with 11.8
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
# Depended upon, but not by the programs we run: apt is told that they are installed.
pretended="adduser debconf galera-4 gawk init-system-helpers iproute2 libdbi-perl lsof
  mariadb-common mysql-common passwd perl procps psmisc rsync socat"
mysql_tools="mysqld mysql mysqldump mysqlbinlog"
mariadb_tools="mariadbd mariadb mariadb-dump mariadb-binlog"
search_path="${PATH}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/mysql/bin"

say() { printf '%s\n' "$*" >&2; }
die() {
  say "install-servers: $*"
  exit 1
}

# Prints the tool's version if it is of that flavor. Debian's MariaDB calls itself mysqld too.
tool_version() { # flavor path
  local text
  text=$("$2" --no-defaults --version 2>/dev/null </dev/null) || return 1
  # The binary log readers do not say whose they are, but Debian's links do.
  case $2 in *binlog) text+=" $(basename "$(readlink -f "$2")" | sed s/mariadb/MariaDB/)" ;; esac
  case "$1:$text" in
    mysql:*MariaDB*) return 1 ;;
    mariadb:*MariaDB*) ;;
    mariadb:*) return 1 ;;
  esac
  printf '%s\n' "$text" | sed -nE 's/^.*(Ver|from) +([0-9][^ ,]*).*$/\2/p' | head -n 1
}

tools_of() { if [ "$1" = mysql ]; then echo "$mysql_tools"; else echo "$mariadb_tools"; fi; }

# Prints one line for a flavor, tab-separated, or fails: from the cache first, then from PATH.
find_flavor() { # flavor [cache-only]
  local flavor=$1 tool path version line='' kind=${1%-11}
  for tool in $(tools_of "$flavor"); do
    if [ -e "$cache/$flavor/done" ]; then
      path="$cache/$flavor/bin/$tool"
    elif [ "${2:-}" = cache-only ] || [ "$kind" != "$flavor" ] || ! path=$(PATH="$search_path" type -P "$tool"); then
      return 1
    fi
    if [ -z "$line" ]; then
      version=$(tool_version "$kind" "$path") || return 1
      line="$flavor"$'\t'"$version"
    else
      tool_version "$kind" "$path" >/dev/null || return 1
    fi
    line+=$'\t'"$path"
  done
  if [ "$flavor" = mariadb ]; then line+=$'\t'$(find_galera); fi
  printf '%s\n' "$line"
}

# Prints the path of the Galera library, or nothing.
find_galera() {
  local path
  for path in "$cache"/galera/root/usr/lib/libgalera_smm.so \
    /usr/lib{,64}/{galera,galera-4}/libgalera_smm.so /usr/lib{,64}/libgalera_smm.so; do
    if [ -e "$path" ]; then
      printf '%s\n' "$path"
      return
    fi
  done
}

# The machine's own apt sources as lines of `uri release component`.
machine_sources() {
  apt-get indextargets --no-release-info --format '$(SITE) $(RELEASE) $(COMPONENT)' \
    'Created-By: Packages' 2>/dev/null | sort -u
}

# The archive that has Debian's suites, from a source for the machine's own release.
debian_archive() {
  local codename site
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-stable}")
  site=$(machine_sources | awk -v code="$codename" \
    '$3 == "main" && ($2 == code || $2 == "stable" || $2 == "testing" || $2 == "unstable" || $2 == "sid") { print $1; exit }')
  [ -n "$site" ] || die "no Debian archive (component main of $codename) among this machine's apt sources; add one, or install the server yourself and put it on PATH."
  printf '%s\n' "$site"
}

# The security archive beside a Debian archive, where there is one: a machine may have the
# main archive alone, whose 10.11 can be older and has bugs that are mended there.
security_archive() { # archive
  local probe
  probe=$(mktemp)
  if /usr/lib/apt/apt-helper download-file \
    "$1-security/dists/$mariadb_suite-security/InRelease" "$probe" >/dev/null 2>&1; then
    echo "$1-security $mariadb_suite-security main"
  fi
  rm -f "$probe"
}

# The apt sources a flavor comes from.
write_sources() { # flavor file
  local archive signed=''
  archive=$(debian_archive)
  if [ -e "$keyring" ]; then signed="[signed-by=$keyring] "; fi
  if [ "$1" = mysql ]; then
    echo "deb ${signed}$archive $mysql_suite main" >"$2"
    return
  fi
  if [ "$1" = mariadb-11 ]; then
    echo "deb ${signed}$archive $mariadb_11_suite main" >"$2"
    return
  fi
  {
    echo "$archive $mariadb_suite main"
    security_archive "$archive"
    machine_sources | awk -v suite="$mariadb_suite" '$3 == "main" && ($2 == suite || $2 ~ "^" suite "-(security|updates)$")'
  } | sort -u | sed "s|^|deb $signed|" >"$2"
}

# Valid-Until is not checked, because a mirror may be a frozen one, and an old server does for
# a test. Signatures are checked as ever.
write_apt_configuration() { # flavor folder
  local name arch
  arch=$(dpkg --print-architecture)
  mkdir -p "$2"/{etc,state/lists/partial,cache/archives/partial}
  write_sources "$1" "$2/etc/sources.list"
  for name in $pretended; do
    printf 'Package: %s\nStatus: install ok installed\nArchitecture: %s\nMulti-Arch: allowed\nVersion: 99:99\nMaintainer: none <none@localhost>\nDescription: pretended\n\n' "$name" "$arch"
  done >"$2/status"
  cat >"$2/apt.conf" <<CONF
Dir::State "$2/state";
Dir::State::status "$2/status";
Dir::Cache "$2/cache";
Dir::Etc::sourcelist "$2/etc/sources.list";
Dir::Etc::sourceparts "-";
Dir::Etc::preferences "-";
Dir::Etc::preferencesparts "-";
APT::Install-Recommends "false";
APT::Sandbox::User "root";
APT::Get::Assume-Yes "true";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Pre-Invoke;
#clear DPkg::Pre-Install-Pkgs;
#clear DPkg::Post-Invoke;
Acquire::Check-Valid-Until "false";
Acquire::Languages "none";
Acquire::Retries "3";
CONF
}

# Runs apt quietly; what it said is shown only when it fails.
run_apt() { # folder arguments...
  local folder=$1
  shift
  if ! DEBIAN_FRONTEND=noninteractive apt-get -c "$folder/apt.conf" "$@" >"$folder/log" 2>&1 </dev/null; then
    tail -n 15 "$folder/log" >&2
    die "apt-get $1 failed, see the lines above."
  fi
}

# A launcher runs an unpacked program with the C library it was unpacked with, under the name
# that it would have if it were found on PATH: the tools say it in their messages.
write_launcher() { # folder name program extra-options
  local loader libraries
  loader=$(cd "$1/root" && find . -type f -name 'ld-linux*.so.*' | head -n 1)
  loader=${loader#./}
  [ -n "$loader" ] || die "the unpacked packages have no dynamic loader (C library missing)."
  libraries="\$root/usr/lib/$triplet:\$root/lib/$triplet"
  mkdir -p "$1/bin"
  # Others may be running it at this moment.
  cat >"$1/bin/.$2.$$" <<LAUNCHER
#!/bin/sh
root=\$(cd "\${0%/*}/../root" && pwd) || exit 127
LIBMYSQL_PLUGIN_DIR="\$root/usr/lib/mysql/plugin" MARIADB_PLUGIN_DIR="\$root/usr/lib/$triplet/libmariadb3/plugin"
export LIBMYSQL_PLUGIN_DIR MARIADB_PLUGIN_DIR
exec "\$root/$loader" --inhibit-cache --argv0 "\${0##*/}" --library-path "$libraries" "\$root/$3" "\$@"$4
LAUNCHER
  chmod 755 "$1/bin/.$2.$$"
  mv -f "$1/bin/.$2.$$" "$1/bin/$2"
}

write_launchers() { # flavor folder
  local tool program options share
  share=usr/share/mysql
  [ -d "$2/root/$share" ] || share=usr/share/mariadb
  for tool in $(tools_of "$1" 2>/dev/null) mysqladmin mariadb-admin mydumper; do
    for program in usr/sbin/$tool usr/bin/$tool; do
      [ -f "$2/root/$program" ] || continue
      options=''
      case $tool in mysqld | mariadbd)
        # After the caller's own, because --no-defaults must stay first.
        options=' --basedir="$root/usr" --lc-messages-dir="$root/'$share'" --character-sets-dir="$root/'$share'/charsets" --plugin-dir="$root/usr/lib/mysql/plugin"'
        ;;
      esac
      write_launcher "$2" "$tool" "$program" "$options"
    done
  done
}

is_debian() {
  [ "$(. /etc/os-release 2>/dev/null && echo "${ID:-}")" = debian ] && type -P apt-get dpkg-deb >/dev/null
}

# Debian's name of this machine's architecture, as libraries' folders bear it.
read_triplet() {
  sed -E 's/^(amd64)$/x86_64-linux-gnu/; s/^(arm64)$/aarch64-linux-gnu/' <<<"$(dpkg --print-architecture)"
}

# A cache folder may be of an older version of this script.
refresh_launchers() { # flavor
  local triplet
  [ -e "$cache/$1/done" ] && [ -w "$cache/$1/bin" ] && [ "${BASH_SOURCE[0]}" -nt "$cache/$1/launchers" ] || return 0
  triplet=$(read_triplet)
  write_launchers "$1" "$cache/$1"
  touch "$cache/$1/launchers"
}

install_packages() { # name packages...
  local name=$1 work deb triplet
  shift
  is_debian ||
    die "cannot install $name: this is not a Debian machine; install it yourself and put it on PATH."
  triplet=$(read_triplet)
  mkdir -p "$cache"
  find "$cache" -maxdepth 1 -name '.partial.*' -mmin +120 -exec rm -rf {} +
  work=$(mktemp -d "$cache/.partial.$name.XXXXXX")
  trap "rm -rf '$work'" EXIT
  write_apt_configuration "$name" "$work/apt"
  say "install-servers: downloading $* into $cache/$name ..."
  run_apt "$work/apt" update
  run_apt "$work/apt" install --download-only "$@"
  mkdir -p "$work/tree/root"
  for deb in "$work"/apt/cache/archives/*.deb; do dpkg-deb -x "$deb" "$work/tree/root"; done
  rm -rf "$work"/tree/root/usr/share/{doc,man,info,locale,mysql-test,mariadb-test,perl,perl5}
  write_launchers "$name" "$work/tree"
  (cd "$work/apt/cache/archives" && ls -- *.deb) >"$work/tree/packages"
  date -u +%FT%TZ >"$work/tree/done"
  chmod 755 "$work/tree"
  # Somebody else may have been quicker; theirs is as good as ours.
  [ -e "$cache/$name/done" ] || { rm -rf "${cache:?}/$name" && mv -T "$work/tree" "$cache/$name"; }
  rm -rf "$work"
  trap - EXIT
}

report() { # flavor line
  local version server
  IFS=$'\t' read -r _ version server _ <<<"$2"
  say "install-servers: $1 $version: $server"
}

main() {
  local option list='' with_mydumper='' with_mariadb_11='' scope='' flavor line
  for option in "$@"; do
    case $option in
      --list) list=yes ;;
      --download) scope=cache-only ;;
      --with-mydumper) with_mydumper=yes ;;
      --with-mariadb-11) with_mariadb_11=mariadb-11 ;;
      *) die "unknown option $option." ;;
    esac
  done
  for flavor in mysql mariadb $with_mariadb_11; do
    [ -n "$list" ] || refresh_launchers "$flavor"
    if line=$(find_flavor "$flavor" "$scope"); then
      if [ -n "$list" ]; then printf '%s\n' "$line"; else report "$flavor" "$line"; fi
      continue
    fi
    [ -z "$list" ] || continue
    if [ "$flavor" = mysql ]; then
      install_packages mysql mysql-server-core mysql-client-core
    else
      install_packages "$flavor" mariadb-server mariadb-server-core mariadb-client mariadb-client-core
    fi
    line=$(find_flavor "$flavor" cache-only) || die "$flavor was unpacked into $cache/$flavor but does not run."
    report "$flavor" "$line"
  done
  if [ -z "$list" ] && [ -z "$(find_galera)" ]; then
    if is_debian; then
      # The libraries it needs are those of the server that loads it.
      pretended="${pretended/galera-4/} libc6 libgcc-s1 libssl3 libstdc++6" install_packages galera galera-4
    fi
    line=$(find_galera)
    say "install-servers: galera: ${line:-none, so nothing runs against a Galera cluster}"
  fi
  if [ -n "$with_mydumper" ] && [ -z "$list" ] && ! PATH="$search_path" type -P mydumper >/dev/null; then
    [ -e "$cache/mydumper/done" ] || install_packages mydumper mydumper
    say "install-servers: mydumper: $cache/mydumper/bin/mydumper"
  fi
}

main "$@"
