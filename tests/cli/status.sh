#!/bin/sh
# SPDX-License-Identifier: MIT
# Exit status, usage errors, where reports go.
. "${srcdir:-.}/tests/cli/lib.sh"
recipe plain
cp "$data/one.errlog" "$data/clean.errlog" .

expect 0 "help" "$marslog" --help && holds out 'marslog scan'
expect 0 "help of a command" "$marslog" help scan && holds out '[-]-html FILE'
expect 0 "help as an option" "$marslog" scan --help && holds out 'Exit status'
expect 0 "version names the libraries" "$marslog" --version
for library in marslog libarchive PCRE2 vectorscan libxml2 hivex; do holds out $library; done

for usage in "" "nonsense" "scan" "scan --nonsense x" "scan -Q x" "scan --jobs 0 x" \
    "scan --jobs x" "scan --lang de x" "scan --utc-offset 9 x" "scan --as-of never x" \
    "scan --xml" "scan --quiet=1 x" "scan --color red x" "scan --max-ratio x y" \
    "scan --xml - --html - one.errlog" "scan --passphrase-file absent one.errlog" \
    "help nonsense" "show" "patterns" "patterns nonsense"; do
    # shellcheck disable=SC2086
    expect 2 "usage: marslog $usage" "$marslog" $usage
    what="marslog $usage"
    holds err '^marslog: .'
    [ -s out ] && no "marslog $usage writes to standard output"
done

expect 0 "a clean log" "$marslog" scan clean.errlog
expect 1 "a known problem" "$marslog" scan one.errlog && holds out 'mars-34506'
expect 1 "options may follow the paths" "$marslog" scan one.errlog --quiet
[ -s out ] && no "--quiet prints a summary"
expect 1 "-- ends the options" "$marslog" scan --quiet -- one.errlog
expect 1 "several bundles" "$marslog" scan clean.errlog one.errlog plain.zip
expect 3 "a path that is not there" "$marslog" scan absent.zip
holds out 'absent.zip'
expect 3 "it wins over a problem" "$marslog" scan one.errlog absent.zip
holds out 'mars-34506'
expect 3 "and is in the report" "$marslog" scan --xml - absent.zip
holds out '<bundle path="absent.zip".*state="unreadable".*reason='
valid out

mkdir empty
expect 3 "an empty folder" "$marslog" scan --xml - empty
holds out 'state="incomplete".*reason="no-logs"'
valid out
if ! is_root; then
    cp one.errlog closed.errlog
    chmod 0 closed.errlog
    expect 3 "a file that may not be read" "$marslog" scan closed.errlog
    chmod 600 closed.errlog
fi
mkdir folder
cp one.errlog folder/
ln -s /etc folder/link
expect 1 "links are not followed" "$marslog" scan --xml - folder
lacks out 'link/'

expect 1 "standard input" sh -c "cat plain.zip | '$marslog' scan --xml - -"
holds out 'signature="mars-34506"'
expect 1 "the same findings as the file" "$marslog" scan --xml - plain.zip
sed -n 's/.*<finding \(.*\) source=.*/\1/p' out >file.findings
sh -c "'$marslog' scan --xml - - <plain.zip" >out 2>err
sed -n 's/.*<finding \(.*\) source=.*/\1/p' out >stdin.findings
same "standard input gives other findings" file.findings stdin.findings
expect 1 "a log on standard input" sh -c "'$marslog' scan - <one.errlog"

expect 1 "reports in files" "$marslog" scan one.errlog --xml r.xml --html r.html
holds out 'mars-34506'
valid r.xml
holds r.html 'mars-34506'
[ -e r.xml.part ] && no "a temporary file is left"
expect 1 "HTML to standard output replaces the summary" "$marslog" scan one.errlog --html -
holds out '<html'
lacks out '^What is wrong'
expect 3 "a report that cannot be written" "$marslog" scan clean.errlog --xml absent/r.xml
holds err 'absent/r.xml'
expect 1 "what is not written stays as it was" "$marslog" scan one.errlog -q --xml r.xml
expect 1 "Japanese by option" "$marslog" scan one.errlog --lang ja && holds out '問題が見つかりました'
finish
