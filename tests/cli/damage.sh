#!/bin/sh
# SPDX-License-Identifier: MIT
# Encrypted, cut, too large, too deep: what is readable is read, the rest is told, and
# the exit status is 3.
. "${srcdir:-.}/tests/cli/lib.sh"

# told STATE REASON: an element of the report says both
told() { holds out "state=\"$1\"[^>]* reason=\"(limit: )?$2"; }

recipe encrypted
expect 3 "encrypted" "$marslog" scan --xml - encrypted.zip
told '(unreadable|partial)' 'encrypted'
valid out
printf 'wrong\n' >wrong
expect 3 "encrypted, the wrong passphrase" \
    "$marslog" scan --xml - --passphrase-file wrong encrypted.zip
valid out
printf 'wrong\nSecret.123\n' >right
expect 1 "encrypted, one of two passphrases is right" \
    "$marslog" scan --xml - --passphrase-file right encrypted.zip
holds out 'signature="mars-34506"'
holds out 'address="encrypted.zip!Temp/CBEngineCurr.errlog:1"'
expect 0 "show takes it too" "$marslog" show --passphrase-file right \
    'encrypted.zip!Temp/CBEngineCurr.errlog:1'
holds out 'Error 34506'

recipe plain
size=$(wc -c <plain.zip)
for keep in $((size - 30)) $((size / 2)) 200 60; do
    head -c $keep plain.zip >cut.zip
    expect 3 "a zip cut after $keep of $size bytes" "$marslog" scan --xml - cut.zip
    valid out
done
head -c $((size - 30)) plain.zip >cut.zip
expect 3 "what comes before the cut is found" "$marslog" scan cut.zip
holds out 'mars-34506'
awk 'BEGIN { for (i = 0; i < 400; i++) printf "%c", i * 7 % 31 + 1 }' >noise.zip
expect 3 "bytes that are neither archive nor text" "$marslog" scan --xml - noise.zip
holds out 'reason="no-logs"'
valid out
printf 'Rar!\032\007\001\000garbage' >x.rar
expect 3 "a kind of archive that is not read" "$marslog" scan --xml - x.rar
valid out

expect 3 "a member above the limit" "$marslog" scan --xml - --max-member-bytes 1000000 plain.zip
told 'partial' 'member too large'
holds out 'signature="mars-34506"'
valid out
expect 3 "a bundle above the limit" "$marslog" scan --xml - --max-total-bytes 1000000 plain.zip
told 'partial' 'bundle too large'
expect 3 "more entries than the limit" "$marslog" scan --xml - --max-entries 1 plain.zip
told 'partial' 'too many entries'
expect 1 "limits as they are let it through" "$marslog" scan plain.zip
awk 'BEGIN { for (i = 0; i < 300000; i++) printf "long "; print "" }' >long.txt
expect 3 "a line above the limit" "$marslog" scan --xml - --max-line-bytes 100000 long.txt
told 'partial' 'line too long'

vss=$bundles/tss_261118-021500_BK11_psSDP_VSS.zip
# A source without end stops at the deadline, and what came is reported.
what="the deadline"
yes 'Invalid vault credentials (ID: 34513)' | "$marslog" scan --quiet --xml endless.xml --timeout 1 - 2>err
[ $? = 3 ] || no "$what: not exit status 3"
checks=$((checks + 1))
holds endless.xml 'reason="limit: out of time"'
holds endless.xml 'signature="mars-34513"'
valid endless.xml
expect 3 "a hive above the limit" "$marslog" scan --xml - --max-hive-bytes 5000 "$vss"
told 'partial' 'registry hive too large'
printf 'regf, and nothing that a hive has' >FS01_reg_System.HIV
expect 3 "a hive that is damaged" "$marslog" scan --xml - FS01_reg_System.HIV "$vss"
told 'partial' 'damaged registry hive'
valid out
mkdir hive
cp "$data/one.errlog" hive/
mv FS01_reg_System.HIV hive/FS01_reg_Software.HIV
expect 3 "what a damaged hive would have settled" "$marslog" scan --xml - hive
holds out 'artefact="agent-registry".*present, but unreadable: hive/FS01_reg_Software.HIV'

# A record and 1.2 GB of zeros, in a megabyte.
{ cat "$data/one.errlog"; head -c 1200000000 /dev/zero; } | gzip -4 >bomb.gz
expect 3 "a bomb" "$marslog" scan --xml - bomb.gz
told 'partial' 'compression ratio too high'
holds out 'signature="mars-34506"'
valid out
rm bomb.gz

recipe nested
expect 1 "six archives in one another" "$marslog" scan --xml - nested.zip
holds out 'nested.zip!one.cab!two.zip!three.tar!four.tar.gz!five.7z!inner.errlog:1"'
valid out
expect 0 "show finds its way" "$marslog" show \
    'nested.zip!one.cab!two.zip!three.tar!four.tar.gz!five.7z!inner.errlog:1'
holds out 'Error 34506'
expect 3 "deeper than the limit" "$marslog" scan --xml - --max-depth 3 nested.zip
told partial 'archives nested too deep'
holds out 'nested.zip!outer.errlog:1'
valid out
finish
