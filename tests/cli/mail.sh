#!/bin/sh
# SPDX-License-Identifier: MIT
# scan --request and --note: where they go, what they ask for, what they do not tell.
. "${srcdir:-.}/tests/cli/lib.sh"
sample=$bundles/TSS_SQL03.zip

expect 1 "both into files, beside the summary" \
    "$marslog" scan --request mail.txt --note note.md "$sample"
holds out 'What is wrong'
holds mail.txt '^Server SQL03$'
lacks mail.txt 'errlog:|34513|zip!'
holds note.md '^# SQL03: problems found$'
holds note.md 'CBEngineCurr\.errlog:2`'

# What is asked for is what the report says is missing.
expect 1 "the report" "$marslog" scan --xml - "$sample"
xmllint --xpath '//*[local-name()="missing"]/@title' out |
    sed 's/^ *title="\(.*\)"$/\1/' | sort -u >wanted
sed -n 's/^[0-9]*\. //p' mail.txt | sort >asked
same "asked for is not what is missing" wanted asked

expect 1 "the mail on standard output replaces the summary" \
    "$marslog" scan --lang ja --request - "$sample"
holds out '^お世話になっております'
lacks out '見つかった問題'
expect 1 "the note on standard output" "$marslog" scan --lang ja --note - "$sample"
holds out '^# SQL03: 問題が見つかりました$'
expect 0 "nothing is missing" "$marslog" scan --request - "$bundles/OK10.tar.gz"
holds out 'we need nothing more'
expect 2 "two reports on standard output" \
    "$marslog" scan --request - --note - "$sample"
holds err 'only one of'
expect 3 "no place for it" "$marslog" scan -q --note absent/note.md "$sample"
holds err 'absent/note.md'
finish
