/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_XEN_CONSOLE_H
#define UC_XEN_CONSOLE_H

/* The page behind uc_xen_console_channel. Spec: Xen, public/io/console.h. */
#include <stdint.h>

/* Counters run freely; their place in the ring is their remainder. */
struct uc_xen_console_ring {
    char in[1024];
    char out[2048];
    uint32_t in_cons, in_prod;
    uint32_t out_cons, out_prod;
};

#endif /* UC_XEN_CONSOLE_H */
