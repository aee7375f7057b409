/* SPDX-License-Identifier: MIT */
/* Linked into marslog-chaos: a bundle's name tells its worker what goes wrong with it,
 * a server's name that which makes its pages. What a confined worker must not do ends
 * it with status 99 where it could be done. With MARSLOG_CHAOS_PEAK=FILE the most
 * memory that the parent had is written there, in kB. */
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "fleet/brief.h"
#include "fleet/bundle.h"
#include "fleet/crew.h"

enum { ALLOWED = 99, PIECE_BYTES = 1 << 20, SAID_BYTES = 8 << 20 };

static void crash(void)
{
    signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
}

static void hang(void)
{
    for (;;)
        sleep(1);
}

static void eat_memory(void)
{
    for (;;) {
        char *p = malloc(PIECE_BYTES);
        if (!p)
            ml_oom();
        memset(p, 1, PIECE_BYTES);
    }
}

/* Into whatever it has; the pipe is among it. */
static void flood(void)
{
    static const char bytes[PIECE_BYTES];
    struct stat st;

    for (int fd = 3; fd < 100; fd++)
        while (fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode) &&
               write(fd, bytes, PIECE_BYTES) > 0)
            ;
}

/* To its parent, and whomever else it may have a pipe to. */
static void say_bytes(ml_str bytes)
{
    struct stat st;

    for (int fd = 3; fd < 100; fd++)
        for (size_t at = 0;
             at < bytes.n && fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode);) {
            ssize_t n = write(fd, bytes.p + at, bytes.n - at);
            if (n < 0)
                break;
            at += (size_t)n;
        }
}

/* A lot, but not too much. */
static void say(void)
{
    static const char bytes[SAID_BYTES] = "no case";

    say_bytes((ml_str){ bytes, sizeof(bytes) });
    _exit(0);
}

/* As much as it may: what the parent takes for a case. */
static void say_all(void)
{
    static const char bytes[PIECE_BYTES];
    struct ml_buf out = { 0 }, text = { 0 };
    struct ml_wire wire = { .out = &text }, head = { .out = &out };
    struct ml_claim claim = { .name = ML_STR("LARGE") };
    struct ml_brief brief = { .claims = { .claims = &claim, .n = 1 } };

    ml_brief_code(&wire, &brief);
    ml_str front = ml_buf_view(&text);
    ml_wire_bytes(&head, &front);
    while (out.n < ML_BUNDLE_SAID_BYTES - PIECE_BYTES)
        ml_buf_add(&out, bytes, PIECE_BYTES);
    say_bytes(ml_buf_view(&out));
    _exit(0);
}

static void leave(void)
{
    _exit(0);
}

static bool open_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) >= 0 || socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}

static bool run_program(void)
{
    execl("/bin/true", "true", (char *)NULL);
    return false; /* true(1) ends with 0: a worker that said nothing */
}

static bool start_process(void)
{
    pid_t pid = fork();

    if (pid == 0)
        _exit(0);
    return pid > 0;
}

static bool read_elsewhere(void)
{
    return open("/etc/passwd", O_RDONLY) >= 0;
}

static bool list_elsewhere(void)
{
    return open("/etc", O_RDONLY | O_DIRECTORY) >= 0;
}

static bool write_file(void)
{
    return open("/tmp/chaos", O_CREAT | O_WRONLY, 0600) >= 0 ||
           open("/tmp", O_TMPFILE | O_WRONLY, 0600) >= 0;
}

static bool send_signal(void)
{
    return kill(getppid(), 0) == 0;
}

static bool trace(void)
{
    return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0;
}

static bool remove_file(void)
{
    return unlink("removable") == 0;
}

static const struct {
    const char *word;
    void (*fails)(void);
    bool (*tries)(void);
} ways[] = {
    { "servers/frail-crash", crash, NULL },
    { "servers/frail-exit", leave, NULL },
    { "chaos-crash", crash, NULL },
    { "chaos-hang", hang, NULL },
    { "chaos-memory", eat_memory, NULL },
    { "chaos-flood", flood, NULL },
    { "chaos-say", say, NULL },
    { "chaos-large", say_all, NULL },
    { "chaos-exit", leave, NULL },
    { "chaos-socket", NULL, open_socket },
    { "chaos-exec", NULL, run_program },
    { "chaos-fork", NULL, start_process },
    { "chaos-read", NULL, read_elsewhere },
    { "chaos-list", NULL, list_elsewhere },
    { "chaos-write", NULL, write_file },
    { "chaos-kill", NULL, send_signal },
    { "chaos-trace", NULL, trace },
    { "chaos-remove", NULL, remove_file },
};

static bool is_page(const char *path)
{
    return strncmp(path, "servers/", strlen("servers/")) == 0;
}

static void misbehave(const char *path)
{
    for (size_t i = 0; i < ML_COUNT(ways); i++) {
        if (is_page(path) != is_page(ways[i].word) || !strstr(path, ways[i].word))
            continue;
        if (ways[i].fails)
            ways[i].fails();
        else if (ways[i].tries())
            _exit(ALLOWED);
    }
}

static void tell_peak(void) __attribute__((destructor));
static void tell_peak(void)
{
    const char *path = getenv("MARSLOG_CHAOS_PEAK");
    FILE *out = path ? fopen(path, "w") : NULL; /* workers end without coming here */
    struct rusage usage;

    if (!out)
        return;
    if (getrusage(RUSAGE_SELF, &usage) == 0)
        fprintf(out, "%ld\n", usage.ru_maxrss);
    fclose(out);
}

static void set_hook(void) __attribute__((constructor));
static void set_hook(void)
{
    ml_worker_hook = misbehave;
}
