/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What libext2fs names in functions that nobody calls: the linker drops both,
 * but not from fuzzers, whose instrumentation keeps every function.
 */
#include <uc/assert.h>

#define ABSENT(name)                                                           \
    void name(void);                                                           \
    void name(void)                                                            \
    {                                                                          \
        UC_ASSERT(!"called");                                                  \
    }

ABSENT(ext2fs_mark_generic_bitmap)
ABSENT(ext2fs_unmark_generic_bitmap)
ABSENT(ext2fs_test_generic_bitmap)
ABSENT(ext2fs_get_generic_bitmap_start)
ABSENT(ext2fs_get_generic_bitmap_end)
ABSENT(ext2fs_test_block_bitmap_range)
ABSENT(ext2fs_mark_block_bitmap_range)
ABSENT(ext2fs_unmark_block_bitmap_range)
ABSENT(ext2fs_mark_generic_bmap)
ABSENT(ext2fs_unmark_generic_bmap)
ABSENT(ext2fs_test_generic_bmap)
ABSENT(ext2fs_find_first_zero_generic_bmap)
ABSENT(ext2fs_find_first_set_generic_bmap)
ABSENT(ext2fs_get_generic_bmap_start)
ABSENT(ext2fs_get_generic_bmap_end)
ABSENT(ext2fs_test_block_bitmap_range2)
ABSENT(ext2fs_mark_block_bitmap_range2)
ABSENT(ext2fs_unmark_block_bitmap_range2)
ABSENT(io_channel_write_byte)
ABSENT(ext2fs_set_rec_len)
ABSENT(ext2fs_get_rec_len)
