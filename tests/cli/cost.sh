#!/bin/sh
# SPDX-License-Identifier: MIT
# patterns cost: every signature that a scan finds was tried, and counted as often.
. "${srcdir:-.}/tests/cli/lib.sh"
sample=$bundles/TSS_SQL03.zip

expect 0 "a table" "$marslog" patterns cost "$sample"
holds out '^Signature +tried +matched'
holds out '^mars-34513 +[0-9]+ +2 '
holds out '^the pass over all text '
checks=$((checks + 1))
awk 'length > 80 { exit 1 }' out || no "the table is wider than 80 columns"
expect 0 "for programs" "$marslog" patterns cost --quiet "$sample"
lacks out 'Signature'
checks=$((checks + 3))
awk -F '\t' 'NF != 5 || $2 + 0 < $3 + 0 { exit 1 }' out || no "columns"
cut -f 4 out | sort -nrc 2>err || no "not sorted by time"
awk -F '\t' '{ sum += $5 } END { exit sum < 99 || sum > 101 }' out || no "shares"
cut -f 1-3 out | sort >tried
expect 0 "the counts are the same again" "$marslog" patterns cost --quiet "$sample"
cut -f 1-3 out | sort >again
same "counts differ" tried again
expect 0 "Japanese" "$marslog" patterns cost --lang ja "$sample"
holds out 'mars-34513'
expect 3 "nothing there" "$marslog" patterns cost absent.zip
holds err 'absent\.zip'
expect 2 "no PATH" "$marslog" patterns cost
finish
