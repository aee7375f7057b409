#!/bin/sh
# SPDX-License-Identifier: MIT
# marslog explain: codes in every form, ids, symbols, pasted lines; text and XML.
set -u
marslog=$(pwd)/marslog
COLUMNS=80 LC_ALL=C.UTF-8 NO_COLOR=1
export COLUMNS LC_ALL NO_COLOR
failed=0
n=0
# says STATUS PATTERN ARGUMENT...: exit status, and a line that the answer holds
says() {
    status=$1 pattern=$2
    shift 2
    n=$((n + 1))
    got=$("$marslog" explain "$@" </dev/null)
    is=$?
    if [ $is -ne "$status" ] || ! printf '%s\n' "$got" | grep -q -- "$pattern"; then
        failed=$((failed + 1))
        echo "FAIL: explain $* : status $is, no '$pattern' in:"
        printf '%s\n' "$got" | head -5
    fi
}

for form in 34513 0x86D1 0x086D1 0x000086d1; do
    says 0 '^mars-34513 ' $form
done
says 0 '^mars-34513 ' mars-34513
says 0 'proxy-blocks' proxy-blocks
says 0 '^mars-130002 ' CloudInvalidInputError
says 0 '^mars-130002 ' cloudinvalidinputerror
says 0 'w32tm /stripchart' w32tm-stripchart
says 0 '^http-407 ' 'System.Net.WebException: The remote server returned an error: (407) Proxy Authentication Required.'
says 0 '^mars-130055 ' 'The current operation failed due to an internal service error [0x1FC07]. Retry.'
says 0 'WIN32' 0x8007abcd
says 0 '= -2146980915 =' -- -2146980915
says 0 '^99999 = 0x1869F' 99999
says 1 'holds nothing' 'nothing of the kind'
says 0 '対処方法' --lang ja proxy-blocks
says 2 '' --no-such-option x
n=$((n + 1))
printf 'failed (ID: 34513)\n' | "$marslog" explain | grep -q '^mars-34513 ' || {
    failed=$((failed + 1))
    echo "FAIL: explain of standard input"
}
n=$((n + 1))
"$marslog" explain 34513 --xml | xmllint --noout - || failed=$((failed + 1))
echo "explain.sh: $n checks, $failed failed"
[ $failed -eq 0 ]
