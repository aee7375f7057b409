/* SPDX-License-Identifier: MIT */
#include "fleet/naming.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/ban.h"

struct known {
    const struct ml_past *past;
    ml_str base;
    unsigned suitors;
    bool is_taken;
};

struct naming {
    struct ml_arena *arena;
    const struct ml_owner *owners;
    ml_str *names; /* by owner; empty: none yet */
    uint32_t n;
    struct known *known; /* by folder and base */
    uint32_t nknown;
    uint32_t *found; /* of one owner: indices of known */
    size_t nfound, cap_found;
};

ml_str ml_naming_base(ml_str name)
{
    uint64_t again;
    size_t n = name.n;

    while (n > 0 && name.p[n - 1] != '~')
        n--;
    bool is_again = n > 1 && ml_str_to_u64(ml_str_from(name, n), &again) && again > 1;
    return is_again ? ml_str_sub(name, 0, n - 1) : name;
}

static int cmp_known(const struct known *k, ml_str folder, ml_str base)
{
    int c = ml_str_cmp(k->past->folder, folder);
    return c ? c : ml_str_cmp_nocase(k->base, base);
}

static int by_base(const void *a, const void *b)
{
    const struct known *x = a, *y = b;
    int c = cmp_known(x, y->past->folder, y->base);
    return c ? c : ml_str_cmp(x->past->name, y->past->name);
}

