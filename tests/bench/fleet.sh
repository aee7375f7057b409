#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# make bench-fleet: what the nightly job is held to, each beside its peer in the same
# run. Machines are noisy: read the ratios, and repeat on a quiet one.
#
#   FLEET_BUNDLES=2000  uploads of 0.5 to 10 MB unpacked, all in the page cache
#   FLEET_SERVERS=1000  and FLEET_NIGHTS=300 of history
#   FLEET_MANY=20000    servers with a tiny upload each
#   FLEET_RUNS=3        best of so many, of the short ones
#   FLEET_DIR=bench.tmp where all is made    FLEET_KEEP=1  leave it there
set -u
bundles=${FLEET_BUNDLES:-2000}
servers=${FLEET_SERVERS:-1000}
nights=${FLEET_NIGHTS:-300}
many=${FLEET_MANY:-20000}
runs=${FLEET_RUNS:-3}
dir=${FLEET_DIR:-$PWD/bench.tmp}
marslog=$PWD/marslog
genfleet=$PWD/tests/bench/genfleet
genhistory=$PWD/tests/bench/genhistory
build=$PWD
mkdir -p "$dir/cache"
export XDG_CACHE_HOME=$dir/cache
cd "$dir" || exit 2

ratio() { awk "BEGIN { printf \"%.3f\", $1 / $2 }"; }
now() { date +%s.%N; }
since() { awk "BEGIN { printf \"%.3f\", $(now) - $1 }"; }
less() { awk "BEGIN { exit !($1 < $2) }"; }
# peak PID: of resident memory of that process alone, until it ends; in kB
peak() {
  local kb=0 line
  while line=$(grep VmHWM "/proc/$1/status" 2>/dev/null); do
    kb=$(awk '{ print $2 }' <<<"$line")
    sleep 0.03
  done
  echo "$kb"
}
# batch OUT AS-OF [option...] PATH: sets took, kb
batch() {
  local out=$1 as_of=$2 begun pid status
  shift 2
  begun=$(now)
  "$marslog" batch -q --jobs 2 --progress never --out "$out" --as-of "$as_of" "$@" >/dev/null 2>batch.err &
  pid=$!
  peak $pid >batch.kb &
  wait $pid
  status=$?
  took=$(since "$begun")
  wait
  kb=$(cat batch.kb)
  [ $status -le 3 ] && [ "$(tail -1 batch.err | cut -d' ' -f1)" = complete ] && return
  echo "bench: a run ended with $status: $(tail -1 batch.err)"
  exit 2
}
# best OUT AS-OF ...: the shortest of several runs, each a night later
best() {
  local out=$1 shortest=999999 i
  shift
  for ((i = 0; i < runs; i++)); do
    batch "$out" "$@"
    less "$took" "$shortest" && shortest=$took
  done
  took=$shortest
}

# ---- the fleet: cold, warm, one changed ----

rm -rf uploads out half.*
"$genfleet" uploads "$bundles" 1 || exit 2
bytes=$(unzip -l 'uploads/*.zip' 2>/dev/null | awk '/files$/ { n += $1 } END { printf "%.0f", n }')
[ "${bytes:-0}" -gt 0 ] || bytes=$((bundles * 5250000))
ls uploads/*.zip | awk 'NR % 2 { print > "half.0"; next } { print > "half.1" }'
sync
cat uploads/*.zip >/dev/null
echo "fleet: $bundles bundles, $((bytes / 1000000)) MB unpacked," \
  "$(du -sm uploads | cut -f1) MB packed; load $(cut -d' ' -f1 /proc/loadavg)"

# Two processes, each with a half of the bundles and one thread.
peer() { # peer [reports]
  local begun i
  begun=$(now)
  for i in 0 1; do
    if [ $# -gt 0 ]; then set -- --xml "peer$i.xml" --html "peer$i.html"; fi
    xargs -d '\n' -a half.$i "$marslog" scan -q -j1 --progress never "$@" >/dev/null 2>&1 &
  done
  wait
  took=$(since "$begun")
}
peer
bare=$took
batch out 2026-11-20T03:00 uploads
cold=$took
cold_kb=$kb
peer reports
echo "cold:             $cold s, $(awk "BEGIN { printf \"%.2f\", $bytes / 1e9 / $cold }") GB/s;" \
  "speed $(ratio "$took" "$cold") of two \`scan -q -j1 --xml --html\` (bar: 0.85)," \
  "$(ratio "$bare" "$cold") of two \`scan -q -j1\`"
echo "parent's memory:  $cold_kb kB (bar: 150000)"
sleep 3 # a file that was written within the last seconds is read again
best out 2026-11-21T03:00 uploads
echo "warm:             $took s, $(ratio "$took" "$cold") of the cold run's time (bar: 0.05)"
shortest=999999
for ((i = 0; i < runs; i++)); do
  "$genfleet" other 7 $((i + 50)) && mv other/SRV00007.zip uploads/SRV00007.zip && rm -r other
  batch out "2026-11-2$((i + 2))T03:00" uploads
  grep -q ' unchanged='$((bundles - 1))' ' batch.err || echo "bench: more than one was read again"
  less "$took" "$shortest" && shortest=$took
done
echo "one changed:      $shortest s, $(ratio "$shortest" "$cold") of the cold run's time (bar: 0.07)"
echo "reports:          fleet.html $(du -sk out/fleet.html | cut -f1) kB, all $(du -sm out | cut -f1) MB"
rm -rf uploads out peer*.xml peer*.html

# ---- nights of history ----

rm -rf small none past history.db*
"$genfleet" small "$servers" 2 4000 8000
(cd "$build" && "$genhistory" "$dir/history.db" "$servers" "$nights") || exit 2
echo "history:          $nights nights x $servers servers," \
  "$(($(stat -c %s history.db) / 1000000)) MB (bar: 500)"
batch none 2026-11-20T03:00 small
without=$took
batch past 2026-11-20T03:00 --history "$dir/history.db" small
echo "the next night:   $took s, $without s without history: $(awk "BEGIN { printf \"%.2f\", $took - $without }")" \
  "s more (bar: 10), $kb kB"
rm -rf small none past history.db*

# ---- very many servers ----

rm -rf tiny out
"$genfleet" tiny "$many" 3 2000 4000
batch out 2026-11-20T03:00 tiny
echo "$many servers:    $took s, $kb kB, $(ls out/fleet*.html | wc -l) pages of the fleet," \
  "the first $(($(stat -c %s out/fleet.html) / 1000)) kB"
batch out 2026-11-21T03:00 tiny
echo "  warm:           $took s, $kb kB"
rm -rf tiny out
[ -n "${FLEET_KEEP:-}" ] || { cd / && rm -rf "$dir"; }
