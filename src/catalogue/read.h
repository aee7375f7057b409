/* SPDX-License-Identifier: MIT */
#ifndef ML_CATALOGUE_READ_H
#define ML_CATALOGUE_READ_H

#include "base/attr.h"
#include "base/err.h"
#include "catalogue/catalogue.h"

/*
 * Catalogue files as XML.
 *
 *     folder/?.xml -> schema -> entries -> laid over a catalogue, by id
 *
 * Nothing outside the folder is ever fetched: no network, no DOCTYPE, no entities, no
 * inclusion.
 */

/** An empty catalogue, to read into. */
struct ml_catalogue *ml_catalogue_new(void);

/**
 * Read every *.xml file of a folder, in the order of their names, and lay the entries
 * over `c`: a new id is added, a known one replaced. Digest and newest year are set.
 *
 * `schema` is the path of catalogue.rng.
 * Errors: ML_FAIL with *c as it was. ML_ERR_IO when the folder, a file or the schema
 * cannot be read; ML_ERR_RULE, with file and line, for what is not well-formed, what
 * the schema does not allow, an id defined twice in the folder, and a reference to an
 * id or fact that nobody defines; ML_ERR_LIMIT for a file above 16 MiB.
 */
enum ml_rc ml_catalogue_read_dir(struct ml_catalogue *c, const char *dir,
                                 const char *schema, struct ml_err *err) ML_MUST_USE;

#endif
