/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <string.h>

#include <uc/errors.h>

#include "internal.h"

static struct {
    char *command_line;
    const void *initrd;
    size_t initrd_bytes;
} state;

extern char **environ; /* Spec: POSIX.1-2017, environ */

/* Of the linker. */
extern const char __executable_start[];
extern const char etext[];
extern const char end[];

void hosted_command_line_set(const char *line)
{
    free(state.command_line);
    state.command_line = strdup(line);
}

char *uc_plat_command_line(void)
{
    if (state.command_line == NULL) {
        hosted_command_line_set("");
    }
    return state.command_line;
}

char **uc_plat_environment(void)
{
    return environ;
}

void uc_hosted_initrd_set(const void *base, size_t bytes)
{
    state.initrd = base;
    state.initrd_bytes = bytes;
}

int uc_plat_initrd(const void **base, size_t *bytes)
{
    if (state.initrd == NULL) {
        return -UC_ENOENT;
    }
    *base = state.initrd;
    *bytes = state.initrd_bytes;
    return 0;
}

void uc_plat_image(uintptr_t *start, uintptr_t *text_end, uintptr_t *image_end)
{
    *start = (uintptr_t)__executable_start;
    *text_end = (uintptr_t)etext;
    *image_end = (uintptr_t)end;
}
