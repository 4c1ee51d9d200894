/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include <uc/arch.h>
#include <uc/entropy.h>
#include <uc/errors.h>

#include "internal.h"

uintptr_t uc_arch_frame_pointer(void)
{
    return (uintptr_t)__builtin_frame_address(0);
}

uintptr_t uc_arch_stack_pointer(void)
{
    return (uintptr_t)__builtin_frame_address(0);
}

uint64_t uc_arch_cycles(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * UC_NSEC_PER_S + (uint64_t)now.tv_nsec;
}

static bool entropy_off;

void uc_hosted_entropy_enable(bool enabled)
{
    entropy_off = !enabled;
}

int uc_arch_random(uintptr_t *out)
{
    if (entropy_off) {
        return -UC_ENODEV;
    }
    return getrandom(out, sizeof *out, 0) == sizeof *out ? 0 : -UC_ENODEV;
}

uintptr_t uc_trap_pc(const struct uc_trap_frame *frame)
{
    return frame->pc;
}

uintptr_t uc_trap_sp(const struct uc_trap_frame *frame)
{
    return frame->sp;
}

uintptr_t uc_trap_fp(const struct uc_trap_frame *frame)
{
    return frame->fp;
}

void uc_trap_print(const struct uc_trap_frame *frame,
                   void (*print)(const char *line))
{
    char line[80];

    (void)snprintf(line, sizeof line, "pc %#zx sp %#zx fp %#zx",
                   (size_t)frame->pc, (size_t)frame->sp, (size_t)frame->fp);
    print(line);
}

static uc_ssize_t host_entropy(void *buf, size_t len)
{
    return entropy_off ? 0 : (uc_ssize_t)getrandom(buf, len, 0);
}

UC_ENTROPY_SOURCE(hosted, host_entropy);
