/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "base/attr.h"
#include "base/buf.h"
#include "facts/text.h"
#include "base/ban.h"

/*
 * Log of the network check script of Microsoft Japan support (formats 5.4): proxies,
 * and for each host whether a web request and a bare connection reached it.
 *
 * The bare connection does not use a proxy, so it counts only for hosts without a web
 * request, and only where no proxy is set.
 */

enum { HOSTS_MAX = 256 };
enum reach { UNKNOWN, REACHED, UNREACHED };
enum side { NO_SIDE, USER, SYSTEM };

struct host {
    ml_str name;
    enum reach web, bare;
};

struct reader {
    struct ml_lines lines;
    struct host host[HOSTS_MAX];
    size_t nhosts;
    struct host *here; /* whose web request runs */
    enum side side;
    struct {
        bool known, on, script;
        ml_str server;
        uint64_t line;
    } proxy[3];
    uint64_t line; /* of the first try */
    bool any;
};

/* What an answer in the log means; the service's own errors show that it was reached.
 */
static const struct {
    const char *text;
    enum reach reach;
} answers[] = {
    { "StatusCode: 200", REACHED },
    { "(403)", REACHED },
    { "(404)", REACHED },
    { "InvalidQueryParameterValue", REACHED },
    { "AuthenticationFailed", REACHED },
    { "Unable to connect to the remote server", UNREACHED },
    /* rimoto saba ni setsuzoku dekimasen: the same in Japanese */
    { "\xe3\x83\xaa\xe3\x83\xa2\xe3\x83\xbc\xe3\x83\x88 "
      "\xe3\x82\xb5\xe3\x83\xbc\xe3\x83\x90\xe3\x83\xbc"
      "\xe3\x81\xab\xe6\x8e\xa5\xe7\xb6\x9a\xe3\x81\xa7\xe3\x81\x8d\xe3\x81\xbe"
      "\xe3\x81\x9b\xe3\x82\x93",
      UNREACHED },
    { "The remote name could not be resolved", UNREACHED },
    { "(407)", UNREACHED },
};

static struct host *host_of(struct reader *r, ml_str name)
{
    for (size_t i = 0; i < r->nhosts; i++)
        if (ml_str_eq_nocase(r->host[i].name, name))
            return &r->host[i];
    if (r->nhosts == HOSTS_MAX)
        return NULL;
    r->host[r->nhosts] = (struct host){ .name = name };
    return &r->host[r->nhosts++];
}

/* `#TRY!! Invoke-webRequest https://host/...` */
static bool web_try(struct reader *r)
{
    ml_str rest, word, s = r->lines.trim;
    size_t at = ml_str_find_nocase(ml_str_sub(s, 0, 64), ML_STR("#TRY!!"));

    if (at != 0)
        return false;
    r->any = true;
    r->here = NULL;
    r->side = NO_SIDE; /* the settings are over */
    if (!r->line)
        r->line = r->lines.number;
    if (!ml_str_starts_nocase(s, ML_STR("#TRY!! Invoke-webRequest")))
        return true;
    rest = ml_str_from(s, 24);
    if (!ml_text_word(&rest, &word))
        return true;
    size_t scheme = ml_str_find(word, ML_STR("://"));
    if (scheme != ML_NPOS)
        word = ml_str_from(word, scheme + 3);
    word = ml_str_sub(word, 0, ml_str_find_char(word, '/'));
    if (ml_form_host(word))
        r->here = host_of(r, word);
    return true;
}

/* `Result of tnc - 443 / from a /To URL  host IPaddress b / TcpTestSucceeded: True` */
static bool bare_result(struct reader *r)
{
    ml_str s = ml_str_sub(r->lines.trim, 0, 1024), rest, name;

    if (!ml_str_starts(s, ML_STR("Result of tnc")))
        return false;
    size_t to = ml_str_find(s, ML_STR("To URL"));
    size_t result = ml_str_find(s, ML_STR("TcpTestSucceeded:"));
    if (to == ML_NPOS || result == ML_NPOS)
        return true;
    rest = ml_str_from(s, to + 6);
    struct host *host = NULL;
    if (ml_text_word(&rest, &name) && ml_form_host(name))
        host = host_of(r, name);
    ml_str word = ml_text_trim(ml_str_from(s, result + 17));
    if (host && ml_str_starts_nocase(word, ML_STR("True")))
        host->bare = REACHED;
    else if (host && ml_str_starts_nocase(word, ML_STR("False")))
        host->bare = UNREACHED;
    r->any = true;
    return true;
}

/* The list goes on with other accounts: only these two are of use. */
static bool proxy_line(struct reader *r)
{
    ml_str label, value, s = r->lines.trim;

    if (ml_str_starts(s, ML_STR("WinInet settings for "))) {
        r->any = true;
        r->side = ml_str_has(s, ML_STR("NT Authority\\System")) ? SYSTEM
                  : ml_str_has(s, ML_STR("current user"))       ? USER
                                                                : NO_SIDE;
        return true;
    }
    if (r->side == NO_SIDE || !ml_text_label(s, &label, &value))
        return false;
    if (ml_str_eq(label, ML_STR("ProxyEnable")) && value.n == 1) {
        r->proxy[r->side].known = true;
        r->proxy[r->side].on = value.p[0] != '0';
        r->proxy[r->side].line = r->lines.number;
    } else if (ml_str_eq(label, ML_STR("ProxyServer"))) {
        r->proxy[r->side].server = value;
    } else if (ml_str_eq(label, ML_STR("DefaultConnectionSettings"))) {
        r->proxy[r->side].script |= ml_str_has(value, ML_STR("://"));
    }
    return true;
}

