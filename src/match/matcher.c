/* SPDX-License-Identifier: MIT */
#include "match/matcher.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/attr.h"
#include "match/codes.h"
#include "match/events.h"
#include "match/paths.h"
#include "match/prefilter.h"
#include "match/regex.h"
#include "base/ban.h"

enum { CODES_MAX = 64 }; /* of one record */

/* One alternative of one signature. */
struct choice {
    uint32_t signature;
    const struct ml_alternative *alternative;
};

/* Compiled at first use: most patterns are never met in a run. */
struct pattern {
    _Atomic(pcre2_code *) code;
};

struct code_slot {
    uint32_t code;
    struct ml_choices choices;
};

struct ml_matcher {
    const struct ml_catalogue *catalogue;
    struct ml_prefilter *prefilter;
    struct choice *choices;
    size_t nchoices, cap_choices;
    size_t *first_pattern;      /* per choice: index of its first term's pattern */
    struct pattern *patterns;   /* one per term, codes included */
    size_t npatterns;
    pthread_mutex_t compile_lock;
    _Atomic bool *limited;      /* per signature */
    struct ml_choices *by_literal;    /* per fragment */
    size_t nliterals, cap_literals;
    ml_str *literals;
    struct ml_fragment *fragments; /* the same with their guards */
    struct ml_guard *guards;
    struct ml_choices always;         /* no fragment: tried on every record */
    struct ml_match_cost *costs; /* per signature; NULL: not counted */
    uint64_t pass_ns;
    struct code_slot *codes;    /* open addressing, power of two */
    size_t ncodes, code_cap;
    struct ml_events events;
};

/* One signature met in the record at hand. */
struct met {
    uint32_t signature;
    uint32_t choice; /* the alternative that met it */
    bool by_code;
    size_t start, end; /* where its text stands; 0, 0 by code */
    ml_str captured;
};

struct ml_match_scratch {
    struct ml_prefilter_scratch *prefilter;
    struct ml_regex_scratch regex;
    struct ml_buf hidden;
    uint32_t *seen; /* per choice: number of the record that tried it last */
    uint32_t record;
    struct met *met;
    size_t nmet, cap_met;
    struct ml_match *found;
    size_t nfound, cap_found;
    /* The record at hand. */
    const struct ml_match_input *in;
    ml_str masked; /* message with its paths hidden, once somebody asks for it */
    bool masked_known;
    bool looked; /* the codes of the message, its paths included, are in `codes` */
    struct ml_code_hit codes[CODES_MAX];
    size_t ncodes;
    bool codes_known;
    enum { ML_UNASKED, ML_STRANGER, ML_NO_STRANGER } stranger;
    /* What is counted, to be added to the matcher's sums; NULL: nothing. */
    struct ml_match_cost *costs;
    uint64_t pass_ns;
    struct ml_matcher *sums;
};

static size_t code_at(const struct ml_matcher *m, uint32_t code)
{
    size_t at = (code * UINT32_C(2654435761)) & (m->code_cap - 1);

    while (m->codes[at].code && m->codes[at].code != code)
        at = (at + 1) & (m->code_cap - 1);
    return at;
}

static void add_code(struct ml_matcher *m, uint32_t code, uint32_t choice)
{
    struct code_slot *slot = &m->codes[code_at(m, code)];

    slot->code = code;
    ML_PUSH(slot->choices.items, slot->choices.n, slot->choices.cap, choice);
}

static int literal_cmp(const void *a, const void *b)
{
    return ml_str_cmp(*(const ml_str *)a, *(const ml_str *)b);
}

/* The term that asks for an event; NULL when there is none. */
static const struct ml_term *event_of(const struct ml_alternative *alt)
{
    for (uint32_t i = 0; i < alt->nterms; i++)
        if (alt->terms[i].provider.n)
            return &alt->terms[i];
    return NULL;
}

/* The term of an alternative that brings it up: the longest fragment. None where an
 * event with its id does, which costs the pass nothing. */
static const struct ml_term *trigger_of(const struct ml_alternative *alt)
{
    const struct ml_term *best = NULL, *event = event_of(alt);

    if (event && event->event)
        return NULL;
    for (uint32_t i = 0; i < alt->nterms; i++)
        if (alt->terms[i].literal.n && (!best || alt->terms[i].literal.n > best->literal.n))
            best = &alt->terms[i];
    return best;
}

