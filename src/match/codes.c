/* SPDX-License-Identifier: MIT */
#include "match/codes.h"

#include "base/attr.h"
#include "base/ban.h"

enum { MARS_CODE_MAX = 0x7ffff };

#define JA_ERROR "\xe3\x82\xa8\xe3\x83\xa9\xe3\x83\xbc" /* "error" in katakana */
#define JA_CODE "\xe3\x82\xb3\xe3\x83\xbc\xe3\x83\x89"  /* "code" in katakana */

/* Multi-byte characters that may stand between a context word and its number. */
static const ml_str wide_fillers[] = {
    ML_STR("\xe3\x80\x80"),                         /* ideographic space */
    ML_STR("\xef\xbc\x9a"),                         /* full-width colon */
    ML_STR("\xef\xbc\x9d"),                         /* full-width equals sign */
    ML_STR("\xef\xbc\x88"),                         /* full-width ( */
    ML_STR("\xef\xbc\xbb"),                         /* full-width [ */
    ML_STR("\xe3\x80\x90"),                         /* lenticular bracket */
    ML_STR("\xe3\x80\x8c"),                         /* corner bracket */
    ML_STR("\xe2\x80\x98"), ML_STR("\xe2\x80\x9c"), /* curly quotes */
    ML_STR("\xc2\xa0"),                             /* no-break space */
};

/* Nouns whose number is their own. */
static const ml_str other_nouns[] = {
    ML_STR("offset"),  ML_STR("length"),  ML_STR("size"),   ML_STR("thread"),
    ML_STR("crc"),     ML_STR("id"),      ML_STR("block"),  ML_STR("handle"),
    ML_STR("address"), ML_STR("pointer"), ML_STR("port"),   ML_STR("line"),
    ML_STR("at"),      ML_STR("flags"),   ML_STR("flag"),   ML_STR("value"),
    ML_STR("count"),   ML_STR("bytes"),   ML_STR("index"),  ML_STR("key"),
    ML_STR("mask"),    ML_STR("version"), ML_STR("sector"), ML_STR("cluster"),
    ML_STR("cookie"),  ML_STR("tag"),     ML_STR("type"),   ML_STR("process"),
    ML_STR("pid"),     ML_STR("tid"),     ML_STR("range"),  ML_STR("number"),
};

static bool ends_with(ml_str s, size_t end, ml_str tail)
{
    return end >= tail.n && ml_str_eq(ml_str_sub(s, end - tail.n, tail.n), tail);
}

static bool ascii_word(char c)
{
    return ml_is_digit(c) || (ml_lower(c) >= 'a' && ml_lower(c) <= 'z') || c == '_';
}

/* What stands between the word before a number and the number. */
struct gap {
    size_t start; /* where the word before ends */
    bool bracket; /* directly in ( [ or their wide forms */
    bool names;   /* holds ':' or '=' */
    bool any;
};

static struct gap gap_before(ml_str s, size_t at)
{
    struct gap g = { .start = at };
    bool moved = true;

    while (g.start > 0 && moved) {
        char c = s.p[g.start - 1];
        moved = false;
        if (c == ' ' || c == '\t' || c == ':' || c == '=' || c == '"' || c == '\'' ||
            c == '(' || c == '[' || c == '{' || c == '`' || c == '<') {
            g.names |= c == ':' || c == '=';
            g.bracket |= (c == '(' || c == '[') && g.start == at;
            g.start--;
            moved = true;
            continue;
        }
        if (!(c & 0x80))
            break;
        for (size_t i = 0; i < ML_COUNT(wide_fillers) && !moved; i++)
            if (ends_with(s, g.start, wide_fillers[i])) {
                g.names |= i == 1 || i == 2;
                g.bracket |= (i >= 3 && i <= 5) && g.start == at;
                g.start -= wide_fillers[i].n;
                moved = true;
            }
    }
    g.any = g.start < at;
    return g;
}

static ml_str word_before(ml_str s, size_t end)
{
    size_t start = end;
    while (start > 0 && ascii_word(s.p[start - 1]))
        start--;
    return ml_str_sub(s, start, end - start);
}

static size_t skip_blanks_back(ml_str s, size_t at)
{
    while (at > 0 && (s.p[at - 1] == ' ' || s.p[at - 1] == '\t'))
        at--;
    return at;
}

static bool is_error_word(ml_str s, size_t end)
{
    return ml_str_eq_nocase(word_before(s, end), ML_STR("error")) ||
           ends_with(s, end, ML_STR(JA_ERROR));
}

