/* SPDX-License-Identifier: MIT */
/*
 * Changes what a catalogue looks for, one thing of a signature at a time;
 * tests/mutate.sh then asks whether the signature's examples see it.
 *
 *     mutate PATTERNS OUT ROUND STRIDE PHASE     round ROUND of every STRIDEth
 * signature mutate PATTERNS OUT ROUND ID               of one signature
 *
 * Writes the files of PATTERNS to OUT, changed, and prints what was changed: id, file
 * and line, the element, what it held, what it holds now; TABs between. Nothing is
 * printed once no signature has that many things to change.
 *
 * Changes: a digit of a code; a word of a text, symbol, path or provider (of Japanese a
 * character); the first or last character of each literal run of a regex; each class
 * and escape of a regex becomes a letter; each \b, \A, \Z, ^, (?!...) and (?<!...) of a
 * regex and the ? behind what may be missing is taken out, and so is each term of an
 * <all>, its role, `unless`, channel and levels. What makes the same pattern as before is no change.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>

#include "base/arena.h"
#include "base/buf.h"
#include "catalogue/phrase.h"

/* Counts the changes of one signature down to the one that is wanted. */
struct mutator {
    unsigned round, seen;
    bool done;
    const char *file, *id;
    struct ml_arena arena;
};

static bool is_word(char c)
{
    return ml_is_digit(c) || (ml_lower(c) >= 'a' && ml_lower(c) <= 'z');
}

static void print_flat(const char *text)
{
    for (; *text; text++)
        putchar(*text == '\t' || *text == '\n' ? ' ' : *text);
}

/* Whether this is the wanted change; if so, tells it. */
static bool wanted(struct mutator *m, const xmlNode *node, const char *what,
                   const char *old, const char *new)
{
    if (m->done || m->seen++ != m->round)
        return false;
    m->done = true;
    printf("%s\t%s:%ld\t%s\t", m->id, m->file, xmlGetLineNo(node), what);
    print_flat(old);
    putchar('\t');
    print_flat(new);
    putchar('\n');
    return true;
}

static char other_char(char c)
{
    if (ml_is_digit(c))
        return c == '9' ? '1' : (char)(c + 1);
    return ml_lower(c) == 'q' ? 'x' : 'q';
}

/* One byte, or one Japanese character, at `at` made another. */
static ml_str changed(struct mutator *m, ml_str s, size_t at)
{
    static const ml_str other = ML_STR("\xe3\x82\x93"); /* hiragana n */
    unsigned char c = (unsigned char)s.p[at];
    char one = other_char(s.p[at]);
    ml_str new = c < 0x80 ? (ml_str){ &one, 1 } : other;
    size_t n = c < 0x80 ? 1 : 3;

    return ml_arena_printf(&m->arena, "%.*s%.*s%.*s", (int)at, s.p, ML_STR_ARG(new),
                           ML_STR_ARG(ml_str_from(s, at + n)));
}

enum kind { TEXT, PATH, SYMBOL };

static ml_str pattern_of(struct mutator *m, enum kind kind, ml_str s)
{
    return kind == TEXT   ? ml_phrase_of_text(&m->arena, s).regex
           : kind == PATH ? ml_phrase_of_path(&m->arena, s).regex
                          : ml_phrase_of_symbol(&m->arena, s).regex;
}

static void set_content(xmlNode *node, ml_str text)
{
    xmlNodeSetContentLen(node, NULL, 0);
    xmlNodeAddContentLen(node, (const xmlChar *)text.p, (int)text.n);
}

/* Each word by its first character; of a run of Japanese every third character. */
static void change_words(struct mutator *m, xmlNode *node, enum kind kind)
{
    char *content = (char *)xmlNodeGetContent(node);
    ml_str s = ml_str_of(content), was = pattern_of(m, kind, s);
    unsigned japanese = 0;
    bool in_word = false;

    for (size_t i = 0; i < s.n && !m->done; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool begins = is_word(s.p[i]) && !in_word;
        in_word = is_word(s.p[i]);
        if (c >= 0xe3 && c <= 0xe9)
            begins = japanese++ % 3 == 0;
        else if (!begins)
            continue;
        ml_str new = changed(m, s, i);
        if (begins && !ml_str_eq(pattern_of(m, kind, new), was) &&
            wanted(m, node, (const char *)node->name, s.p, new.p))
            set_content(node, new);
    }
    xmlFree(content);
}

