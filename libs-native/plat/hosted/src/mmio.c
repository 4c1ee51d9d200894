/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/barrier.h>

#include "internal.h"

static struct uc_hosted_mmio *ranges;

void uc_hosted_mmio_add(struct uc_hosted_mmio *range)
{
    range->next = ranges;
    ranges = range;
}

void uc_hosted_mmio_remove(struct uc_hosted_mmio *range)
{
    for (struct uc_hosted_mmio **at = &ranges; *at != NULL; at = &(*at)->next) {
        if (*at == range) {
            *at = range->next;
            return;
        }
    }
}

static const struct uc_hosted_mmio *find(const volatile void *reg,
                                         unsigned bytes, size_t *offset)
{
    if ((uintptr_t)reg % bytes != 0) {
        hosted_misuse("a register of %u bytes at %p", bytes,
                      (const void *)(uintptr_t)reg);
    }
    for (const struct uc_hosted_mmio *range = ranges; range != NULL;
         range = range->next) {
        *offset = (uintptr_t)reg - (uintptr_t)range->base;
        if (*offset < range->bytes) {
            return range;
        }
    }
    return NULL;
}

uint64_t uc_hosted_mmio_read(const volatile void *reg, unsigned bytes)
{
    size_t offset;
    const struct uc_hosted_mmio *range = find(reg, bytes, &offset);

    if (range != NULL) {
        return range->read(range->arg, offset, bytes);
    }
    switch (bytes) {
    case 1:
        return *(const volatile uint8_t *)reg;
    case 2:
        return UC_LE_(16, *(const volatile uint16_t *)reg);
    case 4:
        return UC_LE_(32, *(const volatile uint32_t *)reg);
    default:
        return UC_LE_(64, *(const volatile uint64_t *)reg);
    }
}

void uc_hosted_mmio_write(volatile void *reg, unsigned bytes, uint64_t value)
{
    size_t offset;
    const struct uc_hosted_mmio *range = find(reg, bytes, &offset);

    if (range != NULL) {
        range->write(range->arg, offset, bytes, value);
        return;
    }
    switch (bytes) {
    case 1:
        *(volatile uint8_t *)reg = (uint8_t)value;
        break;
    case 2:
        *(volatile uint16_t *)reg = UC_LE_(16, (uint16_t)value);
        break;
    case 4:
        *(volatile uint32_t *)reg = UC_LE_(32, (uint32_t)value);
        break;
    default:
        *(volatile uint64_t *)reg = UC_LE_(64, value);
        break;
    }
}
