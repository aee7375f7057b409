/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "record/evtx.h"
#include "support/evtxmake.h"

#define XMLNS " xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\""

/* The XML of every event in a log, a line each; each must be well-formed. */
static void print_log(const struct ml_buf *file, struct ml_buf *out)
{
    struct ml_evtx_reader *r = ml_evtx_reader_new();
    struct ml_evtx_event event;

    for (size_t at = ML_EVTX_HEADER_BYTES; at < file->n; at += ML_EVTX_CHUNK_BYTES) {
        size_t n =
            file->n - at < ML_EVTX_CHUNK_BYTES ? file->n - at : ML_EVTX_CHUNK_BYTES;
        /* Of its exact size, so that a read behind it is seen. */
        char *chunk = malloc(n);
        memcpy(chunk, file->p + at, n);
        ml_evtx_chunk_open(r, chunk, n, true);
        while (ml_evtx_next(r, &event)) {
            size_t from = out->n;
            ml_evtx_xml(r, &event, out);
            xmlDoc *doc =
                xmlReadMemory(out->p + from, (int)(out->n - from), "x", NULL,
                              XML_PARSE_NOERROR | XML_PARSE_NONET | XML_PARSE_HUGE);
            ck_assert_msg(doc != NULL, "not well-formed: %.*s", (int)(out->n - from),
                          out->p + from);
            xmlFreeDoc(doc);
            ml_buf_char(out, '\n');
        }
        free(chunk);
    }
    ml_evtx_reader_free(r);
}

START_TEST(event_is_printed_as_windows_does)
{
    static const char xml[] =
        "<Event" XMLNS "><System><Provider Name=\"Microsoft-Windows-Backup\" "
        "Guid=\"{1DB28F2E-8F80-4027-8C5A-A11F7F10F62D}\"/>"
        "<EventID>517</EventID><Version>0</Version><Level>2</Level><Task>0</Task>"
        "<Opcode>0</Opcode><Keywords>0x8000000000000000</Keywords>"
        "<TimeCreated SystemTime=\"2026-11-20T01:02:03.1234567Z\"/>"
        "<EventRecordID>1042</EventRecordID><Correlation/>"
        "<Execution ProcessID=\"4\" ThreadID=\"8\"/><Channel>Application</Channel>"
        "<Computer>FS01</Computer><Security UserID=\"S-1-5-18\"/></System>"
        "<EventData><Data Name=\"HRESULT\">0x80780166</Data>"
        "<Data Name=\"Text\">a &lt;b&gt; &amp; \"c\"&#13;\nd</Data>"
        "<Data Name=\"Empty\"></Data></EventData></Event>\n";
    struct evtx_log *log = evtx_new();
    struct ml_buf file = { 0 }, out = { 0 };

    evtx_add(log, &(struct evtx_event){
                      .style = EVTX_MANIFEST,
                      .record = 1042,
                      .created = evtx_filetime("2026-11-20T01:02:03Z") + 1234567,
                      .provider = "Microsoft-Windows-Backup",
                      .guid = "{1DB28F2E-8F80-4027-8C5A-A11F7F10F62D}",
                      .event = 517,
                      .level = 2,
                      .keywords = UINT64_C(0x8000000000000000),
                      .process = 4,
                      .thread = 8,
                      .channel = "Application",
                      .computer = "FS01",
                      .user = "S-1-5-18",
                      .data = { { "HRESULT", NULL, ML_EVTX_HEX32, 0x80780166 },
                                { "Text", "a <b> & \"c\"\r\nd" },
                                { "Empty", "" } } });
    evtx_finish(log, &file);
    print_log(&file, &out);
    ml_buf_char(&out, 0);
    ck_assert_str_eq(out.p, xml);
    ml_buf_reset(&file);
    ml_buf_reset(&out);
}
END_TEST

/* One record made of tokens that a case writes; the XML of it. */
static void print_tokens(evtx_body *body, struct ml_buf *out)
{
    struct evtx_log *log = evtx_new();
    struct ml_buf file = { 0 };

    evtx_record(log, 7, evtx_filetime("2026-11-20T00:00:00Z"), body, NULL);
    evtx_finish(log, &file);
    print_log(&file, out);
    ml_buf_char(out, 0);
    ml_buf_reset(&file);
}