static const struct ml_term *code_of(const struct ml_alternative *alt)
{
    for (uint32_t i = 0; i < alt->nterms; i++)
        if (alt->terms[i].code)
            return &alt->terms[i];
    return NULL;
}

static void collect_choices(struct ml_matcher *m)
{
    size_t nterms = 0, ncodes = 0, nevents = 0;

    for (uint32_t s = 0; s < m->catalogue->nsignatures; s++) {
        const struct ml_signature *sig = &m->catalogue->signatures[s];
        for (uint32_t a = 0; a < sig->nalternatives; a++) {
            struct choice c = { s, &sig->alternatives[a] };
            ML_PUSH(m->choices, m->nchoices, m->cap_choices, c);
            nterms += c.alternative->nterms;
            ncodes += code_of(c.alternative) != NULL;
            nevents += event_of(c.alternative) != NULL;
        }
    }
    m->npatterns = nterms;
    m->patterns = calloc(nterms + 1, sizeof(*m->patterns));
    m->first_pattern = calloc(m->nchoices + 1, sizeof(*m->first_pattern));
    for (m->code_cap = 64; m->code_cap < ncodes * 2; m->code_cap *= 2)
        ;
    m->codes = calloc(m->code_cap, sizeof(*m->codes));
    ml_events_init(&m->events, m->catalogue, nevents);
    m->limited = calloc(m->catalogue->nsignatures + (size_t)1, sizeof(*m->limited));
    if (!m->patterns || !m->first_pattern || !m->codes || !m->limited)
        ml_oom();
}

static void collect_literals(struct ml_matcher *m)
{
    for (size_t i = 0; i < m->nchoices; i++) {
        const struct ml_term *t = trigger_of(m->choices[i].alternative);
        if (t)
            ML_PUSH(m->literals, m->nliterals, m->cap_literals, t->literal);
    }
    if (m->nliterals == 0)
        return;
    qsort(m->literals, m->nliterals, sizeof(*m->literals), literal_cmp);
    size_t n = 1;
    for (size_t i = 1; i < m->nliterals; i++)
        if (!ml_str_eq(m->literals[i], m->literals[n - 1]))
            m->literals[n++] = m->literals[i];
    m->nliterals = n;
}

static void index_choices(struct ml_matcher *m)
{
    size_t next = 0;

    m->by_literal = calloc(m->nliterals + 1, sizeof(*m->by_literal));
    if (!m->by_literal)
        ml_oom();
    for (size_t i = 0; i < m->nchoices; i++) {
        const struct ml_alternative *alt = m->choices[i].alternative;
        const struct ml_term *t = trigger_of(alt), *code = code_of(alt),
                             *event = event_of(alt);
        struct ml_choices *list = &m->always;
        m->first_pattern[i] = next;
        next += alt->nterms;
        if (event && (event->event || (!t && !code))) {
            ml_events_ask(&m->events, event, (uint32_t)i);
            continue;
        }
        if (!t && code) {
            add_code(m, code->code, (uint32_t)i);
            continue;
        }
        if (t) {
            ml_str *at = bsearch(&t->literal, m->literals, m->nliterals,
                                 sizeof(*m->literals), literal_cmp);
            list = &m->by_literal[at - m->literals];
        }
        ML_PUSH(list->items, list->n, list->cap, (uint32_t)i);
    }
}

/* The guards of each fragment: those of all terms that it stands for. */
static void collect_guards(struct ml_matcher *m)
{
    size_t n = 0;

    m->fragments = calloc(m->nliterals + 1, sizeof(*m->fragments));
    m->guards = calloc(m->nchoices + 1, sizeof(*m->guards));
    if (!m->fragments || !m->guards)
        ml_oom();
    for (size_t i = 0; i < m->nliterals; i++) {
        struct ml_fragment *f = &m->fragments[i];
        f->literal = m->literals[i];
        f->guards = &m->guards[n];
        for (size_t k = 0; k < m->by_literal[i].n; k++) {
            const struct choice *c = &m->choices[m->by_literal[i].items[k]];
            const struct ml_term *t = trigger_of(c->alternative);
            if (t)
                m->guards[n++] = (struct ml_guard){ t->before, t->after };
            f->nguards += t != NULL;
        }
    }
}

