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
  <xsl:include href="fleetgrid.xsl"/>
  <xsl:include href="fleettrend.xsl"/>

  <xsl:strip-space elements="r:fleet r:list r:entry r:spread r:trend r:stale r:unread r:grid r:server"/>

  <xsl:param name="script"/> <!-- the bytes of fleet.js -->

  <xsl:variable name="fleet" select="/r:report/r:fleet"/>
  <xsl:variable name="f" select="$t/fleet"/> <!-- the labels of its page -->

  <!-- The words of cells and rows, of which there are thousands. -->
  <xsl:variable name="w-confirmed" select="string($t/confirmed)"/>
  <xsl:variable name="w-likely" select="string($t/likely)"/>
  <xsl:variable name="w-undetermined" select="string($t/undetermined)"/>
  <xsl:variable name="w-unlikely" select="string($t/unlikely)"/>
  <xsl:variable name="w-ruled-out" select="string($t/ruled-out)"/>
  <xsl:variable name="w-new" select="string($f/f-new)"/>
  <xsl:variable name="w-changed" select="string($f/f-changed)"/>
  <xsl:variable name="w-resolved" select="string($f/f-resolved)"/>
  <xsl:variable name="w-not-seen" select="string($f/f-not-seen)"/>
  <xsl:variable name="w-muted" select="string($f/f-muted)"/>
  <xsl:variable name="w-by" select="string($f/f-by)"/>
  <xsl:variable name="w-stale" select="string($f/f-stale)"/>
  <xsl:variable name="w-problems" select="string($f/f-problems)"/>
  <xsl:variable name="w-clean" select="string($f/f-clean)"/>
  <xsl:variable name="w-incomplete" select="string($f/f-incomplete)"/>
  <xsl:variable name="w-no-logs" select="string($t/no-logs)"/>
  <xsl:variable name="w-unreadable" select="string($t/state-unreadable)"/>
  <xsl:variable name="w-partial" select="string($t/state-partial)"/>
  <xsl:variable name="w-last-known" select="string($f/f-last-known)"/>
  <xsl:variable name="days" select="string($f/f-days)"/>
  <xsl:variable name="hours" select="string($f/f-hours)"/>
  <xsl:variable name="more" select="string($f/f-more)"/>
  <xsl:variable name="since" select="string($f/f-first-seen)"/>
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
        <a class="skip" href="#grid"><xsl:value-of select="$f/f-skip"/></a>
        <header class="masthead">
          <h1><xsl:value-of select="$f/f-report"/></h1>
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
              <p class="back"><a href="fleet.html"><xsl:value-of select="$f/f-overview"/></a></p>
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
      <xsl:with-param name="text" select="$f/f-title"/>
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
    <xsl:if test="not(@previous)"><p class="banner calm"><xsl:value-of select="$f/f-first"/></p></xsl:if>
    <xsl:if test="@catalogue">
      <p class="banner">
        <xsl:call-template name="fill">
          <xsl:with-param name="text" select="$f/f-catalogue-changed"/>
          <xsl:with-param name="a" select="@by-catalogue"/>
        </xsl:call-template>
      </p>
    </xsl:if>
    <xsl:if test="@program">
      <p class="banner">
        <xsl:call-template name="fill">
          <xsl:with-param name="text" select="$f/f-program-changed"/>
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
          <xsl:when test="@servers = 0"><xsl:value-of select="$f/f-empty"/></xsl:when>
          <xsl:when test="$news/@total = 0"><xsl:value-of select="$f/f-head-none"/></xsl:when>
          <xsl:when test="$news/@servers = 1">
            <xsl:call-template name="fill">
              <xsl:with-param name="text" select="$f/f-head-one"/>
              <xsl:with-param name="a" select="$news/@total"/>
            </xsl:call-template>
          </xsl:when>
          <xsl:otherwise>
            <xsl:call-template name="fill">
              <xsl:with-param name="text" select="$f/f-head-news"/>
              <xsl:with-param name="a" select="format-number($news/@total, '#,##0')"/>
              <xsl:with-param name="b" select="format-number($news/@servers, '#,##0')"/>
            </xsl:call-template>
          </xsl:otherwise>
        </xsl:choose>
      </h2>
      <xsl:if test="@previous">
        <p class="quiet">
          <xsl:call-template name="fill">
            <xsl:with-param name="text" select="$f/f-since"/>
            <xsl:with-param name="a"><xsl:apply-templates select="@previous" mode="time"/></xsl:with-param>
          </xsl:call-template>
        </p>
      </xsl:if>
      <ul class="tiles">
        <xsl:call-template name="tile"><xsl:with-param name="n" select="@new"/><xsl:with-param name="label" select="$f/f-new"/><xsl:with-param name="to" select="'news'"/><xsl:with-param name="tone" select="'red'"/></xsl:call-template>
        <xsl:call-template name="tile"><xsl:with-param name="n" select="@changed"/><xsl:with-param name="label" select="$f/f-changed"/><xsl:with-param name="to" select="'news'"/><xsl:with-param name="tone" select="'amber'"/></xsl:call-template>
        <xsl:call-template name="tile"><xsl:with-param name="n" select="@ongoing"/><xsl:with-param name="label" select="$f/f-ongoing"/><xsl:with-param name="to" select="'grid'"/></xsl:call-template>
        <xsl:call-template name="tile"><xsl:with-param name="n" select="@resolved"/><xsl:with-param name="label" select="$f/f-resolved-long"/><xsl:with-param name="to" select="'resolved'"/><xsl:with-param name="tone" select="'green'"/></xsl:call-template>
        <xsl:call-template name="tile"><xsl:with-param name="n" select="@not-seen"/><xsl:with-param name="label" select="$f/f-not-seen-long"/><xsl:with-param name="to" select="'not-seen'"/><xsl:with-param name="tone" select="'amber'"/></xsl:call-template>
        <xsl:call-template name="tile"><xsl:with-param name="n" select="@muted"/><xsl:with-param name="label" select="$f/f-muted"/><xsl:with-param name="to" select="'mutes'"/></xsl:call-template>
      </ul>
      <ul class="tiles small">
        <xsl:call-template name="tile"><xsl:with-param name="n" select="@servers"/><xsl:with-param name="label" select="$f/f-servers"/><xsl:with-param name="to" select="'grid'"/></xsl:call-template>
        <xsl:call-template name="tile"><xsl:with-param name="n" select="@problems"/><xsl:with-param name="label" select="$f/f-with-problems"/><xsl:with-param name="to" select="'grid'"/></xsl:call-template>
        <xsl:call-template name="tile"><xsl:with-param name="n" select="@clean"/><xsl:with-param name="label" select="$f/f-clean"/><xsl:with-param name="to" select="'grid'"/></xsl:call-template>
        <xsl:call-template name="tile"><xsl:with-param name="n" select="@incomplete"/><xsl:with-param name="label" select="$f/f-incomplete"/><xsl:with-param name="to" select="'grid'"/></xsl:call-template>
        <xsl:call-template name="tile"><xsl:with-param name="n" select="@stale"/><xsl:with-param name="label" select="$f/f-stale"/><xsl:with-param name="to" select="'stale'"/><xsl:with-param name="tone" select="'amber'"/></xsl:call-template>
        <xsl:call-template name="tile"><xsl:with-param name="n" select="@unreadable + @partial"/><xsl:with-param name="label" select="$f/f-unread"/><xsl:with-param name="to" select="'unread'"/><xsl:with-param name="tone" select="'amber'"/></xsl:call-template>
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
    <xsl:variable name="title" select="$f/*[name() = concat('f-list-', current()/@of)]"/>
    <section class="list" id="{@of}">
      <xsl:if test="@of = 'news'"><xsl:attribute name="class">panel list</xsl:attribute></xsl:if>
      <xsl:choose>
        <xsl:when test="@of = 'news'">
          <h2><xsl:value-of select="$title"/> <xsl:call-template name="how-many"/></h2>
          <xsl:if test="@total = 0"><p class="quiet"><xsl:value-of select="$f/f-none-new"/></p></xsl:if>
          <xsl:call-template name="entries"><xsl:with-param name="entries" select="r:entry[position() &lt;= 12]"/></xsl:call-template>
          <xsl:if test="count(r:entry) &gt; 12">
            <details class="fold">
              <summary>
                <xsl:call-template name="fill">
                  <xsl:with-param name="text" select="$f/f-more-servers"/>
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
            <p class="quiet small"><xsl:value-of select="$f/*[name() = concat('f-text-', current()/@of)]"/></p>
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
          <xsl:with-param name="text" select="$f/f-on-one[current()/@servers = 1] | $f/f-on-servers[current()/@servers != 1]"/>
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
        <xsl:when test="@by = 'catalogue'"><xsl:value-of select="$f/f-by-catalogue"/></xsl:when>
        <xsl:when test="@by = 'program'"><xsl:value-of select="$f/f-by-program"/></xsl:when>
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
                <xsl:with-param name="text" select="$f/f-was"/>
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

  <xsl:template name="age">
    <xsl:choose>
      <xsl:when test="@days"><xsl:value-of select="concat(substring-before($days, '{1}'), @days, substring-after($days, '{1}'))"/></xsl:when>
      <xsl:when test="@hours"><xsl:value-of select="concat(substring-before($hours, '{1}'), @hours, substring-after($hours, '{1}'))"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$t/unknown"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Why it was not seen; since when it is there. -->
  <xsl:template name="story">
    <xsl:if test="@why"><span><xsl:value-of select="$f/*[name() = concat('f-why-', current()/@why)]"/></span></xsl:if>
    <xsl:if test="@state != 'new' and @since">
      <span>
        <xsl:call-template name="fill">
          <xsl:with-param name="text" select="$f/f-first-seen"/>
          <xsl:with-param name="a" select="substring(@since, 1, 10)"/>
        </xsl:call-template>
      </span>
    </xsl:if>
  </xsl:template>

  <!-- ==== on most servers, on one only ==== -->

  <xsl:template name="spread">
    <xsl:if test="r:spread">
      <section id="spread" class="spread">
        <div class="pair">
          <section class="panel">
            <h2><xsl:value-of select="$f/f-epidemic"/></h2>
            <p class="quiet small"><xsl:value-of select="$f/f-epidemic-text"/></p>
            <xsl:if test="not(r:spread[@epidemic])"><p class="quiet"><xsl:value-of select="$f/f-nothing"/></p></xsl:if>
            <xsl:call-template name="spread-fold"><xsl:with-param name="of" select="r:spread[@epidemic]"/></xsl:call-template>
          </section>
          <section class="panel">
            <h2><xsl:value-of select="$f/f-outlier"/></h2>
            <p class="quiet small"><xsl:value-of select="$f/f-outlier-text"/></p>
            <xsl:if test="not(r:spread[@outlier])"><p class="quiet"><xsl:value-of select="$f/f-nothing"/></p></xsl:if>
            <xsl:call-template name="spread-fold"><xsl:with-param name="of" select="r:spread[@outlier]"/></xsl:call-template>
          </section>
        </div>
        <xsl:if test="r:spread[not(@epidemic) and not(@outlier)]">
          <section class="panel">
            <details class="fold section-fold">
              <summary>
                <h2><xsl:value-of select="$f/f-others"/></h2>
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
          <xsl:call-template name="fill"><xsl:with-param name="text" select="$f/f-more-rows"/><xsl:with-param name="a" select="count($of) - 8"/></xsl:call-template>
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
              <span class="tag"><xsl:choose><xsl:when test="@cause"><xsl:value-of select="$f/f-cause"/></xsl:when><xsl:otherwise><xsl:value-of select="$f/f-problem"/></xsl:otherwise></xsl:choose></span>
              <xsl:text> </xsl:text>
              <xsl:value-of select="r:title"/>
              <xsl:text> </xsl:text>
              <code class="quiet"><xsl:value-of select="@cause | @signature"/></code>
            </span>
            <span class="spread-count num">
              <xsl:call-template name="fill">
                <xsl:with-param name="text" select="$f/f-of"/>
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

  <!-- ==== whom we lost sight of ==== -->

  <xsl:template match="r:stale">
    <section class="panel" id="stale">
      <h2><xsl:value-of select="$f/f-stale-title"/> <span class="quiet small"><xsl:value-of select="format-number(@total, '#,##0')"/></span></h2>
      <p class="quiet small">
        <xsl:call-template name="fill"><xsl:with-param name="text" select="$f/f-stale-text"/><xsl:with-param name="a" select="$fleet/@stale-days"/></xsl:call-template>
      </p>
      <div class="scroll tall">
        <table>
          <thead>
            <tr>
              <th scope="col"><xsl:value-of select="$t/server"/></th>
              <th scope="col" class="num"><xsl:value-of select="$f/f-age"/></th>
              <th scope="col"><xsl:value-of select="$f/f-data"/></th>
            </tr>
          </thead>
          <tbody>
            <xsl:for-each select="r:entry">
              <tr>
                <th scope="row"><xsl:call-template name="server-link"/></th>
                <td class="num"><xsl:call-template name="age"/></td>
                <td class="time">
                  <xsl:apply-templates select="@data" mode="time"/>
                  <xsl:if test="not(@here)"><span class="quiet small"><xsl:value-of select="$f/f-why-nothing-sent"/></span></xsl:if>
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
      <h2><xsl:value-of select="$f/f-unread-title"/> <span class="quiet small"><xsl:value-of select="format-number(@total, '#,##0')"/></span></h2>
      <p class="quiet small"><xsl:value-of select="$f/f-unread-text"/></p>
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
        <h2><xsl:value-of select="$f/f-unknown"/> <span class="quiet small"><xsl:value-of select="@unknown"/></span></h2>
        <p class="quiet small"><xsl:value-of select="$f/f-unknown-text"/></p>
        <ul class="unknown-list">
          <xsl:for-each select="r:unknown">
            <li>
              <p class="template"><code class="log"><xsl:value-of select="r:template"/></code></p>
              <p class="aside small">
                <xsl:if test="@level"><span class="tag"><xsl:value-of select="@level"/></span></xsl:if>
                <span><xsl:call-template name="records"><xsl:with-param name="n" select="@count"/></xsl:call-template></span>
                <span>
                  <xsl:call-template name="fill">
                    <xsl:with-param name="text" select="$f/f-one-server[current()/@servers = 1] | $t/servers[current()/@servers != 1]"/>
                    <xsl:with-param name="a" select="@servers"/>
                  </xsl:call-template>
                </span>
                <span><xsl:value-of select="@server"/></span>
              </p>
              <details class="fold">
                <summary><xsl:value-of select="$f/f-example"/></summary>
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
        <h2><xsl:value-of select="$f/f-mutes"/></h2>
        <p class="quiet small"><xsl:value-of select="$f/f-mutes-text"/></p>
        <div class="scroll">
          <table class="stack">
            <thead>
              <tr>
                <th scope="col"><xsl:value-of select="$f/f-muted-what"/></th>
                <th scope="col"><xsl:value-of select="$f/f-muted-by"/></th>
                <th scope="col"><xsl:value-of select="$t/reason"/></th>
                <th scope="col"><xsl:value-of select="$f/f-muted-until"/></th>
                <th scope="col" class="num"><xsl:value-of select="$f/f-muted-count"/></th>
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
                    <xsl:if test="@expired"><span class="small"><span class="mark changed"><xsl:value-of select="$f/f-expired"/></span></span></xsl:if>
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
        <h2><xsl:value-of select="$f/f-arriving"/> <span class="quiet small"><xsl:value-of select="count(r:arriving)"/></span></h2>
        <p class="quiet small"><xsl:value-of select="$f/f-arriving-text"/></p>
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
