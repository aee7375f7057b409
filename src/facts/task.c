/* SPDX-License-Identifier: MIT */
#include "facts/task.h"

#include "base/attr.h"
#include "facts/text.h"
#include "base/ban.h"

/* In Japanese: junbi kanryo (ready), jikkochu (running), muko (disabled), yuko
 * (enabled). */
static const struct {
    const char *word, *state, *enabled;
} words[] = {
    { "Ready", "Ready", "true" },
    { "\xe6\xba\x96\xe5\x82\x99\xe5\xae\x8c\xe4\xba\x86", "Ready", "true" },
    { "Running", "Running", "true" },
    { "\xe5\xae\x9f\xe8\xa1\x8c\xe4\xb8\xad", "Running", "true" },
    { "Queued", "Queued", "true" },
    { "Disabled", "Disabled", "false" },
    { "\xe7\x84\xa1\xe5\x8a\xb9", "Disabled", "false" },
    { "Enabled", "", "true" },
    { "\xe6\x9c\x89\xe5\x8a\xb9", "", "true" },
    { "true", "", "true" },
    { "false", "", "false" },
};

static ml_str meaning(ml_str word, bool enabled)
{
    for (size_t i = 0; i < ML_COUNT(words); i++)
        if (ml_str_eq_nocase(word, ml_str_of(words[i].word)))
            return ml_str_of(enabled ? words[i].enabled : words[i].state);
    return ML_STR_NONE;
}

void ml_task_emit(const struct ml_task *task, const struct ml_fact_sink *sink)
{
    struct ml_at at = ml_at(sink, task->line);
    int64_t result;

    if (!task->line)
        return;
    ml_emit_artefact(at, "scheduled-task", ML_ARTEFACT_READ);
    ml_emit(at, "schedule.task-state", meaning(task->state, false));
    ml_emit(at, "schedule.task-enabled",
            meaning(task->enabled.n ? task->enabled : task->state, true));
    if (ml_str_to_i64(task->result, &result))
        ml_emit(at, "schedule.last-result", task->result);
    if (task->run_as.n <= 128)
        ml_emit(at, "schedule.run-as", task->run_as);
}
