# SPDX-License-Identifier: MIT
# For the scripts beside it, which drive the program as a user does:
#
#     . "${srcdir:-.}/tests/cli/lib.sh"
#     expect 2 "an unknown option is refused" "$marslog" scan --nonsense x
#     holds err "unknown option"
#     finish
#
# Each runs in a folder of its own below the build folder ($work), in any order and
# beside the others. `out` and `err` hold what the last command printed.
set -u
srcdir=$(cd "${srcdir:-.}" && pwd)
builddir=$(pwd)
marslog=$builddir/marslog
mkbundle=$builddir/tests/support/mkbundle
digest=$builddir/tests/support/digest
bundles=$builddir/bundles
data=$srcdir/tests/cli/data
script=${0##*/}
work=$builddir/cli.out/${script%.sh}
failed=0
checks=0
rm -rf "$work"
mkdir -p "$work"
cd "$work" || exit 99
# As on a server without settings; tests of locale and colour set their own.
unset LANG LANGUAGE LC_MESSAGES NO_COLOR COLUMNS TZ
LC_ALL=C
# The cache of a compiled catalogue belongs to the test too.
XDG_CACHE_HOME=$work/cache
export LC_ALL XDG_CACHE_HOME
# As another user where the suite runs as root and a file must be unreadable.
is_root() { [ "$(id -u)" = 0 ]; }

no() {
    failed=$((failed + 1))
    echo "FAIL: $*"
}

# expect STATUS WHAT COMMAND...
expect() {
    want=$1
    what=$2
    shift 2
    checks=$((checks + 1))
    "$@" >out 2>err </dev/null
    got=$?
    [ "$got" = "$want" ] && return 0
    no "$what: exit status $got, not $want"
    head -5 err
    return 1
}

# holds FILE REGEX; lacks FILE REGEX
holds() {
    checks=$((checks + 1))
    grep -qE -e "$2" "$1" && return 0
    no "${what:-}: no /$2/ in $1:"
    head -5 "$1"
}
lacks() {
    checks=$((checks + 1))
    grep -qE -e "$2" "$1" || return 0
    no "${what:-}: /$2/ in $1:"
    grep -E -e "$2" "$1" | head -3
}

# same WHAT A B
same() {
    checks=$((checks + 1))
    cmp -s "$2" "$3" && return 0
    no "$1"
    diff "$2" "$3" | head -5
}

valid() {
    checks=$((checks + 1))
    xmllint --noout --relaxng "$srcdir/report_templates/report.rng" "$1" 2>xmllint.err &&
        return 0
    no "${what:-}: $1 does not validate"
    head -3 xmllint.err
}

# recipe NAME: build tests/cli/data/NAME.txt here
recipe() {
    "$mkbundle" "$data/$1.txt" . || no "cannot build $1"
}

finish() {
    echo "$script: $checks checks, $failed failed"
    [ $failed -eq 0 ]
    exit
}
