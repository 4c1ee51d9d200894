/* SPDX-License-Identifier: BSD-3-Clause */
/* Spec: Linux, include/uapi/linux/stat.h; statx(2). */
#include "internal.h"

enum {
    AT_STATX_SYNC_TYPE = 0x6000, /* one of its two bits, or none */
    KNOWN = UC_AT_SYMLINK_NOFOLLOW | UC_AT_EMPTY_PATH |
            POSIX_FILE_AT_NO_AUTOMOUNT | AT_STATX_SYNC_TYPE,
    STATX_BASIC_STATS = 0x7ff,
    STATX_BTIME = 0x800,
    STREAM_BLOCK_BYTES = 1024,
};

#define STATX_RESERVED UINT32_C(0x80000000)

struct kernel_time {
    int64_t seconds;
    uint32_t nanoseconds;
    int32_t zero;
};

/* struct statx, the same on every architecture. */
struct kernel_statx {
    uint32_t mask; /* what of it is told */
    uint32_t block_bytes;
    uint64_t attributes;
    uint32_t links;
    uint32_t uid;
    uint32_t gid;
    uint16_t mode;
    uint16_t zero;
    uint64_t inode;
    uint64_t bytes;
    uint64_t blocks;
    uint64_t attributes_mask;
    struct kernel_time accessed, born, changed, modified;
    uint32_t device[2]; /* major and minor number */
    uint32_t fs[2];
    uint64_t unused[14];
};

UC_STATIC_ASSERT(sizeof(struct kernel_statx) == 256, "Linux' layout");

long uc_sys_statx(int number, const char *path, unsigned flags, uint32_t mask,
                  struct kernel_statx *out);

/* Spec: Linux, include/linux/kdev_t.h, new_decode_dev and its 64-bit kin. */
static void set_device(uint32_t out[2], uint64_t device)
{
    out[0] = (uint32_t)(device >> 8 & 0xfff) |
             ((uint32_t)(device >> 32) & ~UINT32_C(0xfff));
    out[1] = (uint32_t)(device & 0xff) |
             ((uint32_t)(device >> 12) & ~UINT32_C(0xff));
}

static struct kernel_time time_of(const struct uc_fs_time *time)
{
    return (struct kernel_time){time->seconds, (uint32_t)time->nanoseconds, 0};
}

static long read_statx(struct uc_file *at, const char *path, unsigned flags,
                       struct kernel_statx *out)
{
    struct uc_fs_attr attr;

    int err = uc_vfs_stat(at, path, flags, &attr);
    if (err < 0) {
        return err;
    }
    const bool knows_birth =
        attr.born.seconds != 0 || attr.born.nanoseconds != 0;
    *out = (struct kernel_statx){
        .mask = STATX_BASIC_STATS | (knows_birth ? STATX_BTIME : 0u),
        .block_bytes = attr.block_bytes,
        .links = attr.links,
        .uid = attr.uid,
        .gid = attr.gid,
        .mode = (uint16_t)attr.mode,
        .inode = attr.inode,
        .bytes = attr.bytes,
        .blocks = attr.blocks,
        .accessed = time_of(&attr.accessed),
        .born = time_of(&attr.born),
        .changed = time_of(&attr.changed),
        .modified = time_of(&attr.modified),
    };
    set_device(out->device, attr.device);
    set_device(out->fs, attr.fs);
    return 0;
}

/* What is no file has its type alone. */
static long statx_fd(int number, struct kernel_statx *out)
{
    struct uc_fd *fd = uc_fd_get(number);

    if (fd == NULL) {
        return -UC_EBADF;
    }
    struct uc_file *file = uc_posix_file(fd);
    const uint32_t type = UC_FD_TYPE_OF(fd);
    long result = 0;
    if (file != NULL) {
        result = read_statx(file, "", UC_AT_EMPTY_PATH, out);
    } else {
        *out = (struct kernel_statx){
            .mask = STATX_BASIC_STATS,
            .block_bytes = STREAM_BLOCK_BYTES,
            .links = 1,
            .mode =
                (uint16_t)((type != 0 ? type : UC_FS_CHARACTER_DEVICE) | 0600),
        };
    }
    uc_fd_release(fd);
    return result;
}

/* Tells all that it knows, whatever (mask) asks for, as it may. */
long uc_sys_statx(int number, const char *path, unsigned flags, uint32_t mask,
                  struct kernel_statx *out)
{
    if ((flags & ~(unsigned)KNOWN) != 0 || (mask & STATX_RESERVED) != 0 ||
        (flags & AT_STATX_SYNC_TYPE) == AT_STATX_SYNC_TYPE) {
        return -UC_EINVAL;
    }
    flags &= ~(unsigned)AT_STATX_SYNC_TYPE;
    if ((flags & UC_AT_EMPTY_PATH) != 0 && path != NULL && path[0] == '\0' &&
        number != POSIX_FILE_AT_CWD) {
        return statx_fd(number, out);
    }
    return POSIX_FILE_AT(number, path, read_statx(at.file, path, flags, out));
}
