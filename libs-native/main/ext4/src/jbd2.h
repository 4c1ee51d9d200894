/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef EXT4_JBD2_H
#define EXT4_JBD2_H

/*
 * The journal on the disk.
 * Spec: Linux, Documentation/filesystems/ext4/journal.rst.
 */
#include <uc/byteorder.h>

enum {
    JBD2_MAGIC = 0xc03b3998u,

    JBD2_DESCRIPTOR = 1,
    JBD2_COMMIT = 2,
    JBD2_SUPER_V2 = 4,
    JBD2_REVOKE = 5,

    JBD2_TAG_ESCAPED = 1,
    JBD2_TAG_SAME_UUID = 2,
    JBD2_TAG_LAST = 8,

    JBD2_HAS_CHECKSUM = 1, /* compatible */

    JBD2_HAS_REVOKE = 1 << 0, /* incompatible */
    JBD2_HAS_64BIT = 1 << 1,
    JBD2_HAS_ASYNC_COMMIT = 1 << 2,
    JBD2_HAS_CSUM_V2 = 1 << 3,
    JBD2_HAS_CSUM_V3 = 1 << 4,

    JBD2_CRC32C = 4,
    JBD2_UUID_BYTES = 16,
    JBD2_SUPER_BYTES = 1024,
    JBD2_BLOCKS_MIN = 1024, /* Linux takes no smaller journal */
};

struct jbd2_header {
    uc_be32 magic;
    uc_be32 type;
    uc_be32 sequence;
};

struct jbd2_super {
    struct jbd2_header header;
    uc_be32 block_bytes;
    uc_be32 blocks;
    uc_be32 first;
    uc_be32 sequence; /* of the first transaction in the log */
    uc_be32 start;    /* block of the log where it is; 0: there is none */
    uc_be32 error;
    uc_be32 compat;
    uc_be32 incompat;
    uc_be32 ro_compat;
    uint8_t uuid[JBD2_UUID_BYTES];
    uc_be32 users;
    uc_be32 dynamic_super;
    uc_be32 transaction_max;
    uc_be32 data_max;
    uint8_t checksum_type;
    uint8_t padding[3];
    uc_be32 fast_blocks;
    uc_be32 head;
    uc_be32 reserved[40];
    uc_be32 checksum;
    uint8_t user_ids[768];
};

/* With JBD2_HAS_CSUM_V3. */
struct jbd2_tag3 {
    uc_be32 block;
    uc_be32 flags;
    uc_be32 block_high;
    uc_be32 checksum;
};

/* Without; (block_high) is there with JBD2_HAS_64BIT alone. */
struct jbd2_tag {
    uc_be32 block;
    uc_be16 checksum;
    uc_be16 flags;
    uc_be32 block_high;
};

struct jbd2_revoke {
    struct jbd2_header header;
    uc_be32 bytes; /* of this block that are used */
};

struct jbd2_commit {
    struct jbd2_header header;
    uint8_t checksum_type;
    uint8_t checksum_size;
    uint8_t padding[2];
    uc_be32 checksum[8];
    uc_be64 seconds;
    uc_be32 nanoseconds;
};

UC_STATIC_ASSERT(sizeof(struct jbd2_super) == JBD2_SUPER_BYTES,
                 "the journal's superblock");

#endif /* EXT4_JBD2_H */
