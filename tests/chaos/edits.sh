#!/bin/sh
# SPDX-License-Identifier: MIT
# Nights in which a fleet, the catalogue, the language and what else is asked for change at
# random: a run that keeps what it can gives the same bytes as one that does everything
# anew, as one that reads all again to be sure, and as shards that are merged.
#
#   CHAOS_NIGHTS=4  nights    CHAOS_SEED=1  of their edits
. "${srcdir:-.}/tests/cli/lib.sh"
chaos=$builddir/marslog-chaos
makefleet=$builddir/tests/chaos/makefleet
dump=$builddir/tests/chaos/dumphistory
nights=${CHAOS_NIGHTS:-4}
seed=${CHAOS_SEED:-1}
echo "CHAOS_SEED=$seed CHAOS_NIGHTS=$nights"
"$makefleet" fleet 9 $seed || no "cannot make the fleet"
"$makefleet" pool 24 $((seed + 1)) || no "cannot make more uploads"
rm -f fleet/chaos-[!c]* fleet/bomb* fleet/deep.zip pool/chaos-* pool/bomb*
# With event logs, hives, job histories in them, and two of one server.
cp -p "$bundles"/*FS01* "$bundles"/*EV14* fleet
cp -p "$bundles"/*.zip "$bundles"/*.7z "$bundles"/*.cab "$bundles"/*.tar* pool

# All dice of a run, one a line; roll N: the next one, 0 to N - 1, in $rolled
awk -v seed=$seed 'BEGIN { srand(seed); for (i = 0; i < 4000; i++) printf "%d\n", rand() * 1000000 }' >dice
exec 8<dice
roll() {
    read -r rolled <&8
    rolled=$((rolled % $1))
}
# pick FOLDER: one of its entries, in $picked; names with a line's end in them are left out
pick() {
    ls "$1" | grep -E '^[A-Za-z0-9._-]+$' >names
    n=$(wc -l <names)
    [ "$n" -gt 0 ] || return
    roll "$n"
    picked=$(sed -n "$((rolled + 1))p" names)
}

edit() {
    roll 9
    kind=$rolled
    pick fleet || return
    old=$picked
    pick pool
    new=$picked
    roll 20
    day=$rolled
    case $kind in
    0) cp -p "pool/$new" "fleet/$new" && what="add $new" ;;
    1) rm -rf "fleet/$old" && what="remove $old" ;;
    2) touch -d "2026-11-$((day + 1))T12:00:00Z" "fleet/$old" && what="touch $old" ;;
    3) [ -d "fleet/$old" ] || cp "pool/$new" "fleet/$old" && what="change $old into $new" ;;
    4) mv "fleet/$old" "fleet/moved-$day-$old" && what="rename $old" ;;
    5)
        [ -d "fleet/$old" ] || head -c $((1000 + day * 200)) "fleet/$old" >cut &&
            mv cut "fleet/$old" && what="cut $old"
        ;;
    6) # the same size and time, other bytes
        [ -d "fleet/$old" ] || {
            cp -p "fleet/$old" stamp
            printf 'XXXX' | dd of="fleet/$old" bs=1 seek=$((300 + day * 40)) conv=notrunc 2>/dev/null
            touch -r stamp "fleet/$old"
            what="scratch $old"
        }
        ;;
    7)
        mkdir -p "fleet/folder-$day" && cp "$data/one.errlog" "fleet/folder-$day/CBEngineCurr.errlog" &&
            touch -d "2026-11-$((day + 1))T12:00:00Z" "fleet/folder-$day"/* && what="a folder"
        ;;
    8) cp -p "fleet/$old" "fleet/again-$old" 2>/dev/null && what="copy $old" ;;
    esac
    echo "  $what"
}

# The folder of patterns that some nights lie over the catalogue: what is in it changes.
edit_catalogue() {
    roll 5
    case $rolled in
    0) text='Entering CatalogWalker' ;;
    1) text='Enumerated folder' ;;
    2) text='Cached Token Expired' ;;
    3) rm -f site/over.xml && text='Enumerated folder' ;;
    4) cp "$data"/patterns-override/*.xml site/over.xml && text='Entering CatalogWalker' ;;
    esac
    roll 3
    severity=$(echo error warning info | cut -d' ' -f$((rolled + 1)))
    cat >site/site.xml <<-END
	<?xml version="1.0" encoding="UTF-8"?>
	<!-- SPDX-License-Identifier: MIT -->
	<catalogue xmlns="urn:marslog:catalogue:1">
	  <signature id="site-entry" severity="$severity">
	    <title lang="en">$text, of night $night</title>
	    <title lang="ja">$text ($night)</title>
	    <text lang="en">$text</text>
	    <source date="2026-01-01">a test</source>
	    <example match="yes">$text and more</example>
	    <example match="no">something else</example>
	  </signature>
	</catalogue>
	END
    echo "  catalogue: $severity for $text, $(ls site | tr '\n' ' ')"
}

# What this night is asked for, in $scan, and in $both what a merge takes too. Each kind of
# option has its turn, so that a few nights know all.
choose_options() {
    both=
    scan=
    turn=$(((night + seed) % 4))
    roll 2
    [ $rolled = 0 ] && [ $turn != 0 ] || both="$both --patterns site"
    roll 3
    [ $rolled != 0 ] && [ $turn != 1 ] || both="$both --lang ja"
    roll 4
    [ $rolled != 0 ] || both="$both --group-by folder"
    roll 6
    day=$((rolled + 5))
    case $day in
    5) scan='--max-depth 1' ;;
    6) scan='--utc-offset +09:00' ;;
    7) scan='--until 2026-11-17' ;;
    esac
    [ $turn != 2 ] || scan="--since 2026-11-0$((day - 3)) --until 2026-11-18"
    echo "  options:$both $scan"
}

files_of() {
    (cd "$1" && find . -type f ! -name 'history.db*' -exec cksum {} +) | LC_ALL=C sort
}
alike() { # alike WHAT FLEET: as the one that keeps what it can
    checks=$((checks + 2))
    files_of "$2" | diff kept.files - >differ || no "$1: $(head -5 differ)"
    "$dump" "$2/history.db" | diff kept.history - >differ || no "$1: the history: $(head -5 differ)"
}
ends() { # ends WHAT COMMAND...: with any status of a run that is through
    step=$1
    shift
    "$@" >out 2>err
    got=$?
    checks=$((checks + 1))
    [ $got -le 3 ] && tail -1 err | grep -q '^complete ' || no "$step: status $got: $(tail -1 err)"
}

mkdir kept site
night=0
while [ $night -lt $nights ]; do
    night=$((night + 1))
    as_of=2026-11-$((20 + night))T03:00
    echo "night $night"
    [ $night = 1 ] || for i in 1 2 3 4; do edit; done
    edit_catalogue
    choose_options
    options="--as-of $as_of $both $scan"
    rm -rf fresh joined parts
    cp -Rp kept fresh
    cp -Rp kept joined
    about="seed $seed, night $night"
    ends "$about" "$chaos" batch -q --jobs 2 $options --out kept fleet
    files_of kept >kept.files
    "$dump" kept/history.db >kept.history
    holds kept.history '^integrity ok'
    ends "$about, anew" "$chaos" batch -q --jobs 1 --fresh $options --out fresh fleet
    alike "$about, anew" fresh
    ends "$about, verified" "$chaos" batch -q --jobs 2 --verify $options --out kept fleet
    alike "$about, verified" kept
    for i in 1 2 3; do
        ends "$about, shard $i" "$chaos" batch -q --jobs 2 $options --out parts \
            --shard $i/3 fleet
    done
    ends "$about, merged" "$chaos" merge -q --as-of $as_of $both --out joined \
        parts/shard-3-of-3.xml parts/shard-1-of-3.xml parts/shard-2-of-3.xml
    alike "$about, merged" joined
done
finish
