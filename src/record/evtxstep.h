/* SPDX-License-Identifier: MIT */
#ifndef ML_RECORD_EVTXSTEP_H
#define ML_RECORD_EVTXSTEP_H

#include "record/evtxreader.h"

/*
 * A definition is compiled to steps, each of which puts one value where it belongs:
 * into a field of the event, or behind its data. Running the steps of a record is then
 * all that its fields cost.
 *
 * evtxcompile.c makes the steps, evtxrun.c runs them, evtxfield.c fills the fields in.
 *
 *     <EventID>%4</EventID>           ->  field EVENT from value 4
 *     <Data Name="hr">%18</Data>      ->  data "hr" from value 18
 *     <Computer>FS01</Computer>       ->  no step: a constant of the program
 */

enum field {
    F_NONE = 0,
    F_PROVIDER,
    F_PROVIDER_GUID,
    F_SOURCE,
    F_EVENT,
    F_QUALIFIERS,
    F_VERSION,
    F_LEVEL,
    F_TASK,
    F_OPCODE,
    F_KEYWORDS,
    F_CREATED,
    F_ACTIVITY,
    F_PROCESS,
    F_THREAD,
    F_CHANNEL,
    F_COMPUTER,
    F_USER,
    F_RECORD,
    F_MESSAGE,
};

/* Where in an event something stands. */
enum context {
    IN_NOTHING = 0,
    IN_EVENT,
    IN_SYSTEM,
    IN_SYSTEM_FIELD,
    IN_SECTION, /* EventData, UserData and the like */
    IN_DATA,    /* an element below those */
    IN_RENDERING,
    IN_RENDERED,
};

enum step_kind {
    S_FIELD,     /* `field` from the value */
    S_DATA,      /* data `name` from the value */
    S_NAME,      /* the value names the next data */
    S_NEST,      /* the value is binary XML in `context` */
    S_TEMPLATE,  /* an instance of `definition` with its own values at `number` */
    S_MIX,       /* begin a text of several pieces */
    S_PIECE,     /* one of them */
    S_MIX_FIELD, /* the text made of them is a field, or data */
    S_MIX_DATA,
    S_MIX_NAME,
};

struct ml_evtx_step {
    uint8_t kind;
    uint8_t field;
    uint8_t context;
    bool constant; /* `value` is it, else it is the record's value `number` */
    bool aside;    /* see struct ml_evtx_data */
    bool named;    /* data: an S_NAME before it says how it is called */
    uint32_t number, definition;
    ml_str name;
    struct ml_evtx_value value;
};

struct ml_evtx_program {
    uint32_t definition;
    uint8_t context;
    bool damaged;
    uint32_t next;                  /* in its bucket: 1 + index; 0: none */
    uint32_t first, n;              /* steps */
    uint32_t nvalues;               /* of a record that the steps ask for */
    struct ml_evtx_event constants; /* of a whole event: its fields that never change */
};

/* ---- evtxcompile.c ---- */

/** The index of the program of the definition at this place of the chunk, for what
 * stands in the context. May move the programs and the steps. */
uint32_t ml_evtx_program_of(struct ml_evtx_reader *r, uint32_t definition,
                            enum context context);

/** Compile the tokens from x.at on as what stands in `around`; the steps are put behind
 * the others. */
void ml_evtx_compile(struct ml_evtx_reader *r, struct ml_binxml x, enum context around,
                     struct ml_evtx_program *ret);

/** All of the chunk. */
struct ml_binxml ml_evtx_all(const struct ml_evtx_reader *r);

/* ---- evtxfield.c ---- */

/** Room in a pool; NULL, and the fault is noted, when it is full. */
char *ml_evtx_pool_take(struct ml_evtx_reader *r, struct ml_evtx_pool *pool, size_t n);
ml_str ml_evtx_pool_utf8(struct ml_evtx_reader *r, struct ml_evtx_pool *pool,
                         const struct ml_evtx_value *wide);

/** Pay for work; false when the chunk has cost enough. */
bool ml_evtx_pay(struct ml_evtx_reader *r, uint64_t n);

/** Text that is converted already. */
struct ml_evtx_value ml_evtx_as_value(ml_str text);

/** Text of a field: it stays as long as the chunk does. */
ml_str ml_evtx_field_text(struct ml_evtx_reader *r, const struct ml_evtx_value *value);

void ml_evtx_set_field(struct ml_evtx_reader *r, struct ml_evtx_event *event,
                       enum field field, const struct ml_evtx_value *value);

#endif
