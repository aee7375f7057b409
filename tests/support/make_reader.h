/* SPDX-License-Identifier: MIT */
#ifndef ML_SUPPORT_MAKE_READER_H
#define ML_SUPPORT_MAKE_READER_H

#include "catalogue/catalogue.h"
#include "report/casereader.h"

/** What the cases of reports are read with: of the source folder, the catalogue with a
 * digest, as that of a build has one, and the schema. Aborts when one is broken. */
void make_reader(struct ml_catalogue **ret_catalogue, struct ml_schema **ret_schema);

#endif
