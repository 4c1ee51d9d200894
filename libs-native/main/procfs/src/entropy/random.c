/* SPDX-License-Identifier: BSD-3-Clause */
/* Identifiers. Spec: RFC 9562, section 5.4 (UUID version 4). */
#include <uc/entropy.h>

#include "internal.h"

enum {
    BYTES = 16,
    VERSION_AT = 6,
    VARIANT_AT = 8,
};

/* Where there is no seed: nothing, never weak numbers. */
static bool make(uint8_t id[BYTES])
{
    if (uc_entropy_get(id, BYTES) < 0) {
        return false;
    }
    id[VERSION_AT] = (uint8_t)((id[VERSION_AT] & 0x0f) | 0x40);
    id[VARIANT_AT] = (uint8_t)((id[VARIANT_AT] & 0x3f) | 0x80);
    return true;
}

static void print(struct procfs_text *text, const uint8_t id[BYTES])
{
    for (unsigned i = 0; i < BYTES; i++) {
        procfs_print(text, i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "");
        procfs_hex(text, id[i], 2);
    }
    procfs_print(text, "\n");
}

static void uuid(struct procfs_text *text)
{
    uint8_t id[BYTES];

    if (make(id)) {
        print(text, id);
    }
}

/* The same until the image ends. */
static void boot_id(struct procfs_text *text)
{
    static uint8_t id[BYTES];

    if (id[VERSION_AT] != 0 || make(id)) {
        print(text, id);
    }
}

PROCFS_DIRECTORY(random, PROCFS_SYS_KERNEL, "random", PROCFS_SYS_KERNEL_RANDOM);
PROCFS_FILE(boot_id, PROCFS_SYS_KERNEL_RANDOM, "boot_id", boot_id);
PROCFS_FILE(uuid, PROCFS_SYS_KERNEL_RANDOM, "uuid", uuid);
