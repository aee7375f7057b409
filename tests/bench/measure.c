/* SPDX-License-Identifier: MIT */
/*
 * measure RUNS COMMAND...: runs a command several times, its standard output thrown
 * away, and prints "SECONDS KILOBYTES": the shortest wall time and the largest peak of
 * resident memory. With `-i FILE` before the command, FILE is its standard input, and
 * with `-n N` N times over, through a pipe.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Feed a file several times over; dies with the reader. */
static pid_t feed(const char *path, int times, int to)
{
    static char piece[1 << 18];
    pid_t pid = fork();

    if (pid)
        return pid;
    for (int i = 0; i < times; i++) {
        int fd = open(path, O_RDONLY);
        ssize_t n;
        while ((n = read(fd, piece, sizeof(piece))) > 0)
            if (write(to, piece, (size_t)n) != n)
                _exit(0);
        close(fd);
    }
    _exit(0);
}

int main(int argc, char **argv)
{
    const char *input = NULL;
    int runs = argc > 1 ? atoi(argv[1]) : 0, at = 2, times = 1, status = 0;
    double best = 1e9;
    long peak = 0;

    for (; at + 1 < argc && argv[at][0] == '-'; at += 2) {
        if (strcmp(argv[at], "-i") == 0)
            input = argv[at + 1];
        else
            times = atoi(argv[at + 1]);
    }
    if (runs < 1 || at >= argc) {
        fprintf(stderr, "usage: measure RUNS [-i FILE] [-n TIMES] COMMAND...\n");
        return 2;
    }
    for (int i = 0; i < runs; i++) {
        int pipe_fds[2] = { -1, -1 };
        struct rusage usage;
        pid_t feeder = 0;
        if (input && pipe(pipe_fds) != 0)
            return 2;
        double start = now();
        pid_t pid = fork();
        if (pid == 0) {
            int null = open("/dev/null", O_WRONLY);
            dup2(null, 1);
            if (input) {
                dup2(pipe_fds[0], 0);
                close(pipe_fds[1]);
            }
            execvp(argv[at], argv + at);
            _exit(127);
        }
        if (input) {
            close(pipe_fds[0]);
            feeder = feed(input, times, pipe_fds[1]);
            close(pipe_fds[1]);
        }
        wait4(pid, &status, 0, &usage);
        double took = now() - start;
        if (feeder)
            waitpid(feeder, NULL, 0);
        if (WEXITSTATUS(status) == 127) {
            fprintf(stderr, "measure: cannot run %s\n", argv[at]);
            return 2;
        }
        if (took < best)
            best = took;
        if (usage.ru_maxrss > peak)
            peak = usage.ru_maxrss;
    }
    printf("%.6f %ld\n", best, peak);
    return 0;
}
