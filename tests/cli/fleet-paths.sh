#!/bin/sh
# SPDX-License-Identifier: MIT
# What the nightly job is given: PATHs and lists of them, whatever they are called and are.
. "${srcdir:-.}/tests/cli/lib.sh"
. "$srcdir/tests/cli/fleet-lib.sh"

# listed NAME...: the paths of the log, as JSON has them.
listed() {
    printf '%s\n' "$@" | sort >expected
    sed -n 's/^{"event":"bundle".*"path":"\([^"]*\)".*/\1/p' err | sort >got
    same "$what: other paths" expected got
}
batch() { # batch STATUS WHAT [option...]
    want=$1
    what=$2
    shift 2
    checks=$((checks + 1))
    timeout 60 "$marslog" batch -q --log-format json --out fleet --as-of 2026-11-21 "$@" >out 2>err
    got=$?
    [ $got = "$want" ] || no "$what: exit status $got, not $want: $(tail -1 err)"
}

temp "11/20 01:00:00.000 $vault"
is FS01
newline='in
two'
mkdir odd
for name in 'a b.tgz' ' before' 'after ' "$newline" -q 日本; do
    pack one.tgz 2026-11-20T23:00:00Z
    mv uploads/one.tgz "odd/$name"
done
batch 1 "names of a folder" odd
listed 'odd/ before' odd/-q 'odd/a b.tgz' 'odd/after ' 'odd/in\u000atwo' odd/日本

printf 'odd/a b.tgz\r\n\r\n\nodd/after \nodd/ before\nodd/a b.tgz\nodd/日本' >list
batch 1 "a list of lines" --list list
listed 'odd/a b.tgz' 'odd/after ' 'odd/ before' odd/日本
batch 1 "a list on standard input" --list - <list
listed 'odd/a b.tgz' 'odd/after ' 'odd/ before' odd/日本
(printf '\357\273\277' && cat list) >marked
batch 1 "a list from a Windows editor" --list marked
listed 'odd/a b.tgz' 'odd/after ' 'odd/ before' odd/日本
find odd -type f -print0 >nuls
batch 1 "a list apart by NULs" --list nuls
listed 'odd/ before' odd/-q 'odd/a b.tgz' 'odd/after ' 'odd/in\u000atwo' odd/日本
printf 'odd/gone\nodd/-q\n' >list
batch 3 "a list of what is gone" --list list
listed odd/gone odd/-q
: >list
batch 3 "an empty list" --list list
batch 2 "a list that is a folder" --list odd
holds err '"where":"odd","line":0,"text":"cannot read the list'
batch 2 "the folder of reports in the list" --list - <<END
odd
fleet
END
holds err '"where":"fleet","line":0,"text":"is the folder of the reports'
batch 2 "the folder of reports as PATH" odd fleet/../fleet

# What has no end, or never begins.
mkfifo pipe
for path in pipe /dev/zero; do
    batch 3 "$path" odd/-q $path
    holds err '"path":"'$path'","reason":"neither a file nor a folder"'
done

# A part of a bundle that cannot be read does not keep the rest from it.
reader=
if is_root && command -v setpriv >/dev/null; then
    reader="setpriv --reuid=65534 --clear-groups"
    chmod 777 .
fi
if ! is_root || $reader test -x "$marslog" -a -w . 2>/dev/null; then
    temp "11/20 01:00:00.000 $vault"
    is FS01
    mkdir -p locked
    mv make locked/FS01
    mkdir locked/FS01/private
    echo none >locked/FS01/private/note.txt
    chmod 0 locked/FS01/private
    for night in 1 2; do
        expect 3 "a folder that is locked, night $night" $reader "$marslog" batch -q --out own \
            --as-of 2026-11-21 locked
        holds err '^bundle state=partial .*path=locked/FS01'
        holds own/fleet.xml 'signature="mars-34513"'
    done
    chmod 755 locked/FS01/private
    expect 1 "the folder is open" $reader "$marslog" batch -q --out own --as-of 2026-11-21 locked
    holds err '^bundle state=read .*path=locked/FS01'
else
    echo "SKIP: nobody cannot be tried here"
fi

# The history beside the uploads is no upload.
rm -rf fleet
mkdir beside
temp "11/20 01:00:00.000 $vault"
is FS01
pack fs01.tgz 2026-11-20T23:00:00Z
mv uploads/fs01.tgz beside/
for night in 1 2; do
    batch 1 "the history among the uploads, night $night" --history beside/history.db beside
    listed beside/fs01.tgz
done

finish