static uint32_t first_of(const struct naming *n, ml_str folder, ml_str base)
{
    uint32_t lo = 0, hi = n->nknown;

    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (cmp_known(&n->known[mid], folder, base) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* ---- who may be meant ---- */

static void add_found(struct naming *n, uint32_t i)
{
    ML_PUSH(n->found, n->nfound, n->cap_found, i);
}

static void find_shorter(struct naming *n, const struct ml_owner *o, size_t length)
{
    ml_str base = ml_str_sub(o->name, 0, length);

    if (length == o->name.n || !ml_computer_is_cut(base, o->name))
        return;
    for (uint32_t i = first_of(n, o->folder, base);
         i < n->nknown && cmp_known(&n->known[i], o->folder, base) == 0; i++)
        add_found(n, i);
}

/* All that the owner's name may stand for. What it is cut from follows it. */
static void find_related(struct naming *n, const struct ml_owner *o)
{
    enum { NETBIOS_NAME_MAX = 15 };
    size_t dot = ml_str_find_char(o->name, '.');

    n->nfound = 0;
    for (uint32_t i = first_of(n, o->folder, o->name); i < n->nknown; i++) {
        const struct known *k = &n->known[i];
        if (!ml_str_eq(k->past->folder, o->folder) ||
            !ml_str_starts_nocase(k->base, o->name))
            break;
        if (ml_computer_is_same(k->base, o->name))
            add_found(n, i);
    }
    if (dot != ML_NPOS)
        find_shorter(n, o, dot);
    if (o->name.n > NETBIOS_NAME_MAX && dot != NETBIOS_NAME_MAX)
        find_shorter(n, o, NETBIOS_NAME_MAX);
}

/* In the order in which they are tried. */
enum rule {
    BY_MACHINE, /* the same machine under such a name */
    BY_NAME,    /* the same name, and no other machine */
    BY_CUT,   /* the only one that it may be a form of, and the only one that may be */
    IN_PLACE, /* another machine, while the one of the name is not there */
    NRULES,
};

static bool fits(const struct known *k, const struct ml_owner *o, enum rule rule)
{
    bool is_known = k->past->machine.n && o->machine_id.n;
    bool is_machine = is_known && ml_str_eq_nocase(k->past->machine, o->machine_id);
    bool is_name = ml_str_eq_nocase(k->base, o->name);

    if (k->is_taken)
        return false;
    switch (rule) {
    case BY_MACHINE:
        return is_machine && (is_name || o->is_named);
    case BY_NAME:
        return is_name && (is_machine || !is_known);
    case BY_CUT:
        return !is_name && o->is_named && (is_machine || !is_known);
    default:
        return ml_str_eq_nocase(k->past->name, o->name);
    }
}

static struct known *choose(struct naming *n, const struct ml_owner *o, enum rule rule)
{
    struct known *chosen = NULL;

    find_related(n, o);
    for (size_t i = 0; i < n->nfound; i++) {
        struct known *k = &n->known[n->found[i]];
        if (!fits(k, o, rule))
            continue;
        if (chosen && rule == BY_CUT)
            return NULL; /* it may be either */
        if (!chosen)
            chosen = k;
    }
    return chosen;
}

static void apply(struct naming *n, enum rule rule)
{
    for (uint32_t i = 0; rule == BY_CUT && i < n->n; i++) {
        struct known *k = n->names[i].n ? NULL : choose(n, &n->owners[i], rule);
        if (k)
            k->suitors++;
    }
    for (uint32_t i = 0; i < n->n; i++) {
        struct known *k = n->names[i].n ? NULL : choose(n, &n->owners[i], rule);
        if (!k || (rule == BY_CUT && k->suitors > 1))
            continue;
        k->is_taken = true;
        n->names[i] = k->past->name;
    }
}

/* ---- new names ---- */

static bool is_known(const struct naming *n, const struct ml_owner *o, ml_str name)
{
    ml_str base = ml_naming_base(name);

    for (uint32_t i = first_of(n, o->folder, base);
         i < n->nknown && cmp_known(&n->known[i], o->folder, base) == 0; i++)
        if (ml_str_eq_nocase(n->known[i].past->name, name))
            return true;
    return false;
}

struct newcomer {
    const struct ml_owner *owner;
    uint32_t index;
};

static int by_newcomer(const void *a, const void *b)
{
    const struct newcomer *x = a, *y = b;
    int c = ml_str_cmp(x->owner->folder, y->owner->folder);

    if (c == 0)
        c = ml_str_cmp_nocase(x->owner->name, y->owner->name);
    return c ? c : (x->index > y->index) - (x->index < y->index);
}

static bool is_alike(const struct newcomer *x, const struct newcomer *y)
{
    return ml_str_eq(x->owner->folder, y->owner->folder) &&
           ml_str_eq_nocase(x->owner->name, y->owner->name);
}

static void name_newcomers(struct naming *n)
{
    struct newcomer *list = ml_arena_array(n->arena, n->n, sizeof(*list));
    uint32_t nlist = 0;
    unsigned again = 0;

    for (uint32_t i = 0; i < n->n; i++)
        if (!n->names[i].n)
            list[nlist++] = (struct newcomer){ &n->owners[i], i };
    if (nlist)
        qsort(list, nlist, sizeof(*list), by_newcomer);
    for (uint32_t i = 0; i < nlist; i++) {
        const struct ml_owner *o = list[i].owner;
        ml_str name = o->name;
        again = i && is_alike(&list[i], &list[i - 1]) ? again + 1 : 1;
        if (again > 1)
            name = ml_arena_printf(n->arena, "%.*s~%u", ML_STR_ARG(o->name), again);
        while (is_known(n, o, name))
            name = ml_arena_printf(n->arena, "%.*s~%u", ML_STR_ARG(o->name), ++again);
        n->names[list[i].index] = name;
    }
}

ml_str *ml_naming_of(struct ml_arena *arena, const struct ml_owner *owners, uint32_t n,
                     const struct ml_past *pasts, uint32_t npasts)
{
    struct naming naming = { .arena = arena, .owners = owners, .n = n };

    naming.names = ml_arena_array(arena, n, sizeof(*naming.names));
    naming.known = ml_arena_array(arena, npasts, sizeof(*naming.known));
    naming.nknown = npasts;
    for (uint32_t i = 0; i < npasts; i++)
        naming.known[i] =
            (struct known){ .past = &pasts[i], .base = ml_naming_base(pasts[i].name) };
    if (npasts)
        qsort(naming.known, npasts, sizeof(*naming.known), by_base);
    for (int rule = 0; npasts && rule < NRULES; rule++)
        apply(&naming, (enum rule)rule);
    name_newcomers(&naming);
    free(naming.found);
    return naming.names;
}
