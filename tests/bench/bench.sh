#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# make bench: the figures that marslog is held to, each beside its peer in the same
# run. Machines are noisy: read the ratios, and repeat on a quiet one.
#
#   BENCH_MB=400  size of the log     BENCH_DIR=bench.tmp  where it is made
#   BENCH_RUNS=5  best of so many     BENCH_KEEP=1         leave the inputs there
set -u
srcdir=${srcdir:-.}
mb=${BENCH_MB:-400}
runs=${BENCH_RUNS:-5}
dir=${BENCH_DIR:-$PWD/bench.tmp}
marslog=$PWD/marslog
measure=$PWD/tests/bench/measure
genlog=$PWD/tests/bench/genlog
mkdir -p "$dir/cache"
export XDG_CACHE_HOME=$dir/cache
bytes=$((mb * 1000000))
cd "$dir" || exit 2

have() { command -v "$1" >/dev/null 2>&1; }
for tool in rg bsdtar zip; do
  have $tool || { echo "bench: $tool is needed (./bootstrap.sh bench installs it)"; exit 2; }
done

[ -s plain.errlog ] || "$genlog" plain $bytes 1 >plain.errlog
[ -s dense.errlog ] || "$genlog" dense $bytes 1 >dense.errlog
[ -s u16.errlog ] || iconv -f UTF-8 -t UTF-16LE plain.errlog >u16.errlog
[ -s one.zip ] || zip -q -6 one.zip plain.errlog
if [ ! -s eight.zip ]; then
  for i in 1 2 3 4 5 6 7 8; do "$genlog" plain $((bytes / 8)) $((i + 1)) >part$i.errlog; done
  zip -q -6 eight.zip part?.errlog
  rm -f part?.errlog
fi
sed -n 's/.*<text lang="en"[^>]*>\(.*\)<\/text>.*/\1/p' "$srcdir"/patterns/*.xml |
  sed 's/<[^>]*>//g; s/&lt;.*//' | awk 'length > 20' >messages.txt

sync # or what was just written is still on its way while the first case runs
cat plain.errlog dense.errlog u16.errlog one.zip eight.zip >/dev/null # page cache

# run VARIABLE COMMAND...: seconds in $VARIABLE_s, kilobytes in $VARIABLE_kb
run() {
  local name=$1 out
  shift
  out=$("$measure" "$runs" "$@") || exit 2
  printf -v "${name}_s" %s "${out% *}"
  printf -v "${name}_kb" %s "${out#* }"
}
ratio() { awk "BEGIN { printf \"%.2f\", $1 / $2 }"; }
rate() { awk "BEGIN { printf \"%.2f\", $1 / 1e9 / $2 }"; }
scan() { echo "$marslog" scan --quiet --no-digest --progress never "$@"; }

echo "log: $((bytes / 1000000)) MB, $(wc -l <messages.txt) messages, best of $runs;" \
  "deflate $(ratio "$(stat -c %s plain.errlog)" "$(stat -c %s one.zip)"):1"

run plain $(scan -j1 plain.errlog)
run rg rg -j1 -c -F -f messages.txt plain.errlog
echo "plain text, one core:   $(rate $bytes $plain_s) GB/s, $(ratio $plain_s $rg_s) of rg's time" \
  "(bar: 1 GB/s, 0.5), $plain_kb kB"
# The same with the catalogue of the seed page, and of what its causes and evidence name.
mkdir -p seed/patterns seed/data
cp "$srcdir"/patterns/seed*.xml "$srcdir"/patterns/related*.xml \
  "$srcdir"/patterns/{observations,observations-events,artefacts,jobs}.xml seed/patterns
cp "$marslog" seed/marslog
cp "${marslog%/*}"/data/* seed/data 2>/dev/null
"${marslog%/*}/marslog-pack" "$srcdir/patterns/catalogue.rng" seed/patterns seed/data/catalogue.rules || exit 2
run seed seed/marslog scan --quiet --no-digest --progress never -j1 plain.errlog
run plain $(scan -j1 plain.errlog)
echo "whole catalogue:        $(ratio $plain_s $seed_s) of the time with the seed page's alone (bar: 1.15)"
run dense $(scan -j1 dense.errlog)
run rgd rg -j1 -c -F -f messages.txt dense.errlog
echo "dense text, one core:   $(rate $bytes $dense_s) GB/s, $(ratio $dense_s $rgd_s) of rg's time" \
  "(no bar), $dense_kb kB"
run both $(scan -j2 plain.errlog)
echo "plain text, two cores:  $(rate $bytes $both_s) GB/s, $both_kb kB"

run one $(scan -j2 one.zip)
run tar bsdtar -xOf one.zip
echo "one zip member:         $(ratio $one_s $tar_s) of bsdtar's time (bar: 1.2), $one_kb kB"
run eight $(scan -j2 eight.zip)
run tar8 bsdtar -xOf eight.zip
echo "eight members, 2 cores: $(ratio $eight_s $tar8_s) of bsdtar's time (bar: 0.7), $eight_kb kB"

u16_bytes=$(stat -c %s u16.errlog)
run u16 $(scan -j1 u16.errlog)
echo "UTF-16LE, one core:     $(rate "$u16_bytes" $u16_s) GB/s of input (bar: 0.7), $u16_kb kB"

runs_before=$runs
runs=1
run big -i plain.errlog -n 10 $(scan -j2 -)
runs=$runs_before
echo "ten times over a pipe:  $((bytes / 100000)) MB, $big_kb kB (bar: 200000 kB, as for one)"

printf 'no record\n' >small.txt
run small $(scan small.txt)
echo "start-up:               $(awk "BEGIN { printf \"%.1f\", $small_s * 1000 }") ms (bar: 30)"

run sha "$marslog" scan --quiet --progress never plain.errlog
echo "digest:                 $(ratio $sha_s $both_s) of the time without, on a thread of its own"

# 5,000 further literals and 5,000 further codes, compiled ahead as a user would.
entry() { # kind number
  if [ "$1" = literals ]; then
    local word
    word=$(printf 'zq%05dvx' "$2" | tr 0-9 g-p)
    echo "<text lang=\"en\">$word happened while the ${word}x was closed</text>" \
      "<example match=\"yes\">$word happened while the ${word}x was closed</example>"
  else
    echo "<code>$((400000 + $2))</code><example match=\"yes\">(ID: $((400000 + $2)))</example>"
  fi
}
for kind in literals codes; do
  mkdir -p $kind
  [ -s $kind/more.xml ] || {
    echo '<catalogue xmlns="urn:marslog:catalogue:1">'
    for ((i = 0; i < 5000; i++)); do
      echo "<signature id=\"bench-$kind-$i\" severity=\"error\">" \
        "<title lang=\"en\">bench $i</title>" \
        "$(entry $kind $i | sed 's/<example.*//')" \
        "<source>bench</source>$(entry $kind $i | sed 's/.*<example match="yes">/<example match="yes">/')" \
        "<example match=\"no\">nothing</example></signature>"
    done
    echo '</catalogue>'
  } >$kind/more.xml
  "$marslog" patterns compile --patterns $kind 2>/dev/null || echo "bench: $kind do not compile"
  run base $(scan -j1 plain.errlog) # again: what was measured minutes ago is no peer
  run more $(scan -j1 --patterns $kind plain.errlog)
  echo "5,000 more $kind:$(printf '%*s' $((13 - ${#kind})) '')$(ratio $more_s $base_s) of the time without" \
    "(bar: $([ $kind = literals ] && echo 2 || echo 1.02))"
done
[ -n "${BENCH_KEEP:-}" ] || { cd / && rm -rf "$dir"; }