/* Katakana or kanji end at `end`, as Japanese nouns do; sentences end in hiragana. */
static bool japanese_noun_ends(ml_str s, size_t end)
{
    if (end < 3)
        return false;
    const unsigned char *c = (const unsigned char *)s.p + end - 3;
    bool katakana = c[0] == 0xe3 && ((c[1] == 0x82 && c[2] >= 0xa0) || c[1] == 0x83);
    return katakana || (c[0] >= 0xe4 && c[0] <= 0xe9);
}

/* "ID" counts at the start of something: "(ID: 34513)". Behind another noun it is
 * that noun's: "Ds Id", "process ID"; so is that of an address: "?id=". */
static bool id_stands_alone(ml_str s, size_t id_start)
{
    size_t before = skip_blanks_back(s, id_start);

    if (before == 0)
        return true;
    unsigned char c = (unsigned char)s.p[before - 1];
    if (ascii_word((char)c))
        return is_error_word(s, before) ||
               ml_str_eq_nocase(word_before(s, before), ML_STR("code"));
    if (c == '-' || c == '/' || c == '\\' || c == '.')
        return before < id_start; /* not part of a name such as a-id */
    if (japanese_noun_ends(s, before))
        return is_error_word(s, before) || ends_with(s, before, ML_STR(JA_CODE));
    return c != '=' && c != '?' && c != '&' && c != 0x01;
}

/* Whether the word that ends at `end` says that an error code follows. */
static bool is_context(ml_str s, size_t end)
{
    static const ml_str words[] = { ML_STR("error"), ML_STR("errorcode"),
                                    ML_STR("detailederrorcode"), ML_STR("hr"),
                                    ML_STR("hresult") };
    char last = end ? ml_lower(s.p[end - 1]) : 0;

    if (!(last & 0x80) && last != 'r' && last != 'e' && last != 't' && last != 'd')
        return false; /* none of the words ends like that */
    ml_str word = word_before(s, end);
    for (size_t i = 0; i < ML_COUNT(words); i++)
        if (ml_str_eq_nocase(word, words[i]))
            return true;
    if (ml_str_eq_nocase(word, ML_STR("id")))
        return id_stands_alone(s, end - word.n);
    if (ml_str_eq_nocase(word, ML_STR("code")))
        return is_error_word(s, skip_blanks_back(s, end - word.n));
    if (ends_with(s, end, ML_STR(JA_ERROR)))
        return true;
    if (ends_with(s, end, ML_STR(JA_CODE)))
        return is_error_word(s, skip_blanks_back(s, end - (sizeof(JA_CODE) - 1)));
    return false;
}

static bool is_other_noun(ml_str s, size_t end)
{
    ml_str word = word_before(s, end);

    for (size_t i = 0; i < ML_COUNT(other_nouns); i++)
        if (ml_str_eq_nocase(word, other_nouns[i]))
            return true;
    return false;
}

/* Whether the bracket that closes behind a number ends the sentence too. */
static bool bracket_ends_sentence(ml_str s, size_t end)
{
    static const ml_str closers[] = { ML_STR(")"), ML_STR("]"), ML_STR("\xef\xbc\x89"),
                                      ML_STR("\xef\xbc\xbd"), ML_STR("\xe3\x80\x91") };
    ml_str rest = ml_str_from(s, end);

    for (size_t i = 0; i < ML_COUNT(closers); i++) {
        if (!ml_str_starts(rest, closers[i]))
            continue;
        rest = ml_str_trim(ml_str_from(rest, closers[i].n));
        return rest.n == 0 || ml_str_starts(rest, ML_STR("\xe3\x80\x82")) ||
               (rest.p[0] == '.' && (rest.n == 1 || !ascii_word(rest.p[1])));
    }
    return false;
}

/* A number token, from its sign or 0x to the byte behind its last digit. */
struct number {
    size_t start, end;
    uint64_t value;
    bool hex, negative;
    size_t digits;
};

/* A comma parts the digits of a decimal; beside 0x... it parts the cells of a row. */
static bool token_ends(ml_str s, size_t end, bool hex)
{
    if (end == s.n)
        return true;
    char c = s.p[end], d = end + 1 < s.n ? s.p[end + 1] : ' ';
    if (ascii_word(c) || c == '\\' || c == '/')
        return false;
    return !((c == '.' || (c == ',' && !hex) || c == ':' || c == '-') && ascii_word(d));
}

