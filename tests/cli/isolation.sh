#!/bin/sh
# SPDX-License-Identifier: MIT
# Each bundle is read in a process of its own, which may fall over, and may do little else.
. "${srcdir:-.}/tests/cli/lib.sh"
chaos=$builddir/marslog-chaos
cp "$data/one.errlog" "$data/clean.errlog" .
for way in crash hang memory flood exit socket exec fork read list write kill trace remove; do
    cp one.errlog "chaos-$way.errlog"
done
: >removable
isolation=$("$marslog" --version | sed -n 's/^isolation: //p')
echo "isolation: $isolation"
[ -n "$isolation" ] || no "--version does not say what isolates"
sanitized() { grep -q 'define ML_SANITIZED 1' "$builddir/config.h"; }

# The one that hangs takes its time meanwhile.
"$chaos" scan --quiet --timeout 1 --xml hang.xml chaos-hang.errlog one.errlog >/dev/null 2>&1 &
hanging=$!

# fails WAY REASON [OPTION]...: the bundle is unreadable, the others are read.
fails() {
    way=$1
    reason=$2
    shift 2
    expect 3 "chaos-$way" "$chaos" scan --xml r.xml "$@" one.errlog "chaos-$way.errlog" clean.errlog
    what="chaos-$way"
    valid r.xml
    holds r.xml "<bundle path=\"chaos-$way.errlog\".*state=\"unreadable\".*reason=\"$reason"
    holds r.xml '<bundle path="one.errlog".*state="read"'
    holds r.xml '<bundle path="clean.errlog".*state="read"'
    holds out 'mars-34506'
    holds out "$reason"
}
fails crash 'the worker crashed \(signal 11\)'
fails flood 'the worker said too much'
fails exit 'the worker said what is no case'
sanitized || fails memory 'out of memory: more than 300 MB' --memory 300

# What is denied does no harm to the bundle.
case $isolation in
*no\ seccomp* | neither*) denied= ;;
*no\ Landlock*) denied="socket exec fork write kill trace remove" ;;
*) denied="socket exec fork write kill trace remove read list" ;;
esac
for way in $denied; do
    expect 1 "chaos-$way" "$chaos" scan --xml r.xml "chaos-$way.errlog"
    what="chaos-$way"
    holds r.xml "<bundle path=\"chaos-$way.errlog\".*state=\"read\""
done
[ -e removable ] || no "a worker removes files"

# What else reads bundles does so in such workers.
tr '|' '\t' <<'END' | "$builddir/tests/support/evtxtext" System.evtx || no "cannot build an event log"
7|2026-11-20T01:02:03Z|Error|disk|7|System|FS01|\Device\Harddisk1\DR1
END
for way in crash exit; do
    cp System.evtx "chaos-$way.evtx"
    ended='the worker crashed \(signal 11\)'
    [ $way = crash ] || ended='the worker ended early'
    expect 3 "events, $way" "$chaos" events "chaos-$way.evtx" System.evtx
    holds err "^marslog: chaos-$way.evtx: $ended$"
    holds out '^7.*disk'
    expect 3 "show, $way" "$chaos" show "chaos-$way.evtx#7"
    holds err "^marslog: chaos-$way.evtx: $ended$"
    for command in "cost" "why mars-34506" "why clock-skew"; do
        expect 3 "patterns $command, $way" "$chaos" patterns $command "chaos-$way.errlog"
        holds err "^marslog: $ended$"
    done
done
for way in $denied; do
    cp System.evtx "chaos-$way.evtx"
    expect 0 "events, $way" "$chaos" events "chaos-$way.evtx" && holds out '^7.*disk'
    expect 0 "show, $way" "$chaos" show "chaos-$way.errlog:1"
    expect 0 "patterns cost, $way" "$chaos" patterns cost "chaos-$way.errlog"
done
[ -e removable ] || no "a worker removes files"

# Who has read enough ends them, and a closed output is told.
awk 'BEGIN { for (i = 0; i < 200000; i++) print "a line of a long log" }' >long.errlog
{
    "$marslog" show long.errlog
    echo $? >status
} 2>err | head -1 >out
what="show to a reader that leaves" holds status '^141$'
checks=$((checks + 1))
[ -s err ] && no "$what: $(cat err)"
expect 3 "events without an output" sh -c "'$marslog' events System.evtx >&-"
holds err 'cannot write to standard output: Bad file descriptor'

# Memory that is enough is enough, and changes no byte.
expect 1 "--memory 300" "$marslog" scan --quiet --memory 300 --xml a.xml one.errlog
expect 1 "--memory 0" "$marslog" scan --quiet --memory 0 --xml b.xml one.errlog
same "--memory changes the report" a.xml b.xml

