<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!--
  A report, of a scan or of a fleet, as JUnit XML, which build servers show: a suite for
  each server, a test case for each finding.

    failure   an error or a warning that is there
    error     a bundle that could not be read, or only in part; a server without logs
    skipped   not seen tonight, or muted: nothing is known, or nothing shall be told
    passed    a finding that is for information or resolved; a server without findings
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:r="urn:marslog:report:1" exclude-result-prefixes="r">
  <xsl:output method="xml" encoding="UTF-8" indent="yes"/>
  <xsl:strip-space elements="*"/>

  <xsl:template match="/r:report">
    <testsuites>
      <xsl:apply-templates select="r:server"/>
    </testsuites>
  </xsl:template>

  <xsl:template match="r:server">
    <xsl:variable name="unread" select="r:bundle[@state != 'read']"/>
    <xsl:variable name="skipped" select="r:finding[@muted or @state = 'not-seen']"/>
    <xsl:variable name="failed" select="r:finding[@severity != 'info'][not(@muted)][not(@state) or (@state != 'not-seen' and @state != 'resolved')]"/>
    <xsl:variable name="has-no-logs" select="@reason = 'no-logs'"/>
    <xsl:variable name="is-silent" select="not(r:finding) and not($unread) and not($has-no-logs)"/>
    <xsl:variable name="class">
      <xsl:if test="@group"><xsl:value-of select="concat(translate(@group, '.', '_'), '.')"/></xsl:if>
      <xsl:value-of select="translate(@name, '.', '_')"/>
    </xsl:variable>
    <testsuite name="{@name}" tests="{count(r:finding) + count($unread) + $has-no-logs + $is-silent}"
               failures="{count($failed)}" errors="{count($unread) + $has-no-logs}" skipped="{count($skipped)}">
      <xsl:if test="@data">
        <xsl:attribute name="timestamp"><xsl:value-of select="substring(@data, 1, 19)"/></xsl:attribute>
      </xsl:if>
      <properties>
        <property name="state" value="{@state}"/>
        <property name="os-build" value="{@os-build}"/>
        <property name="agent-version" value="{@agent-version}"/>
        <xsl:if test="@group"><property name="group" value="{@group}"/></xsl:if>
        <xsl:if test="@stale"><property name="stale" value="{@stale}"/></xsl:if>
        <xsl:if test="@age"><property name="age-seconds" value="{@age}"/></xsl:if>
      </properties>
      <xsl:apply-templates select="r:finding"><xsl:with-param name="class" select="$class"/></xsl:apply-templates>
      <xsl:for-each select="$unread">
        <testcase classname="{$class}" name="{@path}">
          <error type="{@state}" message="{@reason}"/>
        </testcase>
      </xsl:for-each>
      <xsl:if test="$has-no-logs">
        <testcase classname="{$class}" name="logs"><error type="no-logs" message="no-logs"/></testcase>
      </xsl:if>
      <xsl:if test="$is-silent"><testcase classname="{$class}" name="no known problem"/></xsl:if>
    </testsuite>
  </xsl:template>

  <xsl:template match="r:finding">
    <xsl:param name="class"/>
    <testcase classname="{$class}" name="{@signature} {r:title}">
      <xsl:choose>
        <xsl:when test="@muted"><skipped message="muted by {@muted}"/></xsl:when>
        <xsl:when test="@state = 'not-seen'"><skipped message="not seen: {@why}"/></xsl:when>
        <xsl:when test="@state = 'resolved'"/>
        <xsl:when test="@severity = 'info'"/>
        <xsl:otherwise>
          <failure type="{@severity}" message="{r:title}"><xsl:call-template name="told"/></failure>
        </xsl:otherwise>
      </xsl:choose>
    </testcase>
  </xsl:template>

  <!-- How often, when, by what cause, and where it stands. -->
  <xsl:template name="told">
    <xsl:variable name="id" select="concat(' ', @signature, ' ')"/>
    <xsl:value-of select="concat('records: ', @count)"/>
    <xsl:if test="@first"><xsl:value-of select="concat(', ', @first, ' to ', @last)"/></xsl:if>
    <xsl:if test="@state"><xsl:value-of select="concat(', ', @state)"/></xsl:if>
    <xsl:if test="@by"><xsl:value-of select="concat(' by the ', @by)"/></xsl:if>
    <xsl:text>&#10;</xsl:text>
    <xsl:for-each select="../r:cause[contains(concat(' ', @explains, ' '), $id)][@verdict = 'confirmed' or @verdict = 'likely' or @verdict = 'undetermined']">
      <xsl:value-of select="concat(@verdict, ': ', r:title, ' (', @id, ')&#10;')"/>
    </xsl:for-each>
    <xsl:for-each select="r:evidence">
      <xsl:value-of select="concat(@address, '&#10;')"/>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