enum ml_rc ml_matcher_new(struct ml_matcher **ret, const struct ml_catalogue *catalogue,
                          ml_str database, struct ml_err *err)
{
    struct ml_matcher *m = calloc(1, sizeof(*m));

    if (!m)
        ml_oom();
    m->catalogue = catalogue;
    pthread_mutex_init(&m->compile_lock, NULL);
    collect_choices(m);
    collect_literals(m);
    index_choices(m);
    collect_guards(m);
    enum ml_rc rc = ml_prefilter_new(&m->prefilter, m->fragments, m->nliterals, database,
                                     err);
    if (rc != ML_OK) {
        ml_matcher_free(m);
        return rc;
    }
    *ret = m;
    return ML_OK;
}

enum ml_rc ml_matcher_database(const struct ml_matcher *m, struct ml_buf *out,
                               struct ml_err *err)
{
    return ml_prefilter_image(m->prefilter, out, err);
}

struct ml_matcher *ml_matcher_free(struct ml_matcher *m)
{
    if (!m)
        return NULL;
    ml_prefilter_free(m->prefilter);
    for (size_t i = 0; i < m->npatterns; i++)
        pcre2_code_free(atomic_load(&m->patterns[i].code));
    for (size_t i = 0; m->by_literal && i < m->nliterals; i++)
        free(m->by_literal[i].items);
    for (size_t i = 0; i < m->code_cap; i++)
        free(m->codes[i].choices.items);
    ml_events_reset(&m->events);
    free(m->always.items);
    free(m->by_literal);
    free(m->literals);
    free(m->fragments);
    free(m->guards);
    free(m->codes);
    free(m->costs);
    free(m->limited);
    free(m->patterns);
    free(m->first_pattern);
    free(m->choices);
    pthread_mutex_destroy(&m->compile_lock);
    free(m);
    return NULL;
}

bool ml_matcher_tries_all(const struct ml_matcher *m)
{
    return m->always.n > 0;
}

bool ml_matcher_is_observation(const struct ml_matcher *m, uint32_t signature)
{
    return m->catalogue->signatures[signature].observation;
}

bool ml_match_names_problem(const struct ml_matcher *m, const struct ml_match *matches,
                            size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!ml_matcher_is_observation(m, matches[i].signature))
            return true;
    return false;
}

bool ml_matcher_was_limited(const struct ml_matcher *m, uint32_t signature)
{
    return atomic_load(&m->limited[signature]);
}

struct ml_match_scratch *ml_match_scratch_new(const struct ml_matcher *m)
{
    struct ml_match_scratch *s = calloc(1, sizeof(*s));

    if (!s || !(s->seen = calloc(m->nchoices + 1, sizeof(*s->seen))))
        ml_oom();
    s->prefilter = ml_prefilter_scratch_new(m->prefilter);
    ml_regex_scratch_init(&s->regex);
    if (m->costs) {
        s->sums = (struct ml_matcher *)(uintptr_t)m;
        s->costs = calloc(m->catalogue->nsignatures + (size_t)1, sizeof(*s->costs));
        if (!s->costs)
            ml_oom();
    }
    return s;
}

/* ---- what it costs, where that is asked for ---- */

static uint64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * UINT64_C(1000000000) + (uint64_t)t.tv_nsec;
}

void ml_matcher_count(struct ml_matcher *m)
{
    if (!m->costs)
        m->costs = calloc(m->catalogue->nsignatures + (size_t)1, sizeof(*m->costs));
    if (!m->costs)
        ml_oom();
}

const struct ml_match_cost *ml_matcher_costs(const struct ml_matcher *m,
                                             uint64_t *ret_pass_ns)
{
    *ret_pass_ns = m->pass_ns;
    return m->costs;
}

static void add_costs(struct ml_match_scratch *s)
{
    struct ml_matcher *m = s->sums;

    if (!m)
        return;
    pthread_mutex_lock(&m->compile_lock);
    m->pass_ns += s->pass_ns;
    for (uint32_t i = 0; i < m->catalogue->nsignatures; i++) {
        m->costs[i].tried += s->costs[i].tried;
        m->costs[i].matched += s->costs[i].matched;
        m->costs[i].ns += s->costs[i].ns;
    }
    pthread_mutex_unlock(&m->compile_lock);
}

struct ml_match_scratch *ml_match_scratch_free(struct ml_match_scratch *s)
{
    if (s) {
        add_costs(s);
        free(s->costs);
        ml_prefilter_scratch_free(s->prefilter);
        ml_regex_scratch_reset(&s->regex);
        ml_buf_reset(&s->hidden);
        free(s->seen);
        free(s->met);
        free(s->found);
        free(s);
    }
    return NULL;
}

