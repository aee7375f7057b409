#!/bin/sh
# SPDX-License-Identifier: MIT
# Nothing of a log or a name becomes markup in the page, or moves the cursor on the
# terminal.
. "${srcdir:-.}/tests/cli/lib.sh"
recipe hostile
esc=$(printf '\033')

expect 1 "the page" "$marslog" scan -q --xml r.xml --html r.html hostile.zip
valid r.xml
holds r.html 'http-equiv="Content-Security-Policy"'
holds r.html "default-src 'none'"
lacks r.html "unsafe-inline"
for element in '<img' '<iframe' '<a href="javascript' '<[a-z]+[^>]* src=' '<script src' \
    '<script>alert' "$esc"; do
    lacks r.html "$element"
done
# The same elements as in the page of a harmless bundle.
names() { tr '<' '\n' <"$1" | sed -n 's/^\([a-zA-Z][a-zA-Z0-9]*\).*/\1/p' | sort -u; }
"$marslog" scan -q --html plain.html "$bundles/TSS_SQL03.zip"
names r.html >r.names
names plain.html >plain.names
comm -23 r.names plain.names >only
[ -s only ] && no "elements that only the hostile bundle has: $(tr '\n' ' ' <only)"
grep -c '<script' r.html >n1
grep -c '<script' plain.html >n2
same "another number of scripts" n1 n2

expect 1 "the summary" "$marslog" scan hostile.zip
lacks out "$esc"
expect 1 "the summary in colour has only its own escapes" \
    "$marslog" scan --color always hostile.zip
sed "s/$esc\[[0-9;]*m//g" out >plain
what="colour" lacks plain "$esc"
lacks out "$esc\]"

"$digest" --addresses r.xml | sort -u >addresses
while IFS= read -r address; do
    expect 0 "show $address" "$marslog" show "$address"
    lacks out "$esc"
done <addresses
holds addresses '100%25%231%21.errlog%3A12:2$'
finish