#define HEAD_ONLY                                                                      \
    "<Event" XMLNS "><System><TimeCreated SystemTime=\"2026-11-20T00:00:00.0000000Z\"" \
    "/><EventRecordID>7</EventRecordID></System></Event>\n"

static void open_event(struct evtx_log *log)
{
    evtx_fragment(log);
    evtx_open(log, "Event", -1, 0);
    evtx_close_start(log);
}

static void close_event(struct evtx_log *log)
{
    evtx_close(log);
    evtx_end(log);
}

static void all_content(struct evtx_log *log, const void *ctx)
{
    (void)ctx;
    open_event(log);
    evtx_text(log, "t<");
    evtx_cdata(log, "c]]>d");
    evtx_char(log, 38);
    evtx_char(log, 1);
    evtx_entity(log, "amp");
    evtx_entity(log, "nbsp");
    evtx_pi(log, "go", "a?>b");
    close_event(log);
}

static void odd_names(struct evtx_log *log, const void *ctx)
{
    (void)ctx;
    open_event(log);
    evtx_open(log, "1 a<b", -1, EVTX_ATTRIBUTES);
    evtx_attribute(log, "x=\"y", true);
    evtx_text(log, "1\"");
    evtx_attribute(log, "same", true);
    evtx_text(log, "first");
    evtx_attribute(log, "same", false);
    evtx_text(log, "second");
    evtx_close_empty(log);
    close_event(log);
}

static void left_open(struct evtx_log *log, const void *ctx)
{
    (void)ctx;
    open_event(log);
    evtx_open(log, "System", -1, 0);
    evtx_close_start(log);
    evtx_open(log, "Level", -1, EVTX_ATTRIBUTES);
    evtx_attribute(log, "a", false);
    evtx_text(log, "b");
}

static void closed_too_often(struct evtx_log *log, const void *ctx)
{
    (void)ctx;
    open_event(log);
    evtx_close(log);
    evtx_u8(log, 0x04);
    evtx_open(log, "Second", -1, 0);
    evtx_close_empty(log);
    evtx_text(log, "loose");
}

static void another_root(struct evtx_log *log, const void *ctx)
{
    (void)ctx;
    evtx_fragment(log);
    evtx_open(log, "Other", -1, 0);
    evtx_close_empty(log);
    evtx_end(log);
}

static void no_token(struct evtx_log *log, const void *ctx)
{
    (void)ctx;
    evtx_u32(log, 0xfefefefe);
}

/* Values: 0 is null, 1 a text, 2 an array of texts, 3 an empty text. */
static void substitutes(struct evtx_log *log, const void *ctx)
{
    (void)ctx;
    evtx_fragment(log);
    if (evtx_template(log, "t")) {
        open_event(log);
        evtx_open(log, "Gone", -1, 0);
        evtx_close_start(log);
        evtx_optional(log, 0, ML_EVTX_STRING);
        evtx_close(log);
        evtx_open(log, "Stays", -1, 0);
        evtx_close_start(log);
        evtx_value(log, 0, ML_EVTX_STRING);
        evtx_close(log);
        evtx_open(log, "Depends", 0, 0);
        evtx_close_start(log);
        evtx_text(log, "x");
        evtx_close(log);
        evtx_open(log, "At", -1, EVTX_ATTRIBUTES);
        evtx_attribute(log, "gone", true);
        evtx_optional(log, 0, ML_EVTX_STRING);
        evtx_attribute(log, "kept", false);
        evtx_optional(log, 1, ML_EVTX_STRING);
        evtx_close_empty(log);
        evtx_open(log, "Item", -1, EVTX_ATTRIBUTES);
        evtx_attribute(log, "n", false);
        evtx_text(log, "i");
        evtx_close_start(log);
        evtx_value(log, 2, ML_EVTX_ARRAY | ML_EVTX_STRING);
        evtx_close(log);
        evtx_open(log, "Empty", -1, 0);
        evtx_close_start(log);
        evtx_optional(log, 3, ML_EVTX_STRING);
        evtx_close(log);
        evtx_open(log, "Unknown", -1, 0);
        evtx_close_start(log);
        evtx_optional(log, 99, ML_EVTX_STRING);
        evtx_close(log);
        close_event(log);
        evtx_template_end(log);
    }
    evtx_args(log,
              (struct evtx_arg[]){
                  { .type = ML_EVTX_NULL },
                  { .type = ML_EVTX_STRING, .bytes = ML_STR("v\0") },
                  { .type = ML_EVTX_ARRAY | ML_EVTX_STRING,
                    .bytes = ML_STR("a\0\0\0b\0c\0\0\0") },
                  { .type = ML_EVTX_STRING, .bytes = ML_STR("") },
              },
              4);
    evtx_end(log);
}

