#!/bin/sh
# SPDX-License-Identifier: MIT
# patterns doc: one page that loads nothing, and shows text of a catalogue as text.
. "${srcdir:-.}/tests/cli/lib.sh"

expect 0 "the built-in catalogue" "$marslog" patterns doc page.html
[ -s out ] && no "a page into a file prints"
holds page.html '<details class="entry" id="mars-34513">'
holds page.html '<details class="entry" id="proxy-blocks">'
holds page.html '<details class="entry" id="proxy-configuration">'
holds page.html 'id="win32-80070005"'
holds page.html '無効なコンテナーの資格情報'
holds page.html "default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'; script-src 'sha256-[A-Za-z0-9+/=]{44}'"
lacks page.html ' (src|style|on[a-z]+)="'
lacks page.html '<link|@import|url\('
same "twice the same" page.html page.html
expect 0 "on standard output" "$marslog" patterns doc
same "the same page" out page.html
same "the one that is installed" out "$builddir/data/catalogue.html"
expect 0 "Japanese first" "$marslog" patterns doc --lang ja
holds out '<html lang="ja">'
holds out 'id="lang-ja" checked'

# The hashes are those of what stands in the page.
for element in style script; do
    checks=$((checks + 1))
    hash=$(tr '\n' '\001' <page.html | sed "s/.*<$element>\(.*\)<\/$element>.*/\1/" |
        tr '\001' '\n' | openssl dgst -sha256 -binary 2>/dev/null | base64)
    [ -z "$hash" ] || grep -qF "'sha256-$hash'" page.html || no "the hash of the $element"
done

mkdir mine
cat >mine/x.xml <<'XML'
<catalogue xmlns="urn:marslog:catalogue:1">
  <signature id="markup" severity="error">
    <title lang="en">&lt;script>alert(1)&lt;/script> "quoted" &amp;amp;</title>
    <text lang="en">odd thing</text>
    <source>&lt;img src=x></source>
    <example match="yes">odd thing &lt;b></example>
    <example match="no">odd things</example>
  </signature>
</catalogue>
XML
expect 0 "markup in a catalogue" "$marslog" patterns doc --patterns mine mine.html
lacks mine.html '<script>alert|<img|<b>'
holds mine.html '&lt;script&gt;alert\(1\)&lt;/script&gt; &quot;quoted&quot; &amp;amp;'
expect 2 "no place for it" "$marslog" patterns doc absent/page.html
finish
