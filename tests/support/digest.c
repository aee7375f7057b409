/* SPDX-License-Identifier: MIT */
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * An XML report as lines that a reviewer can read and a script can search, on standard
 * output:
 *
 *     digest REPORT.xml             the whole
 *     digest --addresses REPORT.xml every address that it prints, one a line
 *
 * Left out is what changes with the version of a library or of the catalogue (digests,
 * packed sizes) and what is only for `merge`.
 */

/* One kind of element: how deep it stands, and its attributes in order. */
static const struct kind {
    const char *name;
    int indent;
    const char *attributes[12];
} kinds[] = {
    { "server",
      0,
      { "name", "state", "reason", "os-build", "agent-version", "time-zone" } },
    { "bundle", 1, { "path", "state", "reason", "flavour", "collected", "computer" } },
    { "finding", 1, { "signature", "severity", "count", "first", "last" } },
    { "evidence", 2, { "address", "time", "level", "job" } },
    { "oscode", 3, { "value", "family", "symbol" } },
    { "context", 2, { "address" } },
    { "cause", 1, { "id", "verdict", "explains" } },
    { "for", 2, { "weight", "signature", "at", "address" } },
    { "against", 2, { "weight", "signature", "at", "address" } },
    { "missing", 2, { "artefact" } },
    { "fact", 1, { "name", "value", "address", "time" } },
    { "coverage", 1, { "files", "bytes-present", "bytes-read", "bytes-skipped" } },
    { "file",
      2,
      { "address", "state", "reason", "role", "encoding", "bytes", "records", "first",
        "last", "year" } },
};

/* The text of the element itself, without that of elements in it. */
static void print_text(xmlNode *node)
{
    for (xmlNode *child = node->children; child; child = child->next)
        for (char *p = child->type == XML_TEXT_NODE ? (char *)child->content : NULL;
             p && *p; p++)
            putchar(*p == '\n' || *p == '\t' ? ' ' : *p);
}

static void print_attribute(xmlNode *node, const char *name, int first)
{
    char *value = (char *)xmlGetNoNsProp(node, (const xmlChar *)name);

    if (value && first)
        printf(" %s", value);
    else if (value)
        printf(" %s=%s", name, value);
    xmlFree(value);
}

static const struct kind *kind_of(const xmlNode *node)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(kinds[i].name, (const char *)node->name) == 0)
            return &kinds[i];
    return NULL;
}

static void print_element(xmlNode *node, const struct kind *kind)
{
    printf("%*s%s", 2 * kind->indent, "", kind->name);
    for (int i = 0; i < 12 && kind->attributes[i]; i++)
        print_attribute(node, kind->attributes[i], i == 0);
    if (kind->indent >= 2 && strcmp(kind->name, "file") != 0) {
        printf(" | ");
        print_text(node);
    }
    putchar('\n');
}

static void walk(xmlNode *node, int addresses)
{
    for (; node; node = node->next) {
        if (node->type != XML_ELEMENT_NODE)
            continue;
        const struct kind *kind = kind_of(node);
        char *address = (char *)xmlGetNoNsProp(node, (const xmlChar *)"address");
        if (addresses && address)
            printf("%s\n", address);
        else if (!addresses && kind)
            print_element(node, kind);
        xmlFree(address);
        if (strcmp((const char *)node->name, "case") != 0 || addresses)
            walk(node->children, addresses);
    }
}

int main(int argc, char **argv)
{
    int addresses = argc == 3 && strcmp(argv[1], "--addresses") == 0;

    if (argc != 2 + addresses) {
        fprintf(stderr, "usage: digest [--addresses] REPORT.xml\n");
        return 2;
    }
    xmlDoc *doc = xmlReadFile(argv[argc - 1], NULL, XML_PARSE_NONET | XML_PARSE_HUGE);
    if (!doc)
        return 1;
    walk(xmlDocGetRootElement(doc), addresses);
    xmlFreeDoc(doc);
    xmlCleanupParser();
    return 0;
}
