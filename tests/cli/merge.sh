#!/bin/sh
# SPDX-License-Identifier: MIT
# A merge of reports, however the bundles were shared among the runs and in whatever order
# the reports are named, gives the bytes of one run over everything. What is no report to
# merge is refused, and says why.
. "${srcdir:-.}/tests/cli/lib.sh"
seed=${MERGE_SEED:-1}
rounds=${MERGE_ROUNDS:-3}

# random N: a number below N, from the seed
random() {
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    random=$((seed / 65536 % $1))
}

# mixed WORD...: in another order, in $mixed
mixed() {
    mixed=
    while [ $# -gt 0 ]; do
        random $#
        i=0 rest=
        for word; do
            if [ $i = "$random" ]; then mixed="$mixed $word"; else rest="$rest $word"; fi
            i=$((i + 1))
        done
        # shellcheck disable=SC2086
        set -- $rest
    done
}

# Names without blanks, as words.
mkdir in
for bundle in "$bundles"/*; do
    case $bundle in
    */stamp | */*.err) ;; # what make and other tests leave there
    */JP06*) ln -s "$bundle" in/JP06.zip ;;
    *) ln -s "$bundle" "in/${bundle##*/}" ;;
    esac
done
printf 'no bundle at all\n' >in/note.txt
: >in/empty.zip
head -c 1200 "$bundles/case4711.zip" >in/cut.zip
mkdir -p in/group/A in/group/B
cp "$bundles"/*FS01_psSDP_DPM.zip "$bundles"/OK10* in/group/A
cp "$bundles"/*FS01_psSDP_NET.zip "$bundles"/DPM_DATA.zip in/group/B
all=$(cd in && ls | grep -v group)
cd in || exit 99

# compare WHAT OPTION...: one run over $all, and merges of parts of them
compare() {
    say=$1
    shift
    # shellcheck disable=SC2086
    "$marslog" scan -q "$@" --lang en --xml ../one.en.xml --html ../one.html \
        --note ../one.md --request ../one.request $all missing
    # shellcheck disable=SC2086
    "$marslog" scan -q "$@" --lang ja --xml ../one.ja.xml $all missing
    round=0
    while [ $round -lt "$rounds" ]; do
        round=$((round + 1))
        rm -rf ../parts
        mkdir ../parts
        # shellcheck disable=SC2086
        mixed $all missing
        n=0 part=
        for bundle in $mixed; do
            part="$part $bundle"
            random 3
            [ "$random" = 0 ] && continue
            n=$((n + 1))
            # shellcheck disable=SC2086
            "$marslog" scan -q "$@" --lang ja --xml ../parts/$n.xml $part
            part=
        done
        # shellcheck disable=SC2086
        [ -n "$part" ] && "$marslog" scan -q "$@" --xml ../parts/last.xml $part
        # shellcheck disable=SC2046
        mixed $(ls ../parts)
        (
            cd ../parts || exit
            # shellcheck disable=SC2086
            "$marslog" merge -q --lang en --xml ../merged.xml --html ../merged.html \
                --note ../merged.md --request ../merged.request $mixed
            # shellcheck disable=SC2086
            "$marslog" merge -q --lang ja --xml ../merged.ja.xml $mixed
            # Merges of merges: half, and half with one that is in both.
            # shellcheck disable=SC2086
            set -- $mixed
            first=$1
            "$marslog" merge -q --xml ../half "$first" "$2" "$3"
            shift
            "$marslog" merge -q --xml ../rest "$@"
            "$marslog" merge -q --lang en --xml ../twice.xml ../rest ../half "$first"
        )
        same "$say, round $round of seed $seed: XML" ../one.en.xml ../merged.xml
        same "$say, round $round: Japanese XML" ../one.ja.xml ../merged.ja.xml
        same "$say, round $round: HTML" ../one.html ../merged.html
        same "$say, round $round: note" ../one.md ../merged.md
        same "$say, round $round: request" ../one.request ../merged.request
        same "$say, round $round: merge of merges" ../one.en.xml ../twice.xml
    done
    valid ../merged.xml
}

compare "samples"
rounds=1
compare "with --since" --since 2026-11-19
compare "with --until" --since 2025-01-01 --until 2026-11-18T12:00
compare "without digests" --no-digest
compare "with a zone" --utc-offset +09:00

# Folders kept apart: by the runs, or by the merge.
"$marslog" scan -q --group-by folder --xml ../one.xml group OK10.tar.gz
for path in group OK10.tar.gz; do
    "$marslog" scan -q --group-by folder --xml "../by.$path.xml" $path
    "$marslog" scan -q --xml "../plain.$path.xml" $path
done
"$marslog" merge -q --xml ../by.xml ../by.OK10.tar.gz.xml ../by.group.xml
same "folders kept apart by the runs" ../one.xml ../by.xml
"$marslog" merge -q --group-by folder --xml ../by.xml ../plain.OK10.tar.gz.xml ../plain.group.xml
same "folders kept apart by the merge" ../one.xml ../by.xml
[ "$(grep -c '<server name="FS01"' ../by.xml)" = 2 ] || no "FS01 of two folders"

# A bundle given twice in one run stays twice; in two reports it counts once.
"$marslog" scan -q --xml ../two.xml OK10.tar.gz OK10.tar.gz
"$marslog" merge -q --xml ../again.xml ../two.xml ../two.xml
same "a bundle that was given twice" ../two.xml ../again.xml

# Two bundles of one path.
cp "$bundles/OK10.tar.gz" ../same.bundle
"$marslog" scan -q --xml ../old.xml ../same.bundle
cp "$bundles/APP07.cab" ../same.bundle
"$marslog" scan -q --xml ../new.xml ../same.bundle
cd ..
expect 1 "two bundles of one path" "$marslog" merge -q --xml a.xml old.xml new.xml
holds err 'same.bundle: the reports hold different bundles of this path; each is kept'
"$marslog" merge -q --xml b.xml new.xml old.xml 2>err
same "two bundles of one path, in the other order" a.xml b.xml
[ "$(grep -c '<bundle path="../same.bundle"' a.xml)" = 2 ] || no "one of two is missing"

"$marslog" scan --xml ok.xml "$bundles/OK10.tar.gz" >scan.text
# A report for each server, as batch writes them: a bundle of two is in two of them.
mkdir fleet
for bundle in "$bundles"/*.zip "$bundles"/HV08 "$bundles"/*.7z; do
    cp -Rp "$bundle" fleet
done
"$marslog" batch -q --lang en --out nightly fleet 2>batch.log
"$marslog" scan -q --lang en --xml whole.xml fleet/*
# shellcheck disable=SC2046
mixed $(ls nightly/servers | grep 'xml$')
(
    cd nightly/servers || exit
    # shellcheck disable=SC2086
    "$marslog" merge -q --lang en --xml ../../joined.xml $mixed
)
same "the reports of each server" whole.xml joined.xml
expect 3 "one of two servers" "$marslog" merge -q nightly/servers/WEB03.xml ok.xml
holds err 'case4711.zip: it is of several servers, and the reports of some are missing'
expect 2 "one of two servers alone" "$marslog" merge -q nightly/servers/WEB03.xml

# Text on standard output, a report on standard input, exit statuses as of scan.
"$marslog" merge ok.xml >merge.text
same "the summary" scan.text merge.text
"$marslog" merge - <ok.xml >merge.text
same "from standard input" scan.text merge.text
"$marslog" merge --xml - ok.xml >merge.xml
same "to standard output" ok.xml merge.xml
expect 0 "no problem" "$marslog" merge -q ok.xml
expect 1 "problems" "$marslog" merge -q ok.xml by.xml
"$marslog" scan -q --xml cut.xml in/cut.zip
expect 3 "input that could not be read" "$marslog" merge -q ok.xml cut.xml

# What cannot be merged.
expect 2 "no report" "$marslog" merge
expect 2 "standard input twice" "$marslog" merge - -
expect 2 "two reports on standard output" "$marslog" merge --xml - --html - ok.xml
expect 2 "no such file" "$marslog" merge missing.xml
holds err 'missing.xml: cannot open'
expect 2 "a page" "$marslog" merge one.html
holds err 'one.html.*DOCTYPE|one.html.*no report'
printf '<patterns/>\n' >patterns.xml
expect 2 "another root" "$marslog" merge patterns.xml
holds err 'its root is <patterns>'
(cd "$builddir" && tests/support/fleetpage "$work/fleet" fleet 3 1 en) || no "no fleet"
expect 2 "the report of a fleet" "$marslog" merge fleet/fleet.xml
holds err 'is the report of a fleet'
printf 'no XML\n' >plain.xml
expect 2 "no XML at all" "$marslog" merge plain.xml
sed 's/ lang="en"/& interrupted="yes"/' ok.xml >stopped.xml
expect 2 "an interrupted run" "$marslog" merge stopped.xml
holds err 'was interrupted'
sed '/<case /,/<\/case>/d' ok.xml >caseless.xml
expect 2 "a report without its cases" "$marslog" merge caseless.xml
holds err 'holds no cases'
sed 's/ files="[0-9]*"\( *\/*>\)/\1/; s/<case format="1"/<case/' ok.xml >older.xml
expect 2 "of an older version" "$marslog" merge older.xml
holds err 'older version'
head -c 3000 ok.xml >short.xml
expect 2 "cut short" "$marslog" merge short.xml
expect 3 "one of several" "$marslog" merge -q --xml rest.xml short.xml ok.xml missing.xml
same "the others" ok.xml rest.xml
"$marslog" scan -q --since 2026-01-01 --xml since.xml "$bundles/APP07.cab"
expect 2 "of other times" "$marslog" merge -q ok.xml since.xml
holds err 'another --since'

# A catalogue that has not everything.
sed 's/signature="mars-100050"/signature="mars-999999999"/g' one.en.xml >foreign.xml
expect 3 "a signature that is not known" "$marslog" merge -q --xml known.xml foreign.xml
holds err 'mars-999999999 is not in this catalogue and was left out'
lacks known.xml 'mars-100050" code'
sed 's/digest="sha256:..../digest="sha256:0000/' ok.xml >other.xml
expect 0 "another catalogue" "$marslog" merge -q other.xml
holds err '1 of 1 reports were written with another catalogue'
finish
