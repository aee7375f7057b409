#!/bin/sh
# SPDX-License-Identifier: MIT
# Every address that the report of any sample prints is shown again, evidence with its
# very text.
. "${srcdir:-.}/tests/cli/lib.sh"
out=$work
cd "$bundles" || exit 99
for expect_file in "$srcdir"/samples/*/expect.txt; do
    name=$(basename "$(dirname "$expect_file")")
    eval "set -- $(sed -n 's/^scan //p' "$expect_file")"
    [ $# = 1 ] || continue # bundles that other samples have
    "$marslog" scan -q --xml "$out/$name.xml" "$@"
    "$digest" --addresses "$out/$name.xml" | sort -u >"$out/$name.addresses"
    while IFS= read -r address; do
        checks=$((checks + 1))
        "$marslog" show "$address" >"$out/out" 2>"$out/err" ||
            no "$name: show $address: $(cat "$out/err")"
    done <"$out/$name.addresses"
    # The record marked by show holds the evidence.
    "$digest" "$out/$name.xml" | sed -n 's/^    evidence //p' |
        LC_ALL=C.UTF-8 sed 's/ time=.* | \|  *| /	/' >"$out/evidence"
    while IFS='	' read -r address text; do
        checks=$((checks + 1))
        case $text in
        *' = '*) [ "$text" = "${text#[a-z]*.*[a-z] = }" ] || continue ;; # a fact says it
        *' '[0-9A-F]*-*-*-*-*) text=${text##* } ;;                       # a job does
        esac
        case $address in *.evtx\#*) text=${text#*: } ;; esac # behind provider and id
        "$marslog" show -C 0 "$address" | grep '^>' | tr '\t\n' '  ' >"$out/out"
        grep -qF -e "$(printf %s "$text" | cut -c 1-60)" "$out/out" ||
            no "$name: $address does not show: $text"
    done <"$out/evidence"
done
cd "$work" || exit 99

cp "$data/one.errlog" .
expect 0 "context lines" "$marslog" show --context 1 "$bundles/HV08/Temp/CBEngineCurr.errlog:5"
[ "$(wc -l <out)" = 3 ] || no "one line of context on each side: $(wc -l <out) lines"
expect 0 "no context" "$marslog" show -C 0 one.errlog:1
[ "$(wc -l <out)" = 1 ] || no "no context: $(wc -l <out) lines"
hive='tss_261118-021500_BK11_psSDP_VSS.zip!Results_VSS_261118-021500/BK11_reg_Software.HIV'
expect 0 "a value of a hive" "$marslog" show \
    "$bundles/$hive#Microsoft\\Windows NT\\CurrentVersion\\ProductName"
holds out 'ProductName    REG_SZ    Windows Server 2019 Standard'
expect 3 "a value that a hive does not have" "$marslog" show "$bundles/$hive#Microsoft\\Absent"
holds err 'has no such key or value'
for bad in one.errlog:99 absent.zip!x:1 'one.errlog!x:1' "$bundles/TSS_SQL03.zip!absent.txt:1"; do
    "$marslog" show "$bad" >out 2>err
    status=$?
    checks=$((checks + 1))
    [ $status -ge 1 ] && [ $status -le 3 ] || no "show $bad: exit status $status"
    what="show $bad" holds err '^marslog: '
done
finish
