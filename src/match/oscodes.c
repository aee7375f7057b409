/* SPDX-License-Identifier: MIT */
#include "match/oscodes.h"

#include <stdlib.h>

#include "base/attr.h"
#include "base/buf.h"
#include "match/codes.h"
#include "match/paths.h"
#include "base/ban.h"

enum { CODES_MAX = 32, SAME_VALUE_MAX = 4, SYMBOL_MIN_BYTES = 6 };

/* One look over one message. */
struct look {
    const struct ml_catalogue *c;
    ml_str s; /* paths hidden */
    struct ml_oscode_hit *hits;
    size_t n, cap;
};

static void add(struct look *l, const struct ml_oscode *o, bool is_hresult,
                size_t start)
{
    if (!o || l->n == l->cap)
        return;
    for (size_t i = 0; i < l->n; i++)
        if (l->hits[i].oscode == o)
            return;
    l->hits[l->n++] = (struct ml_oscode_hit){ o, is_hresult, start };
}

/* ---- HRESULTs ---- */

/* Numbers that two families share: what in a record speaks for which. */
static const struct {
    const char *family;
    ml_str words[8];
} kin[] = {
    { "vds",
      { ML_STR("vds"), ML_STR("virtual disk"),
        ML_STR("\xe4\xbb\xae\xe6\x83\xb3\xe3\x83\x87\xe3\x82\xa3\xe3\x82\xb9\xe3\x82"
               "\xaf") } },
    { "vss",
      { ML_STR("vss"), ML_STR("shadow"), ML_STR("snapshot"), ML_STR("writer"),
        ML_STR("asr"), ML_STR("\xe3\x82\xb7\xe3\x83\xa3\xe3\x83\x89\xe3\x82\xa6"),
        ML_STR("\xe3\x83\xa9\xe3\x82\xa4\xe3\x82\xbf\xe3\x83\xbc") } },
};

static bool speaks_of(ml_str s, ml_str family)
{
    for (size_t i = 0; i < ML_COUNT(kin); i++) {
        if (!ml_str_eq(family, ml_str_of(kin[i].family)))
            continue;
        for (size_t w = 0; w < ML_COUNT(kin[i].words) && kin[i].words[w].n; w++)
            if (ml_str_find_nocase(s, kin[i].words[w]) != ML_NPOS)
                return true;
    }
    return false;
}

static void add_hresult(struct look *l, uint32_t value, size_t start)
{
    const struct ml_oscode *all[SAME_VALUE_MAX];
    uint32_t n = ml_catalogue_oscodes(l->c, value, all, SAME_VALUE_MAX), spoken = 0;

    n = n < SAME_VALUE_MAX ? n : SAME_VALUE_MAX;
    for (uint32_t i = 0; i < n; i++)
        spoken += speaks_of(l->s, all[i]->family);
    for (uint32_t i = 0; i < n; i++)
        if (spoken == 0 || spoken == n || speaks_of(l->s, all[i]->family))
            add(l, all[i], true, start);
}

static void find_hresults(struct look *l)
{
    struct ml_code_hit codes[CODES_MAX];
    size_t n = ml_codes_find(l->s, codes, CODES_MAX);

    for (size_t i = 0; i < n; i++)
        if (codes[i].code & UINT32_C(0x80000000))
            add_hresult(l, codes[i].code, codes[i].start);
}

/* ---- numbers behind a word ---- */

/* Which families a word speaks of; Win32's numbers go on in Winsock and WinHTTP. */
enum { WIN32 = 1, WINSOCK = 2, WINHTTP = 4, HTTP = 8, AADSTS = 16, SYSTEM = 7 };

static const struct {
    const char *name;
    unsigned family;
} families[] = {
    { "win32", WIN32 }, { "winsock", WINSOCK }, { "winhttp", WINHTTP },
    { "http", HTTP },   { "aadsts", AADSTS },
};

static const struct {
    ml_str word;
    unsigned families;
} contexts[] = {
    { ML_STR("win32"), SYSTEM },
    { ML_STR("win32exception"), SYSTEM },
    { ML_STR("windows error"), SYSTEM },
    { ML_STR("system error"), SYSTEM },
    { ML_STR("getlasterror"), SYSTEM },
    { ML_STR("lasterror"), SYSTEM },
    { ML_STR("last error"), SYSTEM },
    { ML_STR("tcp"), WINSOCK },
    { ML_STR("tcp error"), WINSOCK },
    { ML_STR("socket"), WINSOCK },
    { ML_STR("winsock"), WINSOCK },
    { ML_STR("wsa"), WINSOCK },
    { ML_STR("wsagetlasterror"), WINSOCK },
    { ML_STR("winhttp"), WINHTTP },
    { ML_STR("wininet"), WINHTTP },
    { ML_STR("http"), HTTP },
    { ML_STR("https"), HTTP },
    { ML_STR("http status"), HTTP },
    { ML_STR("http error"), HTTP },
    { ML_STR("status code"), HTTP },
    { ML_STR("statuscode"), HTTP },
    { ML_STR("httpstatuscode"), HTTP },
    { ML_STR("server returned an error"), HTTP },
};

/* What may stand between such a word and its number. */
static const ml_str fillers[] = {
    ML_STR("error"),
    ML_STR("code"),
    ML_STR("errorcode"),
    ML_STR("status"),
    ML_STR("result"),
    ML_STR("/1.0"),
    ML_STR("/1.1"),
    ML_STR("is"),
    ML_STR("was"),
    ML_STR("\xe3\x82\xa8\xe3\x83\xa9\xe3\x83\xbc"),
    ML_STR("\xe3\x82\xb3\xe3\x83\xbc\xe3\x83\x89"),
};

