/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/test.h>

#include "events_two_level.c"

volatile struct xen_shared_info xenplat_shared_info;

static uint32_t told[8];
static unsigned told_n;

static void handle(uint32_t port)
{
    if (told_n < UC_ARRAY_SIZE(told)) {
        told[told_n++] = port;
    }
}

/* What Xen does. Spec: xen/common/event_2l.c. */
static void raise(uint32_t port)
{
    uint64_t bit = UINT64_C(1) << port % 64;

    xenplat_shared_info.pending[port / 64] |= bit;
    if ((xenplat_shared_info.mask[port / 64] & bit) == 0) {
        xenplat_shared_info.vcpu[0].pending_words |= UINT64_C(1) << port / 64;
    }
}

UC_TEST(events_of_enabled_ports_are_told_once)
{
    told_n = 0;
    UC_EXPECT_EQ(xenplat_event_enable(3), 0);
    UC_EXPECT_EQ(xenplat_event_enable(4095), 0);
    raise(3);
    raise(4095);
    xenplat_events_take(handle);
    UC_REQUIRE(told_n == 2);
    UC_EXPECT_EQ(told[0], 3);
    UC_EXPECT_EQ(told[1], 4095);
    xenplat_events_take(handle);
    UC_EXPECT_EQ(told_n, 2);
}

UC_TEST(an_event_from_before_is_told_when_the_port_is_enabled)
{
    told_n = 0;
    xenplat_event_disable(70);
    raise(70);
    xenplat_events_take(handle);
    UC_EXPECT_EQ(told_n, 0);
    UC_EXPECT_EQ(xenplat_event_enable(70), 0);
    UC_EXPECT_EQ(xenplat_shared_info.vcpu[0].upcall_pending, 1);
    xenplat_events_take(handle);
    UC_EXPECT_EQ(told_n, 1);
}

UC_TEST(a_port_that_cannot_be_is_refused)
{
    UC_EXPECT_EQ(xenplat_event_enable(0), -UC_ENOENT);
    UC_EXPECT_EQ(xenplat_event_enable(4096), -UC_ENOENT);
}