static void read_line(struct reader *r)
{
    if (web_try(r) || bare_result(r) || proxy_line(r) || !r->here)
        return;
    for (size_t i = 0; i < ML_COUNT(answers); i++)
        if (r->here->web == UNKNOWN &&
            ml_str_has(r->lines.trim, ml_str_of(answers[i].text)))
            r->here->web = answers[i].reach;
}

static void emit_proxy(struct reader *r, struct ml_at at, enum side side,
                       const char *fact)
{
    ml_str proxy;

    at.line = r->proxy[side].line;
    if (!r->proxy[side].known)
        return;
    if (!r->proxy[side].on && !r->proxy[side].script)
        ml_emit(at, fact, ML_STR("direct"));
    else if (r->proxy[side].on && ml_form_proxy(r->proxy[side].server, &proxy))
        ml_emit(at, fact, proxy);
}

static void add_host(struct ml_buf *list, ml_str name)
{
    if (list->n + name.n >= ML_FACT_VALUE_BYTES)
        return;
    if (list->n)
        ml_buf_char(list, ',');
    ml_buf_str(list, name);
}

static void emit_hosts(struct reader *r, struct ml_at at)
{
    bool proxied = r->proxy[USER].on || r->proxy[SYSTEM].on;
    uint64_t n[2][3] = { { 0 } }; /* other and backup hosts, by reach */
    struct ml_buf list[3] = { { 0 } };

    for (size_t i = 0; i < r->nhosts; i++) {
        const struct host *h = &r->host[i];
        enum reach reach = h->web == UNKNOWN && !proxied ? h->bare : h->web;
        n[ml_str_has_nocase(h->name, ML_STR(".backup."))][reach]++;
        add_host(&list[reach], h->name);
    }
    ml_emit(at, "network.reachable", ml_buf_view(&list[REACHED]));
    ml_emit(at, "network.unreachable", ml_buf_view(&list[UNREACHED]));
    if (n[0][REACHED] + n[0][UNREACHED] + n[1][REACHED] + n[1][UNREACHED]) {
        ml_emit_u64(at, "network.backup-hosts-reached", n[1][REACHED]);
        ml_emit_u64(at, "network.backup-hosts-unreached", n[1][UNREACHED]);
        ml_emit_u64(at, "network.other-hosts-reached", n[0][REACHED]);
    }
    for (int i = 0; i < 3; i++)
        ml_buf_reset(&list[i]);
}

/* AzureBackup_Check_NW_20261120_100000.log: local time of the server. */
static struct ml_time time_of_name(ml_str name)
{
    struct ml_civil c = { 0 };
    uint64_t date, time;
    size_t at = ml_str_find_nocase(name, ML_STR("Check_NW_"));
    ml_str s = at == ML_NPOS ? ML_STR_NONE : ml_str_from(name, at + 9);

    if (s.n < 15 || s.p[8] != '_' || !ml_str_to_u64(ml_str_sub(s, 0, 8), &date) ||
        !ml_str_to_u64(ml_str_sub(s, 9, 6), &time))
        return ML_NO_TIME;
    c.year = (int)(date / 10000);
    c.month = (int)(date / 100 % 100);
    c.day = (int)(date % 100);
    c.hour = (int)(time / 10000);
    c.minute = (int)(time / 100 % 100);
    c.second = (int)(time % 100);
    if (!ml_civil_valid(&c))
        return ML_NO_TIME;
    return (struct ml_time){ ml_civil_to_us(&c), ML_CLOCK_BARE };
}

static bool wants(const struct ml_fact_text *text)
{
    static const ml_str marks[] = { { "#TRY!! ", 7 },
                                    { "WinInet settings for ", 21 },
                                    { "Result of tnc", 13 } };

    return ml_text_has_any(text->text, marks, ML_COUNT(marks));
}

static bool read_check(const struct ml_fact_text *text, const struct ml_fact_sink *sink)
{
    struct reader r = { .lines = ml_lines_of(text->text) };

    while (ml_lines_next(&r.lines))
        read_line(&r);
    if (!r.any)
        return false;
    struct ml_at at = { sink, time_of_name(text->name), r.line ? r.line : 1 };
    ml_emit_artefact(at, "network-check-log",
                     r.nhosts ? ML_ARTEFACT_READ : ML_ARTEFACT_EMPTY);
    if (r.proxy[SYSTEM].known)
        ml_emit_artefact(at, "proxy-configuration", ML_ARTEFACT_READ);
    emit_proxy(&r, at, SYSTEM, "proxy.system");
    emit_proxy(&r, at, USER, "proxy.user");
    emit_hosts(&r, at);
    return true;
}

const struct ml_fact_reader ml_reader_netcheck = { "network-check-log", wants,
                                                   read_check };
