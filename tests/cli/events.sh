#!/bin/sh
# SPDX-License-Identifier: MIT
# The events of event logs as lines and as XML, alone and inside bundles.
. "${srcdir:-.}/tests/cli/lib.sh"
evtxtext=$builddir/tests/support/evtxtext
mtatext=$builddir/tests/support/mtatext
tab=$(printf '\t')

# log NAME: lines of evtxtext from standard input, with | for TAB
log() {
    tr '|' '\t' | "$evtxtext" "$1" || no "cannot build $1"
}

log System.evtx <<'END'
1040|2026-11-20T01:02:03Z|Error|disk|7|System|FS01|\Device\Harddisk1\DR1
1041|2026-11-20T01:02:04.567Z|Information|Service Control Manager|7036|System|FS01|Volume Shadow Copy|stopped
1042|2026-11-20T02:00:00Z|Critical|Microsoft-Windows-Kernel-Power|41|System|FS01|BugcheckCode:uint32=0
1043|2026-11-20T03:00:00Z|Warning|volsnap|36|System|FS01|one
1042|2026-11-20T04:00:00Z|Verbose|volsnap|99|System|FS01|again
END
log CAPI2.evtx <<'END'
7|2026-11-21T00:00:00Z|Error|Microsoft-Windows-CAPI2|11|Microsoft-Windows-CAPI2/Operational|FS02|a=x
END

expect 0 "lines" "$marslog" events System.evtx
[ "$(wc -l <out)" = 5 ] || no "five events: $(wc -l <out) lines"
holds out "^1040${tab}2026-11-20T01:02:03.000Z${tab}Error${tab}disk${tab}7${tab}System${tab}FS01${tab}.*Harddisk1"
holds out "^1041${tab}2026-11-20T01:02:04.567Z${tab}Information${tab}Service Control Manager${tab}7036${tab}"
checks=$((checks + 1))
[ -s err ] && no "a whole log: $(cat err)"

# Nothing in a value moves the cursor, ends the line or begins a column.
printf '1\t2026-11-20T00:00:00Z\tError\tX\t1\tC\tPC\ta=b\033[31mc\302\205d\n' | "$evtxtext" odd.evtx
expect 0 "controls" "$marslog" events odd.evtx
[ "$(wc -l <out)" = 1 ] || no "one line"
checks=$((checks + 1))
LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" out && no "a control is printed"
[ "$(awk -F '\t' '{ print NF }' out)" = 8 ] || no "eight columns"

# ids OPTIONS...: the record ids that pass
ids() {
    "$marslog" events "$@" System.evtx | cut -f 1 | tr '\n' ' '
}
# passes WHAT IDS OPTIONS...
passes() {
    what=$1 want=$2
    shift 2
    checks=$((checks + 1))
    got=$(ids "$@")
    [ "$got" = "$want" ] || no "$what: '$got', not '$want'"
}
passes "an id" "1040 " --id 7
passes "a range and a list" "1040 1043 1042 " --id 1-7,99 --id 36
passes "a provider, any case" "1043 1042 " --provider VolSnap
passes "a prefix left out" "1042 " --provider kernel-power
passes "a prefix given" "1040 " --provider Microsoft-Windows-Disk
passes "two providers" "1040 1043 1042 " --provider disk --provider volsnap
passes "levels by word" "1040 1043 " --level error,warning
passes "levels by number" "1042 1042 " --level 1 --level 5
passes "a channel" "1040 1041 1042 1043 1042 " --channel system
passes "no such channel" "" --channel Application
passes "from then on" "1042 1043 1042 " --since 2026-11-20T01:30
passes "up to then" "1040 1041 " --until 2026-11-20T01:30Z
passes "another zone" "1043 1042 " --since 2026-11-20T12:00+09:00
passes "a day" "1040 1041 1042 1043 1042 " --since 2026-11-20 --until 2026-11-20
passes "kinds narrow" "1043 " --provider volsnap --level warning
expect 0 "none passes" "$marslog" events --id 4711 System.evtx

