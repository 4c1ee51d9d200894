/* SPDX-License-Identifier: BSD-3-Clause */
/* Mappings of files, whose pages are read when they are touched. */
#include <uc/errors.h>
#include <uc/malloc.h>
#include <uc/posix_file.h>

#include "file_request.h"
#include "shared.h"

struct file_object {
    struct uc_aspace_object object;
    struct uc_file *file;
    unsigned mappings;
};

static struct file_object *object_of(struct uc_aspace_object *object)
{
    return (struct file_object *)(void *)object; /* its first member */
}

/* Behind the end of the file all stays zero, and there is no page that begins
 * there. */
static int fill(struct uc_aspace_object *object, uint64_t index, void *page)
{
    struct uc_file *file = object_of(object)->file;
    const int64_t start = (int64_t)(index << UC_PAGE_SHIFT);
    size_t done = 0;

    while (done < UC_PAGE_SIZE) {
        const struct uc_fs_piece piece = {(char *)page + done,
                                          UC_PAGE_SIZE - done};
        uc_ssize_t n = uc_file_preadv(file, &piece, 1, start + (int64_t)done);
        if (n < 0) {
            return (int)n;
        }
        if (n == 0) {
            return done == 0 ? -UC_ENXIO : 0;
        }
        done += (size_t)n;
    }
    return 0;
}

static void retain(struct uc_aspace_object *object)
{
    object_of(object)->mappings++;
}

static void release(struct uc_aspace_object *object)
{
    struct file_object *of = object_of(object);

    if (--of->mappings == 0) {
        (void)uc_file_close(of->file);
        uc_free(of);
    }
}

static const struct uc_aspace_object_ops ops = {
    .fill = fill,
    .retain = retain,
    .release = release,
};

/* A new one for each mapping: its pages are copies anyhow. */
static struct uc_aspace_object *private_of(struct uc_file *file)
{
    struct file_object *of = uc_calloc(1, sizeof *of);

    if (of == NULL) {
        return NULL;
    }
    of->object.ops = &ops;
    of->file = file;
    uc_file_hold(file);
    retain(&of->object);
    return &of->object;
}

static struct uc_aspace_object *shared_of(struct uc_file *file)
{
    struct posix_mman_shared *of = posix_mman_shared_of(file);

    return of == NULL ? NULL : &of->object;
}

static long map(struct uc_file *file, const struct posix_mman_request *request,
                void *hint, struct uc_aspace_mapping *mapping)
{
    int err = posix_mman_check_file(file, request);

    if (err < 0) {
        return err;
    }
    struct uc_aspace_object *object =
        posix_mman_is_shared(request) ? shared_of(file) : private_of(file);
    if (object == NULL) {
        return -UC_ENOMEM;
    }
    mapping->object = object;
    mapping->offset = (uint64_t)request->offset >> UC_PAGE_SHIFT;
    if (posix_mman_is_shared(request) &&
        (uc_file_flags(file) & UC_O_ACCMODE) != UC_O_RDWR) {
        mapping->prot_max = UC_ASPACE_READ;
    }
    err = uc_aspace_map(&hint, request->pages << UC_PAGE_SHIFT, mapping);
    object->ops->release(object); /* the mapping has its own hold */
    posix_mman_reap();
    return err < 0 ? err : (long)hint;
}

long posix_mman_map_object(const struct posix_mman_request *request, void *hint,
                           struct uc_aspace_mapping *mapping)
{
    const long bytes = (long)(request->pages << UC_PAGE_SHIFT);

    if (bytes < 0 || request->offset < 0 ||
        request->offset > INTPTR_MAX - bytes) {
        return -UC_EOVERFLOW;
    }
    struct uc_fd *fd = uc_fd_get(request->fd);
    if (fd == NULL) {
        return -UC_EBADF;
    }
    struct uc_file *file = uc_posix_file(fd);
    long result = file == NULL ? -UC_ENODEV : map(file, request, hint, mapping);
    uc_fd_release(fd);
    return result;
}
