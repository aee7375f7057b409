/* SPDX-License-Identifier: MIT */
#ifndef ML_BASE_ATTR_H
#define ML_BASE_ATTR_H

/* Compiler attributes under one name each. */

#define ML_MUST_USE __attribute__((warn_unused_result))
#define ML_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#define ML_NORETURN __attribute__((noreturn))
#define ML_UNUSED __attribute__((unused))

#define ML_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