expect 0 "addresses" "$marslog" events --with-address System.evtx
holds out "^System.evtx#1042${tab}1042${tab}2026-11-20T02"
holds out "^System.evtx#1042~2${tab}1042${tab}2026-11-20T04"

# Inside a bundle, and several at once.
mkdir -p b/evt
cp System.evtx CAPI2.evtx b/evt
echo text >b/readme.txt
(cd b && tar cf ../b.tar -- *)
expect 0 "a folder" "$marslog" events b
[ "$(wc -l <out)" = 6 ] || no "events of both logs: $(wc -l <out)"
expect 0 "an archive" "$marslog" events --with-address b.tar
holds out "^b.tar!evt/CAPI2.evtx#7${tab}"
expect 0 "several" "$marslog" events System.evtx b.tar
[ "$(wc -l <out)" = 11 ] || no "events of three logs: $(wc -l <out)"
checks=$((checks + 1))
[ "$("$marslog" events - <System.evtx | wc -l)" = 5 ] || no "standard input"

# XML: one document, whose events are as Windows prints them.
expect 0 "XML" "$marslog" events --xml b.tar
cp out events.xml
checks=$((checks + 1))
xmllint --noout events.xml 2>xmllint.err || no "no document: $(head -3 xmllint.err)"
[ "$(grep -c '^<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>' events.xml)" = 6 ] ||
    no "six events: $(grep -c '<Event ' events.xml)"
holds events.xml '<EventRecordID>1042</EventRecordID>'
expect 0 "XML of none" "$marslog" events --xml --id 4711 System.evtx
checks=$((checks + 1))
xmllint --noout out || no "an empty document"

# One record, by its address.
expect 0 "a record" "$marslog" show -C 1 'b.tar!evt/System.evtx#1041'
holds out "^  1040${tab}"
holds out "^> 1041${tab}2026-11-20T01:02:04.567Z${tab}Information${tab}"
holds out '^ +<EventRecordID>1041</EventRecordID>$'
holds out "^  1042${tab}2026-11-20T02"
lacks out "^. 1043"
expect 0 "the second of an id" "$marslog" show -C 0 'System.evtx#1042~2'
holds out "^> 1042${tab}2026-11-20T04"
[ "$(grep -c '^[> ] [0-9]' out)" = 1 ] || no "no context"
expect 0 "the first of an id" "$marslog" show -C 0 'System.evtx#1042~1'
holds out "^> 1042${tab}2026-11-20T02"
expect 0 "all records" "$marslog" show System.evtx
[ "$(wc -l <out)" = 5 ] || no "all records: $(wc -l <out)"
for bad in 'System.evtx#1' 'System.evtx#1042~3' 'System.evtx#x' 'System.evtx#1042~s1'; do
    expect 3 "show $bad" "$marslog" show "$bad"
    holds err 'System.evtx has no record'
done
"$marslog" events --with-address b.tar System.evtx | cut -f 1,2 >addresses
while IFS="$tab" read -r address id; do
    expect 0 "show $address" "$marslog" show -C 0 "$address"
    holds out "^> $id${tab}"
done <addresses

# Messages that Windows wrote beside the log, in several languages.
mkdir -p m/LocaleMetaData
cp System.evtx CAPI2.evtx m
printf '1040\tThe device %%1 has a bad block.%%n\n1041\tShadow Copy: it stopped.\n' |
    "$mtatext" m/LocaleMetaData/System_1033.MTA
printf '1040\tin Japanese: %%1\n' | "$mtatext" m/LocaleMetaData/SYSTEM_1041.mta
(cd m && tar cf ../m.tar -- *)
for path in m m/ m.tar m/System.evtx; do
    expect 0 "messages of $path" "$marslog" events --lang en "$path"
    holds out "FS01${tab}The device .Device.Harddisk1.DR1 has a bad block.$"
    holds out "FS01${tab}Shadow Copy: it stopped.$"
    expect 0 "messages of $path in Japanese" "$marslog" events --lang ja "$path"
    holds out "FS01${tab}in Japanese: "
