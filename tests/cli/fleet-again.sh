#!/bin/sh
# SPDX-License-Identifier: MIT
# A night over what changed in one way or another: the bytes of a run from nothing.
. "${srcdir:-.}/tests/cli/lib.sh"
. "$srcdir/tests/cli/fleet-lib.sh"

# settled: so long after that a time shows whether anything was written since.
settled() { sleep 2.2; }
# again WHAT REGEX [option...]: another run, whose log has a line such as that, beside one
# from nothing.
again() {
    what=$1
    line=$2
    shift 2
    night 2026-11-21T03:00 "$@"
    holds err "$line"
    rm -rf cold
    "$marslog" batch -q --out cold --as-of 2026-11-21T03:00 --utc-offset=+00:00 "$@" uploads \
        2>/dev/null
    # Pages of servers that are there no more stay.
    (cd cold && find . -name '*.xml' -o -name '*.html') | while IFS= read -r file; do
        cmp "cold/$file" "fleet/$file" || echo differs
    done >differ 2>&1
    checks=$((checks + 1))
    [ -s differ ] && no "$story: $what: $(head -1 differ)"
}

story "a file in a folder, whose time is where the year comes from"
temp "11/20 01:00:00.000 $vault"
mkdir uploads/FS01
mv make/Temp uploads/FS01/
touch -d 2026-11-20T23:00:00Z uploads/FS01/Temp/*
settled
night 2026-11-21T03:00
again "nothing changed" '^bundle state=unchanged .*path=uploads/FS01$'
touch -d 2025-11-20T23:00:00Z uploads/FS01/Temp/*
again "another year" '^bundle state=read .*path=uploads/FS01$'
holds fleet/servers/FS01.xml 'first="2025-11-20T01:00:00'

story "a bundle that nothing but its file dates"
temp "11/20 01:00:00.000 $vault"
gzip -nc make/Temp/CBEngineCurr.errlog >uploads/FS01.errlog.gz
touch -d 2026-11-20T23:00:00Z uploads/FS01.errlog.gz
settled
night 2026-11-21T03:00
touch -d 2026-11-01T23:00:00Z uploads/FS01.errlog.gz
again "another time" '^bundle state=read '
holds fleet/fleet.xml 'data="2026-11-01T23:00:00.000Z"'

story "a bundle that dates itself"
temp "11/20 01:00:00.000 $vault"
is FS01
pack fs01.tgz 2026-11-20T23:00:00Z
settled
night 2026-11-21T03:00
touch -d 2026-11-01T23:00:00Z uploads/fs01.tgz
again "touched" '^bundle state=unchanged '
cp -p uploads/fs01.tgz copy
mv copy uploads/fs01.tgz
again "copied anew" '^bundle state=unchanged '
temp "11/20 01:00:00.000 $connect"
is FS01
size=$(stat -c %s uploads/fs01.tgz)
cp -p uploads/fs01.tgz before
pack other.tgz 2026-11-20T23:00:00Z
truncate -s "$size" uploads/other.tgz
touch -r before uploads/other.tgz
mv uploads/other.tgz uploads/fs01.tgz
again "another of that size and time" '^bundle state=(read|partial) '
again "read all" '^bundle state=(unchanged|partial) ' --verify
again "another option" '^bundle state=(read|partial) ' --since 2026-11-01
again "another language" '^bundle state=(read|partial) ' --lang ja
mv uploads/fs01.tgz uploads/fs02.tgz
again "under another name" '^bundle state=(read|partial) .*fs02'

story "what was not read for want of room is read when there is"
if command -v zip >/dev/null; then
    temp "11/20 01:00:00.000 $vault"
    is FS01
    (cd make && zip -qr ../inner.zip . && rm -rf ./* && mv ../inner.zip .)
    touch -d 2026-11-20T23:00:00Z make/inner.zip
    (cd make && zip -q ../uploads/FS01.zip inner.zip)
    settled
    TMPDIR=$work/none
    export TMPDIR
    night 2026-11-21T03:00
    holds err '^bundle state=unreadable .*cannot make a temporary file'
    unset TMPDIR
    again "there is room" '^bundle state=read '
    again "nothing changed" '^bundle state=unchanged '
    stands FS01 mars-34513 new
fi

finish
