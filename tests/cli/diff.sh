#!/bin/sh
# SPDX-License-Identifier: MIT
# marslog diff: what is gone, and what could not be checked, are told apart; a report
# from elsewhere is not trusted.
. "${srcdir:-.}/tests/cli/lib.sh"
rng=$srcdir/report_templates/diff.rng

# log FILE DAY CODE...: an errlog with one record for each code
log() {
    file=$1
    day=$2
    shift 2
    mkdir -p "$(dirname "$file")"
    for code in "$@"; do
        printf '0AB0\t0974\t11/%s\t08:30:02.412\t69\tfile.cs(320)\t\t\tFATAL\tThe job ended (ID: %s)\n' \
            "$day" "$code"
    done >"$file"
    touch -t "202611${day}1200" "$file"
}
report() {
    to=$1
    shift
    "$marslog" scan -q --xml "$to" "$@" 2>err
    valid "$to"
}

log old/FS01/Temp/CBEngineCurr.errlog 20 34513 34506
log new/FS01/Temp/CBEngineCurr.errlog 21 34506 34506 100050
log before/FS01/Temp/CBEngineCurr.errlog 19 100050
mkdir -p none/FS01
echo 'nothing of a log' >none/FS01/note.txt
report old.xml old/FS01
report new.xml new/FS01
report before.xml before/FS01
report none.xml none/FS01

expect 0 "the same" "$marslog" diff old.xml old.xml
holds out '^No difference\.$'
expect 1 "two weeks" "$marslog" diff --xml diff.xml old.xml new.xml
holds out '\[new\] mars-100050'
holds out '\[changed\] mars-34506'
holds out '1 → 2 times, last 2026-11-20 08:30:02 → 2026-11-21'
holds out '\[gone\] mars-34513'
lacks out 'no longer seen|\*'
holds diff.xml 'signature="mars-34513" change="gone"'
xmllint --noout --relaxng "$rng" diff.xml 2>xmllint.err || no "diff.xml does not validate"
checks=$((checks + 1))
expect 1 "Japanese" "$marslog" diff --lang ja old.xml new.xml
holds out '\[解消\] mars-34513'
expect 1 "quiet" "$marslog" diff -q old.xml new.xml
[ -s out ] && no "quiet prints"
checks=$((checks + 1))
expect 1 "XML on standard output replaces the text" "$marslog" diff --xml - old.xml new.xml
same "XML on standard output" out diff.xml

# What a fleet's report lists may be resolved or not seen: it is compared by the job itself.
(cd "$builddir" && tests/support/fleetpage "$work/fleet" fleet 3 1 en) || no "no fleet"
expect 2 "the report of a fleet" "$marslog" diff old.xml fleet/fleet.xml
holds err 'is the report of a fleet'

# unseen WHAT REASON NEW.xml: both findings of old.xml are gone, but were not checked
unseen() {
    expect 1 "$1" "$marslog" diff --xml diff.xml old.xml "$3"
    holds out 'no longer seen\] mars-34513'
    lacks out '\[gone\]'
    holds diff.xml "signature=\"mars-34513\" change=\"not-seen\".*reason=\"$2\""
    xmllint --noout --relaxng "$rng" diff.xml 2>xmllint.err ||
        no "$1: does not validate"
}
unseen "no log in the new report" no-file none.xml
unseen "a log that ends earlier" earlier before.xml
mkdir empty
log empty/FS01/Temp/CBEngineCurr.errlog 21
report empty.xml empty/FS01
unseen "a log without records" no-file empty.xml
report cut.xml --max-member-bytes 100 new/FS01
unseen "a log that was read in part" partial cut.xml
report window.xml --since 2026-11-21 new/FS01
unseen "records of other days" window window.xml
report other.xml --group-by folder new
expect 1 "the server is in another group" "$marslog" diff old.xml other.xml
holds out '\[no longer seen\] FS01: '
holds out '\[new\] FS01 \(FS01\): '

# A change of the catalogue.
report site.xml --patterns "$data/patterns-override" old/FS01
expect 1 "the catalogue changed" "$marslog" diff --xml diff.xml old.xml site.xml
holds out 'The catalogue changed'
holds out '\[changed\]\* mars-34506'
holds out 'input is the same in both'
holds diff.xml 'same-input="yes"'
holds diff.xml 'may-be-catalogue="yes"'

# From elsewhere.
expect 2 "one report" "$marslog" diff old.xml
expect 2 "standard input twice" "$marslog" diff - -
expect 2 "none at all" "$marslog" diff absent.xml old.xml
holds err 'absent\.xml: cannot open'
head -c 3000 old.xml >half.xml
expect 2 "a report that is cut" "$marslog" diff old.xml half.xml
holds err 'half\.xml:[0-9]+: is no valid report'
[ -s out ] && no "a cut report is compared"
sed 's/ count="1"/ count="many"/' old.xml >wrong.xml
expect 2 "a report that does not follow the schema" "$marslog" diff wrong.xml old.xml
{
    echo '<?xml version="1.0"?><!DOCTYPE report [<!ENTITY a SYSTEM "old.xml">]>'
    tail -n +2 old.xml
} >doctype.xml
expect 2 "a DOCTYPE" "$marslog" diff doctype.xml old.xml
holds err 'has a DOCTYPE'
expect 2 "binary" "$marslog" diff "$bundles/OK10.tar.gz" old.xml
what="from a pipe"
"$marslog" diff - new.xml <old.xml >out 2>err
[ $? = 1 ] || no "a report from a pipe"
holds out '\[gone\] mars-34513'

# Every sample's report is read, and is the same as itself.
for bundle in "$bundles"/*; do
    [ "$bundle" = "$bundles/stamp" ] && continue
    report sample.xml "$bundle"
    expect 0 "${bundle##*/} with itself" "$marslog" diff sample.xml sample.xml
done
finish
