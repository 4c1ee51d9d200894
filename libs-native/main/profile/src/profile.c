/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/aspace.h>
#include <uc/errors.h>
#include <uc/init.h>
#include <uc/pages.h>
#include <uc/param.h>
#include <uc/plat.h>
#include <uc/sched.h>
#include <uc/tick.h>

#include "leaf.h"
#include "table.h"

enum {
    HZ_MAX = 10000,
    /* No stack of the image itself is larger. */
    STACK_MAX = 1 << 20,
    /* Of a stack whose pages may be missing, so much is looked at. */
    LOOKED_AT = 256 << 10,
    /* Words of it that registers may take which a function without a frame
     * saves, its return address among them. */
    LEAF_WORDS = 8,
};

static struct {
    struct profile_table *table;
    struct profile_text text;
    uint32_t hz;
} state = {.hz = UC_CONFIG_PROFILE_HZ};

/* `profile.hz=0` takes no samples. */
static int set_hz(const char *value)
{
    uint32_t hz = 0;

    if (*value == '\0') {
        return -UC_EINVAL;
    }
    for (; *value != '\0'; value++) {
        if (*value < '0' || *value > '9') {
            return -UC_EINVAL;
        }
        hz = hz * 10 + (uint32_t)(*value - '0');
        if (hz > HZ_MAX) {
            return -UC_EINVAL;
        }
    }
    state.hz = hz;
    return 0;
}

UC_PARAM(profile_hz, "profile.hz", set_hz);

/*
 * Up to where the stack may be read that (sp) points into; (sp) where it is no
 * thread's: one of interrupts, or in the midst of a switch. A handler of
 * interrupts must not touch a page of a program that is not there, as code
 * without frame pointers has anything in that register.
 */
static uintptr_t stack_end(uintptr_t sp)
{
    uintptr_t lo, end;

    uc_thread_stack(&lo, &end);
    if (sp >= end) {
        return sp;
    }
    if (!UC_CONFIG_PROFILE_ASPACE || uc_aspace_page((void *)sp) == NULL) {
        return end - sp > STACK_MAX ? sp : end;
    }
    const uintptr_t limit = end - sp > LOOKED_AT ? sp + LOOKED_AT : end;
    uintptr_t page = UC_ALIGN_DOWN(sp, (uintptr_t)UC_PAGE_SIZE) + UC_PAGE_SIZE;
    while (page < limit && uc_aspace_page((void *)page) != NULL) {
        page += UC_PAGE_SIZE;
    }
    return page < limit ? page : limit;
}

static uint32_t offset_of(uintptr_t pc)
{
    return pc >= state.text.start && pc < state.text.end
               ? (uint32_t)(pc - state.text.start)
               : PROFILE_ELSEWHERE;
}

/* As profile_leaf_caller; a frame of its own ends the words that it looks at.
 */
static uintptr_t leaf_caller(const struct uc_tick_at *at, uintptr_t end,
                             uintptr_t first)
{
    size_t room = at->sp % sizeof(uintptr_t) == 0 ? LEAF_WORDS : 0;
    uintptr_t limit = at->fp < end ? at->fp : end;
    size_t there = limit > at->sp ? (limit - at->sp) / sizeof(uintptr_t) : 0;

    return profile_leaf_caller(at->pc, (const uintptr_t *)at->sp,
                               there < room ? there : room, first, &state.text);
}

static uintptr_t sample(const struct uc_tick_at *at)
{
    uintptr_t callers[PROFILE_DEPTH]; /* one more than there is room for */
    struct profile_stack stack = {.depth = 1, .offsets = {offset_of(at->pc)}};
    const uintptr_t end = stack_end(at->sp);
    size_t n =
        uc_arch_backtrace(at->fp, at->sp, end, callers, UC_ARRAY_SIZE(callers));
    uintptr_t leaf = n == 0 ? 0 : leaf_caller(at, end, callers[0]);

    if (leaf != 0) {
        stack.offsets[stack.depth++] = offset_of(leaf);
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t offset = offset_of(callers[i]);
        if (offset == PROFILE_ELSEWHERE) {
            break;
        }
        if (stack.depth == PROFILE_DEPTH) {
            stack.cut = 1;
            break;
        }
        stack.offsets[stack.depth++] = offset;
    }
    profile_count(state.table, &stack);
    return at->pc;
}

/* As soon as there are threads: start-up is in the profile. */
static int profile(void)
{
    static struct uc_tick tick = {.tick = sample};
    const size_t bytes = (size_t)UC_CONFIG_PROFILE_KIB << 10;
    uint32_t stacks = 1;
    uintptr_t end;

    if (state.hz == 0) {
        return 0;
    }
    while ((size_t)stacks * 2 * sizeof(struct profile_stack) <= bytes) {
        stacks *= 2;
    }
    size_t pages = UC_ALIGN_UP(sizeof(struct profile_table) +
                                   stacks * sizeof(struct profile_stack),
                               UC_PAGE_SIZE) /
                   UC_PAGE_SIZE;
    struct profile_table *table = uc_pages_alloc(pages);
    if (table == NULL) {
        return -UC_ENOMEM;
    }
    for (uint32_t i = 0; i < stacks; i++) {
        table->stacks[i].count = 0;
    }
    *table = (struct profile_table){
        .magic = PROFILE_MAGIC, .endian = 0x01020304, .stacks_n = stacks};
    uc_plat_image(&state.text.start, &state.text.end, &end);
    state.table = table;
    tick.period = UC_NSEC_PER_S / state.hz;
    return uc_tick_add(&tick);
}

UC_INIT(2, profile);
