/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/init.h>
#include <uc/pages.h>
#include <uc/param.h>
#include <uc/plat.h>
#include <uc/sched.h>
#include <uc/trace.h>

#include "ring.h"

bool uc_trace_on;

static struct {
    struct trace_ring *ring; /* NULL until there is memory */
    uintptr_t image;
    bool wanted;
} state = {.wanted = UC_CONFIG_TRACE_ON};

/* `trace.on=0` leaves it off. */
static int set_on(const char *value)
{
    if ((value[0] != '0' && value[0] != '1') || value[1] != '\0') {
        return -UC_EINVAL;
    }
    state.wanted = value[0] == '1';
    return 0;
}

UC_PARAM(trace_on, "trace.on", set_on);

static uint32_t id_of(const void *thread)
{
    return (uint32_t)(uintptr_t)thread;
}

/* Interrupts record too: each takes a number of its own. */
void uc_trace_record(const struct uc_trace_point *point, uint64_t first,
                     uint64_t second)
{
    struct trace_ring *ring = state.ring;
    uint32_t number = __atomic_fetch_add(&ring->next, 1, __ATOMIC_RELAXED);

    ring->records[number & (ring->records_n - 1)] = (struct trace_record){
        .ns = (uint64_t)uc_plat_clock_monotonic(),
        .point = (uint32_t)((uintptr_t)point - state.image),
        .thread = id_of(uc_thread_self()),
        .args = {first, second},
    };
}

void uc_trace_thread_name(const void *thread, const char *name)
{
    struct trace_ring *ring = state.ring;

    if (ring == NULL) {
        return;
    }
    struct trace_name *entry = &ring->names[ring->next_name++ % TRACE_NAMES];

    *entry = (struct trace_name){
        .ns = (uint64_t)uc_plat_clock_monotonic(),
        .thread = id_of(thread),
    };
    for (size_t i = 0; i + 1 < sizeof entry->text && name[i] != '\0'; i++) {
        entry->text[i] = name[i];
    }
}

/* At the level of memory: threads are named from the first on. */
static int trace(void)
{
    size_t bytes = (size_t)UC_CONFIG_TRACE_KIB << 10;
    uint32_t records = 1;
    uintptr_t text_end, end;

    while ((size_t)records * 2 * sizeof(struct trace_record) <= bytes) {
        records *= 2;
    }
    size_t pages = UC_ALIGN_UP(sizeof(struct trace_ring) +
                                   records * sizeof(struct trace_record),
                               UC_PAGE_SIZE) /
                   UC_PAGE_SIZE;
    struct trace_ring *ring = uc_pages_alloc(pages);
    if (ring == NULL) {
        return -UC_ENOMEM;
    }
    *ring = (struct trace_ring){
        .magic = TRACE_MAGIC, .endian = 0x01020304, .records_n = records};
    uc_plat_image(&state.image, &text_end, &end);
    state.ring = ring;
    uc_trace_thread_name(uc_thread_self(), uc_thread_name(uc_thread_self()));
    uc_trace_on = state.wanted;
    return 0;
}

UC_INIT(1, trace);
