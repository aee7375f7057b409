/* SPDX-License-Identifier: MIT */
#ifndef ML_FACTS_TEXT_H
#define ML_FACTS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/str.h"
#include "facts/facts.h"

/*
 * What the readers share: lines of bounded length, labels, columns, the forms that
 * values are written in, and the way into the sink.
 */

/* Longer lines are cut: a value that needs more is none of ours. */
enum { ML_FACT_LINE_BYTES = 16 * 1024 };
/* Lines behind this are not read: more than any listing that was ever sent. */
enum { ML_FACT_LINES = 2000000 };
/* Longer values are no facts. */
enum { ML_FACT_VALUE_BYTES = 4 * 1024 };

/** Lines of a text, counted from 1. */
struct ml_lines {
    ml_str rest;
    ml_str line; /* the current one, cut to ML_FACT_LINE_BYTES, as written */
    ml_str trim; /* the same without blanks on both sides */
    uint64_t number;
};

struct ml_lines ml_lines_of(ml_str text);
bool ml_lines_next(struct ml_lines *lines);

/** Whether the text holds one of the marks; exact bytes. */
bool ml_text_has_any(ml_str text, const ml_str *marks, size_t n);
/** ... as the first thing of a line, blanks before it aside. */
bool ml_text_line_starts(ml_str text, ml_str mark);
/** Whether there is nothing in it but blanks, line ends, NUL. */
bool ml_text_blank(ml_str text);

/* ml_str_trim() that also takes NUL and U+3000 (the wide blank of Japanese text). */
ml_str ml_text_trim(ml_str s);

/**
 * `label : value`, cut at the first colon, narrow or wide; both trimmed.
 * Dots and blanks that pad the label ("Version....: x") are taken off.
 */
bool ml_text_label(ml_str line, ml_str *ret_label, ml_str *ret_value);

/** Take the next word (up to a blank or TAB) off *rest; false at the end. */
bool ml_text_word(ml_str *rest, ml_str *ret_word);

/** Take the next column, ended by two blanks or a TAB, off *rest. */
bool ml_text_column(ml_str *rest, ml_str *ret_column);

/** One cell of a CSV line; quotes taken off, `""` inside is left as it is. */
bool ml_text_csv_cell(ml_str *rest, ml_str *ret_cell);

/* Forms of values. Whole strings only. */
bool ml_form_guid(ml_str s, ml_str *ret_bare); /* with or without braces */
bool ml_form_version(ml_str s);                /* 2.0.9249.0: two to four numbers */
bool ml_form_host(ml_str s);                   /* name or address, no port */
bool ml_form_path(ml_str s);                   /* X:\... or \\... */
bool ml_form_resource(ml_str s);               /* of a vault: digits, or a GUID */
/** `1,234`, `1.234`, `1 234` (also with U+00A0, U+202F) or `1234`. */
bool ml_form_grouped(ml_str s, uint64_t *ret);
/** `40.12 GB (43,081,234,432 bytes)`, `1.2 GB`, `300 MB (x%)`, `512`. */
bool ml_form_bytes(ml_str s, uint64_t *ret);

/**
 * The proxy of a setting: `host:port`, `http://host:port`, or the https part (else
 * the http part, else the first) of `http=a:80;https=b:443`.
 */
bool ml_form_proxy(ml_str s, ml_str *ret_host_port);

/** Minutes east of UTC as `+09:00`; `out` holds 7 bytes. False beyond 14 hours. */
bool ml_form_offset(int64_t minutes, char out[7]);

/* Into the sink. A value that is empty, too long or holds a control character is
 * dropped by ml_emit(); ml_emit_empty() says "known to be empty". */

/** Where a fact stands, and when it was true. */
struct ml_at {
    const struct ml_fact_sink *sink;
    struct ml_time time;
    uint64_t line;
};

struct ml_at ml_at(const struct ml_fact_sink *sink, uint64_t line);

void ml_emit(struct ml_at at, const char *name, ml_str value);
void ml_emit_empty(struct ml_at at, const char *name);
void ml_emit_bool(struct ml_at at, const char *name, bool value);
void ml_emit_u64(struct ml_at at, const char *name, uint64_t value);
void ml_emit_time(struct ml_at at, const char *name, struct ml_time value);
/** As ml_emit() under the name `group.part.what`. */
void ml_emit_part(struct ml_at at, const char *group, const char *part,
                  const char *what, ml_str value);
void ml_emit_artefact(struct ml_at at, const char *id, enum ml_artefact_state state);

#endif
