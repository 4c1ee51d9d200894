/* SPDX-License-Identifier: BSD-3-Clause */
/* Names among files: a file of type socket, which its socket serves. */
#include <uc/errors.h>
#include <uc/vfs.h>

#include "../unix.h"

static int open_place(const char *path, struct uc_file **out)
{
    int err = uc_vfs_open(out, NULL, path, UC_O_PATH, 0);

    if (err == 0 &&
        (uc_file_node(*out)->mode & UC_FS_TYPE_MASK) != UC_FS_SOCKET) {
        (void)uc_file_close(*out);
        err = -UC_ECONNREFUSED;
    }
    return err;
}

int posix_unix_place_make(struct posix_unix *end, const char *path)
{
    struct uc_file *place;
    int err = uc_vfs_mknod(NULL, path, UC_FS_SOCKET | 0777, 0);

    if (err == 0) {
        err = open_place(path, &place);
    }
    if (err < 0) {
        return err == -UC_EEXIST ? -UC_EADDRINUSE : err;
    }
    /* Somebody else may have been there meanwhile. */
    if (uc_file_node(place)->served != NULL) {
        (void)uc_file_close(place);
        return -UC_EADDRINUSE;
    }
    uc_file_node(place)->served = end;
    end->place = place;
    return 0;
}

int posix_unix_place_find(const char *path, struct posix_unix **out,
                          struct uc_file **place)
{
    const unsigned write = 2;
    struct uc_file *file;
    int err = open_place(path, &file);

    if (err < 0) {
        return err;
    }
    err = uc_vfs_access(file, "", write, UC_AT_EMPTY_PATH);
    *out = uc_file_node(file)->served;
    if (err == 0 && *out == NULL) {
        err = -UC_ECONNREFUSED;
    }
    if (err < 0) {
        (void)uc_file_close(file);
        return err;
    }
    *place = file;
    return 0;
}

void posix_unix_place_leave(struct posix_unix *end)
{
    if (end->place != NULL) {
        uc_file_node(end->place)->served = NULL;
    }
}

void posix_unix_place_close(struct uc_file *place)
{
    if (place != NULL) {
        (void)uc_file_close(place);
    }
}
