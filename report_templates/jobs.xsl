<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!-- The jobs of a server: how each ended, its phases, what was found in it; and the errors
     that the catalogue does not know. Included by report.xsl, which holds the templates
     used here. -->
<xsl:stylesheet version="1.0"
                xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:r="urn:marslog:report:1"
                exclude-result-prefixes="r">

  <!-- ==== jobs ==== -->

  <xsl:template name="outcome">
    <xsl:choose>
      <xsl:when test="@outcome = 'succeeded'"><xsl:value-of select="$t/job-succeeded"/></xsl:when>
      <xsl:when test="@outcome = 'failed'"><xsl:value-of select="$t/job-failed"/></xsl:when>
      <xsl:when test="@outcome = 'unfinished'"><xsl:value-of select="$t/job-unfinished"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$t/job-unknown"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- 33803 seconds as "9 h 23 min", 133 as "2 min 13 s" -->
  <xsl:template name="duration">
    <xsl:choose>
      <xsl:when test="@seconds &gt;= 3600">
        <xsl:value-of select="concat(floor(@seconds div 3600), ' h ', floor(@seconds div 60) mod 60, ' min')"/>
      </xsl:when>
      <xsl:when test="@seconds &gt;= 60">
        <xsl:value-of select="concat(floor(@seconds div 60), ' min ', @seconds mod 60, ' s')"/>
      </xsl:when>
      <xsl:when test="@seconds"><xsl:value-of select="concat(@seconds, ' s')"/></xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="jobs">
    <xsl:param name="sid"/>
    <xsl:variable name="jobs" select="r:job[@outcome != 'unknown']"/>
    <xsl:if test="$jobs">
      <section aria-labelledby="{$sid}-jobs" class="panel">
        <h3 id="{$sid}-jobs"><xsl:value-of select="$t/jobs"/></h3>
        <p class="quiet small">
          <xsl:value-of select="concat(count($jobs[@outcome = 'succeeded']), ' ', $t/job-succeeded, $t/comma,
                                       count($jobs[@outcome = 'failed']), ' ', $t/job-failed, $t/comma,
                                       count($jobs[@outcome = 'unfinished']), ' ', $t/job-unfinished)"/>
          <xsl:text>. </xsl:text>
          <xsl:value-of select="$t/jobs-text"/>
        </p>
        <xsl:call-template name="job-rows">
          <xsl:with-param name="sid" select="$sid"/>
          <xsl:with-param name="jobs" select="$jobs[position() &lt;= 20]"/>
        </xsl:call-template>
        <xsl:if test="count($jobs) &gt; 20">
          <details class="fold">
            <summary>
              <xsl:call-template name="fill">
                <xsl:with-param name="text" select="$t/jobs-more"/>
                <xsl:with-param name="a" select="count($jobs) - 20"/>
              </xsl:call-template>
            </summary>
            <xsl:call-template name="job-rows">
              <xsl:with-param name="sid" select="$sid"/>
              <xsl:with-param name="jobs" select="$jobs[position() &gt; 20]"/>
            </xsl:call-template>
          </details>
        </xsl:if>
      </section>
    </xsl:if>
  </xsl:template>

  <xsl:template name="job-rows">
    <xsl:param name="sid"/>
    <xsl:param name="jobs"/>
    <ul class="job-list">
      <xsl:for-each select="$jobs">
        <li class="job-item {@outcome}">
          <p class="job-head">
            <span class="job-outcome"><xsl:call-template name="outcome"/></span>
            <xsl:text> </xsl:text>
            <xsl:value-of select="@kind"/>
            <xsl:for-each select="r:data-source"><xsl:text> </xsl:text><code><xsl:value-of select="."/></code></xsl:for-each>
            <xsl:if test="@start">
              <xsl:text> </xsl:text><span class="time"><xsl:apply-templates select="@start" mode="time"/></span>
            </xsl:if>
            <xsl:if test="@seconds and @outcome != 'unfinished'">
              <xsl:value-of select="$t/comma"/><xsl:call-template name="duration"/>
            </xsl:if>
            <xsl:for-each select="r:found">
              <xsl:text> </xsl:text>
              <a href="#{$sid}-finding-{@signature}"><code><xsl:value-of select="@signature"/></code></a>
            </xsl:for-each>
          </p>
          <xsl:if test="r:phase[@seconds &gt; 0]">
            <p class="quiet small">
              <xsl:for-each select="r:phase[@seconds &gt; 0]">
                <xsl:if test="position() &gt; 1"><xsl:value-of select="$t/comma"/></xsl:if>
                <xsl:value-of select="concat(@title, ' ')"/>
                <xsl:call-template name="duration"/>
              </xsl:for-each>
              <xsl:if test="r:phase[@seconds &gt;= 3600]">
                <xsl:text>. </xsl:text><xsl:value-of select="$t/long-phase"/>
              </xsl:if>
            </p>
          </xsl:if>
          <xsl:if test="r:failing">
            <p class="small"><code class="log"><xsl:value-of select="r:failing"/></code></p>
          </xsl:if>
          <p class="quiet small"><code class="address"><xsl:value-of select="@id"/></code><xsl:text> </xsl:text>
            <code class="address">
              <xsl:choose>
                <xsl:when test="r:failing"><xsl:value-of select="r:failing/@address"/></xsl:when>
                <xsl:otherwise><xsl:value-of select="@address"/></xsl:otherwise>
              </xsl:choose>
            </code>
          </p>
        </li>
      </xsl:for-each>
    </ul>
  </xsl:template>

  <!-- ==== errors that the catalogue does not know ==== -->

  <xsl:template name="unknown-errors">
    <xsl:param name="sid"/>
    <xsl:for-each select="r:unknown-errors">
      <section aria-labelledby="{$sid}-unknown" class="panel">
        <h3 id="{$sid}-unknown"><xsl:value-of select="$t/unknown-errors"/></h3>
        <p class="quiet small">
          <xsl:call-template name="fill">
            <xsl:with-param name="text" select="$t/unknown-text"/>
            <xsl:with-param name="a" select="@kinds"/>
          </xsl:call-template>
        </p>
        <xsl:call-template name="unknown-rows"><xsl:with-param name="rows" select="r:unknown[position() &lt;= 10]"/></xsl:call-template>
        <xsl:if test="count(r:unknown) &gt; 10">
          <details class="fold">
            <summary>
              <xsl:call-template name="fill">
                <xsl:with-param name="text" select="$t/unknown-more"/>
                <xsl:with-param name="a" select="count(r:unknown) - 10"/>
              </xsl:call-template>
            </summary>
            <xsl:call-template name="unknown-rows"><xsl:with-param name="rows" select="r:unknown[position() &gt; 10]"/></xsl:call-template>
          </details>
        </xsl:if>
      </section>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="unknown-rows">
    <xsl:param name="rows"/>
    <ul class="job-list">
      <xsl:for-each select="$rows">
        <li class="job-item">
          <p><xsl:if test="@level"><span class="job-outcome"><xsl:value-of select="@level"/></span><xsl:text> </xsl:text></xsl:if>
            <xsl:call-template name="records"><xsl:with-param name="n" select="@count"/></xsl:call-template>
            <xsl:value-of select="$t/comma"/><span class="time"><xsl:call-template name="span"/></span></p>
          <p class="small"><code class="log"><xsl:value-of select="r:template"/></code></p>
          <p class="quiet small"><code class="address"><xsl:value-of select="@address"/></code></p>
        </li>
      </xsl:for-each>
    </ul>
  </xsl:template>

</xsl:stylesheet>
