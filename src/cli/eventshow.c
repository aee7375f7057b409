/* SPDX-License-Identifier: MIT */
#include "cli/eventshow.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/ban.h"

enum { INDENT = 4, STEP = 2, INDENT_MAX = 40 };

static void add_indent(struct ml_buf *out, unsigned depth)
{
    unsigned n = INDENT + STEP * (depth < INDENT_MAX ? depth : INDENT_MAX);

    while (n--)
        ml_buf_char(out, ' ');
}

/* A piece of XML: a tag, a reference to CDATA, or text up to the next of them. What
 * this program writes has no '>' within a tag. */
static ml_str take_piece(ml_str *rest)
{
    ml_str cdata = ML_STR("<![CDATA["), piece = *rest;
    size_t n;

    if (ml_str_starts(*rest, cdata)) {
        n = ml_str_find(*rest, ML_STR("]]>"));
        n = n == ML_NPOS ? rest->n : n + 3;
    } else if (ml_str_starts(*rest, ML_STR("<"))) {
        n = ml_str_find_char(*rest, '>');
        n = n == ML_NPOS ? rest->n : n + 1;
    } else {
        n = ml_str_find_char(*rest, '<');
        n = n == ML_NPOS ? rest->n : n;
    }
    piece.n = n;
    *rest = ml_str_from(*rest, n);
    return piece;
}

static bool is_start(ml_str piece)
{
    return piece.n > 2 && piece.p[0] == '<' && piece.p[1] != '/' && piece.p[1] != '!' &&
           piece.p[1] != '?' && piece.p[piece.n - 2] != '/';
}

void ml_event_indent(struct ml_buf *out, ml_str xml)
{
    unsigned depth = 0;
    bool may_join = false; /* the line ends in a start tag, with text or not */

    while (xml.n) {
        ml_str piece = take_piece(&xml);
        bool is_end = ml_str_starts(piece, ML_STR("</"));
        bool is_text = piece.p[0] != '<' || ml_str_starts(piece, ML_STR("<!"));
        depth -= is_end && depth;
        if (!(may_join && (is_end || is_text))) {
            if (out->n && out->p[out->n - 1] != '\n')
                ml_buf_char(out, '\n');
            add_indent(out, depth);
        }
        ml_event_add_safe(out, piece);
        depth += is_start(piece);
        may_join = is_start(piece) || (may_join && is_text);
    }
    ml_buf_char(out, '\n');
}

/* The lines before the one asked for. */
struct before {
    struct ml_buf *lines; /* a ring */
    unsigned n, cap;
    uint64_t next;
};

static void keep(struct before *b, ml_str line)
{
    if (b->cap == 0)
        return;
    struct ml_buf *slot = &b->lines[b->next++ % b->cap];
    slot->n = 0;
    ml_buf_str(slot, line);
    b->n += b->n < b->cap;
}

static void print_line(ml_str line, bool target, bool colour)
{
    printf("%s%c %.*s%s\n", target && colour ? "\033[1m" : "", target ? '>' : ' ',
           ML_STR_ARG(line), target && colour ? "\033[0m" : "");
}

static void print_before(const struct before *b)
{
    for (uint64_t i = b->next - b->n; i < b->next; i++)
        print_line(ml_buf_view(&b->lines[i % b->cap]), false, false);
}

static void print_target(const struct ml_event_show *show, struct ml_event_log *log,
                         const struct ml_evtx_event *event, ml_str line)
{
    struct ml_buf xml = { 0 }, out = { 0 };

    print_line(line, true, show->colour);
    ml_event_log_xml(log, event, &xml);
    ml_event_indent(&out, ml_buf_view(&xml));
    fwrite(out.p, 1, out.n, stdout);
    ml_buf_reset(&xml);
    ml_buf_reset(&out);
}

bool ml_event_show(const struct ml_event_show *show, struct ml_stream *stream,
                   struct ml_buf *troubles)
{
    struct ml_event_wanted wanted;
    bool all = show->record.n == 0, found = all;
    if (!all && !ml_event_wanted_parse(show->record, &wanted))
        return false;

    struct ml_event_log *log = ml_event_log_open(stream, !all && wanted.place.slack);
    struct before before = { .cap = all ? 0 : show->context };
    before.lines = calloc(before.cap + 1, sizeof(*before.lines));
    if (!before.lines)
        ml_oom();
    struct ml_evtx_event event;
    struct ml_event_place place;
    struct ml_buf line = { 0 };
    unsigned after = 0;

    while (!(found && !all && after == show->context) &&
           ml_event_log_next(log, &event, &place)) {
        line.n = 0;
        ml_event_add_line(&line, &show->speech, &event);
        if (all || found) {
            print_line(ml_buf_view(&line), false, false);
            after++;
        } else if (event.record == wanted.record && place.nth == wanted.place.nth &&
                   place.slack == wanted.place.slack) {
            found = true;
            print_before(&before);
            print_target(show, log, &event, ml_buf_view(&line));
        } else {
            keep(&before, ml_buf_view(&line));
        }
    }
    if (all || !found)
        ml_event_log_troubles(log, troubles);
    for (unsigned i = 0; i < before.cap; i++)
        ml_buf_reset(&before.lines[i]);
    free(before.lines);
    ml_buf_reset(&line);
    ml_event_log_close(log);
    return found;
}
