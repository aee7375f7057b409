<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: MIT -->
<!--
  The XML report as one HTML page that loads nothing.

  Text of a report only ever becomes text or an attribute here: nothing in this file
  turns a value into markup, and none may. No inline style or script: the page's policy
  forbids them, but for the one style that is passed in.

  Lists can have a thousand rows: what a row needs is looked up once and kept in a
  variable; no key() within a row.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:r="urn:marslog:report:1" exclude-result-prefixes="r">
  <xsl:include href="jobs.xsl"/>

  <xsl:output method="html" encoding="UTF-8" indent="no"
              doctype-system="about:legacy-compat"/>
  <xsl:strip-space elements="r:report r:server r:bundle r:finding r:cause r:coverage r:timeline r:job r:unknown-errors r:unknown"/>

  <xsl:param name="style"/>  <!-- the bytes of style.css -->
  <xsl:param name="policy"/> <!-- the page's policy, which holds the style's hash -->

  <xsl:variable name="lang" select="/r:report/@lang"/>
  <xsl:variable name="t" select="document('texts.xml')/texts/language[@id = $lang]"/>
  <xsl:variable name="many" select="count(/r:report/r:server) &gt; 1"/>

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
        <title><xsl:call-template name="page-title"/></title>
        <style><xsl:value-of select="$style"/></style>
      </head>
      <body>
        <a class="skip" href="#diagnosis"><xsl:value-of select="$t/skip"/></a>
        <header class="masthead">
          <h1><xsl:value-of select="$t/report"/></h1>
          <xsl:if test="@as-of">
            <p>
              <xsl:call-template name="fill">
                <xsl:with-param name="text" select="$t/as-of"/>
                <xsl:with-param name="a"><xsl:apply-templates select="@as-of" mode="time"/></xsl:with-param>
              </xsl:call-template>
            </p>
          </xsl:if>
        </header>
        <main id="diagnosis">
          <xsl:if test="@interrupted">
            <p class="banner" role="status"><xsl:value-of select="$t/interrupted"/></p>
          </xsl:if>
          <xsl:if test="not(r:server)">
            <p class="banner"><xsl:value-of select="$t/no-server"/></p>
          </xsl:if>
          <xsl:if test="$many"><xsl:call-template name="overview"/></xsl:if>
          <xsl:apply-templates select="r:server"/>
        </main>
        <xsl:call-template name="legend"/>
      </body>
    </html>
  </xsl:template>

  <xsl:template name="page-title">
    <xsl:call-template name="fill">
      <xsl:with-param name="text" select="$t/title"/>
      <xsl:with-param name="a">
        <xsl:choose>
          <xsl:when test="$many">
            <xsl:call-template name="fill">
              <xsl:with-param name="text" select="$t/servers"/>
              <xsl:with-param name="a" select="count(r:server)"/>
            </xsl:call-template>
          </xsl:when>
          <xsl:when test="r:server"><xsl:value-of select="r:server/@name"/></xsl:when>
          <xsl:otherwise>marslog</xsl:otherwise>
        </xsl:choose>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="overview">
    <section class="panel overview">
      <h2>
        <xsl:call-template name="fill">
          <xsl:with-param name="text" select="$t/servers"/>
          <xsl:with-param name="a" select="count(r:server)"/>
        </xsl:call-template>
      </h2>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col"><xsl:value-of select="$t/server"/></th>
              <th scope="col"><xsl:value-of select="$t/state"/></th>
              <th scope="col" class="num"><xsl:value-of select="$t/findings-count"/></th>
              <th scope="col"><xsl:value-of select="$t/best-cause"/></th>
              <th scope="col"><xsl:value-of select="$t/last-seen"/></th>
            </tr>
          </thead>
          <tbody>
            <xsl:for-each select="r:server">
              <tr>
                <th scope="row"><a href="#s{position()}"><xsl:value-of select="@name"/></a></th>
                <td><xsl:call-template name="state-badge"/></td>
                <td class="num"><xsl:value-of select="count(r:finding)"/></td>
                <td>
                  <xsl:for-each select="r:cause[1]">
                    <xsl:call-template name="verdict"/>
                    <xsl:text> </xsl:text>
                    <xsl:value-of select="r:title"/>
                  </xsl:for-each>
                </td>
                <td class="time">
                  <xsl:for-each select="r:finding/@last">
                    <xsl:sort select="." order="descending"/>
                    <xsl:if test="position() = 1"><xsl:apply-templates select="." mode="time"/></xsl:if>
                  </xsl:for-each>
                </td>
              </tr>
            </xsl:for-each>
          </tbody>
        </table>
      </div>
    </section>
  </xsl:template>

  <!-- ==== one server ==== -->

  <xsl:template match="r:server">
    <xsl:variable name="sid" select="concat('s', position())"/>
    <!-- each artefact once, under the best cause that misses it -->
    <xsl:variable name="asked" select="r:cause/r:missing[not(@artefact = ../preceding-sibling::r:cause/r:missing/@artefact)]"/>
    <section class="server" id="{$sid}" aria-labelledby="{$sid}-name">
      <div class="server-head">
        <h2 id="{$sid}-name"><xsl:value-of select="@name"/></h2>
        <xsl:call-template name="state-badge"/>
        <p class="kind">
          <xsl:call-template name="kind"/>
        </p>
      </div>
      <xsl:call-template name="summary">
        <xsl:with-param name="sid" select="$sid"/>
        <xsl:with-param name="asked" select="$asked"/>
      </xsl:call-template>
      <xsl:call-template name="findings"><xsl:with-param name="sid" select="$sid"/></xsl:call-template>
      <xsl:call-template name="timeline"><xsl:with-param name="sid" select="$sid"/></xsl:call-template>
      <xsl:call-template name="causes"><xsl:with-param name="sid" select="$sid"/></xsl:call-template>
      <xsl:call-template name="jobs"><xsl:with-param name="sid" select="$sid"/></xsl:call-template>
      <xsl:call-template name="unknown-errors"><xsl:with-param name="sid" select="$sid"/></xsl:call-template>
      <xsl:if test="@state = 'problems'">
        <xsl:call-template name="ask">
          <xsl:with-param name="sid" select="$sid"/>
          <xsl:with-param name="asked" select="$asked"/>
        </xsl:call-template>
      </xsl:if>
      <xsl:call-template name="coverage"><xsl:with-param name="sid" select="$sid"/></xsl:call-template>
      <xsl:call-template name="facts"/>
      <xsl:call-template name="bundles"/>
    </section>
  </xsl:template>

  <xsl:template name="state-word">
    <xsl:choose>
      <xsl:when test="@reason = 'no-logs'"><xsl:value-of select="$t/no-logs"/></xsl:when>
      <xsl:when test="@state = 'problems'"><xsl:value-of select="$t/problems"/></xsl:when>
      <xsl:when test="@state = 'clean'"><xsl:value-of select="$t/clean"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$t/incomplete"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="state-badge">
    <span class="badge state-{@state}"><xsl:call-template name="state-word"/></span>
  </xsl:template>

  <xsl:template name="kind">
    <span>
      <xsl:call-template name="fill">
        <xsl:with-param name="text" select="$t/build"/>
        <xsl:with-param name="a"><xsl:apply-templates select="@os-build" mode="or-unknown"/></xsl:with-param>
      </xsl:call-template>
    </span>
    <span>
      <xsl:call-template name="fill">
        <xsl:with-param name="text" select="$t/agent"/>
        <xsl:with-param name="a"><xsl:apply-templates select="@agent-version" mode="or-unknown"/></xsl:with-param>
      </xsl:call-template>
    </span>
    <span>
      <xsl:call-template name="fill">
        <xsl:with-param name="text" select="$t/zone"/>
        <xsl:with-param name="a"><xsl:apply-templates select="@time-zone" mode="or-unknown"/></xsl:with-param>
      </xsl:call-template>
    </span>
    <xsl:for-each select="r:fact[@name = 'clock.log-utc-offset'][1]">
      <span>
        <xsl:call-template name="fill">
          <xsl:with-param name="text" select="$t/calibrated"/>
          <xsl:with-param name="a" select="@value"/>
        </xsl:call-template>
      </span>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="@*" mode="or-unknown">
    <xsl:choose>
      <xsl:when test=". = 'unknown'"><xsl:value-of select="$t/unknown"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="."/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- ==== summary ==== -->

  <xsl:template name="summary">
    <xsl:param name="sid"/>
    <xsl:param name="asked"/>
    <xsl:variable name="good" select="r:cause[@verdict = 'confirmed' or @verdict = 'likely']"/>
    <xsl:variable name="open" select="r:cause[@verdict = 'undetermined']"/>
    <div class="summary">
      <section class="panel lead" aria-label="{$t/summary}">
        <xsl:choose>
          <xsl:when test="@state != 'problems' and not($good)"><xsl:call-template name="no-finding"/></xsl:when>
          <xsl:otherwise>
            <h3><xsl:value-of select="$t/what-explains"/></h3>
            <xsl:choose>
              <xsl:when test="$good">
                <xsl:call-template name="best">
                  <xsl:with-param name="sid" select="$sid"/>
                  <xsl:with-param name="causes" select="$good[position() &lt;= 3]"/>
                </xsl:call-template>
                <xsl:call-template name="first-actions">
                  <xsl:with-param name="cause" select="$good[r:action][1]"/>
                  <xsl:with-param name="title" select="$t/to-do"/>
                </xsl:call-template>
              </xsl:when>
              <xsl:when test="$open">
                <p class="quiet"><xsl:value-of select="$t/nothing-settled"/></p>
                <xsl:call-template name="best">
                  <xsl:with-param name="sid" select="$sid"/>
                  <xsl:with-param name="causes" select="$open[position() &lt;= 3]"/>
                </xsl:call-template>
                <xsl:call-template name="first-actions">
                  <xsl:with-param name="cause" select="$open[r:action][1]"/>
                  <xsl:with-param name="title" select="$t/to-try"/>
                </xsl:call-template>
              </xsl:when>
              <xsl:otherwise>
                <xsl:if test="not(r:cause)"><p><xsl:value-of select="$t/no-cause"/></p></xsl:if>
                <xsl:call-template name="best">
                  <xsl:with-param name="sid" select="$sid"/>
                  <xsl:with-param name="causes" select="r:cause[position() &lt;= 3]"/>
                </xsl:call-template>
              </xsl:otherwise>
            </xsl:choose>
            <xsl:if test="count(r:cause) &gt; 1">
              <p class="more">
                <a href="#{$sid}-causes">
                  <xsl:call-template name="fill">
                    <xsl:with-param name="text" select="$t/more-causes"/>
                    <xsl:with-param name="a" select="count(r:cause)"/>
                  </xsl:call-template>
                </a>
              </p>
            </xsl:if>
          </xsl:otherwise>
        </xsl:choose>
      </section>
      <xsl:call-template name="numbers">
        <xsl:with-param name="sid" select="$sid"/>
        <xsl:with-param name="asked" select="$asked"/>
      </xsl:call-template>
    </div>
  </xsl:template>

  <xsl:template name="no-finding">
    <p class="verdictless">
      <xsl:choose>
        <xsl:when test="@reason = 'no-logs'"><xsl:value-of select="$t/no-logs-text"/></xsl:when>
        <xsl:when test="@state = 'clean'"><xsl:value-of select="$t/clean-text"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="$t/incomplete-text"/></xsl:otherwise>
      </xsl:choose>
    </p>
  </xsl:template>

  <xsl:template name="best">
    <xsl:param name="sid"/>
    <xsl:param name="causes"/>
    <ul class="best">
      <xsl:for-each select="$causes">
        <li>
          <xsl:call-template name="verdict"/>
          <a href="#{$sid}-cause-{@id}"><xsl:value-of select="r:title"/></a>
        </li>
      </xsl:for-each>
    </ul>
  </xsl:template>

  <xsl:template name="first-actions">
    <xsl:param name="cause"/>
    <xsl:param name="title"/>
    <xsl:if test="$cause">
      <h4><xsl:value-of select="$title"/></h4>
      <ol class="actions">
        <xsl:for-each select="$cause/r:action"><li><xsl:call-template name="linked"/></li></xsl:for-each>
      </ol>
    </xsl:if>
  </xsl:template>

  <xsl:template name="numbers">
    <xsl:param name="sid"/>
    <xsl:param name="asked"/>
    <xsl:variable name="unread" select="count(r:coverage/r:file[@state = 'partial']) + count(r:bundle[@state = 'unreadable'])"/>
    <section class="panel numbers" aria-label="{$t/numbers}">
      <dl>
        <xsl:if test="r:finding">
          <div>
            <dt><xsl:call-template name="findings-title"/></dt>
            <dd><a href="#{$sid}-findings"><xsl:value-of select="count(r:finding)"/></a></dd>
          </div>
          <div>
            <dt><xsl:value-of select="$t/records-head"/></dt>
            <dd><xsl:value-of select="format-number(sum(r:finding/@count), '0')"/></dd>
          </div>
        </xsl:if>
        <xsl:if test="r:finding/@first">
          <div class="wide">
            <dt><xsl:value-of select="$t/first"/></dt>
            <dd class="time">
              <xsl:for-each select="r:finding/@first">
                <xsl:sort select="."/>
                <xsl:if test="position() = 1"><xsl:apply-templates select="." mode="time"/></xsl:if>
              </xsl:for-each>
            </dd>
          </div>
          <div class="wide">
            <dt><xsl:value-of select="$t/last"/></dt>
            <dd class="time">
              <xsl:for-each select="r:finding/@last">
                <xsl:sort select="." order="descending"/>
                <xsl:if test="position() = 1"><xsl:apply-templates select="." mode="time"/></xsl:if>
              </xsl:for-each>
            </dd>
          </div>
        </xsl:if>
        <xsl:if test="$asked">
          <div>
            <dt><xsl:value-of select="$t/ask"/></dt>
            <dd><a href="#{$sid}-ask"><xsl:value-of select="count($asked)"/></a></dd>
          </div>
        </xsl:if>
        <div>
          <dt><xsl:value-of select="$t/files"/></dt>
          <dd><xsl:value-of select="r:coverage/@files"/></dd>
        </div>
        <div>
          <xsl:if test="$unread"><xsl:attribute name="class">alert</xsl:attribute></xsl:if>
          <dt><xsl:value-of select="$t/unread"/></dt>
          <dd><a href="#{$sid}-coverage"><xsl:value-of select="$unread"/></a></dd>
        </div>
      </dl>
    </section>
  </xsl:template>

  <!-- ==== findings ==== -->

  <xsl:template name="findings-title">
    <xsl:choose>
      <xsl:when test="@state = 'problems'"><xsl:value-of select="$t/findings"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$t/for-information"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="findings">
    <xsl:param name="sid"/>
    <xsl:if test="r:finding">
      <!-- Ids of the findings that a settled cause explains, with blanks around each. -->
      <xsl:variable name="explained">
        <xsl:for-each select="r:cause[@verdict = 'confirmed' or @verdict = 'likely']">
          <xsl:value-of select="concat(' ', @explains, ' ')"/>
        </xsl:for-each>
      </xsl:variable>
      <xsl:variable name="causes" select="r:cause"/>
      <section aria-labelledby="{$sid}-findings">
        <h3 id="{$sid}-findings"><xsl:call-template name="findings-title"/></h3>
        <xsl:for-each select="r:finding">
          <xsl:variable name="is-explained" select="contains($explained, concat(' ', @signature, ' '))"/>
          <details class="card" id="{$sid}-finding-{@signature}">
            <xsl:if test="(position() = 1 or $is-explained) and position() &lt;= 5">
              <xsl:attribute name="open">open</xsl:attribute>
            </xsl:if>
            <summary>
              <xsl:call-template name="severity"/>
              <h4><xsl:value-of select="r:title"/></h4>
              <span class="facts-line">
                <code><xsl:value-of select="@signature"/></code>
                <xsl:if test="@hex"><code><xsl:value-of select="@hex"/></code></xsl:if>
                <span class="count">
                  <xsl:call-template name="records"><xsl:with-param name="n" select="@count"/></xsl:call-template>
                </span>
                <span class="time"><xsl:call-template name="span-whole"/></span>
                <xsl:if test="@survived-by"><span class="past"><xsl:value-of select="$t/past"/></span></xsl:if>
              </span>
            </summary>
            <div class="card-body">
              <xsl:call-template name="finding-body">
                <xsl:with-param name="sid" select="$sid"/>
                <xsl:with-param name="causes" select="$causes"/>
              </xsl:call-template>
            </div>
          </details>
        </xsl:for-each>
      </section>
    </xsl:if>
  </xsl:template>

  <xsl:template name="finding-body">
    <xsl:param name="sid"/>
    <xsl:param name="causes"/>
    <xsl:variable name="own" select="concat(' ', @signature, ' ')"/>
    <xsl:variable name="mine" select="$causes[contains(concat(' ', @explains, ' '), $own)]"/>
    <xsl:if test="r:meaning"><p><xsl:value-of select="r:meaning"/></p></xsl:if>
    <xsl:if test="$mine">
      <p class="cause-links">
        <span class="label"><xsl:value-of select="$t/possible-causes"/></span>
        <xsl:for-each select="$mine">
          <a class="chip" href="#{$sid}-cause-{@id}">
            <xsl:call-template name="verdict"/>
            <xsl:text> </xsl:text>
            <xsl:value-of select="r:title"/>
          </a>
        </xsl:for-each>
      </p>
    </xsl:if>
    <xsl:variable name="shown" select="count(r:evidence)"/>
    <xsl:apply-templates select="r:evidence[position() &lt;= 3]"/>
    <xsl:if test="$shown &gt; 3">
      <details class="fold">
        <summary>
          <xsl:call-template name="fill">
            <xsl:with-param name="text" select="$t/more-records"/>
            <xsl:with-param name="a" select="$shown - 3"/>
          </xsl:call-template>
        </summary>
        <xsl:apply-templates select="r:evidence[position() &gt; 3 and position() &lt;= 5]"/>
        <xsl:if test="@count &gt; $shown">
          <p class="gap">
            <xsl:call-template name="fill">
              <xsl:with-param name="text" select="$t/between"/>
              <xsl:with-param name="a" select="format-number(@count - $shown, '0')"/>
            </xsl:call-template>
          </p>
        </xsl:if>
        <xsl:apply-templates select="r:evidence[position() &gt; 5]"/>
      </details>
    </xsl:if>
    <xsl:if test="@source or @symbol">
      <p class="quiet small">
        <xsl:if test="@symbol"><code><xsl:value-of select="@symbol"/></code><xsl:text> </xsl:text></xsl:if>
        <xsl:if test="@source">
          <xsl:call-template name="fill">
            <xsl:with-param name="text" select="$t/source"/>
            <xsl:with-param name="a" select="@source"/>
          </xsl:call-template>
        </xsl:if>
      </p>
    </xsl:if>
  </xsl:template>

  <!-- A record, with the lines before and after it that follow it in the XML. -->
  <xsl:template match="r:evidence">
    <xsl:variable name="one" select="following-sibling::*[1][self::r:context]"/>
    <xsl:variable name="two" select="$one/following-sibling::*[1][self::r:context]"/>
    <figure class="record">
      <figcaption>
        <xsl:if test="@time"><span class="time"><xsl:apply-templates select="@time" mode="time"/></span></xsl:if>
        <xsl:if test="@level"><span class="level"><xsl:value-of select="@level"/></span></xsl:if>
        <xsl:if test="@job">
          <span class="job">
            <xsl:call-template name="fill">
              <xsl:with-param name="text" select="$t/job"/>
              <xsl:with-param name="a" select="@job"/>
            </xsl:call-template>
          </span>
        </xsl:if>
        <code class="address"><xsl:value-of select="@address"/></code>
      </figcaption>
      <div class="lines">
        <xsl:apply-templates select="$one[@place = 'before'] | $two[@place = 'before']"/>
        <div class="line hit">
          <span class="no"><xsl:value-of select="@line"/></span>
          <code class="log"><xsl:value-of select="text()"/></code>
        </div>
        <xsl:apply-templates select="$one[@place = 'after'] | $two[@place = 'after']"/>
      </div>
      <xsl:for-each select="r:oscode">
        <p class="quiet small oscode">
          <code><xsl:value-of select="@value"/></code>
          <xsl:if test="@symbol">
            <xsl:text> </xsl:text><code><xsl:value-of select="@symbol"/></code>
          </xsl:if>
          <xsl:text> </xsl:text>
          <xsl:value-of select="."/>
        </p>
      </xsl:for-each>
    </figure>
  </xsl:template>

  <xsl:template match="r:context">
    <div class="line">
      <span class="no"><xsl:value-of select="@line"/></span>
      <code class="log"><xsl:value-of select="."/></code>
    </div>
  </xsl:template>

  <!-- ==== timeline ==== -->

  <xsl:template name="timeline">
    <xsl:param name="sid"/>
    <xsl:variable name="rows" select="r:finding[r:bucket/@x]"/>
    <xsl:if test="r:timeline and ($rows or r:job/@x)">
      <xsl:variable name="ticks" select="r:timeline/r:tick"/>
      <section class="panel" aria-labelledby="{$sid}-timeline">
        <h3 id="{$sid}-timeline"><xsl:value-of select="$t/timeline"/></h3>
        <p class="quiet small">
          <span class="time">
            <xsl:apply-templates select="r:timeline/@from" mode="time"/>
            <xsl:text> – </xsl:text>
            <xsl:apply-templates select="r:timeline/@to" mode="time"/>
          </span>
          <xsl:text>. </xsl:text>
          <xsl:choose>
            <xsl:when test="r:timeline/@clock = 'utc'"><xsl:value-of select="$t/clock-utc"/></xsl:when>
            <xsl:when test="r:timeline/@clock = 'mixed'"><xsl:value-of select="$t/clock-mixed"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="$t/clock-local"/></xsl:otherwise>
          </xsl:choose>
          <xsl:text> </xsl:text>
          <xsl:value-of select="$t/timeline-text"/>
        </p>
        <xsl:call-template name="timeline-rows">
          <xsl:with-param name="sid" select="$sid"/>
          <xsl:with-param name="rows" select="$rows[position() &lt;= 20]"/>
          <xsl:with-param name="jobs" select="r:job[@x]"/>
          <xsl:with-param name="ticks" select="$ticks"/>
        </xsl:call-template>
        <xsl:if test="count($rows) &gt; 20">
          <details class="fold">
            <summary>
              <xsl:call-template name="fill">
                <xsl:with-param name="text" select="$t/timeline-more"/>
                <xsl:with-param name="a" select="count($rows) - 20"/>
              </xsl:call-template>
            </summary>
            <xsl:call-template name="timeline-rows">
              <xsl:with-param name="sid" select="$sid"/>
              <xsl:with-param name="rows" select="$rows[position() &gt; 20]"/>
              <xsl:with-param name="ticks" select="$ticks"/>
            </xsl:call-template>
          </details>
        </xsl:if>
      </section>
    </xsl:if>
  </xsl:template>

  <!-- Positions are percentages, so that the drawing has no width of its own. -->
  <xsl:template name="timeline-rows">
    <xsl:param name="sid"/>
    <xsl:param name="rows"/>
    <xsl:param name="jobs"/>
    <xsl:param name="ticks"/>
    <div class="timeline">
      <xsl:if test="$jobs">
        <a class="row-label" href="#{$sid}-jobs"><span class="row-title"><xsl:value-of select="$t/jobs"/></span></a>
        <svg class="strip jobs" role="img" width="100%" height="28">
          <title><xsl:value-of select="$t/jobs"/></title>
          <xsl:for-each select="$ticks">
            <line class="grid" x1="{@x div 10}%" x2="{@x div 10}%" y1="0" y2="28"/>
          </xsl:for-each>
          <line class="base" x1="0" x2="100%" y1="27.5" y2="27.5"/>
          <xsl:for-each select="$jobs">
            <rect class="job {@outcome}" x="{@x div 10}%" width="{@width div 10}%" y="8" height="14" rx="2">
              <title>
                <xsl:value-of select="@kind"/><xsl:text> </xsl:text>
                <xsl:call-template name="outcome"/><xsl:text> </xsl:text>
                <xsl:apply-templates select="@start" mode="time"/>
              </title>
            </rect>
          </xsl:for-each>
        </svg>
      </xsl:if>
      <xsl:for-each select="$rows">
        <a class="row-label" href="#{$sid}-finding-{@signature}">
          <code><xsl:value-of select="@signature"/></code>
          <span class="row-title"><xsl:value-of select="r:title"/></span>
        </a>
        <svg class="strip {@severity}" role="img" width="100%" height="28">
          <title>
            <xsl:value-of select="@signature"/>
            <xsl:text>: </xsl:text>
            <xsl:call-template name="records"><xsl:with-param name="n" select="@count"/></xsl:call-template>
            <xsl:value-of select="$t/comma"/>
            <xsl:call-template name="span"/>
          </title>
          <xsl:for-each select="$ticks">
            <line class="grid" x1="{@x div 10}%" x2="{@x div 10}%" y1="0" y2="28"/>
          </xsl:for-each>
          <line class="base" x1="0" x2="100%" y1="27.5" y2="27.5"/>
          <xsl:for-each select="r:bucket">
            <xsl:variable name="height" select="@height * 0.024"/>
            <rect class="bar" x="{@x div 10}%" width="{@width div 10}%" y="{27 - $height}" height="{$height}" rx="1">
              <title><xsl:apply-templates select="@from" mode="time"/>: <xsl:value-of select="@n"/></title>
            </rect>
          </xsl:for-each>
        </svg>
      </xsl:for-each>
      <svg class="axis" width="100%" height="20" aria-hidden="true">
        <xsl:for-each select="$ticks">
          <line class="grid" x1="{@x div 10}%" x2="{@x div 10}%" y1="0" y2="4"/>
          <text y="16" x="{@x div 10}%">
            <xsl:attribute name="class">
              <xsl:choose>
                <xsl:when test="@x &lt; 100">from-start</xsl:when>
                <xsl:when test="@x &gt; 900">to-end</xsl:when>
                <xsl:otherwise>centred</xsl:otherwise>
              </xsl:choose>
              <xsl:if test="position() mod 2 = 0"> second</xsl:if>
            </xsl:attribute>
            <xsl:value-of select="@label"/>
          </text>
        </xsl:for-each>
      </svg>
    </div>
  </xsl:template>

  <!-- ==== causes ==== -->

  <xsl:template name="causes">
    <xsl:param name="sid"/>
    <xsl:if test="r:cause">
      <section aria-labelledby="{$sid}-causes">
        <h3 id="{$sid}-causes"><xsl:value-of select="$t/causes"/></h3>
        <xsl:for-each select="r:cause">
          <details class="card cause {@verdict}" id="{$sid}-cause-{@id}">
            <xsl:if test="@verdict = 'confirmed' or @verdict = 'likely'">
              <xsl:attribute name="open">open</xsl:attribute>
            </xsl:if>
            <summary>
              <xsl:call-template name="verdict"/>
              <h4><xsl:value-of select="r:title"/></h4>
              <span class="facts-line"><code><xsl:value-of select="@id"/></code></span>
            </summary>
            <div class="card-body">
              <xsl:call-template name="cause-body"><xsl:with-param name="sid" select="$sid"/></xsl:call-template>
            </div>
          </details>
        </xsl:for-each>
      </section>
    </xsl:if>
  </xsl:template>

  <xsl:template name="cause-body">
    <xsl:param name="sid"/>
    <xsl:if test="r:detail"><p><xsl:value-of select="r:detail"/></p></xsl:if>
    <p class="cause-links">
      <span class="label"><xsl:value-of select="$t/explains"/></span>
      <xsl:call-template name="finding-links">
        <xsl:with-param name="sid" select="$sid"/>
        <xsl:with-param name="ids" select="@explains"/>
      </xsl:call-template>
    </p>
    <div class="sides">
      <xsl:call-template name="side">
        <xsl:with-param name="title" select="$t/for"/>
        <xsl:with-param name="class" select="'side-for'"/>
        <xsl:with-param name="items" select="r:for"/>
      </xsl:call-template>
      <xsl:call-template name="side">
        <xsl:with-param name="title" select="$t/against"/>
        <xsl:with-param name="class" select="'side-against'"/>
        <xsl:with-param name="items" select="r:against"/>
      </xsl:call-template>
    </div>
    <xsl:if test="r:missing">
      <h5><xsl:value-of select="$t/would-settle"/></h5>
      <ul class="asks"><xsl:apply-templates select="r:missing"/></ul>
    </xsl:if>
    <xsl:if test="r:action">
      <h5><xsl:value-of select="$t/actions"/></h5>
      <ol class="actions">
        <xsl:for-each select="r:action"><li><xsl:call-template name="linked"/></li></xsl:for-each>
      </ol>
    </xsl:if>
    <xsl:if test="@validity or @source">
      <p class="quiet small">
        <xsl:if test="@validity">
          <xsl:call-template name="fill">
            <xsl:with-param name="text" select="$t/validity"/>
            <xsl:with-param name="a" select="@validity"/>
          </xsl:call-template>
          <xsl:if test="@source"><br/></xsl:if>
        </xsl:if>
        <xsl:if test="@source">
          <xsl:call-template name="fill">
            <xsl:with-param name="text" select="$t/source"/>
            <xsl:with-param name="a" select="@source"/>
          </xsl:call-template>
        </xsl:if>
      </p>
    </xsl:if>
  </xsl:template>

  <xsl:template name="finding-links">
    <xsl:param name="sid"/>
    <xsl:param name="ids"/>
    <xsl:variable name="id" select="substring-before(concat($ids, ' '), ' ')"/>
    <a class="chip" href="#{$sid}-finding-{$id}"><code><xsl:value-of select="$id"/></code></a>
    <xsl:if test="contains($ids, ' ')">
      <xsl:call-template name="finding-links">
        <xsl:with-param name="sid" select="$sid"/>
        <xsl:with-param name="ids" select="substring-after($ids, ' ')"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="side">
    <xsl:param name="title"/>
    <xsl:param name="class"/>
    <xsl:param name="items"/>
    <div class="side {$class}">
      <h5><xsl:value-of select="$title"/></h5>
      <xsl:choose>
        <xsl:when test="$items">
          <ul>
            <xsl:for-each select="$items">
              <li>
                <xsl:if test="@weight">
                  <span class="weight {@weight}">
                    <xsl:choose>
                      <xsl:when test="@weight = 'conclusive'"><xsl:value-of select="$t/conclusive"/></xsl:when>
                      <xsl:otherwise><xsl:value-of select="$t/supporting"/></xsl:otherwise>
                    </xsl:choose>
                  </span>
                </xsl:if>
                <span class="log-text"><xsl:value-of select="."/></span>
                <code class="address"><xsl:value-of select="@address"/></code>
                <xsl:if test="@signature">
                  <span class="quiet small">
                    <xsl:call-template name="fill">
                      <xsl:with-param name="text" select="$t/weighed-at"/>
                      <xsl:with-param name="a">
                        <xsl:value-of select="@signature"/>
                        <xsl:if test="@at">
                          <xsl:text> </xsl:text>
                          <xsl:apply-templates select="@at" mode="time"/>
                        </xsl:if>
                      </xsl:with-param>
                    </xsl:call-template>
                  </span>
                </xsl:if>
              </li>
            </xsl:for-each>
          </ul>
        </xsl:when>
        <xsl:otherwise><p class="quiet"><xsl:value-of select="$t/no-evidence"/></p></xsl:otherwise>
      </xsl:choose>
    </div>
  </xsl:template>

  <xsl:template match="r:missing">
    <li>
      <strong>
        <xsl:choose>
          <xsl:when test="@title"><xsl:value-of select="@title"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="@artefact"/></xsl:otherwise>
        </xsl:choose>
      </strong>
      <xsl:if test="@note"><span class="note"><xsl:value-of select="@note"/></span></xsl:if>
      <span class="how"><xsl:call-template name="linked"/></span>
    </li>
  </xsl:template>

  <!-- ==== what to ask for ==== -->

  <xsl:template name="ask">
    <xsl:param name="sid"/>
    <xsl:param name="asked"/>
    <xsl:variable name="causes" select="r:cause[r:missing]"/>
    <xsl:if test="$asked">
      <section class="panel" aria-labelledby="{$sid}-ask">
        <h3 id="{$sid}-ask"><xsl:value-of select="$t/ask"/></h3>
        <p class="quiet"><xsl:value-of select="$t/ask-text"/></p>
        <ol class="asks">
          <xsl:for-each select="$asked">
            <xsl:variable name="artefact" select="@artefact"/>
            <li>
              <strong>
                <xsl:choose>
                  <xsl:when test="@title"><xsl:value-of select="@title"/></xsl:when>
                  <xsl:otherwise><xsl:value-of select="@artefact"/></xsl:otherwise>
                </xsl:choose>
              </strong>
              <code class="artefact"><xsl:value-of select="@artefact"/></code>
              <xsl:if test="@note"><span class="note"><xsl:value-of select="@note"/></span></xsl:if>
              <span class="how"><xsl:call-template name="linked"/></span>
              <span class="quiet small">
                <xsl:value-of select="$t/ask-for-causes"/>
                <xsl:text>: </xsl:text>
                <xsl:for-each select="$causes[r:missing/@artefact = $artefact]">
                  <xsl:if test="position() &gt; 1"><xsl:value-of select="$t/comma"/></xsl:if>
                  <a href="#{$sid}-cause-{@id}"><xsl:value-of select="r:title"/></a>
                </xsl:for-each>
              </span>
            </li>
          </xsl:for-each>
        </ol>
      </section>
    </xsl:if>
  </xsl:template>

  <!-- ==== coverage ==== -->

  <xsl:template name="coverage">
    <xsl:param name="sid"/>
    <xsl:for-each select="r:coverage">
      <xsl:variable name="partial" select="r:file[@state = 'partial']"/>
      <section class="panel" aria-labelledby="{$sid}-coverage">
        <h3 id="{$sid}-coverage"><xsl:value-of select="$t/coverage"/></h3>
        <xsl:if test="@since or @until">
          <p>
            <xsl:for-each select="@since">
              <xsl:call-template name="fill">
                <xsl:with-param name="text" select="$t/since"/>
                <xsl:with-param name="a"><xsl:apply-templates select="." mode="time"/></xsl:with-param>
              </xsl:call-template>
              <xsl:text> </xsl:text>
            </xsl:for-each>
            <xsl:for-each select="@until">
              <xsl:call-template name="fill">
                <xsl:with-param name="text" select="$t/until"/>
                <xsl:with-param name="a"><xsl:apply-templates select="." mode="time"/></xsl:with-param>
              </xsl:call-template>
              <xsl:text> </xsl:text>
            </xsl:for-each>
            <xsl:call-template name="fill">
              <xsl:with-param name="text" select="$t/outside"/>
              <xsl:with-param name="a" select="@records-outside"/>
            </xsl:call-template>
          </p>
        </xsl:if>
        <p>
          <xsl:choose>
            <xsl:when test="$partial">
              <xsl:call-template name="fill">
                <xsl:with-param name="text" select="$t/coverage-part"/>
                <xsl:with-param name="a" select="count($partial)"/>
              </xsl:call-template>
            </xsl:when>
            <xsl:when test="@files = 0"><xsl:value-of select="$t/coverage-none"/></xsl:when>
            <xsl:otherwise>
              <xsl:call-template name="fill">
                <xsl:with-param name="text" select="$t/coverage-all"/>
                <xsl:with-param name="a" select="@files"/>
              </xsl:call-template>
            </xsl:otherwise>
          </xsl:choose>
          <xsl:text> </xsl:text>
          <span class="quiet">
            <xsl:call-template name="fill">
              <xsl:with-param name="text" select="$t/coverage-bytes"/>
              <xsl:with-param name="a"><xsl:call-template name="size"><xsl:with-param name="n" select="@bytes-read"/></xsl:call-template></xsl:with-param>
              <xsl:with-param name="b"><xsl:call-template name="size"><xsl:with-param name="n" select="@bytes-present"/></xsl:call-template></xsl:with-param>
            </xsl:call-template>
          </span>
        </p>
        <xsl:call-template name="files">
          <xsl:with-param name="files" select="$partial"/>
          <xsl:with-param name="title" select="$t/files-partial"/>
          <xsl:with-param name="open" select="true()"/>
        </xsl:call-template>
        <xsl:call-template name="files">
          <xsl:with-param name="files" select="r:file[@state = 'skipped']"/>
          <xsl:with-param name="title" select="$t/files-skipped"/>
        </xsl:call-template>
        <xsl:call-template name="files">
          <xsl:with-param name="files" select="r:file[@state = 'read']"/>
          <xsl:with-param name="title" select="$t/files-read"/>
        </xsl:call-template>
      </section>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="files">
    <xsl:param name="files"/>
    <xsl:param name="title"/>
    <xsl:param name="open" select="false()"/>
    <xsl:if test="$files">
      <xsl:variable name="has-reason" select="boolean($files/@reason)"/>
      <details class="fold">
        <xsl:if test="$open"><xsl:attribute name="open">open</xsl:attribute></xsl:if>
        <summary>
          <xsl:call-template name="fill">
            <xsl:with-param name="text" select="$title"/>
            <xsl:with-param name="a" select="count($files)"/>
          </xsl:call-template>
        </summary>
        <div class="scroll">
          <table class="stack">
            <thead>
              <tr>
                <th scope="col"><xsl:value-of select="$t/file"/></th>
                <xsl:if test="$has-reason"><th scope="col"><xsl:value-of select="$t/reason"/></th></xsl:if>
                <th scope="col"><xsl:value-of select="$t/role"/></th>
                <th scope="col" class="num"><xsl:value-of select="$t/size"/></th>
                <th scope="col" class="num"><xsl:value-of select="$t/records-head"/></th>
                <th scope="col"><xsl:value-of select="$t/covers"/></th>
              </tr>
            </thead>
            <tbody>
              <xsl:for-each select="$files[position() &lt;= 1000]">
                <xsl:call-template name="file"><xsl:with-param name="has-reason" select="$has-reason"/></xsl:call-template>
              </xsl:for-each>
            </tbody>
          </table>
        </div>
        <xsl:if test="count($files) &gt; 1000">
          <p class="quiet">
            <xsl:call-template name="fill">
              <xsl:with-param name="text" select="$t/more-rows"/>
              <xsl:with-param name="a" select="count($files) - 1000"/>
            </xsl:call-template>
          </p>
        </xsl:if>
      </details>
    </xsl:if>
  </xsl:template>

  <xsl:template name="file">
    <xsl:param name="has-reason"/>
    <tr>
      <td>
        <code class="address"><xsl:value-of select="@address"/></code>
        <xsl:if test="@same-as">
          <span class="quiet small">
            <xsl:call-template name="fill">
              <xsl:with-param name="text" select="$t/same-as"/>
              <xsl:with-param name="a" select="@same-as"/>
            </xsl:call-template>
          </span>
        </xsl:if>
      </td>
      <xsl:if test="$has-reason"><td class="reason"><xsl:value-of select="@reason"/></td></xsl:if>
      <td><xsl:value-of select="@role"/><xsl:if test="@encoding"><span class="quiet small"><xsl:value-of select="@encoding"/></span></xsl:if></td>
      <td class="num"><xsl:call-template name="size"><xsl:with-param name="n" select="@bytes"/></xsl:call-template></td>
      <td class="num"><xsl:if test="@records &gt; 0"><xsl:value-of select="@records"/></xsl:if></td>
      <td class="time">
        <xsl:if test="@first"><xsl:call-template name="span-whole"/></xsl:if>
        <xsl:if test="@year"><span class="tag"><xsl:value-of select="$t/year-assumed"/></span></xsl:if>
      </td>
    </tr>
  </xsl:template>

  <!-- ==== facts and bundles ==== -->

  <xsl:template name="facts">
    <xsl:if test="r:fact">
      <section class="panel">
        <details class="fold section-fold">
          <summary>
            <h3><xsl:value-of select="$t/facts"/></h3>
            <span class="quiet"><xsl:value-of select="count(r:fact)"/></span>
          </summary>
          <div class="scroll">
            <table class="stack">
              <thead>
                <tr>
                  <th scope="col"><xsl:value-of select="$t/fact"/></th>
                  <th scope="col"><xsl:value-of select="$t/value"/></th>
                  <th scope="col"><xsl:value-of select="$t/when"/></th>
                  <th scope="col"><xsl:value-of select="$t/where"/></th>
                </tr>
              </thead>
              <tbody>
                <xsl:for-each select="r:fact">
                  <tr>
                    <th scope="row"><code><xsl:value-of select="@name"/></code></th>
                    <td class="value">
                      <xsl:choose>
                        <xsl:when test="@value = ''"><span class="quiet"><xsl:value-of select="$t/empty-value"/></span></xsl:when>
                        <xsl:otherwise><xsl:value-of select="@value"/></xsl:otherwise>
                      </xsl:choose>
                    </td>
                    <td class="time"><xsl:apply-templates select="@time" mode="time"/></td>
                    <td><code class="address"><xsl:value-of select="@address"/></code></td>
                  </tr>
                </xsl:for-each>
              </tbody>
            </table>
          </div>
        </details>
      </section>
    </xsl:if>
  </xsl:template>

  <xsl:template name="bundles">
    <xsl:if test="r:bundle">
      <section class="panel">
        <h3><xsl:value-of select="$t/bundles"/></h3>
        <div class="scroll">
          <table class="stack">
            <thead>
              <tr>
                <th scope="col"><xsl:value-of select="$t/bundle"/></th>
                <th scope="col"><xsl:value-of select="$t/state"/></th>
                <th scope="col"><xsl:value-of select="$t/flavour"/></th>
                <th scope="col"><xsl:value-of select="$t/collected"/></th>
                <th scope="col" class="num"><xsl:value-of select="$t/size"/></th>
              </tr>
            </thead>
            <tbody>
              <xsl:for-each select="r:bundle">
                <tr>
                  <td>
                    <code class="address"><xsl:value-of select="@path"/></code>
                    <xsl:if test="@sha256"><span class="quiet small hash">SHA-256 <xsl:value-of select="@sha256"/></span></xsl:if>
                  </td>
                  <td>
                    <span class="tag bundle-{@state}">
                      <xsl:choose>
                        <xsl:when test="@state = 'read'"><xsl:value-of select="$t/state-read"/></xsl:when>
                        <xsl:when test="@state = 'partial'"><xsl:value-of select="$t/state-partial"/></xsl:when>
                        <xsl:otherwise><xsl:value-of select="$t/state-unreadable"/></xsl:otherwise>
                      </xsl:choose>
                    </span>
                    <xsl:if test="@reason"><span class="reason"><xsl:value-of select="@reason"/></span></xsl:if>
                    <xsl:for-each select="r:limited">
                      <span class="reason">
                        <xsl:call-template name="fill">
                          <xsl:with-param name="text" select="$t/limited"/>
                          <xsl:with-param name="a" select="@signature"/>
                        </xsl:call-template>
                      </span>
                    </xsl:for-each>
                  </td>
                  <td><xsl:value-of select="@flavour"/></td>
                  <td class="time"><xsl:apply-templates select="@collected" mode="time"/></td>
                  <td class="num"><xsl:call-template name="size"><xsl:with-param name="n" select="@bytes"/></xsl:call-template></td>
                </tr>
              </xsl:for-each>
            </tbody>
          </table>
        </div>
      </section>
    </xsl:if>
  </xsl:template>

  <!-- ==== the end of the page ==== -->

  <xsl:template name="legend">
    <footer>
      <section aria-labelledby="legend">
        <h2 id="legend"><xsl:value-of select="$t/legend"/></h2>
        <dl class="legend">
          <xsl:call-template name="legend-row">
            <xsl:with-param name="verdict" select="'confirmed'"/>
            <xsl:with-param name="text" select="$t/legend-confirmed"/>
          </xsl:call-template>
          <xsl:call-template name="legend-row">
            <xsl:with-param name="verdict" select="'likely'"/>
            <xsl:with-param name="text" select="$t/legend-likely"/>
          </xsl:call-template>
          <xsl:call-template name="legend-row">
            <xsl:with-param name="verdict" select="'undetermined'"/>
            <xsl:with-param name="text" select="$t/legend-undetermined"/>
          </xsl:call-template>
          <xsl:call-template name="legend-row">
            <xsl:with-param name="verdict" select="'unlikely'"/>
            <xsl:with-param name="text" select="$t/legend-unlikely"/>
          </xsl:call-template>
          <xsl:call-template name="legend-row">
            <xsl:with-param name="verdict" select="'ruled-out'"/>
            <xsl:with-param name="text" select="$t/legend-ruled-out"/>
          </xsl:call-template>
        </dl>
        <p><xsl:value-of select="$t/legend-address"/><xsl:text> </xsl:text><code>marslog show 'ADDRESS'</code></p>
      </section>
      <p class="quiet small colophon">
        <xsl:value-of select="r:generator/@name"/>
        <xsl:text> </xsl:text>
        <xsl:value-of select="r:generator/@version"/>
        <xsl:text> · </xsl:text>
        <xsl:call-template name="fill">
          <xsl:with-param name="text" select="$t/catalogue"/>
          <xsl:with-param name="a" select="r:catalogue/@signatures"/>
          <xsl:with-param name="b" select="r:catalogue/@causes"/>
        </xsl:call-template>
        <xsl:text> · </xsl:text>
        <code><xsl:value-of select="r:catalogue/@digest"/></code>
      </p>
    </footer>
  </xsl:template>

  <xsl:template name="legend-row">
    <xsl:param name="verdict"/>
    <xsl:param name="text"/>
    <div>
      <dt>
        <xsl:call-template name="verdict"><xsl:with-param name="verdict" select="$verdict"/></xsl:call-template>
      </dt>
      <dd><xsl:value-of select="$text"/></dd>
    </div>
  </xsl:template>

  <!-- ==== small parts ==== -->

  <!-- A disc that fills with the strength of the verdict, and the word: never colour alone. -->
  <xsl:template name="verdict">
    <xsl:param name="verdict" select="@verdict"/>
    <span class="verdict {$verdict}">
      <svg class="disc" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <circle class="ring" cx="8" cy="8" r="6.5"/>
        <xsl:choose>
          <xsl:when test="$verdict = 'confirmed'"><circle class="fill" cx="8" cy="8" r="6.5"/></xsl:when>
          <xsl:when test="$verdict = 'likely'"><path class="fill" d="M8 8V1.5a6.5 6.5 0 1 1 -6.5 6.5z"/></xsl:when>
          <xsl:when test="$verdict = 'undetermined'"><path class="fill" d="M8 1.5a6.5 6.5 0 0 1 0 13z"/></xsl:when>
          <xsl:when test="$verdict = 'unlikely'"><path class="fill" d="M8 8V1.5a6.5 6.5 0 0 1 6.5 6.5z"/></xsl:when>
          <xsl:otherwise><path class="ring" d="M3.5 12.5L12.5 3.5"/></xsl:otherwise>
        </xsl:choose>
      </svg>
      <xsl:choose>
        <xsl:when test="$verdict = 'confirmed'"><xsl:value-of select="$t/confirmed"/></xsl:when>
        <xsl:when test="$verdict = 'likely'"><xsl:value-of select="$t/likely"/></xsl:when>
        <xsl:when test="$verdict = 'undetermined'"><xsl:value-of select="$t/undetermined"/></xsl:when>
        <xsl:when test="$verdict = 'unlikely'"><xsl:value-of select="$t/unlikely"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="$t/ruled-out"/></xsl:otherwise>
      </xsl:choose>
    </span>
  </xsl:template>

  <xsl:template name="severity">
    <span class="badge severity-{@severity}">
      <xsl:choose>
        <xsl:when test="@severity = 'error'"><xsl:value-of select="$t/severity-error"/></xsl:when>
        <xsl:when test="@severity = 'warning'"><xsl:value-of select="$t/severity-warning"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="$t/severity-info"/></xsl:otherwise>
      </xsl:choose>
    </span>
  </xsl:template>

  <xsl:template name="records">
    <xsl:param name="n"/>
    <xsl:choose>
      <xsl:when test="$n = 1"><xsl:value-of select="$t/record"/></xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="fill">
          <xsl:with-param name="text" select="$t/records"/>
          <xsl:with-param name="a" select="$n"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- From first to last; the day once where both are on the same. -->
  <xsl:template name="span">
    <xsl:choose>
      <xsl:when test="not(@first)"><xsl:value-of select="$t/no-time"/></xsl:when>
      <xsl:otherwise>
        <xsl:apply-templates select="@first" mode="time"/>
        <xsl:if test="substring(@last, 1, 19) != substring(@first, 1, 19)">
          <xsl:text> – </xsl:text>
          <xsl:apply-templates select="@last" mode="until"/>
        </xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The same where markup may stand: a time is not broken. -->
  <xsl:template name="span-whole">
    <xsl:choose>
      <xsl:when test="not(@first)"><xsl:value-of select="$t/no-time"/></xsl:when>
      <xsl:otherwise>
        <span class="whole"><xsl:apply-templates select="@first" mode="time"/></span>
        <xsl:if test="substring(@last, 1, 19) != substring(@first, 1, 19)">
          <xsl:text> – </xsl:text>
          <span class="whole"><xsl:apply-templates select="@last" mode="until"/></span>
        </xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="@last" mode="until">
    <xsl:choose>
      <xsl:when test="substring(., 1, 10) = substring(../@first, 1, 10)">
        <xsl:value-of select="substring(., 12, 8)"/>
        <xsl:if test="substring(., string-length(.)) = 'Z'"> UTC</xsl:if>
      </xsl:when>
      <xsl:otherwise><xsl:apply-templates select="." mode="time"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="@*" mode="time">
    <xsl:value-of select="concat(substring(., 1, 10), ' ', substring(., 12, 8))"/>
    <xsl:if test="substring(., string-length(.)) = 'Z'"> UTC</xsl:if>
  </xsl:template>

  <xsl:template name="size">
    <xsl:param name="n"/>
    <xsl:choose>
      <xsl:when test="$n &lt; 1000"><xsl:value-of select="$n"/> B</xsl:when>
      <xsl:when test="$n &lt; 1000000"><xsl:value-of select="format-number($n div 1000, '0.#')"/> kB</xsl:when>
      <xsl:when test="$n &lt; 1000000000"><xsl:value-of select="format-number($n div 1000000, '0.#')"/> MB</xsl:when>
      <xsl:otherwise><xsl:value-of select="format-number($n div 1000000000, '0.##')"/> GB</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A label with {1} and {2} replaced. -->
  <xsl:template name="fill">
    <xsl:param name="text"/>
    <xsl:param name="a"/>
    <xsl:param name="b"/>
    <xsl:choose>
      <xsl:when test="contains($text, '{')">
        <xsl:value-of select="substring-before($text, '{')"/>
        <xsl:choose>
          <xsl:when test="substring-before(substring-after($text, '{'), '}') = '1'"><xsl:value-of select="$a"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="$b"/></xsl:otherwise>
        </xsl:choose>
        <xsl:call-template name="fill">
          <xsl:with-param name="text" select="substring-after($text, '}')"/>
          <xsl:with-param name="a" select="$a"/>
          <xsl:with-param name="b" select="$b"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$text"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Text of the catalogue, its https addresses as links. -->
  <xsl:template name="linked">
    <xsl:param name="text" select="."/>
    <xsl:choose>
      <xsl:when test="contains($text, 'https://')">
        <xsl:variable name="rest" select="substring-after($text, 'https://')"/>
        <xsl:variable name="word" select="substring-before(concat(translate($rest, '&#9;&#10;()。、「」&lt;&gt;', '          '), ' '), ' ')"/>
        <xsl:variable name="last" select="substring($word, string-length($word))"/>
        <xsl:variable name="target">
          <xsl:choose>
            <xsl:when test="contains('.,;:', $last)"><xsl:value-of select="substring($word, 1, string-length($word) - 1)"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="$word"/></xsl:otherwise>
          </xsl:choose>
        </xsl:variable>
        <xsl:value-of select="substring-before($text, 'https://')"/>
        <a href="https://{$target}" rel="noreferrer noopener">https://<xsl:value-of select="$target"/></a>
        <xsl:call-template name="linked">
          <xsl:with-param name="text" select="substring($rest, string-length($target) + 1)"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$text"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
