/* SPDX-License-Identifier: MIT */
#ifndef ML_FACTS_PRODUCTS_H
#define ML_FACTS_PRODUCTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"
#include "facts/text.h"

/*
 * Security products by the traces they leave: filter drivers, programs, publishers.
 */

enum { ML_PRODUCTS_MAX = 32 };

/** A set of product names, in order of appearance. Zero-initialise. */
struct ml_products {
    ml_str name[ML_PRODUCTS_MAX]; /* constant, or slices of the text read */
    size_t n;
};

void ml_products_add(struct ml_products *set, ml_str name);

/** The product of a filter driver known by name; empty when it is not known. */
ml_str ml_product_of_driver(ml_str driver);
/** Filter drivers that lie in the antivirus altitudes and are none. */
bool ml_driver_is_harmless(ml_str driver);
/** The product of a program by its name and publisher; empty when it is none. */
ml_str ml_product_of_program(ml_str name, ml_str publisher);

/** The list as the fact `name`: comma-separated, empty when there is none. */
void ml_products_emit(const struct ml_products *set, struct ml_at at, const char *name);

#endif