static void change_code(struct mutator *m, xmlNode *node)
{
    char *content = (char *)xmlNodeGetContent(node);
    ml_str s = ml_str_trim(ml_str_of(content));
    size_t places[] = { s.n - 1, s.n / 2 };

    for (size_t i = 0; i < 2; i++) {
        char old = s.p[places[i]], new = old == '9' || ml_lower(old) == 'f' ? '1' : old;
        new = (char)(new == '1' && old != '1' ? '1' : ml_is_digit(old) ? old + 1 : 'F');
        ml_str text = ml_arena_printf(&m->arena, "%.*s%c%.*s", (int)places[i], s.p, new,
                                      ML_STR_ARG(ml_str_from(s, places[i] + 1)));
        if (wanted(m, node, "code", s.p, text.p))
            set_content(node, text);
    }
    xmlFree(content);
}

/* How long what begins at i is, if it is nothing to be changed: an escape, a class, a
 * quantifier, the head of a group; else 0. */
static size_t syntax_n(ml_str s, size_t i)
{
    size_t n = 1;

    if (s.p[i] == '\\') {
        if (ml_str_starts(ml_str_from(s, i), ML_STR("\\x{")))
            return ml_str_find_char(ml_str_from(s, i), '}') + 1;
        return 2;
    }
    if (s.p[i] == '[') {
        while (i + n < s.n && (s.p[i + n] != ']' || n == 1))
            n += s.p[i + n] == '\\' ? 2 : 1;
        return n + 1;
    }
    if (s.p[i] == '{')
        return ml_str_find_char(ml_str_from(s, i), '}') + 1;
    if (s.p[i] == '(' && i + 1 < s.n && s.p[i + 1] == '?') {
        n = 2;
        while (i + n < s.n && strchr(":=!<>)imsx-", s.p[i + n]))
            if (s.p[i + n++] == ':')
                break;
        return n;
    }
    return 0;
}

static size_t group_n(ml_str s, size_t i)
{
    int depth = 0;

    for (size_t n = 0; i + n < s.n; n++) {
        char c = s.p[i + n];
        if (c == '\\' || c == '[') {
            n += syntax_n(s, i + n) - 1;
            continue;
        }
        depth += c == '(';
        depth -= c == ')';
        if (c == ')' && depth == 0)
            return n + 1;
    }
    return 0;
}

static void cut(struct mutator *m, xmlNode *node, ml_str s, size_t at, size_t n)
{
    ml_str new = ml_arena_printf(&m->arena, "%.*s%.*s", (int)at, s.p,
                                 ML_STR_ARG(ml_str_from(s, at + n)));
    if (n && new.n && wanted(m, node, "regex", s.p, new.p))
        set_content(node, new);
}

static bool is_anchor(ml_str s)
{
    return s.n >= 2 && s.p[0] == '\\' && strchr("bAZ", s.p[1]);
}

/* \b and look-arounds: what is not to stand beside a match; \A and \Z. */
static void loosen_regex(struct mutator *m, xmlNode *node, ml_str s)
{
    for (size_t i = 0; i < s.n && !m->done; i++) {
        ml_str rest = ml_str_from(s, i);
        if (is_anchor(rest))
            cut(m, node, s, i, 2);
        else if (ml_str_starts(rest, ML_STR("(?!")) ||
                 ml_str_starts(rest, ML_STR("(?<!")))
            cut(m, node, s, i, group_n(s, i));
        size_t n = s.p[i] == '\\' || s.p[i] == '[' ? syntax_n(s, i) : 0;
        i += n ? n - 1 : 0;
    }
}