static bool is_word_at(ml_str s, size_t at)
{
    return at < s.n && ml_is_word(s.p[at]);
}

/* `word` at i, by itself. */
static bool stands_at(ml_str s, size_t i, ml_str word)
{
    ml_str rest = ml_str_from(s, i);

    if (!ml_str_starts_nocase(rest, word))
        return false;
    return !ml_is_word(word.p[word.n - 1]) || !is_word_at(s, i + word.n);
}

static size_t skip_fillers(ml_str s, size_t i)
{
    bool moved = true;

    while (moved && i < s.n) {
        moved = false;
        char c = s.p[i];
        if (c == ' ' || c == '\t' || c == ':' || c == '=' || c == '(' || c == ')' ||
            c == '[' || c == '"' || c == '\'' || c == '#') {
            i++;
            moved = true;
        }
        for (size_t f = 0; f < ML_COUNT(fillers) && !moved; f++)
            if (stands_at(s, i, fillers[f])) {
                i += fillers[f].n;
                moved = true;
            }
    }
    return i;
}

static void add_number(struct look *l, unsigned which, uint64_t number, size_t start)
{
    const struct ml_oscode *found = NULL;

    for (size_t i = 0; i < ML_COUNT(families) && !found && number <= UINT32_MAX; i++)
        if (families[i].family & which)
            found = ml_catalogue_oscode_number(l->c, ml_str_of(families[i].name),
                                               (uint32_t)number);
    add(l, found, false, start);
}

static void find_behind_words(struct look *l)
{
    for (size_t i = 0; i < l->s.n; i++) {
        if (!ml_is_word(l->s.p[i]) || (i && ml_is_word(l->s.p[i - 1])))
            continue;
        for (size_t w = 0; w < ML_COUNT(contexts); w++) {
            uint64_t number;
            if (!stands_at(l->s, i, contexts[w].word))
                continue;
            size_t at = skip_fillers(l->s, i + contexts[w].word.n);
            if (at > i + contexts[w].word.n && ml_code_number_at(l->s, at, &number))
                add_number(l, contexts[w].families, number, at);
        }
    }
}

/* ---- "(407) Proxy Authentication Required" ---- */

static const struct {
    uint32_t status;
    ml_str reason;
} reasons[] = {
    { 400, ML_STR("Bad Request") },
    { 401, ML_STR("Unauthorized") },
    { 403, ML_STR("Forbidden") },
    { 404, ML_STR("Not Found") },
    { 407, ML_STR("Proxy Authentication Required") },
    { 407, ML_STR("\xe3\x83\x97\xe3\x83\xad\xe3\x82\xad\xe3\x82\xb7") }, /* "proxy" */
    { 408, ML_STR("Request Time") },
    { 409, ML_STR("Conflict") },
    { 412, ML_STR("Precondition Failed") },
    { 429, ML_STR("Too Many Requests") },
    { 500, ML_STR("Internal Server Error") },
    { 502, ML_STR("Bad Gateway") },
    { 503, ML_STR("Service Unavailable") },
    { 503, ML_STR("Server Unavailable") },
    { 504, ML_STR("Gateway Time") },
};

static void find_reasons(struct look *l)
{
    for (size_t i = 0; i + 3 < l->s.n; i++) {
        uint64_t status;
        if ((i && ml_is_word(l->s.p[i - 1])) || !ml_code_number_at(l->s, i, &status))
            continue;
        ml_str rest = ml_str_from(l->s, i + 3);
        while (rest.n && (rest.p[0] == ')' || rest.p[0] == ' '))
            rest = ml_str_from(rest, 1);
        for (size_t r = 0; r < ML_COUNT(reasons); r++)
            if (reasons[r].status == status &&
                ml_str_starts_nocase(rest, reasons[r].reason))
                add_number(l, HTTP, status, i);
    }
}

/* ---- names ---- */

/* "AADSTS50013" and symbols, which are written in capitals. */
static void find_names(struct look *l)
{
    static const ml_str sign_in = ML_STR("aadsts");

    for (size_t i = 0; i < l->s.n; i++) {
        size_t n = 0;
        if (!ml_is_word(l->s.p[i]))
            continue;
        while (is_word_at(l->s, i + n))
            n++;
        ml_str word = ml_str_sub(l->s, i, n);
        uint64_t number;
        if (ml_str_starts_nocase(word, sign_in) &&
            ml_str_to_u64(ml_str_from(word, sign_in.n), &number))
            add_number(l, AADSTS, number, i);
        else if (n >= SYMBOL_MIN_BYTES && ml_lower(word.p[0]) != word.p[0])
            add(l, ml_catalogue_oscode_symbol(l->c, word), true, i);
        i += n - 1;
    }
}

static int by_place(const void *a, const void *b)
{
    const struct ml_oscode_hit *x = a, *y = b;

    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return ml_str_cmp(x->oscode->id, y->oscode->id);
}

size_t ml_oscodes_find(const struct ml_catalogue *c, ml_str message,
                       struct ml_oscode_hit *hits, size_t cap)
{
    struct ml_buf hidden = { 0 };
    bool hid = ml_paths_hide(message, &hidden);
    struct look l = { c, hid ? ml_buf_view(&hidden) : message, hits, 0, cap };

    if (c->noscodes) {
        find_hresults(&l);
        find_behind_words(&l);
        find_reasons(&l);
        find_names(&l);
    }
    if (l.n > 1)
        qsort(hits, l.n, sizeof(*hits), by_place);
    ml_buf_reset(&hidden);
    return l.n;
}
