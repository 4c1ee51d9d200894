/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef KVMPLAT_INTERNAL_H
#define KVMPLAT_INTERNAL_H

#include <uc/pc/pc.h>

#include "layout.h"

/* Set by the linker script; page-aligned but for the RELR table. */
extern const char __kvmplat_start[] UC_PC_HIDDEN;
extern const char __kvmplat_text_end[] UC_PC_HIDDEN;
extern const char __kvmplat_rodata_end[] UC_PC_HIDDEN;
extern const char __kvmplat_stack_top[] UC_PC_HIDDEN;
extern const char __kvmplat_end[] UC_PC_HIDDEN;
extern const uint64_t __kvmplat_relr_start[] UC_PC_HIDDEN;
extern const uint64_t __kvmplat_relr_end[] UC_PC_HIDDEN;
/* Page tables for [0, end of image), one behind the other. */
extern uint64_t __kvmplat_pt[] UC_PC_HIDDEN;
extern const char __kvmplat_pt_end[] UC_PC_HIDDEN;

extern uint64_t kvmplat_pdpt[UC_X86_TABLE_ENTRIES] UC_PC_HIDDEN;
extern uint64_t kvmplat_pd[UC_X86_TABLE_ENTRIES] UC_PC_HIDDEN;

/* What the VMM told beside memory. */
struct kvmplat_boot {
    char *command_line;
    char *mmio_words; /* cut off its end: the VMM's virtio_mmio.device=... */
    uc_paddr_t initrd;
    size_t initrd_bytes;
};

extern struct kvmplat_boot kvmplat_boot;

UC_NORETURN void kvmplat_start(uint32_t start_info);
void kvmplat_read_start_info(uc_paddr_t start_info);
void kvmplat_protect(void);
/* Says on Xen's console that the image is not for Xen, and ends it; returns
 * where this is not Xen. */
void kvmplat_tell_xen(void);

#endif /* KVMPLAT_INTERNAL_H */
