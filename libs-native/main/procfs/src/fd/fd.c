/* SPDX-License-Identifier: BSD-3-Clause */
/* Links to what is open. */
#include <uc/malloc.h>
#include <uc/posix_file.h>

#include "internal.h"

int procfs_fd_lookup(struct uc_fs *fs, const struct uc_fs_name *name,
                     struct uc_fs_node **out)
{
    const int number = uc_fd_of_name(name);

    return number < 0 ? number : procfs_node_new(fs, NULL, number, out);
}

int procfs_fd_readdir(struct uc_fs_readdir *walk)
{
    return uc_fd_names(walk, UC_FS_LINK);
}

/* Nothing where it was removed. */
static void print_path(struct procfs_text *text, struct uc_file *file)
{
    char *path = uc_malloc(UC_VFS_PATH_MAX);

    if (path != NULL) {
        if (uc_vfs_path(file, path, UC_VFS_PATH_MAX) > 0) {
            procfs_print(text, path);
        }
        uc_free(path);
    }
}

static bool is_console(struct uc_fd *fd)
{
    struct uc_fd *console = uc_fd_console();

    uc_fd_release(console);
    return fd == console;
}

void procfs_fd_target(struct procfs_text *text, int number)
{
    struct uc_fd *fd = uc_fd_get(number);

    if (fd == NULL) {
        return;
    }
    struct uc_file *file = uc_posix_file(fd);
    if (file != NULL) {
        print_path(text, file);
    } else if (is_console(fd)) {
        procfs_print(text, "/dev/console");
    } else {
        const uint32_t type = UC_FD_TYPE_OF(fd);
        procfs_print(text, type == UC_FS_FIFO     ? "pipe:["
                           : type == UC_FS_SOCKET ? "socket:["
                                                  : "anon_inode:[");
        procfs_number(text, (uint64_t)number);
        procfs_print(text, "]");
    }
    uc_fd_release(fd);
}

PROCFS_DIRECTORY(fd, PROCFS_SELF, "fd", PROCFS_FD);