/* A template that has itself as its content. */
static void loop(struct evtx_log *log, const void *ctx)
{
    (void)ctx;
    evtx_fragment(log);
    if (evtx_template(log, "t")) {
        open_event(log);
        for (int i = 0; i < 40; i++) {
            evtx_template(log, "t");
            evtx_args(log, NULL, 0);
        }
        close_event(log);
        evtx_template_end(log);
    }
    evtx_args(log, NULL, 0);
    evtx_end(log);
}

static const struct {
    const char *shows;
    evtx_body *body;
    const char *xml;
} token_cases[] = {
    { "text, references, a processing instruction", all_content,
      "<Event" XMLNS
      ">t&lt;<![CDATA[c]]]]><![CDATA[>d]]>&#38;\xef\xbf\xbd&amp;&amp;nbsp;"
      "<?go a?&gt;b?></Event>\n" },
    { "names become names, an attribute is there once", odd_names,
      "<Event" XMLNS "><__a_b x__y=\"1&quot;\" same=\"first\"/></Event>\n" },
    { "what is left open is closed", left_open,
      "<Event" XMLNS "><System><Level a=\"b\"></Level></System></Event>\n" },
    { "there is one root", closed_too_often, "<Event" XMLNS "></Event>\n" },
    { "something else than an event", another_root, HEAD_ONLY },
    { "no tokens", no_token, HEAD_ONLY },
    { "values", substitutes,
      "<Event" XMLNS "><Stays></Stays><At kept=\"v\"/><Item n=\"i\">a</Item>"
      "<Item n=\"i\">bc</Item><Empty></Empty></Event>\n" },
};

START_TEST(tokens_become_xml)
{
    struct ml_buf out = { 0 };

    print_tokens(token_cases[_i].body, &out);
    ck_assert_msg(strcmp(out.p, token_cases[_i].xml) == 0, "%s:\n%s\nnot\n%s",
                  token_cases[_i].shows, out.p, token_cases[_i].xml);
    ml_buf_reset(&out);
}
END_TEST

START_TEST(template_within_itself_ends)
{
    struct ml_buf out = { 0 };

    print_tokens(loop, &out);
    ck_assert(strncmp(out.p, "<Event", 6) == 0);
    ml_buf_reset(&out);
}
END_TEST

START_TEST(any_byte_may_be_wrong)
{
    struct evtx_log *log = evtx_new();
    struct ml_buf file = { 0 }, out = { 0 };
    unsigned seed = 7;

    for (int i = 0; i < 3; i++)
        evtx_add(log,
                 &(struct evtx_event){ .style = (enum evtx_style)(1 + i % 4),
                                       .provider = "VSS",
                                       .event = 8193,
                                       .level = 2,
                                       .channel = "Application",
                                       .computer = "FS01",
                                       .data = { { NULL, "one" }, { NULL, "two" } } });
    evtx_finish(log, &file);
    uint32_t end = evtx_record_at(&file, 0, 2) + 200;
    for (int i = 0; i < 4000; i++) {
        seed = seed * 1103515245 + 12345;
        char *p = file.p + ML_EVTX_HEADER_BYTES + ML_EVTX_RECORDS_AT +
                  (seed >> 8) % (end - ML_EVTX_RECORDS_AT);
        char was = *p;
        *p = (char)(seed >> 3);
        out.n = 0;
        print_log(&file, &out);
        if (i % 3)
            *p = was; /* some damage stays */
    }
    ml_buf_reset(&file);
    ml_buf_reset(&out);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("evtxxml");
    TCase *t = tcase_create("evtxxml");

    tcase_add_test(t, event_is_printed_as_windows_does);
    tcase_add_loop_test(t, tokens_become_xml, 0, ML_COUNT(token_cases));
    tcase_add_test(t, template_within_itself_ends);
    tcase_add_test(t, any_byte_may_be_wrong);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
