#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# make bench-evtx: how fast event logs are read, each beside libevtx's evtxexport in the
# same run. Part of make bench.
#
#   CORPUS=DIR          also the logs of 2 MB and more below it
#   BENCH_RUNS=5        best of so many     BENCH_DIR=bench.tmp  where it is made
#   BENCH_EVTX_GB=4     the log through a pipe
set -u
runs=${BENCH_RUNS:-5}
dir=${BENCH_DIR:-$PWD/bench.tmp}
gb=${BENCH_EVTX_GB:-4}
corpus=${CORPUS:-}
top=$PWD
measure=$top/tests/bench/measure
mkdir -p "$dir/cache"
export XDG_CACHE_HOME=$dir/cache

command -v evtxexport >/dev/null 2>&1 || {
  echo "bench: evtxexport is needed (./bootstrap.sh bench installs it)"
  exit 2
}
built=$dir/built.evtx
[ -s "$built" ] || tests/corpus/makelogs -b 21000000 "$built" || exit 2

# seconds RUNS COMMAND...: the shortest of so many
seconds() { "$measure" "$@" | cut -d' ' -f1; }
ratio() { awk "BEGIN { printf \"%.1f\", $1 / $2 }"; }

scan() { seconds "$runs" "$top/marslog" scan --quiet --no-digest --progress never -j1 "$@"; }

# bench FILE: start-up is most of a scan of a few megabytes, so it is also taken off.
bench() {
  local file=$1 bytes peer read scan start runs=$runs
  bytes=$(stat -c %s "$file")
  [ "$bytes" -gt 10000000 ] || runs=$((runs * 8)) # a few milliseconds each
  cat "$file" >/dev/null # page cache
  peer=$(seconds 2 evtxexport -f xml "$file")
  read=$(seconds "$runs" "$top/tests/bench/evtxread" "$file")
  scan=$(scan "$file")
  start=$(scan "$dir/small.txt")
  printf '%s, %s MB: evtxexport %.2f s; as fast: fields and text %s (bar: 60), %.0f MB/s; scan %s (bar: 45), %s without start-up (%.1f ms)\n' \
    "$(basename "$file")" "$(awk "BEGIN { printf \"%.1f\", $bytes / 1e6 }")" "$peer" \
    "$(ratio "$peer" "$read")" "$(awk "BEGIN { print $bytes / 1e6 / $read }")" \
    "$(ratio "$peer" "$scan")" "$(ratio "$peer" "($scan - $start)")" \
    "$(awk "BEGIN { print $start * 1000 }")"
}

echo 'no record' >"$dir/small.txt"
echo "event logs, one core, best of $runs, times libevtx's speed:"
bench "$built"
[ -z "$corpus" ] || while IFS= read -r file; do bench "$file"; done < <(
  find "$corpus" -name '*.evtx' -type f -size +1999999c | LC_ALL=C sort)

# A log as large as that: its chunks over and over.
chunks=$(($(stat -c %s "$built") / 65536 * 65536))
kb=$({
  head -c 4096 "$built"
  for ((n = 0; n < gb * 1000000000; n += chunks)); do tail -c +4097 "$built"; done
} | "$measure" 1 "$top/marslog" scan --quiet --no-digest --progress never - | cut -d' ' -f2)
echo "a log of $gb GB over a pipe: $kb kB (bar: 200000 kB)"
