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
says 0 'Number 43981 of win32' 0x8007abcd
says 0 'Number 457 of http' 0x801901C9
for form in 0x80070005 -2147024891 2147942405 5 error_access_denied win32-80070005 \
    'Win32 error 5' 'Failed: Hr: = [0x80070005] x'; do
    says 0 '^win32-80070005 ERROR_ACCESS_DENIED' -- "$form"
    says 0 '0x80070005 = -2147024891 = 2147942405' -- "$form"
done
says 0 '^winsock-8007274d ' 10061
says 0 '^winsock-8007274d ' 'Unable to connect: TCP error code 10061: refused'
says 0 '^vds-80042401 ' 0x80042401
says 0 '^vss-80042401 ' 0x80042401
says 0 '^vss-00042309 ' 0x00042309
says 0 '^  0x00042309$' 0x00042309
# known as a problem and as a code: both are said
says 0 '^http-407 ' 407
says 0 '^http-80190197 ' 407
says 0 '^os-80090331 ' SEC_E_ALGORITHM_MISMATCH
says 0 '^schannel-80090331 ' 0x80090331
says 0 '^aadsts-50126 AADSTS50126' AADSTS50126
says 0 'アクセス拒否' --lang ja 0x80070005
says 0 '= -2146980915 =' -- -2146980915
says 0 '^VSS 8193$' 'VSS 8193'
says 0 '^VSS 8193$' event 8193
says 0 'event-vss-error' 'microsoft-windows-vss 8193'
says 0 '(vss-writers-missing)' 'VSS 8193'
says 1 'holds nothing' 'VSS 4711'
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
