/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/console.h>
#include <uc/param.h>
#include <uc/plat.h>

#include "strace.h"

static const char *chosen = UC_CONFIG_STRACE_CALLS;

/* `strace.calls=open,read` */
static int choose(const char *value)
{
    chosen = value;
    return 0;
}

UC_PARAM(strace_calls, "strace.calls", choose);

/* Tells whether the next name of (*list) is (name), and goes behind it. */
static bool next_is(const char **list, const char *name)
{
    const char *at = *list;

    while (*name != '\0' && *at == *name) {
        at++;
        name++;
    }
    bool is = *name == '\0' && (*at == '\0' || *at == ',');

    while (*at != '\0' && *at != ',') {
        at++;
    }
    *list = *at == ',' ? at + 1 : at;
    return is;
}

static bool is_chosen(const char *name)
{
    for (const char *list = chosen; *list != '\0';) {
        const char *same = list;

        if (next_is(&same, "all") || next_is(&list, name)) {
            return true;
        }
    }
    return false;
}

static bool starts_with(const char *text, const char *start)
{
    while (*start != '\0' && *text == *start) {
        text++;
        start++;
    }
    return *start == '\0';
}

static void print(struct strace_line *line, const void *caller)
{
    uintptr_t start, text_end, end;

    uc_plat_image(&start, &text_end, &end);
    strace_put(line, "\n  at +0x");
    strace_put_number(line, (uintptr_t)caller - start, 16);
    strace_put(line, "\n");
    /* At once, so that threads do not mix their lines. */
    uc_console_write(line->text, line->bytes);
}

long strace_do(const struct strace_call *call)
{
    const long *a = call->args;
    struct strace_line line = {.bytes = 0};

    if (!is_chosen(call->name)) {
        return call->function(a[0], a[1], a[2], a[3], a[4], a[5]);
    }
    /* exit and exit_group do not return. */
    if (starts_with(call->name, "exit")) {
        strace_put(&line, "strace: ");
        strace_put(&line, call->name);
        strace_put(&line, "(");
        strace_put_long(&line, (int)a[0]);
        strace_put(&line, ") = ?");
        print(&line, call->caller);
    }
    long result = call->function(a[0], a[1], a[2], a[3], a[4], a[5]);

    strace_put(&line, "strace: ");
    uc_strace_format(&line, call, result);
    print(&line, call->caller);
    return result;
}
