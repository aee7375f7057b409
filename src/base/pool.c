/* SPDX-License-Identifier: MIT */
#include "base/pool.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/ban.h"

struct task {
    ml_task_fn *fn;
    void *arg;
};

struct queue { /* first in, first out */
    struct task *tasks;
    size_t first, n, cap;
};

struct ml_pool {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct queue ordinary, urgent;
    unsigned running; /* tasks being run */
    unsigned idle;    /* threads that wait */
    bool closing;
    unsigned nthreads;
    pthread_t *threads;
    unsigned next_worker;
};

static bool queue_take(struct queue *q, struct task *ret)
{
    if (q->first == q->n)
        return false;
    *ret = q->tasks[q->first++];
    if (q->first == q->n)
        q->first = q->n = 0;
    return true;
}

static bool take(struct ml_pool *pool, struct task *ret)
{
    return queue_take(&pool->urgent, ret) || queue_take(&pool->ordinary, ret);
}

/* Runs with the lock held; gives it up while the task runs. */
static void run(struct ml_pool *pool, struct task task, unsigned worker)
{
    pool->running++;
    pthread_mutex_unlock(&pool->lock);
    task.fn(task.arg, worker);
    pthread_mutex_lock(&pool->lock);
    pool->running--;
    pthread_cond_broadcast(&pool->changed);
}

static bool drained(const struct ml_pool *pool)
{
    return pool->running == 0 && pool->urgent.n == 0 && pool->ordinary.n == 0;
}

static void work(struct ml_pool *pool, unsigned worker, bool until_drained)
{
    struct task task;

    pthread_mutex_lock(&pool->lock);
    for (;;) {
        if (take(pool, &task)) {
            run(pool, task, worker);
            continue;
        }
        if (pool->closing || (until_drained && drained(pool)))
            break;
        pool->idle++;
        pthread_cond_wait(&pool->changed, &pool->lock);
        pool->idle--;
    }
    pthread_mutex_unlock(&pool->lock);
}

static void *thread_main(void *arg)
{
    struct ml_pool *pool = arg;

    pthread_mutex_lock(&pool->lock);
    unsigned worker = ++pool->next_worker;
    pthread_mutex_unlock(&pool->lock);
    work(pool, worker, false);
    return NULL;
}

struct ml_pool *ml_pool_new(unsigned nthreads)
{
    struct ml_pool *pool = calloc(1, sizeof(*pool));
    sigset_t all, old;

    if (!pool || !(pool->threads = calloc(nthreads, sizeof(*pool->threads))))
        ml_oom();
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->changed, NULL);
    pool->nthreads = nthreads;
    sigfillset(&all); /* signals are the main thread's */
    pthread_sigmask(SIG_SETMASK, &all, &old);
    for (unsigned i = 1; i < nthreads; i++)
        if (pthread_create(&pool->threads[i], NULL, thread_main, pool) != 0)
            ml_oom();
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return pool;
}

unsigned ml_pool_size(const struct ml_pool *pool)
{
    return pool->nthreads;
}

void ml_pool_push(struct ml_pool *pool, ml_task_fn *fn, void *arg, bool urgent)
{
    pthread_mutex_lock(&pool->lock);
    struct queue *q = urgent ? &pool->urgent : &pool->ordinary;
    struct task task = { fn, arg };
    ML_PUSH(q->tasks, q->n, q->cap, task);
    pthread_cond_signal(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
}

bool ml_pool_has_idle(struct ml_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    bool idle = pool->idle > pool->urgent.n - pool->urgent.first;
    pthread_mutex_unlock(&pool->lock);
    return idle;
}

bool ml_pool_help(struct ml_pool *pool, unsigned worker)
{
    struct task task;

    pthread_mutex_lock(&pool->lock);
    bool got = queue_take(&pool->urgent, &task);
    if (got)
        run(pool, task, worker);
    pthread_mutex_unlock(&pool->lock);
    return got;
}

void ml_pool_finish(struct ml_pool *pool)
{
    work(pool, 0, true);
}

struct ml_pool *ml_pool_free(struct ml_pool *pool)
{
    if (!pool)
        return NULL;
    pthread_mutex_lock(&pool->lock);
    pool->closing = true;
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 1; i < pool->nthreads; i++)
        pthread_join(pool->threads[i], NULL);
    pthread_cond_destroy(&pool->changed);
    pthread_mutex_destroy(&pool->lock);
    free(pool->ordinary.tasks);
    free(pool->urgent.tasks);
    free(pool->threads);
    free(pool);
    return NULL;
}
