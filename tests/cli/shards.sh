#!/bin/sh
# SPDX-License-Identifier: MIT
# A fleet in shards, merged: the bytes of one run over everything.
. "${srcdir:-.}/tests/cli/lib.sh"

mkdir uploads
for bundle in "$bundles"/*; do
    case $bundle in
    */stamp | *.err | *.xml) ;;
    *) cp -R "$bundle" uploads/ ;;
    esac
done
# One server apart, one bundle that is damaged, one that is nobody's.
head -c 900 "$bundles"/tss_261120-010500_FS01_psSDP_DPM.zip >uploads/cut.zip
echo 'no log' >uploads/note.txt.gz

run() { # run WHAT COMMAND...
    about=$1
    shift
    "$@" >out 2>err
    status=$?
    [ $status -le 3 ] || no "$about: exit status $status: $(head -3 err)"
}
reports() { (cd "$1" && find . -name '*.xml' -o -name '*.html' | LC_ALL=C sort); }
alike() { # alike WHAT A B
    checks=$((checks + 1))
    reports "$2" >list.a
    reports "$3" >list.b
    cmp -s list.a list.b || no "$1: other files: $(diff list.a list.b | head -3)"
    while IFS= read -r file; do
        same "$1: $file" "$2/$file" "$3/$file"
    done <list.a
}

for lang in en ja; do
    run "one run" "$marslog" batch -q --lang $lang --out one-$lang --as-of 2026-11-21 uploads
    for n in 1 4; do
        i=0
        while [ $i -lt $n ]; do
            i=$((i + 1))
            run "shard $i/$n" "$marslog" batch -q --lang $lang --out part-$lang-$n \
                --shard $i/$n --as-of 2026-11-21 uploads
            checks=$((checks + 1))
            [ "$(tail -1 err | cut -d' ' -f1-3)" = "complete shard=$i shards=$n" ] ||
                no "shard $i/$n: $(tail -1 err)"
            valid part-$lang-$n/shard-$i-of-$n.xml
        done
        run "the merge of $n" "$marslog" merge -q --lang $lang --out many-$lang-$n \
            --as-of 2026-11-21 part-$lang-$n/*.xml
        alike "$n shards, $lang" one-$lang many-$lang-$n
    done
done

# In another order, and with one that was lost and made again.
rm part-en-4/shard-2-of-4.xml
run "a merge without it" "$marslog" merge -q --lang en --out lost --as-of 2026-11-21 part-en-4/*.xml
holds err 'shard-2-of-4.xml is not among the reports'
run "the lost shard again" "$marslog" batch -q --lang en --out part-en-4 --shard 2/4 uploads
run "in another order" "$marslog" merge -q --lang en --out order --as-of 2026-11-21 \
    $(ls -r part-en-4/*.xml)
lacks err 'is not among'
alike "another order" one-en order

# The next night goes on from a merged history as from its own.
rm uploads/TSS_SQL03.zip
run "the next night" "$marslog" batch -q --lang en --out one-en --as-of 2026-11-22 uploads
for i in 1 2; do
    run "shard $i" "$marslog" batch -q --lang en --out next --shard $i/2 uploads
done
run "the next merge" "$marslog" merge -q --lang en --out many-en-4 --as-of 2026-11-22 next/*.xml
alike "the next night" one-en many-en-4

# Servers whose clock runs years ahead: what counts is when their bundles came.
. "$srcdir/tests/cli/fleet-lib.sh"
story "clocks that are ahead"
temp "11/10 08:00:00.000 $quiet" "11/19 01:00:00.000 $connect"
is FS01
pack fs01.tgz 2026-11-19T23:00:00Z
for server in FS01 FS02; do
    temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault"
    is $server
    pack $server-ahead.tgz 2028-11-20T23:00:00Z
    touch -d 2026-11-02T23:00:00Z uploads/$server-ahead.tgz
done
rm -rf part
run "one run" "$marslog" batch -q --out fleet --as-of 2026-11-20 uploads
for i in 1 2 3; do
    run "shard $i" "$marslog" batch -q --out part --shard $i/3 --as-of 2026-11-20 uploads
done
run "the merge" "$marslog" merge -q --out merged --as-of 2026-11-20 part/*.xml
holds fleet/fleet.xml 'name="FS02".* data="2026-11-02T23:00:00.000Z"'
alike "$story" fleet merged

# What is wrong with a call.
expect 2 "no such part" "$marslog" batch --out x --shard 3/2 uploads
holds err "a part such as 2/8"
for option in '--history h.db' '--mutes m' '--keep-days 9' '--csv c' '--junit j' '--json j' \
    '--metrics m' '--fail-on new'; do
    expect 2 "a shard with $option" "$marslog" batch --out x --shard 1/2 $option uploads
    holds err "^marslog: ${option%% [a-z9]*}.* does not go with --shard"
done
for option in '--xml x.xml' '--html x.html' '--request x.txt' '--note x.md'; do
    expect 2 "a fleet's merge with $option" "$marslog" merge --out x $option next/shard-1-of-2.xml
    holds err "^marslog: ${option%% *} does not go with --out"
done
for option in '--history h.db' '--mutes m' '--keep-days 9' '--metrics m' '--fail-on any'; do
    expect 2 "a merge of reports with $option" "$marslog" merge $option next/shard-1-of-2.xml
    holds err "^marslog: ${option%% *} goes only with --out"
done
expect 1 "a shard with problems" "$marslog" batch -q --out x --shard 1/1 --fail-on any uploads
expect 0 "a shard that is read" "$marslog" batch -q --out x --shard 1/1 --fail-on unread uploads
expect 2 "a report that is none" "$marslog" merge --out x uploads/fs01.tgz
expect 3 "one of two reports" "$marslog" merge -q --out x uploads/fs01.tgz next/shard-1-of-2.xml
expect 2 "a fleet's report" "$marslog" merge --out x one-en/fleet.xml

finish
