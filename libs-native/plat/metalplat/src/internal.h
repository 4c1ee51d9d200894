/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef METALPLAT_INTERNAL_H
#define METALPLAT_INTERNAL_H

#include <uc/pc/pc.h>

/* Set by the linker script, all but the last page-aligned. */
extern const char __metalplat_start[] UC_PC_HIDDEN;
extern const char __metalplat_text_end[] UC_PC_HIDDEN;
extern const char __metalplat_rodata_end[] UC_PC_HIDDEN;
extern const char __metalplat_guard[] UC_PC_HIDDEN;
extern const char __metalplat_end[] UC_PC_HIDDEN;
extern char __metalplat_tables[] UC_PC_HIDDEN;
extern char __metalplat_tables_end[] UC_PC_HIDDEN;
extern const uint64_t __metalplat_relr_start[] UC_PC_HIDDEN;
extern const uint64_t __metalplat_relr_end[] UC_PC_HIDDEN;

/* What whoever loaded the image told beside memory. */
struct metalplat_boot {
    uc_paddr_t initrd;
    size_t initrd_bytes;
};

extern struct metalplat_boot metalplat_boot;

/*
 * The start runs where the image lies, physical addresses being virtual ones:
 * nothing there may follow a pointer of the image's data, which is relocated
 * for its place in the linear map.
 */
UC_NORETURN void metalplat_start_multiboot(uint32_t magic, uint32_t info);

/* Keeps a copy of the command line, which is longer than any that fits the head
 * of an image. */
void metalplat_keep_command_line(const char *line);

/* Goes on in the linear map, with tables of its own. */
UC_NORETURN void metalplat_take_over(void);

/* Fills in tables for the image and the RAM of further tables; returns what CR3
 * takes. */
uc_paddr_t metalplat_make_tables(bool five_levels);
/* Takes the map of the start away. */
void metalplat_drop_start(void);

/* Loads (cr3) and jumps to metalplat_run, (offset) further up. */
UC_NORETURN void metalplat_switch(uc_paddr_t cr3, uintptr_t offset);
UC_NORETURN void metalplat_run(void);

/* Until then it is firmware's, which no gate names. */
void metalplat_set_code(void);

/* Has to be known before it is needed: in a crash nothing is looked up. */
void metalplat_power_init(void);

#endif /* METALPLAT_INTERNAL_H */
