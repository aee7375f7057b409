#!/bin/sh
# SPDX-License-Identifier: MIT
# patterns new: whatever the line, what comes out is in order and finds the line.
. "${srcdir:-.}/tests/cli/lib.sh"
tab=$(printf '\t')
log="0AB0${tab}0974${tab}11/18${tab}01:14:30.021${tab}69${tab}file.cs(320)${tab}${tab}${tab}"

# in_order WHAT LINE: a catalogue of its own, and laid over the built-in one
in_order() {
    what=$1
    rm -rf mine
    mkdir mine
    printf '%s\n' "$2" >line
    checks=$((checks + 1))
    "$marslog" patterns new --from - <line >mine/new.xml 2>known || no "$1: no skeleton"
    expect 0 "$1: check" "$marslog" patterns check mine
    holds out '^1 signatures.*in order'
    xmllint --noout --relaxng "$srcdir/patterns/catalogue.rng" mine/new.xml 2>xmllint.err ||
        no "$1: does not validate"
}

in_order "an unknown code" "${log}WARNING${tab}Could not open D:\\x & y.txt <gone> (ID: 77777)"
holds mine/new.xml 'id="mars-77777" severity="warning"'
holds mine/new.xml '<code>77777</code>'
holds mine/new.xml 'title lang="ja"'
holds mine/new.xml '<text lang="en">Could not open &lt;path&gt;'
holds mine/new.xml "match=\"yes\">0AB0${tab}0974${tab}"
lacks known .
expect 1 "it is found" "$marslog" scan --patterns mine line
holds out 'mars-77777'
same "twice the same" mine/new.xml mine/new.xml
in_order "a record without a code" "${log}FATAL${tab}Tape library 7 took 12 of {1b7afbe0-1111-2222-3333-444455556666} away"
holds mine/new.xml 'severity="error"'
holds mine/new.xml 'took &lt;n&gt; of \{?&lt;guid&gt;'
in_order "a known line" "Invalid vault credentials provided (ID: 34513)"
holds known 'knows this line already: signature mars-34513'
lacks mine/new.xml 'id="mars-34513"|<code>'
in_order "Japanese" "エージェントは不明な理由で停止しました。もう一度お試しください"
holds mine/new.xml '<text lang="ja">'
in_order "an HRESULT stays in the text" "Hr: 0x80070005 while the cupboard was opened"
holds mine/new.xml '<text lang="en">Hr: 0x80070005 while'
in_order "one word" "Kaputt"
in_order "markup" "]]> <!-- a --> & <b> &amp; \"quoted\" said the parser"
in_order "a very long line" "$(awk 'BEGIN { for (i = 0; i < 3000; i++) printf "%s ", substr("strange words of every length", 1 + i % 20, 3 + i % 7) }')"
in_order "long Japanese" "$(awk 'BEGIN { for (i = 0; i < 200; i++) printf "停止しました" }')"
in_order "nothing fixed but with its numbers" "word1 word2"
in_order "an event" '11/20/2026,01:02:03 AM,Warning,FS01,4711,Microsoft-Windows-Odd Thing,None,N/A,"It broke & fell"'
holds mine/new.xml 'id="event-odd-thing-4711" severity="warning"'
holds mine/new.xml '<event provider="Odd Thing" id="4711"/>'
holds mine/new.xml 'match="yes" provider="Odd Thing" event="4711">It broke &amp; fell<'
in_order "an event with the id 0" '11/20/2026,01:02:03 AM,Error,FS01,0,Odd,None,N/A,"It broke"'
in_order "an event with a code" '11/20/2026,01:02:03 AM,Error,FS01,5,CloudBackup,None,N/A,"It broke (ID: 77777)"'
holds mine/new.xml '<code>77777</code>'
in_order "blanks" "   a    b  c   strange    thing   "

# Examples of the catalogue, as people paste them.
sed -n 's/.*<example match="yes">\([^<]*\)<\/example>.*/\1/p' "$srcdir"/patterns/*.xml |
    sed 's/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&amp;/\&/g' | awk 'NR % 29 == 1' >lines
while IFS= read -r text; do
    in_order "$text" "$text" </dev/null
done <lines

expect 0 "an argument" "$marslog" patterns new --lang ja --from "something odd came up"
holds out 'id="something-odd-came"'
holds out '新しい問題'
mkdir site
sed 's/id="[^"]*"/id="something-odd-came"/' out >site/x.xml
expect 0 "an id that is taken" \
    "$marslog" patterns new --patterns site --from "something odd came up"
holds out 'id="something-odd-came-2"'
expect 2 "no line" "$marslog" patterns new
expect 2 "an empty line" "$marslog" patterns new --from ' '
expect 2 "nothing to look for" "$marslog" patterns new --from '12 34'
[ -s out ] && no "a skeleton of nothing"
finish