/* Whether what stands there may be missing: then it is no matter what it is. */
static bool is_optional(ml_str rest)
{
    return rest.n && (strchr("?*", rest.p[0]) || ml_str_starts(rest, ML_STR("{0,")));
}

/* Each class and escape by a letter that logs hardly hold; not those of a group that
 * may be missing: most only say where a capture begins. */
static void narrow_regex(struct mutator *m, xmlNode *node, ml_str s)
{
    size_t n;

    for (size_t i = 0; i < s.n && !m->done; i += n) {
        n = s.p[i] == '\\' || s.p[i] == '[' ? syntax_n(s, i) : 0;
        if (n && !is_anchor(ml_str_from(s, i)) && !is_optional(ml_str_from(s, i + n))) {
            ml_str new = ml_arena_printf(&m->arena, "%.*sq%.*s", (int)i, s.p,
                                         ML_STR_ARG(ml_str_from(s, i + n)));
            if (wanted(m, node, "regex", s.p, new.p))
                set_content(node, new);
        }
        if (n == 0 && ml_str_starts(ml_str_from(s, i), ML_STR("(?:"))) {
            size_t group = group_n(s, i);
            n = is_optional(ml_str_from(s, i + group)) ? group : 0;
        }
        n = n ? n : 1;
    }
}

/* What may be missing has to be there; the beginning may be anywhere. */
static void require_all(struct mutator *m, xmlNode *node, ml_str s)
{
    size_t n;

    for (size_t i = 0; i < s.n && !m->done; i += n) {
        n = syntax_n(s, i);
        n = n ? n : 1;
        if (s.p[i] == '^')
            cut(m, node, s, i, 1);
        else if (i + n < s.n && s.p[i + n] == '?' && !strchr("?*+{", s.p[i]))
            cut(m, node, s, i + n, 1);
    }
}

static void change_regex(struct mutator *m, xmlNode *node)
{
    char *content = (char *)xmlNodeGetContent(node);
    ml_str s = ml_str_of(content);

    loosen_regex(m, node, s);
    narrow_regex(m, node, s);
    require_all(m, node, s);
    for (size_t i = 0; i < s.n && !m->done;) {
        size_t n = syntax_n(s, i);
        if (n || !(is_word(s.p[i]) || (unsigned char)s.p[i] >= 0xe3)) {
            i += n ? n : 1;
            continue;
        }
        size_t end = i + 1,
               last = i; /* a run of characters that stand for themselves */
        while (end < s.n && (is_word(s.p[end]) || (unsigned char)s.p[end] >= 0x80)) {
            last = (unsigned char)s.p[end] < 0x80 || (unsigned char)s.p[end] >= 0xe0
                       ? end
                       : last;
            end++;
        }
        if (end < s.n && strchr("?*", s.p[end])) /* the last one may be missing */
            last = i;
        size_t places[] = { i, last };
        bool may_lack = end == i + 1 && end < s.n && strchr("?*", s.p[end]);
        for (size_t k = 0; k < 1 + (size_t)(last > i) && !may_lack; k++) {
            ml_str new = changed(m, s, places[k]);
            if (wanted(m, node, "regex", s.p, new.p))
                set_content(node, new);
        }
        i = end;
    }
    xmlFree(content);
}

static void change_attribute(struct mutator *m, xmlNode *node, const char *name)
{
    char *value = (char *)xmlGetNoNsProp(node, (const xmlChar *)name);

    if (value && (strcmp(name, "unless") == 0 || strcmp(name, "role") == 0 ||
                  strcmp(name, "channel") == 0 || strcmp(name, "levels") == 0)) {
        if (wanted(m, node, name, value, ""))
            xmlUnsetProp(node, (const xmlChar *)name);
    } else if (value) {
        ml_str s = ml_str_of(value), new = changed(m, s, s.n - 1);
        if (wanted(m, node, name, value, new.p))
            xmlSetProp(node, (const xmlChar *)name, (const xmlChar *)new.p);
    }
    xmlFree(value);
}

static bool is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE &&
           strcmp((const char *)node->name, name) == 0;
}

