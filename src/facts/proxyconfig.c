/* SPDX-License-Identifier: MIT */
#include "facts/reader.h"

#include "base/buf.h"
#include "facts/text.h"
#include "base/ban.h"

/*
 * <C>_ProxyConfiguration.TXT of psSDP (formats 5.2): sections of check boxes for user
 * and SYSTEM, and output of netsh and bitsadmin whose Japanese is lost to `?`.
 */

enum section { NONE, USER, SYSTEM, WINHTTP, BITS, OTHER };
enum box { NO_BOX, PAC, SERVER };

struct side {
    struct ml_buf server; /* lines of `http=a:80`, joined with ';' */
    ml_str pac;
    bool server_off, server_on;
    uint64_t line;
};

struct reader {
    const struct ml_fact_sink *sink;
    struct ml_lines lines;
    enum section section;
    enum box box;
    bool skip;                /* another connection than the LAN's */
    struct side side[2];      /* USER, SYSTEM */
    bool lost, lost_answered; /* netsh's answer in question marks */
    uint64_t lost_line;
    bool local_system; /* bitsadmin's block of SYSTEM */
    ml_str bits;
    uint64_t bits_line;
    bool any;
};

static enum section section_of(ml_str title)
{
    if (ml_str_starts(title, ML_STR("IE User")))
        return USER;
    if (ml_str_starts(title, ML_STR("IE System")))
        return SYSTEM;
    if (ml_str_starts(title, ML_STR("WinHTTP")))
        return WINHTTP;
    return ml_str_starts(title, ML_STR("BITS")) ? BITS : OTHER;
}

/* netsh printed its lines in Japanese and no host:port among them: direct. Known only
 * when the next section shows that its output was complete. */
static void end_section(struct reader *r)
{
    if (r->section == WINHTTP && r->lost && !r->lost_answered) {
        ml_emit(ml_at(r->sink, r->lost_line), "proxy.winhttp", ML_STR("direct"));
        r->lost_answered = true;
    }
}

static bool heading(struct reader *r)
{
    size_t at = ml_str_find(r->lines.trim, ML_STR("Proxy Configuration: "));

    if (at != 0)
        return false;
    end_section(r);
    r->section = section_of(ml_str_from(r->lines.trim, 21));
    r->box = NO_BOX;
    r->skip = false;
    r->any |= r->section != OTHER;
    return true;
}

static bool check_box(struct reader *r, struct side *side)
{
    ml_str s = r->lines.trim;
    bool on = ml_str_starts(s, ML_STR("[X] "));

    if (!on && !ml_str_starts(s, ML_STR("[ ] ")))
        return false;
    s = ml_str_from(s, 4);
    r->box = NO_BOX;
    if (ml_str_starts(s, ML_STR("Use automatic configuration script")) && on)
        r->box = PAC;
    if (ml_str_starts(s, ML_STR("Use a proxy server"))) {
        side->line = r->lines.number;
        side->server_off = !on;
        side->server_on = on;
        r->box = on ? SERVER : NO_BOX;
    }
    return true;
}

static void boxes(struct reader *r)
{
    struct side *side = &r->side[r->section == SYSTEM];
    ml_str s = r->lines.trim, proxy;

    if (ml_str_starts(s, ML_STR("-----Connection:"))) {
        r->skip = !ml_str_has(s, ML_STR("DefaultConnectionSettings"));
        r->box = NO_BOX;
        return;
    }
    if (r->skip || check_box(r, side))
        return;
    if (r->box == PAC) {
        size_t at = ml_str_find(s, ML_STR("http"));
        if (at != ML_NPOS && !side->pac.n && ml_str_has(s, ML_STR("://")))
            side->pac = ml_str_from(s, at);
    } else if (r->box == SERVER && side->server.n < 1024 && ml_form_proxy(s, &proxy)) {
        ml_buf_str(&side->server, s);
        ml_buf_char(&side->server, ';');
        side->line = r->lines.number;
    }
}

/* `    ???? ????:  proxy.contoso.local:8080` */
static void winhttp(struct reader *r)
{
    ml_str label, value, proxy;

    if (!ml_str_has(r->lines.trim, ML_STR("??")) || r->lost_answered)
        return;
    if (!r->lost)
        r->lost_line = r->lines.number;
    r->lost = true;
    if (ml_text_label(r->lines.trim, &label, &value) && ml_form_proxy(value, &proxy)) {
        ml_emit(ml_at(r->sink, r->lines.number), "proxy.winhttp", proxy);
        r->lost_answered = true;
    }
}

static void bits(struct reader *r)
{
    ml_str label, value, proxy;

    if (ml_str_starts_nocase(r->lines.trim, ML_STR("bitsadmin "))) {
        r->local_system = ml_str_has_nocase(r->lines.trim, ML_STR("localsystem"));
        return;
    }
    if (!r->local_system || r->bits.n)
        return;
    if (ml_str_has(r->lines.trim, ML_STR("NO_PROXY")))
        r->bits = ML_STR("direct");
    else if (ml_text_label(r->lines.trim, &label, &value) &&
             ml_form_proxy(value, &proxy))
        r->bits = proxy;
    r->bits_line = r->lines.number;
}

/* A script may name a proxy that is not seen here: then nothing is `direct`. */
static bool emit_side(struct reader *r, int which, const char *fact,
                      const char *pac_fact)
{
    struct side *side = &r->side[which];
    struct ml_at at = ml_at(r->sink, side->line);
    ml_str proxy;
    bool known = true;

    ml_emit(at, pac_fact, side->pac);
    if (ml_form_proxy(ml_buf_view(&side->server), &proxy))
        ml_emit(at, fact, proxy);
    else if (side->server_off && !side->pac.n)
        ml_emit(at, fact, ML_STR("direct"));
    else
        known = side->pac.n > 0;
    ml_buf_reset(&side->server);
    return known;
}

static bool wants(const struct ml_fact_text *text)
{
    return ml_text_line_starts(text->text, ML_STR("Proxy Configuration: "));
}

static bool read_proxies(const struct ml_fact_text *text,
                         const struct ml_fact_sink *sink)
{
    struct reader r = { .sink = sink, .lines = ml_lines_of(text->text) };

    while (ml_lines_next(&r.lines)) {
        if (heading(&r) || !r.lines.trim.n)
            continue;
        if (r.section == USER || r.section == SYSTEM)
            boxes(&r);
        else if (r.section == WINHTTP)
            winhttp(&r);
        else if (r.section == BITS)
            bits(&r);
    }
    emit_side(&r, 0, "proxy.user", "proxy.user-pac");
    if (!emit_side(&r, 1, "proxy.system", "proxy.pac"))
        ml_emit(ml_at(sink, r.bits_line), "proxy.system", r.bits);
    if (r.any)
        ml_emit_artefact(ml_at(sink, 1), "proxy-configuration", ML_ARTEFACT_READ);
    return r.any;
}

const struct ml_fact_reader ml_reader_proxyconfig = { "proxy-configuration", wants,
                                                      read_proxies };