static bool read_number(ml_str s, size_t at, struct number *ret)
{
    struct number n = { .start = at };
    size_t i = at;

    n.hex = i + 2 < s.n && s.p[i] == '0' && ml_lower(s.p[i + 1]) == 'x' &&
            ml_is_hex(s.p[i + 2]);
    if (at > 0) {
        char before = s.p[at - 1];
        if (ascii_word(before) || before == '.' || before == '/' || before == '\\' ||
            (before == ',' && !n.hex) || before == '#')
            return false;
        if (before == '-') {
            if (at > 1 && (ascii_word(s.p[at - 2]) || s.p[at - 2] == '-'))
                return false; /* part of a GUID, a date or a range */
            n.negative = true;
            n.start--;
        }
    }
    if (n.hex)
        i += 2;
    for (; i < s.n && (n.hex ? ml_is_hex(s.p[i]) : ml_is_digit(s.p[i])); i++) {
        char c = ml_lower(s.p[i]);
        if (++n.digits > 16)
            return false;
        n.value = n.value * (n.hex ? 16 : 10) +
                  (uint64_t)(ml_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    n.end = i;
    *ret = n;
    return token_ends(s, i, n.hex) && !(n.hex && n.negative);
}

static bool is_hresult(const struct number *n, uint32_t *ret)
{
    if (n->hex && n->digits == 8 && n->value >= 0x80000000u) {
        *ret = (uint32_t)n->value;
        return true;
    }
    if (!n->hex && n->negative && n->digits == 10 && n->value <= 0x80000000u) {
        *ret = (uint32_t)(0x100000000u - n->value);
        return true;
    }
    return false;
}

/* What needs no word before it: eight hexadecimal digits, and of the signed numbers
 * those in use, 0x80... and 0xC000.... */
static bool shows_itself(const struct number *n)
{
    return n->hex || n->value >= UINT64_C(2100000000) || n->value / 1000000 == 1073;
}

static bool is_code(ml_str s, const struct number *n, uint32_t *ret)
{
    bool hresult = is_hresult(n, ret);

    if (!hresult && (n->negative || n->value == 0 || n->value > MARS_CODE_MAX))
        return false;
    struct gap gap = gap_before(s, n->start);
    bool context = is_context(s, gap.start);
    if (hresult)
        return context || (!is_other_noun(s, gap.start) && shows_itself(n));
    *ret = (uint32_t)n->value;
    if (context)
        return gap.any || n->hex;
    return n->hex && gap.bracket && !gap.names && !is_other_noun(s, gap.start) &&
           bracket_ends_sentence(s, n->end);
}

/* The next digit from i on, or the end. */
static size_t next_digit(ml_str s, size_t i)
{
    enum { STRIDE = 32 }; /* a shape that compilers vectorise */

    while (s.n - i >= STRIDE) {
        unsigned char any = 0;
        for (size_t k = 0; k < STRIDE; k++)
            any |= (unsigned char)(s.p[i + k] - '0') < 10;
        if (any)
            break;
        i += STRIDE;
    }
    while (i < s.n && !ml_is_digit(s.p[i]))
        i++;
    return i;
}

size_t ml_codes_find(ml_str s, struct ml_code_hit *hits, size_t cap)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n && n < cap;) {
        struct number number;
        uint32_t code = 0;
        i = next_digit(s, i);
        if (i == s.n)
            break;
        if (read_number(s, i, &number)) {
            if (is_code(s, &number, &code))
                hits[n++] = (struct ml_code_hit){ code, number.start, number.end };
            i = number.end;
        }
        while (i < s.n && (ascii_word(s.p[i]))) /* the rest of the token */
            i++;
    }
    return n;
}

bool ml_code_number_at(ml_str s, size_t at, uint64_t *ret_value)
{
    struct number n;

    if (at >= s.n || !ml_is_digit(s.p[at]) || !read_number(s, at, &n) || n.negative)
        return false;
    *ret_value = n.value;
    return true;
}

bool ml_code_parse(ml_str text, uint32_t *ret_code)
{
    struct number n;

    text = ml_str_trim(text);
    bool negative = text.n && text.p[0] == '-';
    if (text.n < 1u + negative || !read_number(text, negative, &n) || n.end != text.n)
        return false;
    if (is_hresult(&n, ret_code))
        return true;
    if (n.negative || n.value > UINT32_MAX)
        return false;
    *ret_code = (uint32_t)n.value;
    return true;
}