size_t ml_match_pass(const struct ml_matcher *m, struct ml_match_scratch *s,
                     const char *text, size_t n_bytes,
                     const struct ml_candidate **ret_candidates)
{
    uint64_t from = s->costs ? now_ns() : 0;
    size_t n =
        ml_prefilter_scan(m->prefilter, s->prefilter, text, n_bytes, ret_candidates);

    if (s->costs)
        s->pass_ns += now_ns() - from;
    return n;
}

static const pcre2_code *pattern_code(const struct ml_matcher *m, size_t i, ml_str regex)
{
    struct pattern *p = &m->patterns[i];
    pcre2_code *code = atomic_load_explicit(&p->code, memory_order_acquire);

    if (code)
        return code;
    pthread_mutex_t *lock = &((struct ml_matcher *)(uintptr_t)m)->compile_lock;
    pthread_mutex_lock(lock);
    code = atomic_load(&p->code);
    if (!code) {
        code = ml_regex_compile(regex, NULL);
        atomic_store_explicit(&p->code, code, memory_order_release);
    }
    pthread_mutex_unlock(lock);
    return code;
}

void ml_matcher_compile(const struct ml_matcher *m)
{
    for (size_t i = 0; i < m->nchoices; i++) {
        const struct ml_alternative *a = m->choices[i].alternative;
        for (uint32_t t = 0; t < a->nterms; t++)
            if (a->terms[t].regex.n)
                (void)pattern_code(m, m->first_pattern[i] + t, a->terms[t].regex);
    }
}

static ml_str masked(struct ml_match_scratch *s)
{
    if (!s->masked_known) {
        bool any = ml_paths_hide(s->in->message, &s->hidden);
        s->masked = any ? ml_buf_view(&s->hidden) : s->in->message;
        s->masked_known = true;
    }
    return s->masked;
}

/* The codes that the record is about. What keeps Windows Update or the network from
 * working is written with the same codes of Windows as what keeps a backup from it. */
static void find_codes(const struct ml_matcher *m, struct ml_match_scratch *s)
{
    size_t n = 0;

    if (s->codes_known)
        return;
    s->codes_known = true;
    /* Found by may_hold_code() already, where no path had to be hidden. */
    if (!s->looked || masked(s).p != s->in->message.p)
        s->ncodes = ml_codes_find(masked(s), s->codes, CODES_MAX);
    if (!s->ncodes || !s->in->is_event || !ml_events_bystander(&m->events, s->in->provider))
        return;
    for (size_t i = 0; i < s->ncodes; i++)
        if (s->codes[i].code < UINT32_C(0x80000000))
            s->codes[n++] = s->codes[i];
    s->ncodes = n;
}

static bool has_code(const struct ml_matcher *m, struct ml_match_scratch *s,
                     uint32_t code)
{
    if (code == s->in->code)
        return true;
    find_codes(m, s);
    for (size_t i = 0; i < s->ncodes; i++)
        if (s->codes[i].code == code)
            return true;
    return false;
}

static bool event_holds(const struct ml_term *t, const struct ml_match_input *in)
{
    if (!in->is_event || (t->event && t->event != in->event))
        return false;
    if (t->channel.n && in->channel.n && !ml_str_eq_nocase(t->channel, in->channel))
        return false;
    return ml_event_provider_eq(t->provider, in->provider);
}

/* Whether a term holds; notes in *met where its text stands. */
static bool term_holds(const struct ml_matcher *m, struct ml_match_scratch *s,
                       uint32_t signature, size_t pattern, const struct ml_term *t,
                       struct met *met)
{
    if (t->code) {
        met->by_code = has_code(m, s, t->code);
        return met->by_code;
    }
    if (t->provider.n)
        return event_holds(t, s->in);
    const pcre2_code *code = pattern_code(m, pattern, t->regex);
    if (!code)
        return false;
    ml_str subject = t->in_paths ? s->in->message : masked(s);
    switch (ml_regex_search(code, &s->regex, subject)) {
    case ML_REGEX_NO:
        return false;
    case ML_REGEX_LIMIT:
        atomic_store(&m->limited[signature], true);
        return false;
    case ML_REGEX_YES:
        break;
    }
    const PCRE2_SIZE *spans = pcre2_get_ovector_pointer(s->regex.data);
    met->start = spans[0];
    met->end = spans[1];
    if (s->regex.nspans > 1 && spans[2] != PCRE2_UNSET &&
        spans[3] <= s->in->message.n && spans[2] < spans[3])
        met->captured = ml_str_sub(s->in->message, spans[2], spans[3] - spans[2]);
    return true;
}

