/* SPDX-License-Identifier: BSD-3-Clause */
#include "../../epoll.h"

struct event {
    uint32_t bits;
    uint64_t data;
} __attribute__((packed));

void posix_poll_event_write(void *events, unsigned i, uint32_t bits,
                            uint64_t data)
{
    ((struct event *)events)[i] = (struct event){bits, data};
}

void posix_poll_event_read(const void *event, uint32_t *bits, uint64_t *data)
{
    *bits = ((const struct event *)event)->bits;
    *data = ((const struct event *)event)->data;
}
