/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/test.h>

#include "events_fifo.c"

struct xenplat_boot xenplat_boot;
uint8_t xenplat_mode = XENPLAT_PVH_AMD;

static uint32_t told[2048];
static unsigned told_n;
static uint32_t tail[QUEUES];
static unsigned pages_known;

static void handle(uint32_t port)
{
    if (told_n < UC_ARRAY_SIZE(told)) {
        told[told_n++] = port;
    }
}

/* What Xen does with an event, without its races. Spec:
 * xen/common/event_fifo.c, evtchn_fifo_set_pending(). */
static void link(uint32_t port, unsigned queue)
{
    volatile uint32_t *word = word_of(port);

    if ((*word & (PENDING | MASKED)) != PENDING || (*word & LINKED) != 0) {
        return;
    }
    *word |= LINKED;
    volatile uint32_t *last = tail[queue] == 0 ? NULL : word_of(tail[queue]);
    if (last != NULL && (*last & LINKED) != 0) {
        *last = (*last & ~LINK_MASK) | port;
    } else {
        control.head[queue] = port;
    }
    tail[queue] = port;
    control.ready |= UINT32_C(1) << queue;
}

static void raise(uint32_t port, unsigned queue)
{
    *word_of(port) |= PENDING;
    link(port, queue);
}

void *uc_pages_alloc(size_t count)
{
    static uint32_t pages[4][PAGE_WORDS];
    static unsigned n;

    UC_EXPECT_EQ(count, 1);
    return n < UC_ARRAY_SIZE(pages) ? pages[n++] : NULL;
}

long xenplat_hypercall(uint64_t a, uint64_t b, uint64_t c, uint64_t d,
                       unsigned number)
{
    (void)c, (void)d;
    UC_EXPECT_EQ(number, XEN_EVENT_CHANNEL_OP);
    if (a == XEN_EVTCHN_EXPAND_ARRAY) {
        pages_known++;
    } else if (a == XEN_EVTCHN_UNMASK) {
        uint32_t port = *(const uint32_t *)(uintptr_t)b;
        *word_of(port) &= ~MASKED;
        link(port, 7);
    } else {
        UC_EXPECT_EQ(a, XEN_EVTCHN_INIT_CONTROL);
    }
    return 0;
}

static void begin(void)
{
    xenplat_events_resume();
    for (unsigned i = 0; i < QUEUES; i++) {
        tail[i] = 0;
    }
    pages_known = 0;
    told_n = 0;
    for (uint32_t port = 1; port <= 5; port++) {
        UC_EXPECT_EQ(xenplat_event_enable(port), 0);
    }
}

UC_TEST(events_are_told_in_the_order_in_which_they_came)
{
    begin();
    raise(4, 7);
    raise(1, 7);
    raise(5, 7);
    raise(4, 7);
    xenplat_events_take(handle);
    UC_REQUIRE(told_n == 3);
    UC_EXPECT_EQ(told[0], 4);
    UC_EXPECT_EQ(told[1], 1);
    UC_EXPECT_EQ(told[2], 5);
    raise(4, 7);
    xenplat_events_take(handle);
    UC_EXPECT_EQ(told_n, 4);
}

UC_TEST(a_queue_of_higher_priority_goes_first)
{
    begin();
    raise(1, 7);
    raise(2, 3);
    xenplat_events_take(handle);
    UC_REQUIRE(told_n == 2);
    UC_EXPECT_EQ(told[0], 2);
    UC_EXPECT_EQ(told[1], 1);
}

UC_TEST(a_disabled_port_is_told_when_it_is_enabled_again)
{
    begin();
    xenplat_event_disable(3);
    raise(3, 7);
    raise(5, 7);
    xenplat_events_take(handle);
    UC_REQUIRE(told_n == 1);
    UC_EXPECT_EQ(told[0], 5);
    UC_EXPECT_EQ(xenplat_event_enable(3), 0);
    xenplat_events_take(handle);
    UC_REQUIRE(told_n == 2);
    UC_EXPECT_EQ(told[1], 3);
}

UC_TEST(the_array_grows_with_the_ports)
{
    begin();
    UC_EXPECT_EQ(xenplat_event_enable(3 * PAGE_WORDS + 9), 0);
    UC_EXPECT_EQ(pages_known, 4);
    raise(3 * PAGE_WORDS + 9, 7);
    xenplat_events_take(handle);
    UC_EXPECT_EQ(told_n, 1);
    UC_EXPECT_EQ(xenplat_event_enable(6 * PAGE_WORDS), -UC_ENOENT);
    UC_EXPECT_EQ(xenplat_event_enable(1 << 17), -UC_ENOENT);
    UC_EXPECT_EQ(xenplat_event_enable(0), -UC_ENOENT);
}

UC_TEST(a_head_that_is_no_port_ends_the_round)
{
    begin();
    control.head[7] = 0x1ffff;
    queue_head[7] = 0;
    control.ready = 1 << 7 | UINT32_C(1) << 30;
    xenplat_events_take(handle);
    UC_EXPECT_EQ(told_n, 0);
}

UC_TEST(after_a_resumption_all_begins_anew)
{
    begin();
    raise(5, 7);
    xenplat_events_resume();
    for (unsigned i = 0; i < QUEUES; i++) {
        tail[i] = 0;
    }
    UC_EXPECT_EQ(xenplat_event_enable(2), 0);
    UC_EXPECT_EQ(*word_of(5) & MASKED, MASKED);
    raise(2, 7);
    xenplat_events_take(handle);
    UC_EXPECT_EQ(told_n, 1);
}