/* Each term of an <all> but an only one. */
static void drop_terms(struct mutator *m, xmlNode *all)
{
    if (xmlChildElementCount(all) < 2)
        return;
    for (xmlNode *node = all->children; node && !m->done; node = node->next) {
        char *content = (char *)xmlNodeGetContent(node);
        if (node->type == XML_ELEMENT_NODE &&
            wanted(m, node, (const char *)node->name, content, "")) {
            xmlUnlinkNode(node);
            xmlFreeNode(node);
            node = all->children;
        }
        xmlFree(content);
    }
}

static void change_terms(struct mutator *m, xmlNode *parent)
{
    for (xmlNode *node = parent->children; node && !m->done; node = node->next) {
        if (is(node, "code"))
            change_code(m, node);
        else if (is(node, "regex"))
            change_regex(m, node);
        else if (is(node, "symbol"))
            change_words(m, node, SYMBOL);
        else if (is(node, "path"))
            change_words(m, node, PATH);
        else if (is(node, "event")) {
            change_attribute(m, node, "provider");
            change_attribute(m, node, "id");
            change_attribute(m, node, "channel");
        } else if (is(node, "text")) {
            change_words(m, node, TEXT);
            change_attribute(m, node, "unless");
        } else if (is(node, "all")) {
            change_attribute(m, node, "role");
            drop_terms(m, node);
            change_terms(m, node);
        }
    }
}

static void change_signature(struct mutator *m, xmlNode *node)
{
    change_terms(m, node);
    if (!m->done)
        change_attribute(m, node, "levels");
}

static bool is_signature(const xmlNode *node)
{
    return is(node, "signature") || is(node, "observation");
}

/* Which signatures are meant: every STRIDEth, or one by id. */
struct choice {
    unsigned stride, phase, index;
    const char *id;
};

static bool chosen(struct choice *c, const char *id)
{
    return c->id ? strcmp(c->id, id) == 0 : c->index++ % c->stride == c->phase;
}

static void change_file(struct choice *c, unsigned round, const char *from,
                        const char *name, const char *to)
{
    char path[4096], out[4096];

    snprintf(path, sizeof(path), "%s/%s", from, name);
    snprintf(out, sizeof(out), "%s/%s", to, name);
    xmlDoc *doc = xmlReadFile(path, NULL, XML_PARSE_NONET | XML_PARSE_BIG_LINES);
    if (!doc)
        exit(2);
    for (xmlNode *node = xmlDocGetRootElement(doc)->children; node; node = node->next) {
        if (!is_signature(node))
            continue;
        char *id = (char *)xmlGetNoNsProp(node, (const xmlChar *)"id");
        struct mutator m = { .round = round, .file = name, .id = id };
        ml_arena_init(&m.arena);
        if (chosen(c, id))
            change_signature(&m, node);
        ml_arena_reset(&m.arena);
        xmlFree(id);
    }
    if (xmlSaveFile(out, doc) < 0)
        exit(2);
    xmlFreeDoc(doc);
}

static int is_xml(const struct dirent *entry)
{
    return ml_str_ends_nocase(ml_str_of(entry->d_name), ML_STR(".xml"));
}

int main(int argc, char **argv)
{
    struct choice choice = { .stride = 1 };
    struct dirent **names = NULL;

    if (argc != 5 && argc != 6) {
        fprintf(stderr, "usage: mutate PATTERNS OUT ROUND (ID | STRIDE PHASE)\n");
        return 2;
    }
    if (argc == 5) {
        choice.id = argv[4];
    } else {
        choice.stride = (unsigned)atoi(argv[4]);
        choice.phase = (unsigned)atoi(argv[5]);
    }
    int n = scandir(argv[1], &names, is_xml, alphasort);
    if (n <= 0 || choice.stride == 0)
        return 2;
    for (int i = 0; i < n; i++) {
        change_file(&choice, (unsigned)atoi(argv[3]), argv[1], names[i]->d_name,
                    argv[2]);
        free(names[i]);
    }
    free(names);
    xmlCleanupParser();
    return 0;
}
