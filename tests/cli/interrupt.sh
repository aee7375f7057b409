#!/bin/sh
# SPDX-License-Identifier: MIT
# Ctrl-C leaves a valid report of what was found until then, and exit status 130.
. "${srcdir:-.}/tests/cli/lib.sh"
mkfifo pipe
# A log that goes on and on.
while :; do cat "$data/one.errlog" || exit; done >pipe 2>writer.err &
writer=$!
"$marslog" scan --xml r.xml - <pipe >out 2>err &
scanner=$!
sleep 1
kill -INT $scanner
wait $scanner
status=$?
kill $writer 2>/dev/null
wait $writer 2>/dev/null
checks=$((checks + 1))
[ $status = 130 ] || no "exit status $status, not 130"
valid r.xml
holds r.xml 'interrupted="yes"'
holds r.xml 'signature="mars-34506"'
holds out 'mars-34506'
finish
