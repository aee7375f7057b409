#!/bin/sh
# SPDX-License-Identifier: MIT
# The file of mutes, changed by the command, by hand, and by both at a time.
. "${srcdir:-.}/tests/cli/lib.sh"

mute() { # mute STATUS WHAT ARGUMENT...
    want=$1
    what=$2
    shift 2
    expect "$want" "$what" "$marslog" mute --mutes file "$@"
}
args="--owner ops --until 2027-01-01"
tab=$(printf '\t')

printf 'mars-34513\tFS*\t2026-12-31\tops\tby hand' >file
mute 0 "a last line without an end" $args --reason r mars-50009
printf 'mars-34513\tFS*\t2026-12-31\tops\tby hand\nmars-50009\t*\t2027-01-01\tops\tr\n' >expected
same "a last line without an end" file expected

printf '\357\273\277mars-34513\tFS*\t2026-12-31\tops\tof an editor\r\n# note\r\n' >file
mute 0 "from a Windows editor" list
holds out "^mars-34513${tab}FS\*"
mute 0 "one more" $args --reason r mars-50009 proxy-blocks
mute 0 "and back" remove mars-50009 proxy-blocks
printf '\357\273\277mars-34513\tFS*\t2026-12-31\tops\tof an editor\r\n# note\r\n' >expected
same "what was there is as it was" file expected

for reason in "a${tab}b" "a
b" "$(printf 'a\rb')" "$(printf '\033[31m')" "$(printf 'a\377')" ' ' ''; do
    cp file before
    mute 2 "a reason such as '$reason'" $args --reason "$reason" mars-50009
    same "a reason such as '$reason' is written" file before
done
mute 2 "one of two is unknown" $args --reason r mars-50009 no-such
same "one of two is unknown" file before
mute 1 "nothing to take back" remove mars-50009
same "nothing to take back" file before

# Rights stay, and so does a link.
mute 0 "one to take back" $args --reason r mars-50009
chmod 640 file
ln -s file link
is_root && chown 65534 file
stat -c '%a %u' file >expected
expect 0 "through a link" "$marslog" mute --mutes link remove mars-50009
stat -c '%a %u' file >got
same "rights and owner" got expected
[ -L link ] || no "the link is none any more"
ls | grep part && no "half a file is left"

# Many at a time.
rm -f file
for i in 1 2 3 4 5 6 7 8; do
    "$marslog" mute --mutes file $args --reason "r$i" --server "S$i" mars-34513 &
done
wait
checks=$((checks + 1))
[ "$(sort -u file | grep -c '^mars-34513')" = 8 ] || no "mutes were lost: $(cat file)"
for i in 1 2 3 4; do
    "$marslog" mute --mutes file remove --server "S$i" mars-34513 &
    "$marslog" mute --mutes file $args --reason more --server "T$i" mars-34513 &
done
wait
checks=$((checks + 1))
[ "$(cut -f2 file | grep -v SERVERS | sort | tr '\n' ' ')" = "S5 S6 S7 S8 T1 T2 T3 T4 " ] ||
    no "mutes were lost beside others: $(cut -f2 file | tr '\n' ' ')"
checks=$((checks + 1))
[ "$(grep -c '^#' file)" = 1 ] || no "the heading stands $(grep -c '^#' file) times"

expect 2 "a folder that is not there" "$marslog" mute --mutes none/file $args --reason r mars-50009
expect 2 "a full disk" "$marslog" mute --mutes /dev/full $args --reason r mars-50009

finish
