/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PC_LAYOUT_H
#define UC_PC_LAYOUT_H

/*
 * One linear map: physical address (pa) is at virtual UC_PC_BASE + (pa), be it
 * image, RAM or a device's registers, each page with the rights that it needs.
 */
#define UC_PC_BASE UC_CONFIG_PC_BASE

/* Bytes that a page table entry at PML4 level reaches. */
#define UC_PC_BASE_ALIGN 0x8000000000

#endif /* UC_PC_LAYOUT_H */
