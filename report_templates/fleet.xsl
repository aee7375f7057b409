<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!--
  A page of the fleet's report. It sees what src/report/fleetpage.c writes, not the XML
  report: the lists of the night are cut there, the columns of the grid chosen, its gaps
  counted, since XSLT 1.0 is slow at all three.

    report/fleet          counts of the night; page; the rest on the first page only:
      page*               the other pages
      list*/entry         of news, catalogue, resolved, not-seen: servers with what is
                          told of them; total, servers, beyond
      spread*, trend/night, stale/entry, unread/entry, unknown*, mute*, arriving*
      grid                from, to; weak: columns that tell nothing, the last ones
        column*           a cause
        server*           what*: in words; c: a cell (v verdict, b before, s state);
                          g: n empty cells; w: in a weak column

  The rules of report.xsl hold, whose small parts are used here: text stays text, nothing
  is looked up within a row, colour says nothing alone. The one script is passed in; all
  can be read without it.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:r="urn:marslog:report:1" exclude-result-prefixes="r">
  <xsl:import href="report.xsl"/>

  <xsl:strip-space elements="r:fleet r:list r:entry r:spread r:trend r:stale r:unread r:grid r:server"/>

  <xsl:param name="script"/> <!-- the bytes of fleet.js -->

  <xsl:variable name="fleet" select="/r:report/r:fleet"/>

  <!-- The words of cells and rows, of which there are thousands. -->
  <xsl:variable name="w-confirmed" select="string($t/confirmed)"/>
  <xsl:variable name="w-likely" select="string($t/likely)"/>
  <xsl:variable name="w-undetermined" select="string($t/undetermined)"/>
  <xsl:variable name="w-unlikely" select="string($t/unlikely)"/>
  <xsl:variable name="w-ruled-out" select="string($t/ruled-out)"/>
  <xsl:variable name="w-new" select="string($t/f-new)"/>
  <xsl:variable name="w-changed" select="string($t/f-changed)"/>
  <xsl:variable name="w-resolved" select="string($t/f-resolved)"/>
  <xsl:variable name="w-not-seen" select="string($t/f-not-seen)"/>
  <xsl:variable name="w-muted" select="string($t/f-muted)"/>
  <xsl:variable name="w-by" select="string($t/f-by)"/>
  <xsl:variable name="w-stale" select="string($t/f-stale)"/>
  <xsl:variable name="w-problems" select="string($t/f-problems)"/>
  <xsl:variable name="w-clean" select="string($t/f-clean)"/>
  <xsl:variable name="w-incomplete" select="string($t/f-incomplete)"/>
  <xsl:variable name="w-no-logs" select="string($t/no-logs)"/>
  <xsl:variable name="w-unreadable" select="string($t/state-unreadable)"/>
  <xsl:variable name="w-partial" select="string($t/state-partial)"/>
  <xsl:variable name="w-last-known" select="string($t/f-last-known)"/>
  <xsl:variable name="days" select="string($t/f-days)"/>
  <xsl:variable name="hours" select="string($t/f-hours)"/>
  <xsl:variable name="more" select="string($t/f-more)"/>
  <xsl:variable name="since" select="string($t/f-first-seen)"/>
  <xsl:variable name="comma" select="string($t/comma)"/>

  <!-- ==== the page ==== -->

  <xsl:template match="/r:report">
    <html lang="{@lang}" dir="ltr">
      <head>
        <xsl:if test="$policy != ''">
          <meta http-equiv="Content-Security-Policy" content="{$policy}"/>
        </xsl:if>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <meta name="referrer" content="no-referrer"/>
        <meta name="robots" content="noindex"/>
        <title><xsl:call-template name="fleet-title"/></title>
        <style><xsl:value-of select="$style"/></style>
      </head>
      <body class="fleet">
        <a class="skip" href="#grid"><xsl:value-of select="$t/f-skip"/></a>
        <header class="masthead">
          <h1><xsl:value-of select="$t/f-report"/></h1>
          <p>
            <xsl:call-template name="fill">
              <xsl:with-param name="text" select="$t/as-of"/>
              <xsl:with-param name="a"><xsl:apply-templates select="@as-of" mode="time"/></xsl:with-param>
            </xsl:call-template>
          </p>
        </header>
        <main>
          <xsl:choose>
            <xsl:when test="$fleet/@page = 1"><xsl:apply-templates select="$fleet" mode="first"/></xsl:when>
            <xsl:otherwise>
              <p class="back"><a href="fleet.html"><xsl:value-of select="$t/f-overview"/></a></p>
              <xsl:apply-templates select="$fleet/r:grid"/>
            </xsl:otherwise>
          </xsl:choose>
        </main>
        <xsl:call-template name="legend"/>
        <xsl:if test="$script != ''"><script><xsl:value-of select="$script"/></script></xsl:if>
      </body>
    </html>
  </xsl:template>

  <xsl:template name="fleet-title">
    <xsl:call-template name="fill">
      <xsl:with-param name="text" select="$t/f-title"/>
      <xsl:with-param name="a" select="substring(@as-of, 1, 10)"/>
      <xsl:with-param name="b" select="$fleet/r:list[@of = 'news']/@total"/>
    </xsl:call-template>
    <xsl:if test="$fleet/@page &gt; 1"><xsl:value-of select="concat(' (', $fleet/@page, ')')"/></xsl:if>
  </xsl:template>

  <!-- In the order in which a morning goes. -->
  <xsl:template match="r:fleet" mode="first">
    <xsl:call-template name="banners"/>
    <xsl:call-template name="headline"/>
    <xsl:apply-templates select="r:list[@of = 'news']"/>
    <xsl:if test="r:list[@of != 'news'][@total &gt; 0]">
      <div class="panel folds"><xsl:apply-templates select="r:list[@of != 'news'][@total &gt; 0]"/></div>
    </xsl:if>
    <xsl:apply-templates select="r:grid"/>
    <xsl:call-template name="spread"/>
    <xsl:apply-templates select="r:trend"/>
    <div class="pair">
      <xsl:apply-templates select="r:stale[@total &gt; 0]"/>
      <xsl:apply-templates select="r:unread[@total &gt; 0]"/>
    </div>
    <xsl:call-template name="unknown-templates"/>
    <xsl:call-template name="mutes"/>
    <xsl:call-template name="arriving"/>
  </xsl:template>

  <xsl:template name="banners">
    <xsl:if test="../@interrupted"><p class="banner" role="status"><xsl:value-of select="$t/interrupted"/></p></xsl:if>
    <xsl:if test="not(@previous)"><p class="banner calm"><xsl:value-of select="$t/f-first"/></p></xsl:if>
    <xsl:if test="@catalogue">
      <p class="banner">
        <xsl:call-template name="fill">
          <xsl:with-param name="text" select="$t/f-catalogue-changed"/>
          <xsl:with-param name="a" select="@by-catalogue"/>
        </xsl:call-template>
      </p>
    </xsl:if>
    <xsl:if test="@program">
      <p class="banner">
        <xsl:call-template name="fill">
          <xsl:with-param name="text" select="$t/f-program-changed"/>
          <xsl:with-param name="a" select="@by-program"/>
        </xsl:call-template>
      </p>
    </xsl:if>
  </xsl:template>

  <!-- ==== headline ==== -->

  <xsl:template name="headline">
    <xsl:variable name="news" select="r:list[@of = 'news']"/>
    <section class="headline" aria-labelledby="headline">
      <h2 id="headline">
        <xsl:choose>
          <xsl:when test="@servers = 0"><xsl:value-of select="$t/f-empty"/></xsl:when>
          <xsl:when test="$news/@total = 0"><xsl:value-of select="$t/f-head-none"/></xsl:when>
          <xsl:when test="$news/@servers = 1">
            <xsl:call-template name="fill">
              <xsl:with-param name="text" select="$t/f-head-one"/>
              <xsl:with-param name="a" select="$news/@total"/>
            </xsl:call-template>
          </xsl:when>
          <xsl:otherwise>
            <xsl:call-template name="fill">
              <xsl:with-param name="text" select="$t/f-head-news"/>
              <xsl:with-param name="a" select="format-number($news/@total, '#,##0')"/>
              <xsl:with-param name="b" select="format-number($news/@servers, '#,##0')"/>
            </xsl:call-template>
          </xsl:otherwise>
        </xsl:choose>
      </h2>
      <xsl:if test="@previous">
        <p class="quiet">
          <xsl:call-template name="fill">
            <xsl:with-param name="text" select="$t/f-since"/>
            <xsl:with-param name="a"><xsl:apply-templates select="@previous" mode="time"/></xsl:with-param>
          </xsl:call-template>
        </p>
      </xsl:if>
      <ul class="tiles">
        <xsl:call-template name="tile"><xsl:with-param name="n" select="@new"/><xsl:with-param name="label" select="$t/f-new"/><xsl:with-param name="to" select="'news'"/><xsl:with-param name="tone" select="'red'"/></xsl:call-template>
        <xsl:call-template name="tile"><xsl:with-param name="n" select="@changed"/><xsl:with-param name="label" select="$t/f-changed"/><xsl:with-param name="to" select="'news'"/><xsl:with-param name="tone" select="'amber'"/></xsl:call-template>
        <xsl:call-template name="tile"><xsl:with-param name="n" select="@ongoing"/><xsl:with-param name="label" select="$t/f-ongoing"/><xsl:with-param name="to" select="'grid'"/></xsl:call-template>
        <xsl:call-template name="tile"><xsl:with-param name="n" select="@resolved"/><xsl:with-param name="label" select="$t/f-resolved-long"/><xsl:with-param name="to" select="'resolved'"/><xsl:with-param name="tone" select="'green'"/></xsl:call-template>
        <xsl:call-template name="tile"><xsl:with-param name="n" select="@not-seen"/><xsl:with-param name="label" select="$t/f-not-seen-long"/><xsl:with-param name="to" select="'not-seen'"/><xsl:with-param name="tone" select="'amber'"/></xsl:call-template>
        <xsl:call-template name="tile"><xsl:with-param name="n" select="@muted"/><xsl:with-param name="label" select="$t/f-muted"/><xsl:with-param name="to" select="'mutes'"/></xsl:call-template>
      </ul>
      <ul class="tiles small">
        <xsl:call-template name="tile"><xsl:with-param name="n" select="@servers"/><xsl:with-param name="label" select="$t/f-servers"/><xsl:with-param name="to" select="'grid'"/></xsl:call-template>
        <xsl:call-template name="tile"><xsl:with-param name="n" select="@problems"/><xsl:with-param name="label" select="$t/f-with-problems"/><xsl:with-param name="to" select="'grid'"/></xsl:call-template>
        <xsl:call-template name="tile"><xsl:with-param name="n" select="@clean"/><xsl:with-param name="label" select="$t/f-clean"/><xsl:with-param name="to" select="'grid'"/></xsl:call-template>
        <xsl:call-template name="tile"><xsl:with-param name="n" select="@incomplete"/><xsl:with-param name="label" select="$t/f-incomplete"/><xsl:with-param name="to" select="'grid'"/></xsl:call-template>
        <xsl:call-template name="tile"><xsl:with-param name="n" select="@stale"/><xsl:with-param name="label" select="$t/f-stale"/><xsl:with-param name="to" select="'stale'"/><xsl:with-param name="tone" select="'amber'"/></xsl:call-template>
        <xsl:call-template name="tile"><xsl:with-param name="n" select="@unreadable + @partial"/><xsl:with-param name="label" select="$t/f-unread"/><xsl:with-param name="to" select="'unread'"/><xsl:with-param name="tone" select="'amber'"/></xsl:call-template>
      </ul>
    </section>
  </xsl:template>

  <!-- Nothing to go to, no link. -->
  <xsl:template name="tile">
    <xsl:param name="n"/>
    <xsl:param name="label"/>
    <xsl:param name="to"/>
    <xsl:param name="tone"/>
    <li>
      <xsl:choose>
        <xsl:when test="$n &gt; 0 and $to != ''">
          <a class="tile {$tone}" href="#{$to}">
            <b><xsl:value-of select="format-number($n, '#,##0')"/></b>
            <span><xsl:value-of select="$label"/></span>
          </a>
        </xsl:when>
        <xsl:otherwise>
          <span class="tile none">
            <b><xsl:value-of select="format-number($n, '#,##0')"/></b>
            <span><xsl:value-of select="$label"/></span>
          </span>
        </xsl:otherwise>
      </xsl:choose>
    </li>
  </xsl:template>

  <!-- ==== lists of servers with what is told of them ==== -->

  <xsl:template match="r:list">
    <xsl:variable name="title" select="$t/*[name() = concat('f-list-', current()/@of)]"/>
    <section class="list" id="{@of}">
      <xsl:if test="@of = 'news'"><xsl:attribute name="class">panel list</xsl:attribute></xsl:if>
      <xsl:choose>
        <xsl:when test="@of = 'news'">
          <h2><xsl:value-of select="$title"/> <xsl:call-template name="how-many"/></h2>
          <xsl:if test="@total = 0"><p class="quiet"><xsl:value-of select="$t/f-none-new"/></p></xsl:if>
          <xsl:call-template name="entries"><xsl:with-param name="entries" select="r:entry[position() &lt;= 12]"/></xsl:call-template>
          <xsl:if test="count(r:entry) &gt; 12">
            <details class="fold">
              <summary>
                <xsl:call-template name="fill">
                  <xsl:with-param name="text" select="$t/f-more-servers"/>
                  <xsl:with-param name="a" select="@servers - 12"/>
                </xsl:call-template>
              </summary>
              <xsl:call-template name="entries"><xsl:with-param name="entries" select="r:entry[position() &gt; 12]"/></xsl:call-template>
              <xsl:call-template name="beyond"/>
            </details>
          </xsl:if>
        </xsl:when>
        <xsl:otherwise>
          <details class="fold section-fold">
            <summary><h2><xsl:value-of select="$title"/></h2> <xsl:call-template name="how-many"/></summary>
            <p class="quiet small"><xsl:value-of select="$t/*[name() = concat('f-text-', current()/@of)]"/></p>
            <xsl:call-template name="entries"><xsl:with-param name="entries" select="r:entry"/></xsl:call-template>
            <xsl:call-template name="beyond"/>
          </details>
        </xsl:otherwise>
      </xsl:choose>
    </section>
  </xsl:template>

  <xsl:template name="how-many">
    <xsl:if test="@total &gt; 0">
      <span class="quiet small">
        <xsl:call-template name="fill">
          <xsl:with-param name="text" select="$t/f-on-one[current()/@servers = 1] | $t/f-on-servers[current()/@servers != 1]"/>
          <xsl:with-param name="a" select="format-number(@total, '#,##0')"/>
          <xsl:with-param name="b" select="format-number(@servers, '#,##0')"/>
        </xsl:call-template>
      </span>
    </xsl:if>
  </xsl:template>

  <xsl:template name="beyond">
    <xsl:if test="@beyond">
      <p class="quiet">
        <xsl:call-template name="fill">
          <xsl:with-param name="text" select="$t/more-rows"/>
          <xsl:with-param name="a" select="format-number(@beyond, '#,##0')"/>
        </xsl:call-template>
      </p>
    </xsl:if>
  </xsl:template>

  <xsl:template name="entries">
    <xsl:param name="entries"/>
    <ul class="entries">
      <xsl:for-each select="$entries">
        <li>
          <div class="who"><xsl:call-template name="server-link"/></div>
          <ul class="items">
            <xsl:apply-templates select="r:cause | r:finding" mode="item"/>
            <xsl:if test="@more">
              <li class="quiet small">
                <xsl:call-template name="fill"><xsl:with-param name="text" select="$more"/><xsl:with-param name="a" select="@more"/></xsl:call-template>
              </li>
            </xsl:if>
          </ul>
        </li>
      </xsl:for-each>
    </ul>
  </xsl:template>

  <!-- Of an element with name, group, href. -->
  <xsl:template name="server-link">
    <xsl:choose>
      <xsl:when test="@href"><a class="name" href="{@href}"><xsl:value-of select="@name"/></a></xsl:when>
      <xsl:otherwise><span class="name"><xsl:value-of select="@name"/></span></xsl:otherwise>
    </xsl:choose>
    <xsl:if test="@group"><span class="group"><xsl:value-of select="@group"/></span></xsl:if>
  </xsl:template>

  <xsl:template name="mark">
    <span class="mark {@state}">
      <xsl:choose>
        <xsl:when test="@by = 'catalogue'"><xsl:value-of select="$t/f-by-catalogue"/></xsl:when>
        <xsl:when test="@by = 'program'"><xsl:value-of select="$t/f-by-program"/></xsl:when>
        <xsl:when test="@state = 'new'"><xsl:value-of select="$w-new"/></xsl:when>
        <xsl:when test="@state = 'changed'"><xsl:value-of select="$w-changed"/></xsl:when>
        <xsl:when test="@state = 'resolved'"><xsl:value-of select="$w-resolved"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="$w-not-seen"/></xsl:otherwise>
      </xsl:choose>
    </span>
  </xsl:template>

  <xsl:template match="r:cause" mode="item">
    <li>
      <xsl:call-template name="mark"/>
      <span class="says">
        <xsl:call-template name="verdict"/>
        <xsl:text> </xsl:text>
        <strong><xsl:value-of select="."/></strong>
        <xsl:text> </xsl:text>
        <span class="aside">
          <code><xsl:value-of select="@id"/></code>
          <xsl:if test="@before">
            <span>
              <xsl:call-template name="fill">
                <xsl:with-param name="text" select="$t/f-was"/>
                <xsl:with-param name="a" select="$t/*[name() = current()/@before]"/>
              </xsl:call-template>
            </span>
          </xsl:if>
          <xsl:call-template name="story"/>
        </span>
      </span>
    </li>
  </xsl:template>

  <xsl:template match="r:finding" mode="item">
    <li>
      <xsl:call-template name="mark"/>
      <span class="says">
        <xsl:call-template name="severity"/>
        <xsl:text> </xsl:text>
        <xsl:value-of select="."/>
        <xsl:text> </xsl:text>
        <span class="aside">
          <code><xsl:value-of select="@signature"/></code>
          <span><xsl:call-template name="records"><xsl:with-param name="n" select="@count"/></xsl:call-template></span>
          <xsl:call-template name="story"/>
        </span>
      </span>
    </li>
  </xsl:template>

  <!-- Why it was not seen; since when it is there. -->
  <xsl:template name="story">
    <xsl:if test="@why"><span><xsl:value-of select="$t/*[name() = concat('f-why-', current()/@why)]"/></span></xsl:if>
    <xsl:if test="@state != 'new' and @since">
      <span>
        <xsl:call-template name="fill">
          <xsl:with-param name="text" select="$t/f-first-seen"/>
          <xsl:with-param name="a" select="substring(@since, 1, 10)"/>
        </xsl:call-template>
      </span>
    </xsl:if>
  </xsl:template>

  <!-- ==== the grid ==== -->

  <xsl:template match="r:grid">
    <section class="panel servers" id="grid" aria-labelledby="grid-title">
      <h2 id="grid-title">
        <xsl:choose>
          <xsl:when test="$fleet/r:page">
            <xsl:call-template name="fill">
              <xsl:with-param name="text" select="$t/f-range"/>
              <xsl:with-param name="a" select="concat(format-number(@from, '#,##0'), ' – ', format-number(@to, '#,##0'))"/>
              <xsl:with-param name="b" select="format-number($fleet/@servers, '#,##0')"/>
            </xsl:call-template>
          </xsl:when>
          <xsl:otherwise><xsl:value-of select="$t/f-all"/></xsl:otherwise>
        </xsl:choose>
      </h2>
      <p class="quiet small"><xsl:value-of select="$t/f-grid-text"/></p>
      <xsl:call-template name="pages"/>
      <xsl:call-template name="controls"/>
      <xsl:call-template name="key"/>
      <xsl:if test="@weak &gt; 0 and @weak &lt; @columns">
        <p class="weak-toggle small">
          <label>
            <input type="checkbox" id="weak"/>
            <xsl:text> </xsl:text>
            <xsl:call-template name="fill">
              <xsl:with-param name="text" select="$t/f-weak"/>
              <xsl:with-param name="a" select="@weak"/>
            </xsl:call-template>
          </label>
        </p>
      </xsl:if>
      <div class="grid-scroll" tabindex="0" role="region" aria-labelledby="grid-title">
        <table class="grid">
          <xsl:if test="@weak &lt; @columns"><xsl:attribute name="class">grid lean</xsl:attribute></xsl:if>
          <thead>
            <tr>
              <th scope="col"><xsl:value-of select="$t/server"/></th>
              <th scope="col"><xsl:value-of select="$t/state"/></th>
              <th scope="col"><xsl:value-of select="$t/f-tonight"/></th>
              <th scope="col"><xsl:value-of select="$t/f-what"/></th>
              <th scope="col" class="num"><xsl:value-of select="$t/f-age"/></th>
              <xsl:for-each select="r:column">
                <th scope="col" class="v {@weak}" title="{.}">
                  <span class="cause-name"><xsl:value-of select="."/></span>
                  <span class="settled"><xsl:if test="@settled &gt; 0"><xsl:value-of select="@settled"/></xsl:if></span>
                </th>
              </xsl:for-each>
            </tr>
          </thead>
          <tbody><xsl:apply-templates select="r:server" mode="row"/></tbody>
        </table>
      </div>
      <p class="none-left" id="none-left" hidden="hidden"><xsl:value-of select="$t/f-none-left"/></p>
      <xsl:call-template name="pages"/>
    </section>
  </xsl:template>

  <xsl:template name="pages">
    <xsl:if test="$fleet/r:page">
      <nav class="pages" aria-label="{$t/f-pages}">
        <xsl:for-each select="$fleet/r:page">
          <xsl:choose>
            <xsl:when test="@current"><span class="here" aria-current="page"><xsl:value-of select="position()"/></span></xsl:when>
            <xsl:otherwise><a href="{@href}"><xsl:value-of select="position()"/></a></xsl:otherwise>
          </xsl:choose>
        </xsl:for-each>
      </nav>
    </xsl:if>
  </xsl:template>

  <!-- Shown by the script, which alone can do what they say. -->
  <xsl:template name="controls">
    <form class="controls" id="controls" hidden="hidden">
      <label class="wide">
        <span><xsl:value-of select="$t/f-filter"/></span>
        <input type="search" id="words" placeholder="{$t/f-filter-hint}" autocomplete="off" spellcheck="false"/>
      </label>
      <label>
        <span><xsl:value-of select="$t/state"/></span>
        <select id="state">
          <option value=""><xsl:value-of select="$t/f-any"/></option>
          <option value="problems"><xsl:value-of select="$t/f-problems"/></option>
          <option value="incomplete"><xsl:value-of select="$t/f-incomplete"/></option>
          <option value="clean"><xsl:value-of select="$t/f-clean"/></option>
          <option value="stale"><xsl:value-of select="$t/f-stale"/></option>
          <option value="unread"><xsl:value-of select="$t/f-unread"/></option>
        </select>
      </label>
      <label>
        <span><xsl:value-of select="$t/f-a-cause"/></span>
        <select id="verdict">
          <option value=""><xsl:value-of select="$t/f-any"/></option>
          <option value="confirmed"><xsl:value-of select="$w-confirmed"/></option>
          <option value="likely"><xsl:value-of select="$w-likely"/></option>
          <option value="undetermined"><xsl:value-of select="$w-undetermined"/></option>
          <option value="unlikely"><xsl:value-of select="$w-unlikely"/></option>
          <option value="ruled-out"><xsl:value-of select="$w-ruled-out"/></option>
        </select>
      </label>
      <label class="narrow-only">
        <span><xsl:value-of select="$t/f-sort"/></span>
        <select id="sort"><option value=""><xsl:value-of select="$t/f-by-action"/></option></select>
      </label>
      <label class="check">
        <input type="checkbox" id="fresh"/>
        <span><xsl:value-of select="$t/f-only-new"/></span>
      </label>
      <button type="reset"><xsl:value-of select="$t/f-clear"/></button>
      <output id="shown" data-text="{$t/f-shown}"/>
    </form>
  </xsl:template>

  <xsl:template name="key">
    <ul class="key small">
      <li class="confirmed"><xsl:value-of select="$w-confirmed"/></li>
      <li class="likely"><xsl:value-of select="$w-likely"/></li>
      <li class="undetermined"><xsl:value-of select="$w-undetermined"/></li>
      <li class="unlikely"><xsl:value-of select="$w-unlikely"/></li>
      <li class="ruled-out"><xsl:value-of select="$w-ruled-out"/></li>
      <li class="gone"><xsl:value-of select="$t/f-key-resolved"/></li>
      <li class="unseen"><xsl:value-of select="$t/f-key-not-seen"/></li>
    </ul>
  </xsl:template>

  <xsl:template match="r:server" mode="row">
    <tr>
      <xsl:attribute name="class">
        <xsl:value-of select="@state"/>
        <xsl:if test="@new"> fresh</xsl:if>
        <xsl:if test="@changed"> moved</xsl:if>
        <xsl:if test="@stale"> stale</xsl:if>
        <xsl:if test="@unread"> unread</xsl:if>
      </xsl:attribute>
      <th scope="row"><xsl:call-template name="server-link"/></th>
      <td>
        <xsl:choose>
          <xsl:when test="@reason = 'no-logs'"><xsl:value-of select="$w-no-logs"/></xsl:when>
          <xsl:when test="@state = 'problems'"><xsl:value-of select="$w-problems"/></xsl:when>
          <xsl:when test="@state = 'clean'"><xsl:value-of select="$w-clean"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="$w-incomplete"/></xsl:otherwise>
        </xsl:choose>
        <xsl:choose>
          <xsl:when test="@unread = 'unreadable'"><i><xsl:value-of select="$w-unreadable"/></i></xsl:when>
          <xsl:when test="@unread"><i><xsl:value-of select="$w-partial"/></i></xsl:when>
        </xsl:choose>
      </td>
      <td>
        <xsl:if test="@new"><b><xsl:value-of select="concat(@new, ' ', $w-new)"/></b></xsl:if>
        <xsl:if test="@changed"><b class="ch"><xsl:value-of select="concat(@changed, ' ', $w-changed)"/></b></xsl:if>
        <xsl:if test="@by-catalogue"><span><xsl:value-of select="concat(@by-catalogue, ' ', $w-by)"/></span></xsl:if>
        <xsl:if test="@resolved"><span><xsl:value-of select="concat(@resolved, ' ', $w-resolved)"/></span></xsl:if>
        <xsl:if test="@not-seen"><span><xsl:value-of select="concat(@not-seen, ' ', $w-not-seen)"/></span></xsl:if>
        <xsl:if test="@muted"><span><xsl:value-of select="concat(@muted, ' ', $w-muted)"/></span></xsl:if>
      </td>
      <td>
        <xsl:apply-templates select="r:what | r:more"/>
      </td>
      <td>
        <xsl:if test="@age"><xsl:attribute name="data-v"><xsl:value-of select="@age"/></xsl:attribute></xsl:if>
        <xsl:call-template name="age"/>
        <xsl:if test="@stale"><i><xsl:value-of select="$w-stale"/></i></xsl:if>
      </td>
      <xsl:apply-templates select="r:c | r:g"/>
    </tr>
  </xsl:template>

  <xsl:template match="r:what">
    <span class="{@verdict}">
      <xsl:if test="@past"><xsl:attribute name="class">past</xsl:attribute><xsl:value-of select="$w-last-known"/></xsl:if>
      <xsl:value-of select="."/>
    </span>
  </xsl:template>

  <xsl:template match="r:more">
    <span class="past"><xsl:call-template name="fill"><xsl:with-param name="text" select="$more"/><xsl:with-param name="a" select="@n"/></xsl:call-template></span>
  </xsl:template>

  <xsl:template match="r:g">
    <td>
      <xsl:if test="@w"><xsl:attribute name="class">w</xsl:attribute></xsl:if>
      <xsl:if test="@n &gt; 1"><xsl:attribute name="colspan"><xsl:value-of select="@n"/></xsl:attribute></xsl:if>
    </td>
  </xsl:template>

  <!-- The word, for those who hear it and where it is copied to; the style draws a sign. -->
  <xsl:template match="r:c">
    <td>
      <xsl:attribute name="class">
        <xsl:value-of select="@v"/>
        <xsl:choose>
          <xsl:when test="@s = 'resolved'"> gone</xsl:when>
          <xsl:when test="@s = 'not-seen'"> unseen</xsl:when>
          <xsl:when test="@s = 'muted'"> muted</xsl:when>
        </xsl:choose>
        <xsl:if test="@w"> w</xsl:if>
      </xsl:attribute>
      <xsl:if test="@s or @since"><xsl:attribute name="title"><xsl:call-template name="cell-title"/></xsl:attribute></xsl:if>
      <xsl:call-template name="verdict-word"/>
      <xsl:choose>
        <xsl:when test="@s = 'new'"><i class="new"><xsl:value-of select="concat(' ', $w-new)"/></i></xsl:when>
        <xsl:when test="@s = 'changed'"><i class="ch"><xsl:value-of select="concat(' ', $w-changed)"/></i></xsl:when>
        <xsl:when test="@s = 'resolved'"><i><xsl:value-of select="concat(' ', $w-resolved)"/></i></xsl:when>
        <xsl:when test="@s = 'not-seen'"><i><xsl:value-of select="concat(' ', $w-not-seen)"/></i></xsl:when>
        <xsl:when test="@s = 'muted'"><i><xsl:value-of select="concat(' ', $w-muted)"/></i></xsl:when>
        <xsl:when test="@s"><i><xsl:value-of select="concat(' ', $w-by)"/></i></xsl:when>
      </xsl:choose>
    </td>
  </xsl:template>

  <!-- "confirmed, not seen: nothing was sent, since 2026-11-20" -->
  <xsl:template name="cell-title">
    <xsl:call-template name="verdict-word"/>
    <xsl:choose>
      <xsl:when test="@s = 'new'"><xsl:value-of select="concat($comma, $w-new)"/></xsl:when>
      <xsl:when test="@s = 'changed'"><xsl:value-of select="concat($comma, $w-changed)"/></xsl:when>
      <xsl:when test="@s = 'resolved'"><xsl:value-of select="concat($comma, $t/f-resolved-long)"/></xsl:when>
      <xsl:when test="@s = 'not-seen'"><xsl:value-of select="concat($comma, $t/f-not-seen-long)"/></xsl:when>
      <xsl:when test="@s = 'muted'"><xsl:value-of select="concat($comma, $w-muted)"/></xsl:when>
      <xsl:when test="@s"><xsl:value-of select="concat($comma, $w-by)"/></xsl:when>
    </xsl:choose>
    <xsl:if test="@why"><xsl:value-of select="concat(': ', $t/*[name() = concat('f-why-', current()/@why)])"/></xsl:if>
    <xsl:if test="@owner"><xsl:value-of select="concat(': ', @owner)"/></xsl:if>
    <xsl:if test="@b">
      <xsl:value-of select="$comma"/>
      <xsl:call-template name="fill">
        <xsl:with-param name="text" select="$t/f-was"/>
        <xsl:with-param name="a" select="$t/*[name() = current()/@b]"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:if test="@since">
      <xsl:value-of select="concat($comma, substring-before($since, '{1}'), substring(@since, 1, 10), substring-after($since, '{1}'))"/>
    </xsl:if>
  </xsl:template>

  <xsl:template name="verdict-word">
    <xsl:choose>
      <xsl:when test="@v = 'undetermined'"><xsl:value-of select="$w-undetermined"/></xsl:when>
      <xsl:when test="@v = 'ruled-out'"><xsl:value-of select="$w-ruled-out"/></xsl:when>
      <xsl:when test="@v = 'unlikely'"><xsl:value-of select="$w-unlikely"/></xsl:when>
      <xsl:when test="@v = 'confirmed'"><xsl:value-of select="$w-confirmed"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$w-likely"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="age">
    <xsl:choose>
      <xsl:when test="@days"><xsl:value-of select="concat(substring-before($days, '{1}'), @days, substring-after($days, '{1}'))"/></xsl:when>
      <xsl:when test="@hours"><xsl:value-of select="concat(substring-before($hours, '{1}'), @hours, substring-after($hours, '{1}'))"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$t/unknown"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- ==== on most servers, on one only ==== -->

  <xsl:template name="spread">
    <xsl:if test="r:spread">
      <section id="spread" class="spread">
        <div class="pair">
          <section class="panel">
            <h2><xsl:value-of select="$t/f-epidemic"/></h2>
            <p class="quiet small"><xsl:value-of select="$t/f-epidemic-text"/></p>
            <xsl:if test="not(r:spread[@epidemic])"><p class="quiet"><xsl:value-of select="$t/f-nothing"/></p></xsl:if>
            <xsl:call-template name="spread-fold"><xsl:with-param name="of" select="r:spread[@epidemic]"/></xsl:call-template>
          </section>
          <section class="panel">
            <h2><xsl:value-of select="$t/f-outlier"/></h2>
            <p class="quiet small"><xsl:value-of select="$t/f-outlier-text"/></p>
            <xsl:if test="not(r:spread[@outlier])"><p class="quiet"><xsl:value-of select="$t/f-nothing"/></p></xsl:if>
            <xsl:call-template name="spread-fold"><xsl:with-param name="of" select="r:spread[@outlier]"/></xsl:call-template>
          </section>
        </div>
        <xsl:if test="r:spread[not(@epidemic) and not(@outlier)]">
          <section class="panel">
            <details class="fold section-fold">
              <summary>
                <h2><xsl:value-of select="$t/f-others"/></h2>
                <span class="quiet small"><xsl:value-of select="count(r:spread[not(@epidemic) and not(@outlier)])"/></span>
              </summary>
              <xsl:call-template name="spread-list"><xsl:with-param name="of" select="r:spread[not(@epidemic) and not(@outlier)]"/></xsl:call-template>
            </details>
          </section>
        </xsl:if>
      </section>
    </xsl:if>
  </xsl:template>

  <!-- The first few; the rest folded. -->
  <xsl:template name="spread-fold">
    <xsl:param name="of"/>
    <xsl:call-template name="spread-list"><xsl:with-param name="of" select="$of[position() &lt;= 8]"/></xsl:call-template>
    <xsl:if test="count($of) &gt; 8">
      <details class="fold">
        <summary>
          <xsl:call-template name="fill"><xsl:with-param name="text" select="$t/f-more-rows"/><xsl:with-param name="a" select="count($of) - 8"/></xsl:call-template>
        </summary>
        <xsl:call-template name="spread-list"><xsl:with-param name="of" select="$of[position() &gt; 8]"/></xsl:call-template>
      </details>
    </xsl:if>
  </xsl:template>

  <xsl:template name="spread-list">
    <xsl:param name="of"/>
    <ul class="spread-list">
      <xsl:for-each select="$of">
        <li>
          <div class="spread-head">
            <span class="spread-title">
              <span class="tag"><xsl:choose><xsl:when test="@cause"><xsl:value-of select="$t/f-cause"/></xsl:when><xsl:otherwise><xsl:value-of select="$t/f-problem"/></xsl:otherwise></xsl:choose></span>
              <xsl:text> </xsl:text>
              <xsl:value-of select="r:title"/>
              <xsl:text> </xsl:text>
              <code class="quiet"><xsl:value-of select="@cause | @signature"/></code>
            </span>
            <span class="spread-count num">
              <xsl:call-template name="fill">
                <xsl:with-param name="text" select="$t/f-of"/>
                <xsl:with-param name="a" select="format-number(@servers, '#,##0')"/>
                <xsl:with-param name="b" select="format-number($fleet/@servers, '#,##0')"/>
              </xsl:call-template>
              <xsl:if test="@new &gt; 0"><xsl:text> </xsl:text><span class="mark new"><xsl:value-of select="concat(@new, ' ', $w-new)"/></span></xsl:if>
            </span>
          </div>
          <xsl:if test="not(@outlier)">
            <svg class="meter" viewBox="0 0 1000 6" preserveAspectRatio="none" aria-hidden="true">
              <rect class="track" width="1000" height="6"/>
              <rect class="part" width="{@share}" height="6"/>
            </svg>
          </xsl:if>
          <p class="on small">
            <xsl:for-each select="r:on">
              <span class="who"><xsl:call-template name="server-link"/></span>
            </xsl:for-each>
            <xsl:if test="@servers &gt; count(r:on)">
              <span class="quiet"><xsl:call-template name="fill"><xsl:with-param name="text" select="$more"/><xsl:with-param name="a" select="format-number(@servers - count(r:on), '#,##0')"/></xsl:call-template></span>
            </xsl:if>
          </p>
        </li>
      </xsl:for-each>
    </ul>
  </xsl:template>

  <!-- ==== trend ==== -->

  <xsl:template match="r:trend">
    <xsl:variable name="n" select="count(r:night)"/>
    <xsl:variable name="step" select="1000 div $n"/>
    <xsl:variable name="bar" select="$step * 0.72"/>
    <xsl:variable name="servers" select="@servers"/>
    <xsl:variable name="moves" select="@moves"/>
    <xsl:if test="$n &gt; 1">
      <section class="panel" id="trend">
        <h2>
          <xsl:call-template name="fill"><xsl:with-param name="text" select="$t/f-trend"/><xsl:with-param name="a" select="$n"/></xsl:call-template>
        </h2>
        <div class="charts">
          <figure>
            <figcaption>
              <xsl:value-of select="$t/f-trend-servers"/>
              <span class="swatch problems"><xsl:value-of select="$w-problems"/></span>
              <span class="swatch incomplete"><xsl:value-of select="$w-incomplete"/></span>
              <span class="swatch clean"><xsl:value-of select="$w-clean"/></span>
            </figcaption>
            <svg class="chart" viewBox="0 0 1000 100" preserveAspectRatio="none" role="img" aria-label="{$t/f-trend-servers}">
              <xsl:for-each select="r:night">
                <xsl:variable name="x" select="format-number((position() - 1) * $step, '0.##')"/>
                <xsl:variable name="bad" select="@problems * 100 div $servers"/>
                <xsl:variable name="half" select="@incomplete * 100 div $servers"/>
                <xsl:variable name="good" select="@clean * 100 div $servers"/>
                <g>
                  <title>
                    <xsl:value-of select="concat(substring(@as-of, 1, 10), ': ', @servers, ' ', $t/f-servers, $t/comma, @problems, ' ', $w-problems, $t/comma, @incomplete, ' ', $w-incomplete, $t/comma, @clean, ' ', $w-clean)"/>
                  </title>
                  <rect class="clean" x="{$x}" width="{format-number($bar, '0.##')}" y="{format-number(100 - $bad - $half - $good, '0.##')}" height="{format-number($good, '0.##')}"/>
                  <rect class="incomplete" x="{$x}" width="{format-number($bar, '0.##')}" y="{format-number(100 - $bad - $half, '0.##')}" height="{format-number($half, '0.##')}"/>
                  <rect class="problems" x="{$x}" width="{format-number($bar, '0.##')}" y="{format-number(100 - $bad, '0.##')}" height="{format-number($bad, '0.##')}"/>
                  <xsl:if test="@catalogue"><path class="event" d="M{format-number((position() - 1) * $step + $bar div 2, '0.##')} 0V100"/></xsl:if>
                </g>
              </xsl:for-each>
            </svg>
            <xsl:call-template name="ends"><xsl:with-param name="top" select="$servers"/></xsl:call-template>
          </figure>
          <figure>
            <figcaption>
              <xsl:value-of select="$t/f-trend-moves"/>
              <span class="swatch new"><xsl:value-of select="concat('↑ ', $w-new, ' + ', $w-changed)"/></span>
              <span class="swatch resolved"><xsl:value-of select="concat('↓ ', $t/f-resolved-long)"/></span>
            </figcaption>
            <svg class="chart" viewBox="0 0 1000 100" preserveAspectRatio="none" role="img" aria-label="{$t/f-trend-moves}">
              <xsl:for-each select="r:night">
                <xsl:variable name="x" select="format-number((position() - 1) * $step, '0.##')"/>
                <xsl:variable name="up" select="(@new + @changed) * 50 div $moves"/>
                <g>
                  <title>
                    <xsl:value-of select="concat(substring(@as-of, 1, 10), ': ', @new, ' ', $w-new, $t/comma, @changed, ' ', $w-changed, $t/comma, @resolved, ' ', $t/f-resolved-long)"/>
                  </title>
                  <rect class="hover" x="{$x}" width="{format-number($bar, '0.##')}" y="0" height="100"/>
                  <rect class="new" x="{$x}" width="{format-number($bar, '0.##')}" y="{format-number(50 - $up, '0.##')}" height="{format-number($up, '0.##')}"/>
                  <rect class="resolved" x="{$x}" width="{format-number($bar, '0.##')}" y="50" height="{format-number(@resolved * 50 div $moves, '0.##')}"/>
                  <xsl:if test="@catalogue"><path class="event" d="M{format-number((position() - 1) * $step + $bar div 2, '0.##')} 0V100"/></xsl:if>
                </g>
              </xsl:for-each>
              <path class="axis" d="M0 50H1000"/>
            </svg>
            <xsl:call-template name="ends"><xsl:with-param name="top" select="$moves"/></xsl:call-template>
          </figure>
        </div>
        <xsl:if test="r:night[@catalogue]"><p class="quiet small"><xsl:value-of select="$t/f-trend-event"/></p></xsl:if>
        <details class="fold">
          <summary><xsl:value-of select="$t/f-in-numbers"/></summary>
          <div class="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col"><xsl:value-of select="$t/f-night"/></th>
                  <th scope="col" class="num"><xsl:value-of select="$t/f-servers"/></th>
                  <th scope="col" class="num"><xsl:value-of select="$w-problems"/></th>
                  <th scope="col" class="num"><xsl:value-of select="$w-incomplete"/></th>
                  <th scope="col" class="num"><xsl:value-of select="$w-clean"/></th>
                  <th scope="col" class="num"><xsl:value-of select="$w-stale"/></th>
                  <th scope="col" class="num"><xsl:value-of select="$w-new"/></th>
                  <th scope="col" class="num"><xsl:value-of select="$w-changed"/></th>
                  <th scope="col" class="num"><xsl:value-of select="$t/f-ongoing"/></th>
                  <th scope="col" class="num"><xsl:value-of select="$t/f-resolved-long"/></th>
                  <th scope="col" class="num"><xsl:value-of select="$t/f-not-seen-long"/></th>
                  <th scope="col" class="num"><xsl:value-of select="$w-muted"/></th>
                </tr>
              </thead>
              <tbody>
                <xsl:for-each select="r:night">
                  <xsl:sort select="position()" data-type="number" order="descending"/>
                  <tr>
                    <th scope="row"><span class="whole"><xsl:apply-templates select="@as-of" mode="time"/></span><xsl:if test="@catalogue"> *</xsl:if></th>
                    <td class="num"><xsl:value-of select="@servers"/></td>
                    <td class="num"><xsl:value-of select="@problems"/></td>
                    <td class="num"><xsl:value-of select="@incomplete"/></td>
                    <td class="num"><xsl:value-of select="@clean"/></td>
                    <td class="num"><xsl:value-of select="@stale"/></td>
                    <td class="num"><xsl:value-of select="@new"/></td>
                    <td class="num"><xsl:value-of select="@changed"/></td>
                    <td class="num"><xsl:value-of select="@ongoing"/></td>
                    <td class="num"><xsl:value-of select="@resolved"/></td>
                    <td class="num"><xsl:value-of select="@not-seen"/></td>
                    <td class="num"><xsl:value-of select="@muted"/></td>
                  </tr>
                </xsl:for-each>
              </tbody>
            </table>
          </div>
        </details>
      </section>
    </xsl:if>
  </xsl:template>

  <xsl:template name="ends">
    <xsl:param name="top"/>
    <p class="ends quiet small">
      <span><xsl:value-of select="substring(r:night[1]/@as-of, 1, 10)"/></span>
      <span>
        <xsl:call-template name="fill"><xsl:with-param name="text" select="$t/f-most"/><xsl:with-param name="a" select="format-number($top, '#,##0')"/></xsl:call-template>
      </span>
      <span><xsl:value-of select="substring(r:night[last()]/@as-of, 1, 10)"/></span>
    </p>
  </xsl:template>

  <!-- ==== whom we lost sight of ==== -->

  <xsl:template match="r:stale">
    <section class="panel" id="stale">
      <h2><xsl:value-of select="$t/f-stale-title"/> <span class="quiet small"><xsl:value-of select="format-number(@total, '#,##0')"/></span></h2>
      <p class="quiet small">
        <xsl:call-template name="fill"><xsl:with-param name="text" select="$t/f-stale-text"/><xsl:with-param name="a" select="$fleet/@stale-days"/></xsl:call-template>
      </p>
      <div class="scroll tall">
        <table>
          <thead>
            <tr>
              <th scope="col"><xsl:value-of select="$t/server"/></th>
              <th scope="col" class="num"><xsl:value-of select="$t/f-age"/></th>
              <th scope="col"><xsl:value-of select="$t/f-data"/></th>
            </tr>
          </thead>
          <tbody>
            <xsl:for-each select="r:entry">
              <tr>
                <th scope="row"><xsl:call-template name="server-link"/></th>
                <td class="num"><xsl:call-template name="age"/></td>
                <td class="time">
                  <xsl:apply-templates select="@data" mode="time"/>
                  <xsl:if test="not(@here)"><span class="quiet small"><xsl:value-of select="$t/f-why-nothing-sent"/></span></xsl:if>
                </td>
              </tr>
            </xsl:for-each>
          </tbody>
        </table>
      </div>
      <xsl:call-template name="beyond"/>
    </section>
  </xsl:template>

  <xsl:template match="r:unread">
    <section class="panel" id="unread">
      <h2><xsl:value-of select="$t/f-unread-title"/> <span class="quiet small"><xsl:value-of select="format-number(@total, '#,##0')"/></span></h2>
      <p class="quiet small"><xsl:value-of select="$t/f-unread-text"/></p>
      <div class="scroll tall">
        <table>
          <thead>
            <tr>
              <th scope="col"><xsl:value-of select="$t/server"/></th>
              <th scope="col"><xsl:value-of select="$t/reason"/></th>
            </tr>
          </thead>
          <tbody>
            <xsl:for-each select="r:entry">
              <tr>
                <th scope="row"><xsl:call-template name="server-link"/></th>
                <td>
                  <span class="tag bundle-{@state}">
                    <xsl:choose>
                      <xsl:when test="@state = 'partial'"><xsl:value-of select="$w-partial"/></xsl:when>
                      <xsl:otherwise><xsl:value-of select="$w-unreadable"/></xsl:otherwise>
                    </xsl:choose>
                  </span>
                  <xsl:text> </xsl:text>
                  <span class="reason"><xsl:value-of select="@reason"/></span>
                  <code class="address"><xsl:value-of select="@path"/></code>
                </td>
              </tr>
            </xsl:for-each>
          </tbody>
        </table>
      </div>
      <xsl:call-template name="beyond"/>
    </section>
  </xsl:template>

  <!-- ==== unknown, muted, arriving ==== -->

  <xsl:template name="unknown-templates">
    <xsl:if test="r:unknown">
      <section class="panel" id="unknown">
        <h2><xsl:value-of select="$t/f-unknown"/> <span class="quiet small"><xsl:value-of select="@unknown"/></span></h2>
        <p class="quiet small"><xsl:value-of select="$t/f-unknown-text"/></p>
        <ul class="unknown-list">
          <xsl:for-each select="r:unknown">
            <li>
              <p class="template"><code class="log"><xsl:value-of select="r:template"/></code></p>
              <p class="aside small">
                <xsl:if test="@level"><span class="tag"><xsl:value-of select="@level"/></span></xsl:if>
                <span><xsl:call-template name="records"><xsl:with-param name="n" select="@count"/></xsl:call-template></span>
                <span>
                  <xsl:call-template name="fill">
                    <xsl:with-param name="text" select="$t/f-one-server[current()/@servers = 1] | $t/servers[current()/@servers != 1]"/>
                    <xsl:with-param name="a" select="@servers"/>
                  </xsl:call-template>
                </span>
                <span><xsl:value-of select="@server"/></span>
              </p>
              <details class="fold">
                <summary><xsl:value-of select="$t/f-example"/></summary>
                <p><code class="log"><xsl:value-of select="r:example"/></code></p>
                <p><code class="address"><xsl:value-of select="@address"/></code></p>
              </details>
            </li>
          </xsl:for-each>
        </ul>
        <xsl:if test="@unknown &gt; count(r:unknown)">
          <p class="quiet">
            <xsl:call-template name="fill"><xsl:with-param name="text" select="$t/unknown-more"/><xsl:with-param name="a" select="@unknown - count(r:unknown)"/></xsl:call-template>
          </p>
        </xsl:if>
      </section>
    </xsl:if>
  </xsl:template>

  <xsl:template name="mutes">
    <xsl:if test="r:mute">
      <section class="panel" id="mutes">
        <h2><xsl:value-of select="$t/f-mutes"/></h2>
        <p class="quiet small"><xsl:value-of select="$t/f-mutes-text"/></p>
        <div class="scroll">
          <table class="stack">
            <thead>
              <tr>
                <th scope="col"><xsl:value-of select="$t/f-muted-what"/></th>
                <th scope="col"><xsl:value-of select="$t/f-muted-by"/></th>
                <th scope="col"><xsl:value-of select="$t/reason"/></th>
                <th scope="col"><xsl:value-of select="$t/f-muted-until"/></th>
                <th scope="col" class="num"><xsl:value-of select="$t/f-muted-count"/></th>
              </tr>
            </thead>
            <tbody>
              <xsl:for-each select="r:mute">
                <xsl:sort select="@expired" order="descending"/>
                <tr>
                  <th scope="row"><code><xsl:value-of select="@what"/></code><span class="group"><xsl:value-of select="@servers"/></span></th>
                  <td><xsl:value-of select="@owner"/></td>
                  <td class="reason"><xsl:value-of select="."/></td>
                  <td class="time">
                    <xsl:apply-templates select="@until" mode="time"/>
                    <xsl:if test="@expired"><span class="small"><span class="mark changed"><xsl:value-of select="$t/f-expired"/></span></span></xsl:if>
                  </td>
                  <td class="num"><xsl:value-of select="@count"/></td>
                </tr>
              </xsl:for-each>
            </tbody>
          </table>
        </div>
      </section>
    </xsl:if>
  </xsl:template>

  <xsl:template name="arriving">
    <xsl:if test="r:arriving">
      <section class="panel" id="arriving">
        <h2><xsl:value-of select="$t/f-arriving"/> <span class="quiet small"><xsl:value-of select="count(r:arriving)"/></span></h2>
        <p class="quiet small"><xsl:value-of select="$t/f-arriving-text"/></p>
        <ul class="arriving-list">
          <xsl:for-each select="r:arriving[position() &lt;= 100]">
            <li>
              <code class="address"><xsl:value-of select="@path"/></code>
              <xsl:text> </xsl:text>
              <span class="quiet small"><xsl:call-template name="size"><xsl:with-param name="n" select="@bytes"/></xsl:call-template></span>
            </li>
          </xsl:for-each>
        </ul>
      </section>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
