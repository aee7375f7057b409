#!/bin/sh
# SPDX-License-Identifier: MIT
# What a night says on standard error, in both forms, whatever happens.
. "${srcdir:-.}/tests/cli/lib.sh"
. "$srcdir/tests/cli/fleet-lib.sh"

story "two servers and what cannot be read"
for server in FS01 FS02; do
    temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault"
    is $server
    pack $server.tgz 2026-11-20T23:00:00Z
done
head -c 100 uploads/FS01.tgz >uploads/cut.tgz
printf 'not "a" log\\\n' >"uploads/a \"b\"\\.tgz"

# lines: each is an object, those of one kind have the same names, in the same order.
lines() {
    checks=$((checks + 1))
    grep -vqE '^\{("[a-z-]+":("([^"\\]|\\["\\u])*"|[0-9]+),?)+\}$' err &&
        no "$what: a line that is no JSON: $(grep -vE '^\{.*\}$' err | head -1)"
    for kind in bundle note error complete; do
        checks=$((checks + 1))
        n=$(grep "^{\"event\":\"$kind\"" err | sed 's/:\("\([^"\\]\|\\.\)*"\|[0-9]*\)/:/g' | sort -u | wc -l)
        [ "$n" -le 1 ] || no "$what: $n forms of a line of kind $kind"
    done
    if command -v python3 >/dev/null; then
        checks=$((checks + 1))
        python3 -c 'import json; [json.loads(line) for line in open("err", encoding="utf-8")]' \
            2>why || no "$what: $(tail -1 why)"
    fi
}
last() { # last WORD: the last line is of that kind
    checks=$((checks + 1))
    tail -1 err | grep -qE "^(\{\"event\":\")?$1" || no "$what: the last line is: $(tail -1 err)"
}
batch="$marslog batch --out fleet --as-of 2026-11-21"
json="--log-format json"

expect 3 "a night" $batch $json uploads
lines
last complete
holds err '"state":"unreadable".*"reason":"[^"]+"'
holds err '"state":"read".*"reason":""'
expect 2 "a wrong call" "$marslog" batch $json uploads
lines
last error
expect 2 "a list that is not there" $batch $json --list none
lines
holds err '^\{"event":"error","where":"none","line":0,"text":"cannot read the list'
printf 'nonsense\n' >wrong
expect 2 "mutes that are none" $batch $json --mutes wrong uploads
lines
holds err '"where":"wrong","line":1,'
expect 2 "a history that is none" $batch $json --history wrong uploads
lines
expect 2 "a catalogue that is none" $batch $json --patterns none uploads
lines
for form in text json; do
    expect 5 "metrics that cannot be written, $form" $batch --log-format $form --metrics none/m.prom uploads
    [ $form = text ] || lines
    last complete
    expect 5 "a summary that cannot be written, $form" sh -c '"$@" >/dev/full' - $batch --log-format $form uploads
    [ $form = text ] || lines
    last complete
    holds err 'cannot write to standard output'
done
expect 3 "a summary that nobody reads to its end" sh -c '("$@"; echo $? >status) | :; exit $(cat status)' - $batch uploads
last complete

"$marslog" batch -q --shard 1/1 --out part --as-of 2026-11-21 uploads 2>/dev/null
sed 's/digest="sha256:.\{8\}/digest="sha256:00000000/' part/shard-1-of-1.xml >other.xml
for form in text json; do
    expect 3 "a merge, $form" "$marslog" merge -q --log-format $form --out merged --as-of 2026-11-21 other.xml wrong
    [ $form = text ] || lines
    holds err 'another catalogue'
    holds err 'is no valid report'
    last complete
done
# What is odd is told, and what confines a shard's workers.
for what in uploads "--shard 1/2 uploads"; do
    "$marslog" batch -q --out told --as-of 2026-11-21 $what 2>err
    holds err '^note text=".*workers confined by '
done
"$marslog" batch -q --out told --as-of 2026-11-20 uploads 2>err
what="an earlier time"
holds err '^note text="the run before speaks of a later time'
last complete
mkdir -p empty
expect 3 "an empty list" "$marslog" batch -q --out told2 --list /dev/null
holds err '^note text="there was no bundle at all"'
last complete
expect 3 "an empty folder" "$marslog" batch -q --out told2 empty
holds err '^bundle state=unreadable .* path=empty reason="no bundle in it"'
expect 3 "an empty folder beside another" "$marslog" batch -q --out told3 uploads/FS01.tgz empty
holds told3/fleet.xml 'path="empty" .*reason="no bundle in it"'

if [ -c /dev/tty ] && command -v script >/dev/null; then
    script -qec "$batch $json uploads >/dev/null" /dev/null </dev/null | tr -d '\r' >err
    what="a terminal"
    lines
fi

finish
