/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef KVMPLAT_LAYOUT_H
#define KVMPLAT_LAYOUT_H

/*
 * One linear map: physical address (pa) is at virtual KVMPLAT_BASE + (pa), be
 * it image, RAM or a device's registers, each page with the rights that it
 * needs. The image is linked at 0, lies at 1 MiB and so runs at KVMPLAT_BASE +
 * 1 MiB.
 */
#define KVMPLAT_BASE UC_CONFIG_KVMPLAT_BASE
#define KVMPLAT_LOAD 0x100000 /* also in link/x86_64.ld */

/* Bytes that the page table entries at PML4 level reach. */
#define KVMPLAT_BASE_ALIGN 0x8000000000

#endif /* KVMPLAT_LAYOUT_H */
