/* SPDX-License-Identifier: MIT */
#include <archive.h>
#include <hs/hs.h>
#include <jansson.h>
#include <libxml/xmlversion.h>
#include <libxslt/xslt.h>
#include <libxslt/xsltconfig.h>
#include <locale.h>
#include <openssl/crypto.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xxhash.h>
#include <zlib.h>

#include "base/attr.h"
#include "cli/command.h"
#include "fleet/sandbox.h"
#include "hive/child.h"
#include "config.h"
#include "base/ban.h"

static const struct ml_command *const commands[] = {
    &ml_command_scan,
    &ml_command_batch,
    &ml_command_history,
    &ml_command_mute,
    &ml_command_show,
    &ml_command_events,
    &ml_command_explain,
    &ml_command_diff,
    &ml_command_merge,
    &ml_command_patterns,
};

static int print_version(void)
{
    char pcre2[64] = "";

    pcre2_config(PCRE2_CONFIG_VERSION, pcre2);
    printf("marslog %s\n", PACKAGE_VERSION);
    printf("%s\nzlib %s\nPCRE2 %s\nvectorscan %s\nlibxml2 %s\nlibxslt %s\n%s\n"
           "xxHash %d.%d.%d\nhivex %s\nJansson %s\nisolation: %s\n",
           archive_version_string(), zlibVersion(), pcre2, hs_version(),
           LIBXML_DOTTED_VERSION, LIBXSLT_DOTTED_VERSION, OpenSSL_version(OPENSSL_VERSION),
           XXH_VERSION_MAJOR, XXH_VERSION_MINOR, XXH_VERSION_RELEASE, ML_HIVEX_VERSION, jansson_version_str(),
           ml_sandbox_offers());
    return ML_EXIT_CLEAN;
}

static int print_help(void)
{
    puts("Usage: marslog COMMAND [options] ...\n"
         "\n"
         "Finds known problems in uploads from servers with the Azure Backup (MARS)\n"
         "agent, weighs their causes, and says what is missing.\n"
         "\n"
         "Commands:");
    for (size_t i = 0; i < ML_COUNT(commands); i++)
        printf("  %-10s %s\n", commands[i]->name, commands[i]->summary);
    puts("  help       this text, or that of a command: marslog help COMMAND\n"
         "\n"
         "Most often: marslog scan bundle.zip --html report.html\n"
         "\n"
         "Exit status of scan: 0 no known problem, 1 at least one, 2 usage or catalogue\n"
         "error, 3 some input could not be read, 130 interrupted.");
    return ML_EXIT_CLEAN;
}

static int print_command_help(const struct ml_command *c)
{
    printf("Usage: %s\n\n%s\n\n%s\n", c->usage, c->summary, c->more);
    ml_cli_print_options(c->bit);
    return ML_EXIT_CLEAN;
}

static const struct ml_command *find_command(const char *name)
{
    for (size_t i = 0; i < ML_COUNT(commands); i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

static int unknown_command(const char *name)
{
    struct ml_err err;

    ml_err_set(&err, ML_FAIL, ML_ERR_USAGE, "unknown command '%s'", name);
    return ml_cli_usage("", &err);
}

static int run_command(const struct ml_command *c, int argc, char **argv)
{
    struct ml_cli cli;
    struct ml_err err = { 0 };
    int status;

    enum ml_rc rc = ml_cli_parse(&cli, c->bit, argc, argv, &err);
    /* The system's words for a failure stand in reports: the same everywhere. */
    setlocale(LC_MESSAGES, "C");
    if (rc != ML_OK)
        status = ml_cli_usage(c->name, &err);
    else if (cli.help)
        status = print_command_help(c);
    else if (cli.version)
        status = print_version();
    else
        status = c->run(&cli);
    ml_cli_reset(&cli);
    return status;
}

static int run_help(int argc, char **argv)
{
    if (argc < 3)
        return print_help();
    const struct ml_command *c = find_command(argv[2]);
    if (!c)
        return unknown_command(argv[2]);
    /* For shell completion. */
    if (argc > 3 && strcmp(argv[3], "--names") == 0) {
        ml_cli_print_names(c->bit);
        return ML_EXIT_CLEAN;
    }
    return print_command_help(c);
}

int main(int argc, char **argv)
{
    /* A process of its own for bytes that a library in C takes apart; not for users. */
    if (argc >= 2 && strcmp(argv[1], ML_HIVE_COMMAND) == 0)
        return ml_hive_child(argc - 2, argv + 2);
    setlocale(LC_MESSAGES, "");
    /* Names of members come as UTF-8, and times as they are stored, whatever the
     * machine's locale and zone are. */
    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        setlocale(LC_CTYPE, "en_US.UTF-8");
    setenv("TZ", "UTC0", 1);
    tzset();

    if (argc < 2) {
        struct ml_err err;
        ml_err_set(&err, ML_FAIL, ML_ERR_USAGE, "no command given");
        return ml_cli_usage("", &err);
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0)
        return print_version();
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return print_help();
    if (strcmp(argv[1], "help") == 0)
        return run_help(argc, argv);
    const struct ml_command *c = find_command(argv[1]);
    return c ? run_command(c, argc - 2, argv + 2) : unknown_command(argv[1]);
}
