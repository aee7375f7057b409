/* SPDX-License-Identifier: MIT */
#include "report/diff.h"

#include "report/labels.h"
#include "base/ban.h"

enum { INDENT = 2, DEEP = 4, DIGEST_SHOWN = 7 + 12 };

struct page {
    struct ml_pen pen;
    struct ml_arena arena;
    enum ml_lang lang;
};

static const struct {
    enum ml_text_id word;
    enum ml_style style;
} changes[] = {
    [ML_CHANGE_NEW] = { ML_T_D_NEW, ML_RED },
    [ML_CHANGE_CHANGED] = { ML_T_D_CHANGED, ML_YELLOW },
    [ML_CHANGE_GONE] = { ML_T_D_GONE, ML_GREEN },
    [ML_CHANGE_NOT_SEEN] = { ML_T_D_NOT_SEEN, ML_BLUE },
    [ML_CHANGE_BETTER] = { ML_T_D_BETTER, ML_GREEN },
    [ML_CHANGE_WORSE] = { ML_T_D_WORSE, ML_RED },
    [ML_CHANGE_OPEN] = { ML_T_D_OPEN, ML_BLUE },
};

static const enum ml_text_id unseen[] = { [ML_UNSEEN_NONE] = ML_T_D_WHY_GONE,
                                          [ML_UNSEEN_NO_FILE] = ML_T_D_WHY_NO_FILE,
                                          [ML_UNSEEN_PARTIAL] = ML_T_D_WHY_PARTIAL,
                                          [ML_UNSEEN_EARLIER] = ML_T_D_WHY_EARLIER,
                                          [ML_UNSEEN_WINDOW] = ML_T_D_WHY_WINDOW,
                                          [ML_UNSEEN_INTERRUPTED] =
                                              ML_T_D_WHY_INTERRUPTED,
                                          [ML_UNSEEN_NO_SERVER] =
                                              ML_T_D_WHY_NO_SERVER };

static ml_str get(const struct page *page, enum ml_text_id id)
{
    return ml_text_get(id, page->lang);
}

static ml_str fill(struct page *page, enum ml_text_id id, ml_str one, ml_str two)
{
    return ml_text_fill(&page->arena, id, page->lang, (ml_str[]){ one, two }, 2);
}

static ml_str arrow(struct page *page, ml_str from, ml_str to)
{
    return fill(page, ML_T_D_ARROW, from, to);
}

static ml_str number(struct page *page, uint64_t n)
{
    return ml_text_number(&page->arena, n);
}

static ml_str clock_time(struct page *page, struct ml_time t)
{
    return ml_text_time(&page->arena, page->lang, t);
}

static void add(struct page *page, enum ml_style style, ml_str text)
{
    ml_pen_text(&page->pen, style, text);
}

static void line(struct page *page, unsigned indent, enum ml_style style, ml_str text)
{
    ml_pen_line(&page->pen, indent, indent + INDENT);
    add(page, style, text);
}

static void add_tag(struct page *page, enum ml_change change, bool may_be_catalogue)
{
    add(page, changes[change].style,
        ml_arena_printf(&page->arena, "[%.*s]",
                        ML_STR_ARG(get(page, changes[change].word))));
    add(page, ML_YELLOW, may_be_catalogue ? ML_STR("* ") : ML_STR(" "));
}

/* Only what differs of it, but for a new one. */
static void put_numbers(struct page *page, const struct ml_old_finding *before,
                        const struct ml_old_finding *after)
{
    ml_str count = number(page, after->count), last = clock_time(page, after->last);

    ml_pen_line(&page->pen, DEEP, DEEP + INDENT);
    if (before && before->count != after->count)
        count = arrow(page, number(page, before->count), count);
    if (before && !ml_str_eq(clock_time(page, before->last), last))
        last = arrow(page, clock_time(page, before->last), last);
    add(page, ML_PLAIN, fill(page, ML_T_TIMES, count, ML_STR_NONE));
    add(page, ML_PLAIN, get(page, ML_T_COMMA));
    add(page, ML_PLAIN, fill(page, ML_T_LAST, last, ML_STR_NONE));
    if (before && before->severity != after->severity) {
        add(page, ML_PLAIN, get(page, ML_T_COMMA));
        add(page, ML_PLAIN,
            arrow(page, get(page, ml_severity_labels[before->severity].word),
                  get(page, ml_severity_labels[after->severity].word)));
    }
    if (after->survived_by.n) {
        add(page, ML_PLAIN, get(page, ML_T_COMMA));
        add(page, ML_GREEN, get(page, ML_T_PAST));
    }
}

static void put_finding(struct page *page, const struct ml_diff_finding *f)
{
    const struct ml_old_finding *any = f->after ? f->after : f->before;

    ml_pen_line(&page->pen, INDENT, DEEP);
    add_tag(page, f->change, f->may_be_catalogue);
    add(page, ML_BOLD, any->signature);
    add(page, ML_PLAIN, ML_STR(" "));
    add(page, ML_PLAIN, any->title);
    if (f->after)
        put_numbers(page, f->before, f->after);
    else
        line(page, DEEP, ML_PLAIN, fill(page, unseen[f->unseen], f->kind, ML_STR_NONE));
    if (any->address.n) {
        ml_pen_line(&page->pen, DEEP, DEEP);
        ml_pen_solid(&page->pen, ML_DIM, any->address);
    }
}