/* Whether the record is an event of some other program, of which the agent knows
 * nothing: its numbers and words mean what that program means by them. */
static bool is_stranger(const struct ml_matcher *m, struct ml_match_scratch *s)
{
    const struct ml_match_input *in = s->in;

    if (s->stranger == ML_UNASKED)
        s->stranger =
            in->is_event && ml_events_stranger(&m->events, in->provider, in->message)
                ? ML_STRANGER
                : ML_NO_STRANGER;
    return s->stranger == ML_STRANGER;
}

static bool filters_pass(const struct ml_signature *sig, const struct ml_match_input *in)
{
    if (sig->levels && !(sig->levels & 1u << in->level))
        return false;
    return !sig->source_file.n || ml_str_eq_nocase(sig->source_file, in->source_file);
}

static void try_terms(const struct ml_matcher *m, struct ml_match_scratch *s,
                      uint32_t index)
{
    const struct choice *c = &m->choices[index];
    if (!filters_pass(&m->catalogue->signatures[c->signature], s->in) ||
        (c->alternative->role.n && !ml_str_eq(c->alternative->role, s->in->role)))
        return;
    struct met met = { .signature = c->signature, .choice = index };
    for (uint32_t i = 0; i < c->alternative->nterms; i++) {
        struct met term = { 0 };
        if (!term_holds(m, s, c->signature, m->first_pattern[index] + i,
                        &c->alternative->terms[i], &term))
            return;
        met.by_code |= term.by_code;
        if (term.end > met.end - met.start) {
            met.start = term.start;
            met.end = term.end;
        }
        if (term.captured.n)
            met.captured = term.captured;
    }
    /* Last, since it looks at all of the text. */
    if (!event_of(c->alternative) && is_stranger(m, s))
        return;
    ML_PUSH(s->met, s->nmet, s->cap_met, met);
}

static void try_choice(const struct ml_matcher *m, struct ml_match_scratch *s,
                       uint32_t index)
{
    if (s->seen[index] == s->record)
        return;
    s->seen[index] = s->record;
    if (!s->costs) {
        try_terms(m, s, index);
        return;
    }
    struct ml_match_cost *cost = &s->costs[m->choices[index].signature];
    uint64_t from = now_ns();
    try_terms(m, s, index);
    cost->ns += now_ns() - from;
    cost->tried++;
}

static void try_list(const struct ml_matcher *m, struct ml_match_scratch *s,
                     const struct ml_choices *list)
{
    for (size_t i = 0; i < list->n; i++)
        try_choice(m, s, list->items[i]);
}

static void try_code(const struct ml_matcher *m, struct ml_match_scratch *s,
                     uint32_t code)
{
    const struct code_slot *slot = &m->codes[code_at(m, code)];

    if (slot->code)
        try_list(m, s, &slot->choices);
}

static void try_event(const struct ml_matcher *m, struct ml_match_scratch *s)
{
    struct ml_events_found found =
        ml_events_find(&m->events, s->in->event, s->in->provider);

    try_list(m, s, found.by_id);
    try_list(m, s, found.any);
}

bool ml_matcher_wants_event(const struct ml_matcher *m, uint32_t event, ml_str name)
{
    struct ml_events_found found = ml_events_find(&m->events, event, name);

    return found.by_id->n || found.any->n;
}

/* Whether a number of the catalogue is among the codes, its paths included: hiding those
 * costs more than to look, and most numbers are of no interest. */
static bool may_hold_code(const struct ml_matcher *m, struct ml_match_scratch *s)
{
    size_t n = ml_codes_find(s->in->message, s->codes, CODES_MAX);

    s->looked = true;
    s->ncodes = n;
    for (size_t i = 0; i < n; i++)
        if (m->codes[code_at(m, s->codes[i].code)].code)
            return true;
    return n == CODES_MAX;
}

static void try_codes(const struct ml_matcher *m, struct ml_match_scratch *s)
{
    if (!s->codes_known && !may_hold_code(m, s))
        return;
    find_codes(m, s);
    for (size_t i = 0; i < s->ncodes; i++)
        try_code(m, s, s->codes[i].code);
}

static const struct ml_signature *signature_of(const struct ml_matcher *m,
                                               const struct met *met)
{
    return &m->catalogue->signatures[met->signature];
}

