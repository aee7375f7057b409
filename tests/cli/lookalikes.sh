#!/bin/sh
# SPDX-License-Identifier: MIT
# Numbers that only look like codes: each shape of data/lookalikes.txt with each number
# of the catalogue is a record of an agent's log and a line of a text, and nothing is
# found in them. One true record among them shows that they were searched.
. "${srcdir:-.}/tests/cli/lib.sh"

# check WHAT COMMAND...
check() {
    checks=$((checks + 1))
    what=$1
    shift
    "$@" || no "$what"
}

"$marslog" patterns list | sed -n 's/^signature	mars-\([0-9][0-9]*\)	.*/\1/p' >codes
"$marslog" patterns list | sed -n 's/^signature	os-\([0-9a-f]\{8\}\)	.*/\1/p' >windows
grep -v '^#' "$data/lookalikes.txt" >shapes
codes=$(wc -l <codes)
shapes=$(wc -l <shapes)
check "there are known numbers: $codes" [ "$codes" -ge 500 ]
check "there are codes of Windows" [ -s windows ]
check "there are shapes: $shapes" [ "$shapes" -ge 100 ]

# A log begins with a record, so that lines without a head continue one.
awk -v OFS= '
    FILENAME == "codes" { codes[++n] = $0; next }
    FILENAME == "windows" { windows[++m] = $0; next }
    {
        whole = sub(/^=/, "")
        last = index($0, "{h}") ? m : n
        for (i = 1; i <= last; i++) {
            s = $0
            gsub(/\{h\}/, windows[i], s)
            gsub(/\{d\}/, codes[i], s)
            gsub(/\{x\}/, sprintf("%x", codes[i]), s)
            gsub(/\{X\}/, sprintf("%X", codes[i]), s)
            gsub(/\{x8\}/, sprintf("%08x", codes[i]), s)
            if (whole)
                gsub(/~/, "\t", s)
            print whole ? s : "0AB0\t0974\t07/14\t02:00:01.000\t71\tagent.cpp(16)\t\t\t\tNORMAL\t" s > "CBEngineCurr.errlog"
            print s > "notes.txt"
        }
    }' codes windows shapes
lines=$(wc -l <notes.txt)
check "at least 200 lines that look like codes: $lines" [ "$lines" -ge 200 ]

expect 0 "a log of look-alikes" "$marslog" scan --xml log.xml CBEngineCurr.errlog
expect 0 "a text of look-alikes" "$marslog" scan --xml text.xml notes.txt
for report in log.xml text.xml; do
    valid $report
    found=$(grep -c '<finding ' $report)
    check "$report has no finding" [ "$found" -eq 0 ]
    sed -n 's/.*<finding signature="\([^"]*\)".*/\1/p' $report | head -5
    grep -o '<evidence .*' $report | head -5
done
records=$(sed -n 's/.*<file .* records="\([0-9]*\)".*/\1/p' log.xml)
check "the records were read: $records" [ "${records:-0}" -ge 200 ]

for file in CBEngineCurr.errlog notes.txt; do
    printf '0AB0\t0974\t07/14\t02:00:02.000\t71\ta.cpp(16)\t\t\t\tFATAL\tIt failed (ID: 34513)\n' >>$file
    expect 1 "one true record among them, $file" "$marslog" scan --xml true.xml $file
    found=$(grep -c '<finding ' true.xml)
    check "and only that is found" [ "$found" -eq 1 ]
done

# Events of programs that have nothing to do with the agent, as log and as export.
grep -v '^#' "$data/strangers.txt" | awk -F'|' '{
    gsub(/~/, "\t")
    printf "%d\t2026-11-20T01:%02d:00Z\tError\t%s\t%s\tApplication\tFS01\t%s\n", NR, NR % 60, $1, $2, $3
}' | "$builddir/tests/support/evtxtext" strangers.evtx || no "cannot build strangers.evtx"
{
    echo 'Date,Time,Type/Level,Computer Name,Event Code,Source,Task Category,Username,Description'
    grep -v '^#' "$data/strangers.txt" | awk -F'|' '{
        gsub(/~/, " ")
        printf "11/20/2026,01:%02d:00 AM,Error,FS01,%s,%s,None,N/A,\"%s \"\r\n", NR % 60, $2, $1, $3
    }'
} >others.csv
for file in strangers.evtx others.csv; do
    expect 0 "events of other programs, $file" "$marslog" scan --xml others.xml $file
    valid others.xml
    check "nothing is found in $file" [ "$(grep -c '<finding ' others.xml)" -eq 0 ]
    sed -n 's/.*<finding signature="\([^"]*\)".*/\1/p' others.xml
done
finish
