/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

/*
 * Times have 32 bits, and where the inode is large enough 32 more: nanoseconds
 * and two bits that go on behind 2038.
 * Spec: Linux, Documentation/filesystems/ext4/inodes.rst, "Inode Timestamps".
 */
struct place {
    size_t seconds;
    size_t extra;
};

static const struct place places[] = {
    {offsetof(struct ext2_inode_large, i_atime),
     offsetof(struct ext2_inode_large, i_atime_extra)},
    {offsetof(struct ext2_inode_large, i_mtime),
     offsetof(struct ext2_inode_large, i_mtime_extra)},
    {offsetof(struct ext2_inode_large, i_ctime),
     offsetof(struct ext2_inode_large, i_ctime_extra)},
    {offsetof(struct ext2_inode_large, i_crtime),
     offsetof(struct ext2_inode_large, i_crtime_extra)},
};

static bool has(const struct ext4_inode *inode, size_t offset)
{
    return offset + sizeof(__u32) <=
           EXT2_GOOD_OLD_INODE_SIZE + (size_t)inode->raw.i_extra_isize;
}

static __u32 *field(struct ext4_inode *inode, size_t offset)
{
    return (__u32 *)(void *)((char *)&inode->raw + offset);
}

void ext4_time_set(struct ext4_inode *inode, unsigned which,
                   struct uc_fs_time time)
{
    for (unsigned i = 0; i < UC_ARRAY_SIZE(places); i++) {
        if (!(which & 1u << i) ||
            (places[i].seconds >= EXT2_GOOD_OLD_INODE_SIZE &&
             !has(inode, places[i].seconds))) {
            continue;
        }
        bool extra = has(inode, places[i].extra);
        int64_t most = extra ? INT64_C(0x37fffffff) : INT32_MAX;
        int64_t seconds = time.seconds < INT32_MIN ? INT32_MIN : time.seconds;

        seconds = seconds > most ? most : seconds;
        *field(inode, places[i].seconds) = (__u32)seconds;
        if (extra) {
            uint64_t epoch = (uint64_t)(seconds - (int32_t)seconds) >> 32;
            *field(inode, places[i].extra) =
                (__u32)(epoch & 3) | time.nanoseconds << 2;
        }
    }
}

struct uc_fs_time ext4_time_get(const struct ext4_inode *inode, unsigned which)
{
    const struct place *place = &places[__builtin_ctz(which)];
    struct uc_fs_time time = {.seconds = 0};
    struct ext4_inode *from = (struct ext4_inode *)(uintptr_t)inode;

    if (place->seconds >= EXT2_GOOD_OLD_INODE_SIZE &&
        !has(inode, place->seconds)) {
        return time;
    }
    time.seconds = (int32_t)*field(from, place->seconds);
    if (has(inode, place->extra)) {
        __u32 extra = *field(from, place->extra);
        time.seconds += (int64_t)(extra & 3) << 32;
        time.nanoseconds = extra >> 2;
        if (time.nanoseconds >= 1000000000) {
            time.nanoseconds = 999999999;
        }
    }
    return time;
}