static bool is_mars(uint32_t code)
{
    return code && code < UINT32_C(0x80000000);
}

/*
 * Which of two numbered problems that a text names is meant. A number beside the text
 * wins; else the text that says more; else the lowest number.
 */
static bool loses_to(const struct ml_matcher *m, const struct met *a, const struct met *b)
{
    const struct ml_signature *x = signature_of(m, a), *y = signature_of(m, b);

    if (a == b || x == y || x->observation || y->observation)
        return false;
    if (x->wrapper && !y->wrapper)
        return true;
    if (!is_mars(x->code) || !is_mars(y->code) || a->by_code)
        return false;
    if (b->by_code)
        return true;
    if (b->start <= a->start && a->end <= b->end)
        return b->end - b->start > a->end - a->start || y->code < x->code;
    return false;
}

static int by_signature(const void *a, const void *b)
{
    const struct ml_match *x = a, *y = b;
    return (x->signature > y->signature) - (x->signature < y->signature);
}

static int by_choice(const void *a, const void *b)
{
    const struct met *x = a, *y = b;
    return (x->choice > y->choice) - (x->choice < y->choice);
}

/* One signature may be met by several alternatives: keep what a number says. In the
 * catalogue's order, not in that in which the pass brought them up. */
static void merge_met(struct ml_match_scratch *s)
{
    size_t n = 0;

    if (s->nmet > 1)
        qsort(s->met, s->nmet, sizeof(*s->met), by_choice);

    for (size_t i = 0; i < s->nmet; i++) {
        size_t k = 0;
        while (k < n && s->met[k].signature != s->met[i].signature)
            k++;
        if (k == n) {
            s->met[n++] = s->met[i];
            continue;
        }
        struct met *kept = &s->met[k], *more = &s->met[i];
        kept->by_code |= more->by_code;
        if (more->end - more->start > kept->end - kept->start) {
            kept->start = more->start;
            kept->end = more->end;
        }
        if (!kept->captured.n)
            kept->captured = more->captured;
    }
    s->nmet = n;
}

static size_t resolve(const struct ml_matcher *m, struct ml_match_scratch *s,
                      const struct ml_match **ret)
{
    merge_met(s);
    s->nfound = 0;
    for (size_t i = 0; i < s->nmet; i++) {
        bool lost = false;
        for (size_t k = 0; k < s->nmet && !lost; k++)
            lost = loses_to(m, &s->met[i], &s->met[k]);
        if (lost)
            continue;
        struct ml_match match = { s->met[i].signature, s->met[i].captured };
        ML_PUSH(s->found, s->nfound, s->cap_found, match);
        if (s->costs)
            s->costs[match.signature].matched++;
    }
    if (s->nfound > 1)
        qsort(s->found, s->nfound, sizeof(*s->found), by_signature);
    *ret = s->found;
    return s->nfound;
}

static void begin_record(struct ml_match_scratch *s, const struct ml_match_input *in)
{
    s->record++;
    s->in = in;
    s->nmet = 0;
    s->ncodes = 0;
    s->codes_known = false;
    s->masked_known = false;
    s->looked = false;
    s->stranger = ML_UNASKED;
}

size_t ml_match_record(const struct ml_matcher *m, struct ml_match_scratch *s,
                       const struct ml_match_input *in,
                       const struct ml_candidate *candidates, size_t ncandidates,
                       const struct ml_match **ret_matches)
{
    bool codes = false;

    begin_record(s, in);
    for (size_t i = 0; i < ncandidates; i++) {
        if (candidates[i].literal == ML_CANDIDATE_CODE)
            codes = true;
        else if (candidates[i].literal != ML_CANDIDATE_LEVEL)
            try_list(m, s, &m->by_literal[candidates[i].literal]);
    }
    if (codes)
        try_codes(m, s);
    if (in->code)
        try_code(m, s, in->code);
    if (in->is_event)
        try_event(m, s);
    try_list(m, s, &m->always);
    return resolve(m, s, ret_matches);
}

size_t ml_match_record_all(const struct ml_matcher *m, struct ml_match_scratch *s,
                           const struct ml_match_input *in,
                           const struct ml_match **ret_matches)
{
    begin_record(s, in);
    for (size_t i = 0; i < m->nchoices; i++)
        try_choice(m, s, (uint32_t)i);
    return resolve(m, s, ret_matches);
}
