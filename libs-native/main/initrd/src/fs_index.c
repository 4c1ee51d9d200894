/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/malloc.h>

#include "fs.h"
#include "internal.h"

struct uc_fs_name initrd_fs_component(const char **path)
{
    const char *at = *path;
    struct uc_fs_name name;

    do {
        while (*at == '/') {
            at++;
        }
        name = (struct uc_fs_name){.text = at};
        while (*at != '/' && *at != '\0') {
            at++;
        }
        name.bytes = (uint32_t)(at - name.text);
    } while (uc_fs_name_is(&name, "."));
    *path = at;
    return name;
}

/* Whether (a) stands before (b), is it, or stands behind it: below 0, 0, ... */
static int compare_names(const struct uc_fs_name *a, const struct uc_fs_name *b)
{
    const uint32_t bytes = (a->bytes < b->bytes) ? a->bytes : b->bytes;
    const int order = __builtin_memcmp(a->text, b->text, bytes);

    if (order != 0) {
        return order;
    }
    return (a->bytes > b->bytes) - (a->bytes < b->bytes);
}

static int compare_paths(const char *a, const char *b)
{
    struct uc_fs_name left;
    struct uc_fs_name right;
    int order;

    do {
        left = initrd_fs_component(&a);
        right = initrd_fs_component(&b);
        order = compare_names(&left, &right);
    } while (order == 0 && left.bytes > 0);
    return order;
}

void initrd_fs_entry(const struct initrd_fs *fs, size_t index,
                     struct uc_initrd_entry *out)
{
    struct uc_initrd_walk walk = fs->archive;
    const char *header = initrd_header_of(&walk, fs->paths[index]);
    const size_t offset = (size_t)(header - (const char *)walk.base);

    walk.offset = offset;
    (void)uc_initrd_next_entry(&walk, out);
    walk.offset = offset;
    (void)uc_initrd_next(&walk, &out->file); /* finds data of hard links */
}

/* In the archive, entries of one path stand in the order in which they count.
 */
static bool is_before(const char *a, const char *b)
{
    const int order = compare_paths(a, b);

    return (order != 0) ? order < 0 : (uintptr_t)a < (uintptr_t)b;
}

static void sift(const char **heap, size_t root, size_t count)
{
    for (;;) {
        size_t child = 2 * root + 1;
        if (child + 1 < count && is_before(heap[child], heap[child + 1])) {
            child++;
        }
        if (child >= count || !is_before(heap[root], heap[child])) {
            return;
        }
        const char *moved = heap[root];
        heap[root] = heap[child];
        heap[child] = moved;
        root = child;
    }
}

/* A heap sort: no memory, no depth, and no bad case. */
static void sort(const char **heap, size_t count)
{
    for (size_t root = count / 2; root-- > 0;) {
        sift(heap, root, count);
    }
    for (size_t end = count; end > 1; end--) {
        const char *largest = heap[0];
        heap[0] = heap[end - 1];
        heap[end - 1] = largest;
        sift(heap, 0, end - 1);
    }
}

/* Of several entries of one path, the last one counts. */
static void drop_replaced(struct initrd_fs *fs)
{
    size_t kept = 0;

    for (size_t i = 0; i < fs->count; i++) {
        if (i + 1 == fs->count ||
            compare_paths(fs->paths[i], fs->paths[i + 1]) != 0) {
            fs->paths[kept++] = fs->paths[i];
        }
    }
    fs->count = kept;
}

static bool is_sound(const struct uc_initrd_file *file)
{
    const char *path = file->path;
    struct uc_fs_name name;

    do {
        name = initrd_fs_component(&path);
        if (name.bytes > UC_FS_NAME_MAX || uc_fs_name_is(&name, "..")) {
            return false;
        }
    } while (name.bytes > 0);
    return (file->mode & UC_FS_TYPE_MASK) != UC_FS_LINK ||
           (file->bytes > 0 && file->bytes <= UC_FS_TARGET_MAX);
}

/* Counts entries, and keeps their paths where there is room for that. */
static int walk_all(struct initrd_fs *fs)
{
    struct uc_initrd_walk walk = fs->archive;
    struct uc_initrd_entry entry;
    int more;

    fs->count = 0;
    while ((more = uc_initrd_next_entry(&walk, &entry)) == 1) {
        if (!is_sound(&entry.file)) {
            return -UC_EPROTO;
        }
        if (fs->paths != NULL) {
            fs->paths[fs->count] = entry.file.path;
        }
        fs->count++;
    }
    return more;
}

int initrd_fs_read(struct initrd_fs *fs)
{
    int err = uc_initrd_walk(&fs->archive);

    if (err == 0) {
        err = walk_all(fs);
    }
    if (err < 0) {
        return err;
    }
    fs->paths = uc_calloc(fs->count + 1, sizeof(*fs->paths));
    if (fs->paths == NULL) {
        return -UC_ENOMEM;
    }
    (void)walk_all(fs);
    sort(fs->paths, fs->count);
    drop_replaced(fs);
    return 0;
}

struct uc_fs_name initrd_fs_component_at(const struct initrd_fs *fs,
                                         size_t index, size_t depth)
{
    const char *path = fs->paths[index];
    struct uc_fs_name name = initrd_fs_component(&path);

    while (depth-- > 0) {
        name = initrd_fs_component(&path);
    }
    return name;
}

size_t initrd_fs_below(const struct initrd_fs_range *range)
{
    return range->first + (range->is_named ? 1 : 0);
}

/* The first entry of (range) whose component behind it is (name) or, where
 * (behind), larger than that. */
static size_t bound(const struct initrd_fs *fs,
                    const struct initrd_fs_range *range,
                    const struct uc_fs_name *name, bool behind)
{
    size_t low = initrd_fs_below(range);
    size_t high = range->end;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct uc_fs_name there =
            initrd_fs_component_at(fs, middle, range->depth);
        const int order = compare_names(&there, name);
        if (order < 0 || (behind && order == 0)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool initrd_fs_find(const struct initrd_fs *fs,
                    const struct initrd_fs_range *range,
                    const struct uc_fs_name *name, struct initrd_fs_range *out)
{
    const size_t first = bound(fs, range, name, false);
    const size_t end = bound(fs, range, name, true);

    if (first == end) {
        return false;
    }
    *out = (struct initrd_fs_range){
        .first = first,
        .end = end,
        .depth = range->depth + 1,
        .is_named =
            initrd_fs_component_at(fs, first, range->depth + 1).bytes == 0,
    };
    return true;
}
