/* SPDX-License-Identifier: BSD-3-Clause */
#include "status.h"

#include <stdio.h>
#include <stdlib.h>

#include <uc/malloc.h>
#include <uc/pages.h>
#include <uc/plat/clock.h>

static unsigned long requests;
static unsigned long connections; /* since the start */
static unsigned long open_connections;

void status_count_request(void)
{
    requests++;
}

void status_count_connection(int change)
{
    connections += change > 0;
    open_connections += (unsigned long)change;
}

char *status_json(size_t *len)
{
    enum {
        SIZE = 384
    };
    char *text = malloc(SIZE);
    struct uc_pages_stats pages;
    struct uc_malloc_stats heap;
    unsigned long ms = (unsigned long)(uc_plat_clock_monotonic() / 1000000);

    if (text == NULL) {
        return NULL;
    }
    uc_pages_stats(&pages);
    uc_malloc_stats(&heap);
    *len = (size_t)snprintf(
        text, SIZE,
        "{\"uptime_s\":%lu.%03lu,\"requests\":%lu,"
        "\"connections\":{\"open\":%lu,\"total\":%lu},"
        "\"memory\":{\"total_bytes\":%lu,\"free_bytes\":%lu,"
        "\"heap_bytes\":%lu,\"heap_used_bytes\":%lu}}\n",
        ms / 1000, ms % 1000, requests, open_connections, connections,
        (unsigned long)(pages.total_pages * UC_PAGE_SIZE),
        (unsigned long)(pages.free_pages * UC_PAGE_SIZE),
        (unsigned long)heap.heap_bytes, (unsigned long)heap.used_bytes);
    return text;
}
