#!/bin/sh
# SPDX-License-Identifier: MIT
# The history as somebody looks at it, prunes it, or has it where nothing can be written.
. "${srcdir:-.}/tests/cli/lib.sh"
. "$srcdir/tests/cli/fleet-lib.sh"

story "three nights of two servers"
for server in FS01 FS02; do
    temp "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $([ $server = FS01 ] && echo "$vault" || echo "$quiet")"
    is $server
    pack $server.tgz 2026-11-20T23:00:00Z
done
for day in 21 22 23; do
    night 2026-11-${day}T03:00
done
expect 0 "runs" "$marslog" history --out fleet
cp out all-runs

# Pruning.
expect 2 "prune without days" "$marslog" history prune --out fleet
expect 2 "prune what is not there" "$marslog" history prune --keep-days 1 --history gone.db
holds err 'gone.db: cannot open: No such file'
[ ! -e gone.db ] || no "prune made a history"
echo nonsense >bad.db
expect 2 "prune what is no history" "$marslog" history prune --keep-days 1 --history bad.db
cp fleet/history.db newer.db
if command -v sqlite3 >/dev/null; then
    sqlite3 newer.db 'PRAGMA user_version = 99'
    expect 2 "prune what is of a newer marslog" "$marslog" history prune --keep-days 1 --history newer.db
    holds err 'newer marslog'
fi
rm -f held go
(
    flock 9
    : >held
    while [ ! -e go ]; do sleep 0.05; done
) 9>>fleet/history.db-lock &
while [ ! -e held ]; do sleep 0.05; done
expect 4 "prune while a run is at work" "$marslog" history prune --keep-days 1 --out fleet
: >go
wait
expect 0 "prune" "$marslog" history prune --keep-days 1 --as-of 2026-11-23T12:00 --out fleet
expect 0 "runs that are left" "$marslog" history --out fleet
holds out '^2026-11-23T03'
lacks out '^2026-11-2[12]'
expect 0 "a story whose beginning is forgotten" "$marslog" history server FS01 --out fleet
holds out '^-	finding	mars-34513	new'
lacks out '^1970'
expect 0 "a server with nothing to tell" "$marslog" history server fs02 --out fleet
expect 0 "a server without jobs" "$marslog" history jobs FS02 --out fleet
expect 1 "a server that nobody knows" "$marslog" history server FS03 --out fleet
expect 1 "jobs of one that nobody knows" "$marslog" history jobs FS03 --out fleet
expect 0 "prune years later" "$marslog" history prune --keep-days 1 --as-of 2030-01-01 --out fleet
expect 0 "the last run stays" "$marslog" history --out fleet
holds out '^2026-11-23T03'
night 2026-11-24T03:00
stands FS01 mars-34513 ongoing

# One name in two groups.
mkdir -p groups/north groups/south
cp uploads/FS01.tgz groups/north/
temp "11/20 01:00:00.000 $connect"
is FS01
pack other.tgz 2026-11-20T23:00:00Z
mv uploads/other.tgz groups/south/FS01.tgz
"$marslog" batch -q --out grouped --group-by folder --as-of 2026-11-21 groups 2>/dev/null
expect 0 "a server of a group" "$marslog" history server south/fs01 --out grouped
holds out 'mars-100050'
lacks out 'mars-34513'
expect 1 "a group that has it not" "$marslog" history server east/fs01 --out grouped

# Somebody who may only read.
mkdir 'a?b#c%d'
cp fleet/history.db 'a?b#c%d/h.db'
expect 0 "runs" "$marslog" history --out fleet
cp out left-runs
reader=
if is_root && command -v setpriv >/dev/null && setpriv --reuid=65534 --clear-groups test -x "$marslog"; then
    reader="setpriv --reuid=65534 --clear-groups"
fi
if [ -n "$reader" ] || ! is_root; then
    chmod a-w 'a?b#c%d' 'a?b#c%d/h.db'
    expect 0 "a history that can only be read" $reader "$marslog" history --history 'a?b#c%d/h.db'
    same "a history that can only be read" out left-runs
    expect 5 "a night on it" $reader "$marslog" batch -q --out own --history 'a?b#c%d/h.db' uploads
    expect 5 "pruning it" $reader "$marslog" history prune --keep-days 1 --history 'a?b#c%d/h.db'
    chmod u+w 'a?b#c%d'
else
    echo "SKIP: nobody cannot be tried here"
fi

finish
