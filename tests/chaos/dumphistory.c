/* SPDX-License-Identifier: MIT */
/* Prints a database whole, for comparing: dumphistory FILE. A line for each row, of each
 * table by name, in the order of its columns. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static sqlite3 *db;

static void fail(void)
{
    fprintf(stderr, "dumphistory: %s\n", sqlite3_errmsg(db));
    exit(1);
}

static sqlite3_stmt *ask(const char *sql)
{
    sqlite3_stmt *s;

    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
        fail();
    return s;
}

static void print_value(sqlite3_stmt *s, int i)
{
    const unsigned char *bytes = sqlite3_column_blob(s, i);
    int n = sqlite3_column_bytes(s, i);

    if (sqlite3_column_type(s, i) != SQLITE_BLOB) {
        printf(" | %s", (const char *)sqlite3_column_text(s, i));
        return;
    }
    fputs(" | x", stdout);
    for (int k = 0; k < n; k++)
        printf("%02x", bytes[k]);
}

static void print_table(const char *name)
{
    char sql[512];
    int n, at;

    snprintf(sql, sizeof(sql), "SELECT * FROM \"%s\"", name);
    sqlite3_stmt *s = ask(sql);
    n = sqlite3_column_count(s);
    sqlite3_finalize(s);
    at = snprintf(sql, sizeof(sql), "SELECT * FROM \"%s\" ORDER BY 1", name);
    for (int i = 2; i <= n; i++)
        at += snprintf(sql + at, sizeof(sql) - (size_t)at, ", %d", i);
    s = ask(sql);
    while (sqlite3_step(s) == SQLITE_ROW) {
        fputs(name, stdout);
        for (int i = 0; i < n; i++)
            print_value(s, i);
        putchar('\n');
    }
    sqlite3_finalize(s);
}

int main(int argc, char **argv)
{
    if (argc != 2 || sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) {
        fprintf(stderr, "usage: dumphistory FILE\n");
        return 2;
    }
    sqlite3_stmt *s = ask("PRAGMA integrity_check");
    while (sqlite3_step(s) == SQLITE_ROW)
        printf("integrity %s\n", (const char *)sqlite3_column_text(s, 0));
    sqlite3_finalize(s);
    s = ask("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
    while (sqlite3_step(s) == SQLITE_ROW)
        print_table((const char *)sqlite3_column_text(s, 0));
    sqlite3_finalize(s);
    return sqlite3_close(db) == SQLITE_OK ? 0 : 1;
}
