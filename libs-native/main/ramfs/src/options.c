/* SPDX-License-Identifier: BSD-3-Clause */
/* size=64M or size=20% (of all memory; 0 is no limit), mode=1777. */
#include <uc/pages.h>

#include "internal.h"

/* Reads digits of (base) at the start of (text) and steps over them. */
static bool read_number(struct uc_fs_name *text, unsigned base, uint64_t *out)
{
    uint64_t value = 0;
    const uint32_t length = text->bytes;

    while (text->bytes > 0) {
        const unsigned digit = (unsigned)(text->text[0] - '0');
        if (digit >= base) {
            break;
        }
        if (value > UINT32_MAX) {
            return false;
        }
        value = value * base + digit;
        text->text++;
        text->bytes--;
    }
    *out = value;
    return text->bytes < length;
}

static uint64_t all_bytes(void)
{
    struct uc_pages_stats pages;

    uc_pages_stats(&pages);
    return (uint64_t)pages.total_pages << UC_PAGE_SHIFT;
}

static bool read_size(struct uc_fs_name *text, uint64_t *out)
{
    static const char units[] = "KMG";
    uint64_t value;
    unsigned shift = 0;

    if (text->text == NULL || !read_number(text, 10, &value) ||
        value > UINT32_MAX) {
        return false;
    }
    if (uc_fs_name_is(text, "%")) {
        *out = all_bytes() / 100 * value;
        return value <= 100;
    }
    for (unsigned i = 0; text->bytes == 1 && i < sizeof units - 1; i++) {
        if ((text->text[0] & ~0x20) == units[i]) {
            shift = 10 * (i + 1);
        }
    }
    if (text->bytes != 0 && shift == 0) {
        return false;
    }
    *out = (value == 0) ? UINT64_MAX : value << shift;
    return true;
}

static bool read_mode(struct uc_fs_name *text, uint32_t *out)
{
    uint64_t value;

    if (text->text == NULL || !read_number(text, 8, &value) ||
        text->bytes != 0 || value > UC_FS_PERMISSIONS) {
        return false;
    }
    *out = (uint32_t)value;
    return true;
}

int ramfs_options_read(const char *text, struct ramfs_options *out)
{
    struct uc_fs_name key;
    struct uc_fs_name value;

    *out = (struct ramfs_options){.bytes_max = all_bytes() / 2, .mode = 0755};
    while (uc_fs_option(&text, &key, &value)) {
        const bool good =
            (uc_fs_name_is(&key, "size") &&
             read_size(&value, &out->bytes_max)) ||
            (uc_fs_name_is(&key, "mode") && read_mode(&value, &out->mode));
        if (!good) {
            return -UC_EINVAL;
        }
    }
    return 0;
}