done
expect 0 "messages in the folder itself" sh -c "cd m && '$marslog' events System.evtx"
holds out "has a bad block"
expect 0 "show has them too" "$marslog" show --lang en 'm.tar!System.evtx#1041'
holds out "^> 1041.*Shadow Copy: it stopped.$"
# A scan finds them before or behind their log.
printf '1043\tThe diff area of C: was too small.\n' | "$mtatext" m/LocaleMetaData/System_1033.MTA
(cd m && tar cf ../first.tar LocaleMetaData/System_1033.MTA System.evtx &&
    tar cf ../last.tar System.evtx LocaleMetaData/System_1033.MTA)
for path in first.tar last.tar m; do
    for jobs in 1 2; do
        expect 1 "scan of $path" "$marslog" scan -q -j $jobs --lang en --xml r.xml "$path"
        holds r.xml 'System.evtx#1043".*>volsnap 36: The diff area of C: was too small.<'
        holds r.xml 'System_1033.MTA" role="event-messages" .*state="read"'
        what="scan of $path" valid r.xml
    done
done
printf 'MTAFile\0another version, long enough' >m/LocaleMetaData/System_1036.MTA
expect 1 "messages of a form not known" "$marslog" scan -q --lang en --xml r.xml m
holds r.xml 'System_1036.MTA" .*state="skipped" reason="format not known"'
rm m/LocaleMetaData/System_1036.MTA

head -c 1200 m/LocaleMetaData/System_1033.MTA >cut.MTA && mv cut.MTA m/LocaleMetaData/System_1033.MTA
expect 3 "damaged messages" "$marslog" events --lang en m
holds err 'm/LocaleMetaData/System_1033.MTA: damaged messages of events, read in part'
[ "$(wc -l <out)" = 6 ] || no "the events are printed"

# Damage: what is left is printed, and the log and chunk are named.
head -c 6500 System.evtx >cut.evtx
expect 3 "a cut log" "$marslog" events cut.evtx
holds err '^marslog: cut.evtx: chunk 0: .*it ends before its end'
holds out '^1040'
{ head -c 5000 System.evtx; printf X; tail -c +5002 System.evtx; } >changed.evtx
expect 3 "a changed byte" "$marslog" events changed.evtx
holds err '^marslog: changed.evtx: chunk 0: '
tail -c +4097 System.evtx >piece.evtx
expect 3 "a piece without the header" "$marslog" events piece.evtx
[ "$(wc -l <out)" = 5 ] || no "its events: $(wc -l <out)"
holds err 'header of the log is missing'
expect 3 "no event log" "$marslog" events b/readme.txt
holds err 'holds no event log'
expect 3 "nothing there" "$marslog" events absent.evtx
expect 3 "one of two" "$marslog" events absent.evtx System.evtx
[ "$(wc -l <out)" = 5 ] || no "the other one is printed"

for bad in "--id x" "--id 5-3" "--id ," "--level loud" "--since soon" "--provider=" ; do
    # shellcheck disable=SC2086
    expect 2 "$bad" "$marslog" events $bad System.evtx
    holds err '^marslog: --'
done
expect 2 "no PATH" "$marslog" events
expect 2 "XML with addresses" "$marslog" events --xml --with-address System.evtx

# Whoever reads has had enough.
i=0
while [ $i -lt 3000 ]; do
    echo "|2026-11-20T00:00:00Z|Error|X|1|C|PC|some text to fill the pipe with"
    i=$((i + 1))
done | log long.evtx
checks=$((checks + 1))
{ "$marslog" events long.evtx 2>err; echo $? >status; } | head -1 >out
{ [ "$(cat status)" = 0 ] && [ ! -s err ]; } || no "a broken pipe: $(cat status err)"
if [ -e /dev/full ]; then
    checks=$((checks + 1))
    "$marslog" events long.evtx >/dev/full 2>err
    [ $? = 3 ] || no "a full disk"
    holds err 'cannot write to standard output'
fi
finish
