/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef METALPLAT_HEAD_H
#define METALPLAT_HEAD_H

/* The table at HEAD of the image's first page; also in link/x86_64.ld. */
#define METALPLAT_HEAD              0x60
#define METALPLAT_HEAD_MAGIC        0x6c746d75 /* "umtl" */
#define METALPLAT_HEAD_FILE_BYTES   4
#define METALPLAT_HEAD_MEMORY_BYTES 8
#define METALPLAT_HEAD_INITRD       12
#define METALPLAT_HEAD_INITRD_BYTES 16
#define METALPLAT_HEAD_COMMAND_LINE 20

/* Where a BIOS loader puts the image, and the entry in it. */
#define METALPLAT_LOW   0x100000
#define METALPLAT_ENTRY 0x101000

#ifndef __ASSEMBLER__
#include <uc/compiler.h>
#include <uc/types.h>

struct metalplat_head {
    uint32_t magic;
    uint32_t file_bytes;
    uint32_t memory_bytes;
    uint32_t initrd; /* offset in memory */
    uint32_t initrd_bytes;
    uint32_t command_line; /* offset */
    uint32_t command_line_bytes;
};

UC_STATIC_ASSERT(offsetof(struct metalplat_head, command_line) ==
                     METALPLAT_HEAD_COMMAND_LINE,
                 "as assembly reads it");
#endif

#endif /* METALPLAT_HEAD_H */
