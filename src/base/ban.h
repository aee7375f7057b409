/* SPDX-License-Identifier: MIT */
#ifndef ML_BASE_BAN_H
#define ML_BASE_BAN_H

/*
 * Calls that have no place here, as compile errors. Included last in a .c file.
 * Unbounded copies, and whatever depends on the machine's locale or time zone.
 */

#undef strcpy
#undef strcat
#undef strtok
#pragma GCC poison strcpy strcat strtok sprintf vsprintf gets
#pragma GCC poison localtime localtime_r strptime mktime
#pragma GCC poison atoi atol atoll tmpnam mktemp

#endif
