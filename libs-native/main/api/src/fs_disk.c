/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/blkdev.h>
#include <uc/fs.h>

/* Whether (text) is "blk" and (index). */
static bool is_index(const char *text, unsigned index)
{
    unsigned number = 0;

    if (text[0] != 'b' || text[1] != 'l' || text[2] != 'k') {
        return false;
    }
    text += 3;
    if (*text == '\0' || (text[0] == '0' && text[1] != '\0')) {
        return false;
    }
    for (; *text >= '0' && *text <= '9' && number < 100000; text++) {
        number = number * 10 + (unsigned)(*text - '0');
    }
    return *text == '\0' && number == index;
}

static bool same(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

struct uc_blkdev *uc_fs_disk(const struct uc_fs_mount *what)
{
    if (what->disk != NULL || what->source[0] == '\0') {
        return what->disk;
    }
    for (struct uc_blkdev *disk = uc_blkdev_first(); disk != NULL;
         disk = disk->next) {
        if (!disk->gone && (is_index(what->source, disk->index) ||
                            same(what->source, disk->id))) {
            return disk;
        }
    }
    return NULL;
}
