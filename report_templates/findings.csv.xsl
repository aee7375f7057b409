<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!--
  The findings of a report, of a scan or of a fleet, as CSV (RFC 4180): a line for each
  finding of each server, with the cause that explains it best.

  Every cell is quoted. One that a spreadsheet would take for a formula begins with an
  apostrophe: what it holds may come from outside. A report in Japanese begins with a
  byte order mark, without which a spreadsheet there takes UTF-8 for another encoding.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:r="urn:marslog:report:1">
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:strip-space elements="*"/>

  <xsl:param name="part" select="1"/> <!-- of a fleet that comes in parts: 1, 2, ... -->

  <xsl:variable name="end" select="'&#13;&#10;'"/>

  <xsl:template match="/r:report">
    <xsl:if test="$part = 1">
      <xsl:if test="@lang = 'ja'">&#xFEFF;</xsl:if>
      <xsl:text>server,group,server_state,os_build,agent_version,signature,code,hex,severity,count,first,last,night,why,by,since,nights,muted,title,cause,verdict,cause_title,address</xsl:text>
      <xsl:value-of select="$end"/>
    </xsl:if>
    <xsl:apply-templates select="r:server/r:finding"/>
  </xsl:template>

  <xsl:template match="r:finding">
    <xsl:variable name="id" select="concat(' ', @signature, ' ')"/>
    <!-- Causes come best verdict first. -->
    <xsl:variable name="cause" select="../r:cause[contains(concat(' ', @explains, ' '), $id)][1]"/>
    <xsl:call-template name="first"><xsl:with-param name="text" select="../@name"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="text" select="../@group"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="text" select="../@state"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="text" select="../@os-build"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="text" select="../@agent-version"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="text" select="@signature"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="text" select="@code"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="text" select="@hex"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="text" select="@severity"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="text" select="@count"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="text" select="@first"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="text" select="@last"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="text" select="@state"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="text" select="@why"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="text" select="@by"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="text" select="@since"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="text" select="@nights"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="text" select="@muted"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="text" select="r:title"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="text" select="$cause/@id"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="text" select="$cause/@verdict"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="text" select="$cause/r:title"/></xsl:call-template>
    <xsl:call-template name="next"><xsl:with-param name="text" select="r:evidence[1]/@address"/></xsl:call-template>
    <xsl:value-of select="$end"/>
  </xsl:template>

  <xsl:template name="next">
    <xsl:param name="text"/>
    <xsl:text>,</xsl:text>
    <xsl:call-template name="first"><xsl:with-param name="text" select="$text"/></xsl:call-template>
  </xsl:template>

  <!-- A cell. What stands before a formula's sign may be skipped by a spreadsheet. -->
  <xsl:template name="first">
    <xsl:param name="text"/>
    <xsl:variable name="start" select="substring(translate($text, ' &#160;&#12288;', ''), 1, 1)"/>
    <xsl:text>"</xsl:text>
    <xsl:if test="$start != '' and contains('=+-@&#9;&#10;&#13;&#65309;&#65291;&#65293;&#65312;', $start)">'</xsl:if>
    <xsl:choose>
      <xsl:when test="contains($text, '&quot;')">
        <xsl:call-template name="doubled"><xsl:with-param name="text" select="$text"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$text"/></xsl:otherwise>
    </xsl:choose>
    <xsl:text>"</xsl:text>
  </xsl:template>

  <xsl:template name="doubled">
    <xsl:param name="text"/>
    <xsl:choose>
      <xsl:when test="contains($text, '&quot;')">
        <xsl:value-of select="substring-before($text, '&quot;')"/>
        <xsl:text>""</xsl:text>
        <xsl:call-template name="doubled"><xsl:with-param name="text" select="substring-after($text, '&quot;')"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$text"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
