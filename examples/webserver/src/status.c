/* SPDX-License-Identifier: BSD-3-Clause */
#include "status.h"

#include <stdio.h>

#include <uc/malloc.h>
#include <uc/netstack.h>
#include <uc/pages.h>
#include <uc/plat/clock.h>

#include "server.h"

size_t status_page(char *text, size_t size)
{
    struct uc_pages_stats pages;
    struct uc_malloc_stats heap;
    struct uc_net_interface net = {.up = false};

    uc_pages_stats(&pages);
    uc_malloc_stats(&heap);
    (void)uc_net_interface(0, &net);
    unsigned long ms =
        (unsigned long)(uc_plat_clock_monotonic() / UC_NSEC_PER_MS);
    int len = snprintf(
        text, size,
        "{\"uptime_s\":%lu.%03lu,"
        "\"requests\":%llu,"
        "\"connections\":{\"now\":%u,\"most\":%u,\"accepted\":%llu,"
        "\"timeouts\":%llu},"
        "\"memory\":{\"total_bytes\":%zu,\"free_bytes\":%zu,"
        "\"heap_bytes\":%zu,\"heap_used_bytes\":%zu},"
        "\"network\":{\"rx_frames\":%llu,\"tx_frames\":%llu,"
        "\"rx_bytes\":%llu,\"tx_bytes\":%llu,"
        "\"rx_dropped\":%llu,\"tx_dropped\":%llu}}\n",
        ms / 1000, ms % 1000, (unsigned long long)server_stats.requests,
        server_stats.connections, server_stats.connections_most,
        (unsigned long long)server_stats.accepted,
        (unsigned long long)server_stats.timeouts,
        pages.total_pages * UC_PAGE_SIZE, pages.free_pages * UC_PAGE_SIZE,
        heap.heap_bytes, heap.used_bytes, (unsigned long long)net.rx_frames,
        (unsigned long long)net.tx_frames, (unsigned long long)net.rx_bytes,
        (unsigned long long)net.tx_bytes, (unsigned long long)net.rx_dropped,
        (unsigned long long)net.tx_dropped);
    return len < 0 ? 0 : (size_t)len < size ? (size_t)len : size - 1;
}