# Of the folder that is read everything, through links to it too; of standard input all.
mkdir -p folder/deep
cp one.errlog folder/deep
ln -s folder link
expect 1 "a folder" "$marslog" scan --quiet --xml - folder && holds out 'state="read"'
expect 1 "a link to a folder" "$marslog" scan --quiet --xml - link && holds out 'link/deep/one.errlog:'
"$marslog" scan --quiet --xml - - <one.errlog >out
what="standard input" holds out 'signature="mars-34506"'

# Descriptors, as shells name them, are read and not found empty.
for path in /dev/stdin /dev/fd/0 /proc/self/fd/0; do
    what="scan $path"
    "$marslog" scan --quiet --xml - $path <one.errlog >out 2>err
    holds out 'signature="mars-34506"'
    cat one.errlog | "$marslog" scan --quiet --xml - $path >out 2>err
    holds out 'signature="mars-34506"'
    what="events $path"
    "$marslog" events $path <System.evtx >out 2>err
    holds out '^7.*disk'
    cat System.evtx | "$marslog" events $path >out 2>err
    holds out '^7.*disk'
done
what="a descriptor that is not open"
"$marslog" scan --quiet --xml - /dev/fd/77 >out 2>err
holds out 'state="unreadable" reason="cannot open'

# More archives than files may be open, in a folder and in each other.
mkdir many
{
    echo "zip many.zip"
    for i in 0 1 2 3 4 5 6 7 8 9; do
        for j in 0 1 2 3 4 5 6 7 8 9; do
            printf '  zip %s.zip\n    file x.errlog from clean.errlog\n  end\n' $i$j
        done
    done
    echo end
} >many.txt
printf 'zip one.zip\n  file x.errlog from clean.errlog\nend\n' >one.txt
"$mkbundle" many.txt . && "$mkbundle" one.txt . || no "cannot build archives"
for i in 0 1 2 3 4 5 6 7 8 9; do
    for j in 0 1 2 3 4 5 6 7 8 9; do cp one.zip many/$i$j.zip; done
done
for jobs in 1 4; do
    for input in many many.zip; do
        expect 0 "$input, --jobs $jobs, few descriptors" sh -c \
            "ulimit -n 90 && exec '$marslog' scan --jobs $jobs --max-depth 2 --xml r.xml $input"
        checks=$((checks + 1))
        [ "$(grep -c 'role=.*state="read"' r.xml)" -ge 100 ] || no "$input: not all is read"
    done
done

# Children of a process, once it has any.
workers_of() {
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
        found=$(awk -v parent="$1" '$4 == parent { print $1 }' /proc/[0-9]*/stat 2>/dev/null)
        [ -n "$found" ] && break
        sleep 1
    done
    echo "$found"
}

# Whoever is killed leaves nobody behind.
mkfifo endless
sleep 60 >endless &
sleeper=$!
"$marslog" scan --quiet - <endless >out 2>err &
scanner=$!
workers=$(workers_of $scanner)
kill -KILL $scanner
wait $scanner 2>/dev/null
sleep 1
kill $sleeper 2>/dev/null
checks=$((checks + 1))
[ -n "$workers" ] || no "no worker was there"
for worker in $workers; do
    # One that nobody has reaped yet is gone all the same.
    state=$(awk '{ print $3 }' "/proc/$worker/stat" 2>/dev/null)
    case $state in '' | Z | X) ;; *) no "worker $worker is still there: $state" ;; esac
done

# Interrupted while standard input is silent.
mkfifo silent
sleep 60 >silent &
sleeper=$!
"$marslog" scan --quiet --xml silent.xml - one.errlog <silent >out 2>err &
scanner=$!
[ -n "$(workers_of $scanner)" ] || no "no worker was there"
kill -INT $scanner
wait $scanner
status=$?
kill $sleeper 2>/dev/null
checks=$((checks + 1))
[ $status = 130 ] || no "exit status $status of an interrupted scan, not 130"
valid silent.xml

wait $hanging
status=$?
checks=$((checks + 1))
[ $status = 3 ] || no "exit status $status of one that hangs, not 3"
what="chaos-hang"
valid hang.xml
holds hang.xml 'path="chaos-hang.errlog".*state="unreadable".*reason="out of time: more than 12 s'
holds hang.xml 'path="one.errlog".*state="read"'
# In the reader's language.
eats=chaos-memory.errlog
! sanitized || eats= # it would eat all that there is
expect 3 "why, in Japanese" "$chaos" scan --lang ja --memory 64 chaos-crash.errlog $eats none
holds out '読み取り不可: 読み取りプロセスが異常終了しました \(シグナル 11\)'
[ -z "$eats" ] || holds out '読み取り不可: メモリが足りません \(64 MB を超えました\)'
holds out '読み取り不可: 開けません: ファイルまたはフォルダーがありません'

finish
