#!/usr/bin/env bash
# Makes a fresh clone runnable, and does nothing in one that is: Node version, build tools,
# npm ci, build, test servers. `npm test` and the demo both start here.
#
#   setup.sh [--no-servers]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

say() { printf 'setup: %s\n' "$*" >&2; }
die() {
  say "$*"
  exit 1
}

check_node() {
  type -P node npm >/dev/null || die "Node 20 or newer and npm are needed; install them first."
  local version
  version=$(node --version)
  [ "$(sed -E 's/^v([0-9]+).*/\1/' <<<"$version")" -ge 20 ] || die "Node 20 or newer is needed, this is $version."
}

# zstd-napi is compiled where no prebuilt binary can be fetched; the tests unpack dumps with
# the stock zstd.
ensure_tools() {
  local missing=''
  type -P python3 >/dev/null || missing+=' python3'
  type -P make >/dev/null || missing+=' make'
  type -P g++ c++ >/dev/null || missing+=' g++'
  type -P zstd >/dev/null || missing+=' zstd'
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" -ne 0 ] || ! type -P apt-get >/dev/null; then
    die "missing to build and test:$missing; install them first."
  fi
  say "installing$missing with apt-get, to build and test ..."
  # shellcheck disable=SC2086
  (apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing) >&2 </dev/null ||
    die "apt-get could not install$missing, see the lines above."
}

# node-gyp downloads Node's headers unless it is told where they are.
point_to_node_headers() {
  local prefix configured
  configured=$(npm config get nodedir 2>/dev/null || true)
  case $configured in '' | undefined | null) ;; *) return 0 ;; esac
  prefix=$(node -p 'require("node:path").dirname(require("node:path").dirname(process.execPath))')
  if [ -e "$prefix/include/node/node_version.h" ]; then export npm_config_nodedir="$prefix"; fi
}

is_installed() {
  [ -e node_modules/.package-lock.json ] && ! [ package-lock.json -nt node_modules/.package-lock.json ] && is_zstd_built
}

is_zstd_built() { node -e 'require("zstd-napi")' >/dev/null 2>&1; }

install_packages() {
  if is_installed; then return; fi
  point_to_node_headers
  say "npm ci (compiling zstd-napi can take a minute) ..."
  npm ci --no-audit --no-fund >&2 || die "npm ci failed, see the lines above."
  is_zstd_built || npm rebuild --foreground-scripts zstd-napi >&2 || true
  is_zstd_built || die "zstd-napi was installed but does not load; see the output of: npm rebuild --foreground-scripts zstd-napi"
}

# What was compiled from a source file that is gone, tests above all, must not run.
remove_stale_output() {
  [ -d dist ] || return 0
  local file source
  find dist -name '*.js' | while IFS= read -r file; do
    source=${file#dist/}
    source=${source%.js}.ts
    [ -e "$source" ] || rm -f "$file" "$file.map" "${file%.js}.d.ts"
  done
}

check_node
ensure_tools
install_packages
remove_stale_output
npm run --silent build >&2 || die "the build failed, see the lines above."
[ "${1:-}" = --no-servers ] || bash test/support/install-servers.sh
