/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PC_IOAPIC_H
#define PC_IOAPIC_H

#include <uc/types.h>

enum {
    PC_IOAPIC_ACTIVE_LOW = 1 << 13,
    PC_IOAPIC_LEVEL = 1 << 15,
};

/*
 * Lets line (line), counted over all I/O APICs, arrive as (vector) at this CPU;
 * (flags) as above, 0 is active high by edge.
 *
 * Errors: -UC_ENOENT (no such line). Context: thread or boot.
 */
int pc_ioapic_route(uint32_t line, unsigned vector, uint32_t flags);
void pc_ioapic_mask(uint32_t line);

#endif /* PC_IOAPIC_H */
