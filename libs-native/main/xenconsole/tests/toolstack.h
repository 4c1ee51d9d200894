/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef XENCONSOLE_TESTS_TOOLSTACK_H
#define XENCONSOLE_TESTS_TOOLSTACK_H

/* The other end of the ring: what is typed there, and what the guest reads. */
#include <uc/console.h>
#include <uc/hosted_xen.h>
#include <uc/test.h>
#include <uc/xen/console.h>

static inline struct uc_xen_console_ring *ring(void)
{
    struct uc_xen_channel channel;

    (void)uc_xen_console_channel(&channel);
    return channel.page;
}

/* Also takes what the guest has written, so that the ring is never full. */
static inline void type(const char *bytes, size_t len)
{
    struct uc_xen_console_ring *shared = ring();

    shared->out_cons = shared->out_prod;
    for (size_t i = 0; i < len; i++) {
        shared->in[shared->in_prod++ % sizeof shared->in] = bytes[i];
    }
}

static inline void expect_read(const char *bytes, size_t len)
{
    char buf[sizeof ring()->in];

    UC_REQUIRE(uc_console_read(buf, sizeof buf) == len);
    UC_EXPECT_MEM(buf, bytes, len);
    UC_EXPECT_EQ(ring()->in_cons, ring()->in_prod);
}

#endif /* XENCONSOLE_TESTS_TOOLSTACK_H */
