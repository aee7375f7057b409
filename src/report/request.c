/* SPDX-License-Identifier: MIT */
#include "report/request.h"

#include <inttypes.h>

#include "report/gaps.h"
#include "report/pen.h"
#include "report/texts.h"
#include "base/ban.h"

enum { INDENT = 3 };

struct mail {
    struct ml_pen pen;
    struct ml_arena arena;
    const struct ml_result *result;
    enum ml_lang lang;
};

static ml_str get(const struct mail *mail, enum ml_text_id id)
{
    return ml_text_get(id, mail->lang);
}

/* A line behind an empty one; the first line of all has none before it. */
static void paragraph(struct mail *mail, ml_str text)
{
    if (mail->pen.has_line)
        ml_pen_line(&mail->pen, 0, 0);
    ml_pen_line(&mail->pen, 0, 0);
    ml_pen_text(&mail->pen, ML_PLAIN, text);
}

/* A command is of use in whole words only: those too long for a line pass its end. */
static void put_ask(struct mail *mail, ml_str ask)
{
    ml_str rest = ask, word;

    while (rest.n) {
        ml_str_cut(rest, ' ', &word, &rest);
        size_t ascii = 0;
        while (ascii < word.n && (unsigned char)word.p[ascii] < 0x80)
            ascii++;
        if (ascii == word.n && word.n + INDENT > ML_REQUEST_COLUMNS)
            ml_pen_solid(&mail->pen, ML_PLAIN, word);
        else
            ml_pen_text(&mail->pen, ML_PLAIN, word);
        ml_pen_text(&mail->pen, ML_PLAIN, ML_STR(" "));
    }
}

/* That which could settle most causes first; a stable order, and lists are short. */
static void sort(struct ml_wanted *list, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++) {
        struct ml_wanted moved = list[i];
        uint32_t k = i;
        for (; k > 0 && list[k - 1].ncauses < moved.ncauses; k--)
            list[k] = list[k - 1];
        list[k] = moved;
    }
}

static void put_wanted(struct mail *mail, const struct ml_missing *missing,
                       uint32_t nth)
{
    const struct ml_artefact *artefact = missing->artefact;
    ml_str title = ml_text_in(&artefact->title, mail->lang);
    ml_str ask = ml_text_in(&artefact->ask, mail->lang);

    ml_pen_line(&mail->pen, 0, INDENT);
    ml_pen_text(&mail->pen, ML_PLAIN,
                ml_arena_printf(&mail->arena, "%" PRIu32 ". ", nth));
    ml_pen_text(&mail->pen, ML_PLAIN, title.n ? title : artefact->id);
    if (ask.n) {
        ml_pen_line(&mail->pen, INDENT, INDENT);
        put_ask(mail, ask);
    }
    if (missing->note.n) { /* the note may quote the input: in words of our own */
        ml_pen_line(&mail->pen, INDENT, INDENT);
        ml_pen_text(&mail->pen, ML_PLAIN, get(mail, ML_T_Q_AGAIN));
    }
}

static bool is_open(const struct ml_server *server)
{
    return server->state == ML_INCOMPLETE;
}

static void put_server(struct mail *mail, const struct ml_server *server)
{
    struct ml_wanted *list;
    uint32_t n = ml_gaps_wanted(&mail->arena, server, &list);
    enum ml_text_id heading = n                 ? ML_T_Q_SERVER
                              : is_open(server) ? ML_T_Q_SERVER_OPEN
                                                : ML_T_Q_SERVER_DONE;

    paragraph(mail, ml_text_fill(&mail->arena, heading, mail->lang, &server->name, 1));
    sort(list, n);
    for (uint32_t i = 0; i < n; i++)
        put_wanted(mail, list[i].missing, i + 1);
}

void ml_report_request(const struct ml_result *result, struct ml_buf *out)
{
    struct mail mail = { .pen = { .out = out, .columns = ML_REQUEST_COLUMNS },
                         .result = result,
                         .lang = result->lang };
    bool asks = false, open = result->nservers == 0;

    for (uint32_t i = 0; i < result->nservers; i++) {
        struct ml_wanted *list;
        asks |= ml_gaps_wanted(&mail.arena, &result->servers[i], &list) > 0;
        open |= is_open(&result->servers[i]);
    }
    paragraph(&mail, get(&mail, ML_T_Q_HELLO));
    paragraph(&mail, get(&mail, asks ? ML_T_Q_ASK : open ? ML_T_Q_OPEN : ML_T_Q_DONE));
    for (uint32_t i = 0; asks && i < result->nservers; i++)
        put_server(&mail, &result->servers[i]);
    if (asks)
        paragraph(&mail, get(&mail, ML_T_Q_HOW));
    paragraph(&mail, get(&mail, ML_T_Q_THANKS));
    paragraph(&mail, get(&mail, ML_T_Q_REGARDS));
    ml_pen_close(&mail.pen);
    ml_arena_reset(&mail.arena);
}
