#!/bin/sh
# SPDX-License-Identifier: MIT
# Where reports go: a file appears whole, and nothing else is put in the place of what
# was there; servers of two customers stay apart; progress only where it is asked for.
. "${srcdir:-.}/tests/cli/lib.sh"
cp "$data/one.errlog" .

expect 1 "a report into a new file" "$marslog" scan -q --xml new.xml one.errlog
valid new.xml
[ -e new.xml.part ] && no "the temporary file is left"
checks=$((checks + 1))

ln -s target.xml link.xml
: >target.xml
expect 1 "a report into a link" "$marslog" scan -q --xml link.xml one.errlog
checks=$((checks + 2))
[ -h link.xml ] || no "the link was replaced by the report"
[ -s target.xml ] || no "the link's target holds no report"

mkfifo pipe
cat pipe >piped.xml &
expect 1 "a report into a named pipe" "$marslog" scan -q --xml pipe one.errlog
wait
checks=$((checks + 1))
[ -p pipe ] || no "the pipe was replaced by the report"
valid piped.xml

expect 1 "a report into /dev/null" "$marslog" scan -q --xml /dev/null one.errlog
checks=$((checks + 1))
[ -c /dev/null ] || no "/dev/null was replaced by the report"

expect 3 "a report into a folder that is not there" \
    "$marslog" scan -q --xml absent/new.xml one.errlog
holds err 'absent/new.xml'

# The reader of a pipe may have enough: no word of it.
checks=$((checks + 1))
{ "$marslog" scan --xml - one.errlog 2>err; } | head -1 >out
[ -s err ] && no "a closed pipe is complained of: $(cat err)"

mkdir -p customers/a customers/b
"$mkbundle" >out 2>&1
for customer in a b; do
    mkdir -p "customers/$customer/FS01_CBENGINE"
    cp one.errlog "customers/$customer/FS01_CBENGINE/CBEngineCurr.errlog"
done
printf 'x' >>customers/b/FS01_CBENGINE/CBEngineCurr.errlog
expect 1 "one group" "$marslog" scan --xml - customers
checks=$((checks + 1))
[ "$(grep -c '<server name="FS01"' out)" = 1 ] || no "two servers without --group-by"
expect 1 "a group a customer" "$marslog" scan --group-by folder --xml - customers
valid out
checks=$((checks + 1))
[ "$(grep -c '<server name="FS01"' out)" = 2 ] || no "one server with --group-by folder"

expect 1 "no progress beside a pipe" "$marslog" scan -q one.errlog
checks=$((checks + 1))
[ -s err ] && no "progress without a terminal"
finish
