/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

/* Spec: Linux, include/linux/statfs.h. */
enum {
    ST_RDONLY = 1,
    ST_VALID = 0x20,
};

/* struct statfs of 64 bits. Spec: Linux, include/uapi/asm-generic/statfs.h. */
struct kernel_statfs {
    long magic;
    long block_bytes;
    unsigned long blocks;
    unsigned long blocks_free;
    unsigned long blocks_available;
    unsigned long nodes;
    unsigned long nodes_free;
    int id[2];
    long name_max;
    long fragment_bytes;
    long flags;
    long spare[4];
};

_Static_assert(sizeof(long) < 8 || sizeof(struct kernel_statfs) == 120,
               "Linux' layout");

long uc_sys_statfs(const char *path, struct kernel_statfs *out);
long uc_sys_fstatfs(int number, struct kernel_statfs *out);

static long read_statfs(struct uc_file *at, const char *path, unsigned flags,
                        struct kernel_statfs *out)
{
    struct uc_fs_stat stat;

    int err = uc_vfs_statfs(at, path, flags, &stat);
    if (err < 0) {
        return err;
    }
    *out = (struct kernel_statfs){
        .magic = (long)stat.magic,
        .block_bytes = (long)stat.block_bytes,
        .blocks = (unsigned long)stat.blocks,
        .blocks_free = (unsigned long)stat.blocks_free,
        .blocks_available = (unsigned long)stat.blocks_available,
        .nodes = (unsigned long)stat.nodes,
        .nodes_free = (unsigned long)stat.nodes_free,
        .name_max = (long)stat.name_max,
        .fragment_bytes = (long)stat.block_bytes,
        .flags =
            ST_VALID | ((stat.flags & UC_FS_READ_ONLY) != 0 ? ST_RDONLY : 0),
    };
    return 0;
}

long uc_sys_statfs(const char *path, struct kernel_statfs *out)
{
    return POSIX_FILE_AT(POSIX_FILE_AT_CWD, path,
                         read_statfs(at.file, path, 0, out));
}

long uc_sys_fstatfs(int number, struct kernel_statfs *out)
{
    return POSIX_FILE_WITH(number,
                           read_statfs(file, "", UC_AT_EMPTY_PATH, out));
}
