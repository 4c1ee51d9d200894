/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is shared of a file: its pages in memory, the same for all mappings, and
 * one with the file. While it is mapped, calls on its node come by here first:
 * what was stored is written out before anybody reads, and what is written is
 * seen in the pages.
 */
#include <uc/errors.h>
#include <uc/malloc.h>
#include <uc/pages.h>
#include <uc/plat/paging.h>

#include "shared.h"

static struct posix_mman_shared *all;

static struct posix_mman_shared *of_object(struct uc_aspace_object *object)
{
    return (struct posix_mman_shared *)(void *)object; /* its first member */
}

/* Place of the first page from (index) on. */
static size_t page_at(const struct posix_mman_shared *of, uint64_t index)
{
    size_t low = 0;
    size_t high = of->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (of->pages[middle].index >= index) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

static struct posix_mman_shared_page *find(struct posix_mman_shared *of,
                                           uint64_t index)
{
    size_t at = page_at(of, index);

    return at < of->count && of->pages[at].index == index ? &of->pages[at]
                                                          : NULL;
}

/* Reads all of a page; zeros behind the end. Returns how many bytes there are.
 */
static uc_ssize_t read_page(struct posix_mman_shared *of, uint64_t index,
                            char *data)
{
    size_t done = 0;

    while (done < UC_PAGE_SIZE) {
        const struct uc_fs_piece piece = {data + done, UC_PAGE_SIZE - done};
        uc_ssize_t n = of->below->read(
            of->node, (index << UC_PAGE_SHIFT) + done, &piece, 1);
        if (n < 0) {
            return n;
        }
        if (n == 0) {
            break;
        }
        done += (size_t)n;
    }
    if (done < UC_PAGE_SIZE) {
        __builtin_memset(data + done, 0, UC_PAGE_SIZE - done);
    }
    return (uc_ssize_t)done;
}

static int insert(struct posix_mman_shared *of, uint64_t index, void *data)
{
    if (of->count == of->room) {
        size_t room = of->room == 0 ? 16 : of->room * 2;
        struct posix_mman_shared_page *pages =
            uc_realloc(of->pages, room * sizeof *pages);
        if (pages == NULL) {
            return -UC_ENOMEM;
        }
        of->pages = pages;
        of->room = room;
    }
    size_t at = page_at(of, index);
    __builtin_memmove(of->pages + at + 1, of->pages + at,
                      (of->count - at) * sizeof *of->pages);
    of->pages[at] =
        (struct posix_mman_shared_page){.index = index, .data = data};
    of->count++;
    return 0;
}

/* Another thread may have brought it meanwhile. */
static int bring(struct posix_mman_shared *of, uint64_t index)
{
    char *data = uc_pages_alloc(1);

    if (data == NULL) {
        return -UC_ENOMEM;
    }
    uc_ssize_t n = read_page(of, index, data);
    int err = n < 0 ? (int)n : n == 0 ? -UC_ENXIO : 0;
    if (err == 0 && find(of, index) == NULL) {
        err = insert(of, index, data);
        data = err == 0 ? NULL : data;
    }
    if (data != NULL) {
        uc_pages_free(data, 1);
    }
    return err;
}

static int share(struct uc_aspace_object *object, uint64_t index, bool write,
                 void **page)
{
    struct posix_mman_shared *of = of_object(object);

    while (find(of, index) == NULL) {
        int err = bring(of, index);
        if (err < 0) {
            return err;
        }
    }
    struct posix_mman_shared_page *found = find(of, index);
    found->dirty |= write;
    of->dirty |= write;
    *page = found->data;
    return 0;
}

/* Writes a page out, as far as the file goes. Context: the node's lock. */
static int write_page(struct posix_mman_shared *of, size_t at, uint64_t bytes)
{
    struct posix_mman_shared_page *page = &of->pages[at];
    const uint64_t start = page->index << UC_PAGE_SHIFT;
    char *data = page->data;
    size_t left = start >= bytes                 ? 0
                  : bytes - start > UC_PAGE_SIZE ? UC_PAGE_SIZE
                                                 : (size_t)(bytes - start);

    /* Before it is written: what is stored meanwhile is for the next time. */
    page->dirty = false;
    for (size_t done = 0; done < left;) {
        const struct uc_fs_piece piece = {data + done, left - done};
        uc_ssize_t n = of->below->write(of->node, start + done, &piece, 1);
        if (n <= 0) {
            page = find(of, start >> UC_PAGE_SHIFT);
            page->dirty = of->dirty = true;
            return n < 0 ? (int)n : -UC_EIO;
        }
        done += (size_t)n;
    }
    return 0;
}

/* Context: the node's lock. */
int posix_mman_shared_write_out(struct posix_mman_shared *of)
{
    struct uc_fs_attr attr;
    int result = of->below->getattr(of->node, &attr);

    /* Where pages cannot be watched, they count as written to for ever. */
    const bool always = !uc_aspace_clean(&of->object);

    of->dirty = always;
    for (size_t at = 0; result == 0 && at < of->count; at++) {
        const uint64_t index = of->pages[at].index;
        if (of->pages[at].dirty) {
            result = write_page(of, at, attr.bytes);
            at = page_at(of, index); /* others may have come before it */
            of->pages[at].dirty |= always;
        }
    }
    of->dirty |= result < 0;
    return result;
}

static void lock(struct posix_mman_shared *of)
{
    if (UC_CONFIG_POSIX_MMAN_THREADS) {
        uc_mutex_lock(&of->node->lock);
    }
}

static void unlock(struct posix_mman_shared *of)
{
    if (UC_CONFIG_POSIX_MMAN_THREADS) {
        uc_mutex_unlock(&of->node->lock);
    }
}

int posix_mman_shared_sync(struct posix_mman_shared *of)
{
    int err = 0;

    if (of->dirty) {
        of->users++;
        lock(of);
        err = posix_mman_shared_write_out(of);
        unlock(of);
        of->users--;
    }
    return err;
}

void posix_mman_shared_reload(struct posix_mman_shared *of, uint64_t start,
                              uint64_t end)
{
    for (size_t at = page_at(of, start >> UC_PAGE_SHIFT); at < of->count;
         at++) {
        const uint64_t index = of->pages[at].index;
        if (index << UC_PAGE_SHIFT >= end) {
            break;
        }
        /* An error leaves the page as it was: the next call tells it too. */
        (void)read_page(of, index, of->pages[at].data);
        at = page_at(of, index);
    }
}

static void retain(struct uc_aspace_object *object)
{
    of_object(object)->mappings++;
}

static void release(struct uc_aspace_object *object)
{
    of_object(object)->mappings--;
}

static const struct uc_aspace_object_ops ops = {
    .share = share,
    .retain = retain,
    .release = release,
};

struct posix_mman_shared *posix_mman_shared_of(struct uc_file *file)
{
    struct uc_fs_node *node = uc_file_node(file);
    struct posix_mman_shared *of = all;

    while (of != NULL && of->node != node) {
        of = of->next;
    }
    if (of == NULL) {
        of = uc_calloc(1, sizeof *of);
        if (of == NULL) {
            return NULL;
        }
        of->object.ops = &ops;
        of->file = file;
        of->node = node;
        uc_file_hold(file);
        posix_mman_shared_enter(of);
        of->next = all;
        all = of;
    }
    of->mappings++;
    return of;
}

static void free_shared(struct posix_mman_shared *of)
{
    struct posix_mman_shared **at = &all;

    while (*at != of) {
        at = &(*at)->next;
    }
    *at = of->next;
    posix_mman_shared_leave(of);
    for (size_t i = 0; i < of->count; i++) {
        uc_pages_free(of->pages[i].data, 1);
    }
    uc_free(of->pages);
    (void)uc_file_close(of->file);
    uc_free(of);
}

/* What cannot be written out is lost with its mapping, as on Linux. */
void posix_mman_reap(void)
{
    struct posix_mman_shared *next;

    for (struct posix_mman_shared *of = all; of != NULL; of = next) {
        next = of->next;
        if (of->mappings > 0 || of->users > 0) {
            continue;
        }
        if (of->dirty) {
            (void)posix_mman_shared_sync(of);
            /* Unless somebody has mapped it meanwhile. */
            of->dirty &= of->mappings > 0;
            next = all; /* others may have come and gone meanwhile */
        } else {
            free_shared(of);
        }
    }
}

static int sync(bool marked)
{
    int result = 0;

    for (struct posix_mman_shared *of = all; of != NULL; of = of->next) {
        if (of->marked || !marked) {
            of->marked = false;
            of->users++; /* so that it stays in the list */
            int err = posix_mman_shared_sync(of);
            result = result < 0 ? result : err;
            of->users--;
        }
    }
    return result;
}

void posix_mman_mark(struct uc_aspace_object *object)
{
    if (object != NULL && object->ops == &ops) {
        of_object(object)->marked = true;
    }
}

int posix_mman_sync(void)
{
    return sync(true);
}

void uc_hook_vfs_sync(void)
{
    (void)sync(false);
}