/* One that appears or goes with its findings is told where it is settled in favour. */
static bool is_told(const struct ml_diff_cause *c)
{
    const struct ml_old_cause *only = !c->before ? c->after : c->before;
    return (c->before && c->after) || only->verdict <= ML_LIKELY;
}

static void put_cause(struct page *page, const struct ml_diff_cause *c)
{
    const struct ml_old_cause *any = c->after ? c->after : c->before;
    ml_str verdict = get(page, ml_verdict_labels[any->verdict].word);

    if (c->before && c->after)
        verdict =
            arrow(page, get(page, ml_verdict_labels[c->before->verdict].word), verdict);
    ml_pen_line(&page->pen, INDENT, DEEP);
    add_tag(page, c->change, c->may_be_catalogue);
    add(page, ML_PLAIN, verdict);
    add(page, ML_PLAIN, get(page, ML_T_COLON));
    add(page, ML_PLAIN, any->title);
    add(page, ML_DIM, ml_arena_printf(&page->arena, " (%.*s)", ML_STR_ARG(any->id)));
}

static void put_causes(struct page *page, const struct ml_diff_server *s)
{
    bool any = false;

    for (size_t i = 0; i < s->ncauses; i++) {
        if (!is_told(&s->causes[i]))
            continue;
        if (!any)
            line(page, 0, ML_BOLD, get(page, ML_T_CAUSES));
        any = true;
        put_cause(page, &s->causes[i]);
    }
}

/* "Clean" then says little. */
static bool has_unseen(const struct ml_diff_server *s)
{
    for (size_t i = 0; i < s->nfindings; i++)
        if (s->findings[i].change == ML_CHANGE_NOT_SEEN)
            return true;
    return false;
}

static void put_state(struct page *page, const struct ml_diff_server *s)
{
    ml_str now =
        get(page, ml_state_labels[s->after ? s->after->state : s->before->state].word);

    if (s->before && s->after && s->before->state != s->after->state)
        now = arrow(page, get(page, ml_state_labels[s->before->state].word), now);
    add(page, ML_PLAIN, now);
    if (s->after && s->after->state == ML_CLEAN && has_unseen(s)) {
        add(page, ML_PLAIN, get(page, ML_T_COMMA));
        add(page, ML_YELLOW, get(page, ML_T_D_UNSEEN));
    }
    if (ml_diff_agent_changed(s))
        line(page, INDENT, ML_PLAIN,
             fill(page, ML_T_AGENT,
                  arrow(page, s->before->agent_version, s->after->agent_version),
                  ML_STR_NONE));
    if (s->is_same_input)
        line(page, INDENT, ML_PLAIN, get(page, ML_T_D_SAME_INPUT));
}

static void put_server(struct page *page, const struct ml_diff_server *s)
{
    const struct ml_old_server *any = s->after ? s->after : s->before;

    ml_pen_line(&page->pen, 0, INDENT);
    if (s->change != ML_CHANGE_CHANGED)
        add_tag(page, s->change, false);
    add(page, ML_BOLD, any->name);
    if (any->group.n)
        add(page, ML_PLAIN,
            ml_arena_printf(&page->arena, " (%.*s)", ML_STR_ARG(any->group)));
    add(page, ML_PLAIN, get(page, ML_T_COLON));
    put_state(page, s);
    if (s->change == ML_CHANGE_NOT_SEEN)
        line(page, INDENT, ML_PLAIN, get(page, ML_T_D_WHY_NO_SERVER));
    for (size_t i = 0; i < s->nfindings; i++)
        if (s->change != ML_CHANGE_NOT_SEEN)
            put_finding(page, &s->findings[i]);
    if (s->change != ML_CHANGE_NOT_SEEN)
        put_causes(page, s);
}

void ml_diff_text(const struct ml_diff *diff, enum ml_lang lang,
                  const struct ml_text_options *options, struct ml_buf *out)
{
    struct page page = { .lang = lang };

    ml_pen_open(&page.pen, options, out);
    if (diff->catalogue_changed)
        line(&page, 0, ML_YELLOW,
             fill(&page, ML_T_D_CATALOGUE,
                  ml_str_sub(diff->before->digest, 0, DIGEST_SHOWN),
                  ml_str_sub(diff->after->digest, 0, DIGEST_SHOWN)));
    for (size_t i = 0; i < diff->nservers; i++)
        put_server(&page, &diff->servers[i]);
    if (!ml_diff_differs(diff))
        line(&page, 0, ML_PLAIN, get(&page, ML_T_D_NONE));
    else
        line(&page, 0, ML_BOLD,
             fill(&page, ML_T_D_TOTAL, number(&page, diff->nservers),
                  number(&page, diff->nsame)));
    ml_pen_close(&page.pen);
    ml_arena_reset(&page.arena);
}
