#!/bin/sh
# SPDX-License-Identifier: MIT
# The nightly job, night after night, as its timer runs it.
. "${srcdir:-.}/tests/cli/lib.sh"

# upload NAME DAY-OF-MAKING LINE...: a bundle of server NAME; a line is "MM/dd time text".
upload() {
    name=$1
    made=$2
    shift 2
    rm -rf make
    mkdir -p make/Temp uploads
    for line in "$@"; do
        day=${line%% *}
        rest=${line#* }
        printf '0AB0\t0974\t%s\t%s\t71\tbackupasync.cpp(1279)\t\t\tWARNING\t%s\r\n' \
            "$day" "${rest%% *}" "${rest#* }"
    done >make/Temp/CBEngineCurr.errlog
    printf 'Host Name:                 %s\r\nOS Name:                   Microsoft Windows Server 2016 Standard\r\n' \
        "$name" >make/systeminfo.txt
    touch -d "$made" make/Temp/CBEngineCurr.errlog make/systeminfo.txt make/Temp make
    (cd make && tar czf "../uploads/$name.tar.gz" Temp systeminfo.txt)
}
vault='Invalid vault credentials. (ID: 34513)'
quiet='Backup job completed.'
night() { # night STATUS WHAT AS-OF [option...]
    want=$1
    about=$2
    as_of=$3
    shift 3
    expect "$want" "$about" "$marslog" batch --out fleet --as-of "$as_of" "$@" uploads
    checks=$((checks + 1))
    xmllint --noout --relaxng "$srcdir/report_templates/report.rng" fleet/fleet.xml \
        2>xmllint.err || no "$about: fleet.xml does not validate: $(head -1 xmllint.err)"
}
# stands SERVER ID STATE: in fleet.xml
stands() {
    checks=$((checks + 1))
    got=$(xmllint --xpath "string(//*[local-name()='server'][@name='$1']/*[@signature='$2' or @id='$2']/@state)" fleet/fleet.xml)
    [ "$got" = "$3" ] || no "$about: $2 on $1 is '$got', not '$3'"
}

upload FS01 2026-11-20T23:00:00Z "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault"
upload FS02 2026-11-20T23:00:00Z "11/10 08:00:00.000 $quiet"

# What the call lacks.
expect 2 "no folder for reports" "$marslog" batch uploads
holds err 'needs a folder for its reports: --out DIR'
expect 2 "no PATH" "$marslog" batch --out fleet
holds err 'needs at least one PATH'
expect 2 "a list that is not there" "$marslog" batch --out fleet --list none
holds err 'none: cannot read the list'

# The first night.
night 1 "the first night" 2026-11-21T03:00
stands FS01 mars-34513 new
holds err '^bundle state=read bytes=[0-9]+ ms=[0-9]+ path=uploads/FS01.tar.gz$'
holds err '^complete bundles=2 read=2 partial=0 unreadable=0 arriving=0 unchanged=0 servers=2 '
holds out 'New tonight'
[ "$(tail -1 err | cut -d' ' -f1)" = complete ] || no "the last line does not say complete"
for file in fleet.html fleet.xml servers/FS01.html servers/FS01.xml history.db; do
    [ -s "fleet/$file" ] || no "no fleet/$file"
done
ls fleet fleet/servers | grep -E 'new$|part$' && no "files are left half done"
cp -R fleet cold

# Again, and again from nothing: the same bytes.
night 1 "the same night again" 2026-11-21T03:00
holds err 'unchanged=2'
for file in fleet.html fleet.xml servers/FS01.html servers/FS01.xml; do
    same "a warm run changes $file" "fleet/$file" "cold/$file"
done
night 1 "a fresh run" 2026-11-21T03:00 --fresh --jobs 1
holds err 'unchanged=0'
for file in fleet.html fleet.xml servers/FS01.html servers/FS01.xml; do
    same "a fresh run changes $file" "fleet/$file" "cold/$file"
done

# Nothing new was sent.
night 1 "nothing new" 2026-11-22T03:00
stands FS01 mars-34513 ongoing
expect 0 "nothing is new" "$marslog" batch --out fleet --as-of 2026-11-22T03:00 --fail-on new uploads

# An overlapping upload with an old record only: resolved; the other has it now.
upload FS01 2026-11-22T23:00:00Z "11/10 08:00:00.000 $quiet" "11/20 01:00:00.000 $vault" \
    "11/22 08:00:00.000 $quiet"
upload FS02 2026-11-22T23:00:00Z "11/10 08:00:00.000 $quiet" "11/22 08:00:00.000 $vault"
expect 1 "something is new" "$marslog" batch --out fleet --as-of 2026-11-23T03:00 --fail-on new uploads
about="uploads overlap"
stands FS01 mars-34513 resolved
stands FS02 mars-34513 new

# A bundle that cannot be read resolves nothing.
head -c 40 uploads/FS02.tar.gz >cut && mv cut uploads/FS02.tar.gz
night 3 "an unreadable bundle" 2026-11-24T03:00
stands FS02 mars-34513 not-seen
expect 3 "unread is told alone" "$marslog" batch --out fleet --as-of 2026-11-24T03:00 --fail-on unread uploads

# A server that sends nothing is not forgotten.
rm uploads/FS02.tar.gz
night 1 "a server is not there" 2026-11-25T03:00
stands FS02 mars-34513 not-seen
holds fleet/fleet.xml 'name="FS02".*stale="yes"'

# A mute: counted, and not new.
upload FS02 2026-11-25T23:00:00Z "11/22 08:00:00.000 $quiet" "11/25 08:00:00.000 $quiet"
night 1 "it comes back" 2026-11-26T03:00
stands FS02 mars-34513 resolved
expect 0 "a mute" "$marslog" mute --out fleet --owner ops --reason 'planned move' \
    --until 2026-12-01 --server 'fs0?' mars-34513
upload FS02 2026-11-26T23:00:00Z "11/22 08:00:00.000 $quiet" "11/26 08:00:00.000 $vault"
expect 0 "no news but what is muted" "$marslog" batch --out fleet --as-of 2026-11-27T03:00 --fail-on new uploads
about=muted
stands FS02 mars-34513 new
holds err 'muted=1 '
holds fleet/fleet.xml 'signature="mars-34513"[^>]*muted="ops"'
night 1 "the mute is over" 2026-12-02T03:00
lacks fleet/fleet.xml 'signature="mars-34513"[^>]*muted="ops"'
holds fleet/fleet.xml '<mute [^>]*expired="yes"'
for field in --owner --reason --until; do
    set -- --owner=a --reason=b --until=2026-12-01
    checks=$((checks + 1))
    "$marslog" mute --out fleet $(printf '%s\n' "$@" | grep -v -- "^$field=") mars-34513 \
        2>err && no "a mute without $field"
done
expect 2 "a mute of nothing" "$marslog" mute --out fleet --owner a --reason b --until 2026-12-01 no-such
expect 0 "take it back" "$marslog" mute --out fleet remove mars-34513
expect 0 "list mutes" "$marslog" mute --out fleet list
lacks out mars-34513
printf 'mars-34513\tFS02\t2026-12-31\tops\n' >fleet/mutes
expect 2 "a mute without a reason" "$marslog" batch --out fleet --as-of 2026-12-03T03:00 uploads
holds err 'fleet/mutes:1: a mute is ID, SERVERS'
lacks err '^bundle'
rm fleet/mutes
mkdir mutes
expect 2 "mutes that are a folder" "$marslog" batch --out fleet --mutes mutes --as-of 2026-12-03T03:00 uploads
lacks err '^bundle'

# A bundle that is still written is left alone.
cp uploads/FS01.tar.gz uploads/FS03.tar.gz.part
night 1 "an upload is under way" 2026-12-03T03:00
holds err 'state=arriving .*FS03'
holds fleet/fleet.xml '<arriving path="uploads/FS03.tar.gz.part"'
rm uploads/FS03.tar.gz.part
touch -d '2 hours ago' uploads/*
touch uploads/FS01.tar.gz
expect 1 "one that was touched just now" "$marslog" batch --out fleet --settle 60 uploads
holds err 'state=arriving .*FS01'

# Two runs at a time.
(
    flock 9
    : >held
    while [ ! -e go ]; do sleep 0.05; done
) 9>>fleet/history.db-lock &
while [ ! -e held ]; do sleep 0.05; done
expect 4 "a second run" "$marslog" batch --out fleet uploads
holds err 'another run is at work on this history'
: >go
wait
rm go held
(
    flock 9
    : >held
    while [ ! -e go ]; do sleep 0.05; done
) 9<fleet &
while [ ! -e held ]; do sleep 0.05; done
expect 4 "a second run into the same folder" "$marslog" batch --out fleet --history other.db uploads
holds err 'fleet.*another run is writing its reports here'
: >go
wait

# A history that is none, and one from the future.
echo nonsense >bad.db
expect 2 "no history" "$marslog" batch --out fleet --history bad.db uploads
holds err 'bad.db'
expect 1 "another history" "$marslog" batch --out fleet2 --history own.db --list - uploads
[ -s own.db ] || no "no own.db"

# The cache may go, or be damaged: it is made again.
echo nonsense >fleet/history.db-cases
night 1 "a damaged cache" 2026-12-05T03:00
holds err 'unchanged=0'

# Forms of the log.
expect 1 "a log in JSON" "$marslog" batch --out fleet --log-format json -q uploads
tail -1 err >last
holds last '^\{"event":"complete","bundles":2,.*"as-of":"[0-9T:.Z-]+"\}$'
expect 1 "metrics" "$marslog" batch --out fleet --as-of 2026-12-05T12:00 --metrics m.prom -q uploads
holds m.prom '^marslog_bundles\{state="read"\} 2$'

# One of its files may go to standard output, in the place of the summary.
expect 1 "metrics on standard output" "$marslog" batch --out fleet --as-of 2026-12-05T12:00 --metrics - uploads
same "metrics on standard output" out m.prom
expect 2 "two on standard output" "$marslog" batch --out other --csv - --metrics - uploads
holds err 'only one of --csv and --metrics can go to standard output'
[ ! -e other ] || no "reports of what was refused"

# What the history tells.
expect 0 "runs" "$marslog" history --out fleet
holds out '^2026-11-21T03:00:00.000Z'
expect 0 "servers" "$marslog" history servers --out fleet
holds out '^FS01'
expect 0 "a story" "$marslog" history server fs02 --out fleet
holds out 'mars-34513.*not-seen.*unreadable'
expect 1 "no such server" "$marslog" history server nobody --out fleet
expect 2 "no such history" "$marslog" history --out nowhere

finish
