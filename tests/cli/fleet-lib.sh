# SPDX-License-Identifier: MIT
# For the scripts that tell stories of a fleet, night after night; after lib.sh.

vault='Invalid vault credentials. (ID: 34513)'
connect='The agent could not connect. (ID: 100050)'
quiet='Backup job completed.'

# story WORDS: what follows is another fleet, with nothing known.
story() {
    story=$1
    rm -rf uploads fleet make options
    mkdir -p uploads
}
# temp LINE...: the log of the bundle that is made next; a line is "MM/dd time text".
temp() {
    rm -rf make
    mkdir -p make/Temp
    for line in "$@"; do
        day=${line%% *}
        rest=${line#* }
        printf '0AB0\t0974\t%s\t%s\t71\tbackupasync.cpp(1279)\t\t\tWARNING\t%s\r\n' \
            "$day" "${rest%% *}" "${rest#* }"
    done >make/Temp/CBEngineCurr.errlog
}
nolog() {
    rm -rf make
    mkdir -p make
}
# is NAME: the computer that it is of.
is() {
    printf 'Host Name:                 %s\r\nOS Name:                   Microsoft Windows Server 2016 Standard\r\nOS Version:                10.0.14393 N/A Build 14393\r\n' \
        "$1" >make/systeminfo.txt
}
# machine ID: the id that the agent gave it.
machine() {
    printf 'Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows Azure Backup\\Config]\r\n"MachineId"="%s"\r\n' \
        "$1" >make/agent.reg
}
# pack FILE MADE: the bundle, under uploads.
pack() {
    find make -exec touch -d "$2" {} +
    mkdir -p "$(dirname "uploads/$1")"
    (cd make && tar czf "../uploads/$1" -- *)
    touch -d "$2" "uploads/$1"
}
# night AS-OF [option...]; PATHS otherwise than uploads stand in `options`.
night() {
    tonight=$1
    shift
    checks=$((checks + 1))
    echo uploads >paths
    [ -e options ] && cp options paths
    # shellcheck disable=SC2046 # each word is a path
    "$marslog" batch --out fleet --as-of "$tonight" ${utc---utc-offset=+00:00} "$@" \
        $(cat paths) >out 2>err </dev/null
    got=$?
    [ $got -le 1 ] || [ $got = 3 ] || no "$story: $tonight: status $got: $(tail -1 err)"
    xmllint --noout --relaxng "$srcdir/report_templates/report.rng" fleet/fleet.xml \
        2>xmllint.err || no "$story: $tonight: $(head -1 xmllint.err)"
}
# stands SERVER ID STATE: in fleet.xml; "" is not there.
stands() {
    checks=$((checks + 1))
    got=$(xmllint --xpath "string(//*[local-name()='server'][@name='$1']/*[@signature='$2' or @id='$2']/@state)" fleet/fleet.xml)
    [ "$got" = "$3" ] || no "$story: $tonight: $2 on $1 is '$got', not '$3'"
}
# none STATE: nothing stands so.
none() {
    checks=$((checks + 1))
    got=$(xmllint --xpath "string(//*[@state='$1']/@signature|//*[@state='$1']/@id)" fleet/fleet.xml)
    [ -z "$got" ] || no "$story: $tonight: $got is $1"
}
