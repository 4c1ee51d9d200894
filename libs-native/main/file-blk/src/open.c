/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * file-blk.disk=PATH makes a disk of a file or block device,
 * file-blk.read-only= PATH one that is not written to; each may stand several
 * times.
 */
#include <uc/console.h>
#include <uc/errors.h>
#include <uc/init.h>
#include <uc/malloc.h>
#include <uc/param.h>

#include "internal.h"

static struct {
    const char *path;
    bool read_only;
} wanted[FILE_BLK_DISKS_MAX];
static unsigned wanted_n;

static int add(const char *path, bool read_only)
{
    if (*path == '\0') {
        return -UC_EINVAL;
    }
    if (wanted_n == FILE_BLK_DISKS_MAX) {
        return -UC_ENOMEM;
    }
    wanted[wanted_n].path = path;
    wanted[wanted_n].read_only = read_only;
    wanted_n++;
    return 0;
}

static int set_disk(const char *value)
{
    return add(value, false);
}

static int set_read_only(const char *value)
{
    return add(value, true);
}

UC_PARAM(file_blk_disk, "file-blk.disk", set_disk);
UC_PARAM(file_blk_read_only, "file-blk.read-only", set_read_only);

static void say(const char *text)
{
    size_t n = 0;

    while (text[n] != '\0') {
        n++;
    }
    if (n > 0) {
        uc_console_write(text, n);
    }
}

static const char *reason(int err)
{
    switch (-err) {
    case UC_ENOENT:
    case UC_ENOTDIR:
        return "there is no such file; to make one: truncate -s 64M FILE";
    case UC_EPERM:
    case UC_EACCES:
        return "this user may not";
    case UC_EROFS:
        return "it lies on a file system that is read-only; parameter "
               "file-blk.read-only=FILE takes it so";
    case UC_EISDIR:
        return "it is a folder";
    case UC_EAGAIN:
        return "another image or virtual machine uses it";
    case UC_EINVAL:
        return "it holds no block of 512 bytes";
    case UC_ENOMEM:
        return "out of memory";
    default:
        return "Linux refuses";
    }
}

/* Returns the descriptor; (*bytes) is the file's size. */
static int open_file(const char *path, bool read_only, uint64_t *bytes)
{
    int flags = read_only ? UC_LINUX_O_RDONLY : UC_LINUX_O_RDWR;
    int fd = uc_linux_open(path, flags | UC_LINUX_O_CLOEXEC);

    if (fd < 0) {
        return fd;
    }
    int err = uc_linux_lock_file(fd, !read_only);
    /* Where Linux has no locks for it, there is nothing to keep out. */
    if (err != -UC_EAGAIN) {
        err = uc_linux_file_bytes(fd, bytes);
    }
    if (err == 0 && *bytes < FILE_BLK_BLOCK_BYTES) {
        err = -UC_EINVAL;
    }
    if (err < 0) {
        uc_linux_close(fd);
        return err;
    }
    return fd;
}

static void fill_in(struct file_blk *file, const char *path, bool read_only,
                    uint64_t bytes)
{
    file->disk = (struct uc_blkdev){
        .ops = &file_blk_ops,
        .driver = "file-blk",
        .id = path,
        .features = UC_BLK_CACHE | (read_only ? UC_BLK_READ_ONLY : 0u),
        .block_bytes = FILE_BLK_BLOCK_BYTES,
        .physical_bytes = (uint32_t)UC_PAGE_SIZE, /* of Linux' cache */
        .blocks = bytes / FILE_BLK_BLOCK_BYTES,
        .depth = FILE_BLK_DEPTH,
        .pieces_max = FILE_BLK_PIECES_MAX,
        .bytes_max = FILE_BLK_BYTES_MAX,
        .align = 1,
        .discard_blocks_max = FILE_BLK_SPAN_BYTES_MAX / FILE_BLK_BLOCK_BYTES,
        .discard_blocks_unit = (uint32_t)UC_PAGE_SIZE / FILE_BLK_BLOCK_BYTES,
        .zero_blocks_max = FILE_BLK_SPAN_BYTES_MAX / FILE_BLK_BLOCK_BYTES,
    };
    /* A hole behind the end changes nothing, and shows who can make some. */
    if (!read_only &&
        uc_linux_punch_hole(file->fd, bytes, FILE_BLK_BLOCK_BYTES) == 0) {
        file->disk.features |= UC_BLK_HAS_DISCARD | UC_BLK_HAS_ZERO;
    }
}

static int open_disk(const char *path, bool read_only)
{
    uint64_t bytes = 0;
    struct file_blk *file = uc_calloc(1, sizeof *file);

    if (file == NULL) {
        return -UC_ENOMEM;
    }
    file->fd = open_file(path, read_only, &bytes);
    if (file->fd < 0) {
        int err = file->fd;
        uc_free(file);
        return err;
    }
    fill_in(file, path, read_only, bytes);
    uc_blkdev_add(&file->disk);
    return 0;
}

static int file_blk(void)
{
    for (unsigned i = 0; i < wanted_n; i++) {
        int err = open_disk(wanted[i].path, wanted[i].read_only);
        if (err < 0) {
            say("file-blk: cannot use disk ");
            say(wanted[i].path);
            say(": ");
            say(reason(err));
            say("\n");
            return err;
        }
    }
    return 0;
}

UC_INIT(3, file_blk);
