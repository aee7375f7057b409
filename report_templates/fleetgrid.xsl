<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- The grid of a fleet's page: a row for each server, a column for each cause; what stands
     around it to filter and sort. Included by fleet.xsl, whose words, links and ages it
     uses. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:r="urn:marslog:report:1" exclude-result-prefixes="r">

  <xsl:template match="r:grid">
    <section class="panel servers" id="grid" aria-labelledby="grid-title">
      <h2 id="grid-title">
        <xsl:choose>
          <xsl:when test="$fleet/r:page">
            <xsl:call-template name="fill">
              <xsl:with-param name="text" select="$f/f-range"/>
              <xsl:with-param name="a" select="concat(format-number(@from, '#,##0'), ' – ', format-number(@to, '#,##0'))"/>
              <xsl:with-param name="b" select="format-number($fleet/@servers, '#,##0')"/>
            </xsl:call-template>
          </xsl:when>
          <xsl:otherwise><xsl:value-of select="$f/f-all"/></xsl:otherwise>
        </xsl:choose>
      </h2>
      <p class="quiet small"><xsl:value-of select="$f/f-grid-text"/></p>
      <xsl:call-template name="pages"/>
      <xsl:call-template name="controls"/>
      <xsl:call-template name="key"/>
      <xsl:if test="@weak &gt; 0 and @weak &lt; @columns">
        <p class="weak-toggle small">
          <label>
            <input type="checkbox" id="weak"/>
            <xsl:text> </xsl:text>
            <xsl:call-template name="fill">
              <xsl:with-param name="text" select="$f/f-weak"/>
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
              <th scope="col"><xsl:value-of select="$f/f-tonight"/></th>
              <th scope="col"><xsl:value-of select="$f/f-what"/></th>
              <th scope="col" class="num"><xsl:value-of select="$f/f-age"/></th>
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
      <p class="none-left" id="none-left" hidden="hidden"><xsl:value-of select="$f/f-none-left"/></p>
      <xsl:call-template name="pages"/>
    </section>
  </xsl:template>

  <xsl:template name="pages">
    <xsl:if test="$fleet/r:page">
      <nav class="pages" aria-label="{$f/f-pages}">
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
        <span><xsl:value-of select="$f/f-filter"/></span>
        <input type="search" id="words" placeholder="{$f/f-filter-hint}" autocomplete="off" spellcheck="false"/>
      </label>
      <label>
        <span><xsl:value-of select="$t/state"/></span>
        <select id="state">
          <option value=""><xsl:value-of select="$f/f-any"/></option>
          <option value="problems"><xsl:value-of select="$f/f-problems"/></option>
          <option value="incomplete"><xsl:value-of select="$f/f-incomplete"/></option>
          <option value="clean"><xsl:value-of select="$f/f-clean"/></option>
          <option value="stale"><xsl:value-of select="$f/f-stale"/></option>
          <option value="unread"><xsl:value-of select="$f/f-unread"/></option>
        </select>
      </label>
      <label>
        <span><xsl:value-of select="$f/f-a-cause"/></span>
        <select id="verdict">
          <option value=""><xsl:value-of select="$f/f-any"/></option>
          <option value="confirmed"><xsl:value-of select="$w-confirmed"/></option>
          <option value="likely"><xsl:value-of select="$w-likely"/></option>
          <option value="undetermined"><xsl:value-of select="$w-undetermined"/></option>
          <option value="unlikely"><xsl:value-of select="$w-unlikely"/></option>
          <option value="ruled-out"><xsl:value-of select="$w-ruled-out"/></option>
        </select>
      </label>
      <label class="narrow-only">
        <span><xsl:value-of select="$f/f-sort"/></span>
        <select id="sort"><option value=""><xsl:value-of select="$f/f-by-action"/></option></select>
      </label>
      <label class="check">
        <input type="checkbox" id="fresh"/>
        <span><xsl:value-of select="$f/f-only-new"/></span>
      </label>
      <button type="reset"><xsl:value-of select="$f/f-clear"/></button>
      <output id="shown" data-text="{$f/f-shown}"/>
    </form>
  </xsl:template>

  <xsl:template name="key">
    <ul class="key small">
      <li class="confirmed"><xsl:value-of select="$w-confirmed"/></li>
      <li class="likely"><xsl:value-of select="$w-likely"/></li>
      <li class="undetermined"><xsl:value-of select="$w-undetermined"/></li>
      <li class="unlikely"><xsl:value-of select="$w-unlikely"/></li>
      <li class="ruled-out"><xsl:value-of select="$w-ruled-out"/></li>
      <li class="gone"><xsl:value-of select="$f/f-key-resolved"/></li>
      <li class="unseen"><xsl:value-of select="$f/f-key-not-seen"/></li>
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
      <xsl:when test="@s = 'resolved'"><xsl:value-of select="concat($comma, $f/f-resolved-long)"/></xsl:when>
      <xsl:when test="@s = 'not-seen'"><xsl:value-of select="concat($comma, $f/f-not-seen-long)"/></xsl:when>
      <xsl:when test="@s = 'muted'"><xsl:value-of select="concat($comma, $w-muted)"/></xsl:when>
      <xsl:when test="@s"><xsl:value-of select="concat($comma, $w-by)"/></xsl:when>
    </xsl:choose>
    <xsl:if test="@why"><xsl:value-of select="concat(': ', $f/*[name() = concat('f-why-', current()/@why)])"/></xsl:if>
    <xsl:if test="@owner"><xsl:value-of select="concat(': ', @owner)"/></xsl:if>
    <xsl:if test="@b">
      <xsl:value-of select="$comma"/>
      <xsl:call-template name="fill">
        <xsl:with-param name="text" select="$f/f-was"/>
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

</xsl:stylesheet>
