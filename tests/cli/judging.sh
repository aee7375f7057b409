#!/bin/sh
# SPDX-License-Identifier: MIT
# Servers are judged several in one worker: when it dies, only the server at fault is
# lost, and the others are judged as if nothing had been.
. "${srcdir:-.}/tests/cli/lib.sh"
chaos=$builddir/marslog-chaos

cp "$data/one.errlog" "$data/clean.errlog" .
mkdir uploads
for name in s01 s02 s03 s04 s05 s06 s07 s08 s09 s10 s11 s12 s13 s14 s15 s16 s17 s18 \
    s19 s20 frail-crash frail-exit; do
    from=one
    [ $name = s07 ] && from=clean
    printf 'zip %s.zip\n  file a.errlog from %s.errlog\nend\n' $name $from >made.txt
    "$mkbundle" made.txt uploads || no "cannot build $name"
done

expect 1 "all are well" "$marslog" batch -q --jobs 2 --out sound --as-of 2026-11-21 uploads
for jobs in 1 3; do
    expect 3 "two fall over, --jobs $jobs" \
        "$chaos" batch -q --jobs $jobs --out frail-$jobs --as-of 2026-11-21 uploads
    what="--jobs $jobs"
    valid frail-$jobs/fleet.xml
    for i in 01 07 13 20; do
        same "$what: s$i" sound/servers/s$i.html frail-$jobs/servers/s$i.html
    done
    for kind in xml html; do
        checks=$((checks + 1))
        [ "$(ls frail-$jobs/servers/*.$kind | wc -l)" = 20 ] || no "$what: not 20 pages"
    done
    checks=$((checks + 1))
    [ -z "$(find frail-$jobs -name '*.part' -o -name '*.new')" ] || no "$what: half a page is left"
    holds frail-$jobs/fleet.xml 'name="frail-crash".*signal 11'
    holds frail-$jobs/fleet.xml 'name="frail-exit".*no summary'
done
same "--jobs" frail-1/fleet.xml frail-3/fleet.xml

# Once it is mended they are judged without being analysed again.
expect 1 "the next night" "$marslog" batch -q --jobs 2 --out frail-1 --as-of 2026-11-22 uploads
holds err ' unchanged=22 '
same "the next night" sound/servers/frail-crash.xml frail-1/servers/frail-crash.xml

# A shard says of what was lost what a merge has to know, bounds of time included.
expect 3 "a shard" "$chaos" batch -q --out parts --shard 1/1 --until 2026-11-22 uploads
valid parts/shard-1-of-1.xml
expect 3 "the merge" "$marslog" merge -q --out joined --as-of 2026-11-21 parts/shard-1-of-1.xml
holds joined/fleet.xml ' bundles="22" read="20" '
holds joined/fleet.xml '<bundle path="uploads/frail-crash.zip".*state="unreadable".*signal 11'

finish
