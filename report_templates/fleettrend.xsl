<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- The last nights of a fleet, drawn: how the servers stood, what came and went. Included by
     fleet.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:r="urn:marslog:report:1" exclude-result-prefixes="r">

  <xsl:template match="r:trend">
    <xsl:variable name="n" select="count(r:night)"/>
    <xsl:variable name="step" select="1000 div $n"/>
    <xsl:variable name="bar" select="$step * 0.72"/>
    <xsl:variable name="servers" select="@servers"/>
    <xsl:variable name="moves" select="@moves"/>
    <xsl:if test="$n &gt; 1">
      <section class="panel" id="trend">
        <h2>
          <xsl:call-template name="fill"><xsl:with-param name="text" select="$f/f-trend"/><xsl:with-param name="a" select="$n"/></xsl:call-template>
        </h2>
        <div class="charts">
          <figure>
            <figcaption>
              <xsl:value-of select="$f/f-trend-servers"/>
              <span class="swatch problems"><xsl:value-of select="$w-problems"/></span>
              <span class="swatch incomplete"><xsl:value-of select="$w-incomplete"/></span>
              <span class="swatch clean"><xsl:value-of select="$w-clean"/></span>
            </figcaption>
            <svg class="chart" viewBox="0 0 1000 100" preserveAspectRatio="none" role="img" aria-label="{$f/f-trend-servers}">
              <xsl:for-each select="r:night">
                <xsl:variable name="x" select="format-number((position() - 1) * $step, '0.##')"/>
                <xsl:variable name="bad" select="@problems * 100 div $servers"/>
                <xsl:variable name="half" select="@incomplete * 100 div $servers"/>
                <xsl:variable name="good" select="@clean * 100 div $servers"/>
                <g>
                  <title>
                    <xsl:value-of select="concat(substring(@as-of, 1, 10), ': ', @servers, ' ', $f/f-servers, $t/comma, @problems, ' ', $w-problems, $t/comma, @incomplete, ' ', $w-incomplete, $t/comma, @clean, ' ', $w-clean)"/>
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
              <xsl:value-of select="$f/f-trend-moves"/>
              <span class="swatch new"><xsl:value-of select="concat('↑ ', $w-new, ' + ', $w-changed)"/></span>
              <span class="swatch resolved"><xsl:value-of select="concat('↓ ', $f/f-resolved-long)"/></span>
            </figcaption>
            <svg class="chart" viewBox="0 0 1000 100" preserveAspectRatio="none" role="img" aria-label="{$f/f-trend-moves}">
              <xsl:for-each select="r:night">
                <xsl:variable name="x" select="format-number((position() - 1) * $step, '0.##')"/>
                <xsl:variable name="up" select="(@new + @changed) * 50 div $moves"/>
                <g>
                  <title>
                    <xsl:value-of select="concat(substring(@as-of, 1, 10), ': ', @new, ' ', $w-new, $t/comma, @changed, ' ', $w-changed, $t/comma, @resolved, ' ', $f/f-resolved-long)"/>
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
        <xsl:if test="r:night[@catalogue]"><p class="quiet small"><xsl:value-of select="$f/f-trend-event"/></p></xsl:if>
        <details class="fold">
          <summary><xsl:value-of select="$f/f-in-numbers"/></summary>
          <div class="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col"><xsl:value-of select="$f/f-night"/></th>
                  <th scope="col" class="num"><xsl:value-of select="$f/f-servers"/></th>
                  <th scope="col" class="num"><xsl:value-of select="$w-problems"/></th>
                  <th scope="col" class="num"><xsl:value-of select="$w-incomplete"/></th>
                  <th scope="col" class="num"><xsl:value-of select="$w-clean"/></th>
                  <th scope="col" class="num"><xsl:value-of select="$w-stale"/></th>
                  <th scope="col" class="num"><xsl:value-of select="$w-new"/></th>
                  <th scope="col" class="num"><xsl:value-of select="$w-changed"/></th>
                  <th scope="col" class="num"><xsl:value-of select="$f/f-ongoing"/></th>
                  <th scope="col" class="num"><xsl:value-of select="$f/f-resolved-long"/></th>
                  <th scope="col" class="num"><xsl:value-of select="$f/f-not-seen-long"/></th>
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
        <xsl:call-template name="fill"><xsl:with-param name="text" select="$f/f-most"/><xsl:with-param name="a" select="format-number($top, '#,##0')"/></xsl:call-template>
      </span>
      <span><xsl:value-of select="substring(r:night[last()]/@as-of, 1, 10)"/></span>
    </p>
  </xsl:template>

</xsl:stylesheet>
