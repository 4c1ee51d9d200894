/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/netdev.h>

static struct uc_netdev *first;

void uc_netdev_add(struct uc_netdev *dev)
{
    struct uc_netdev **end = &first;
    unsigned index = 0;

    while (*end != NULL) {
        end = &(*end)->next;
        index++;
    }
    dev->index = index;
    dev->next = NULL;
    *end = dev;
}

struct uc_netdev *uc_netdev_first(void)
{
    return first;
}
