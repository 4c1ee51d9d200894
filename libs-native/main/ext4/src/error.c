/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

/* What libext2fs says, in the words of contract "fs". */
int ext4_error(errcode_t err)
{
    switch (err) {
    case 0:
        return 0;
    case EXT2_ET_NO_MEMORY:
    case UC_ENOMEM:
        return -UC_ENOMEM;
    case EXT2_ET_BLOCK_ALLOC_FAIL:
        return -UC_ENOSPC;
    case EXT2_ET_FILE_TOO_BIG:
        return -UC_EFBIG;
    case EXT2_ET_RO_FILSYS:
        return -UC_EROFS;
    case EXT2_ET_BAD_MAGIC:
    case EXT2_ET_REV_TOO_HIGH:
    case EXT2_ET_UNSUPP_FEATURE:
    case EXT2_ET_UNEXPECTED_BLOCK_SIZE:
        return -UC_EINVAL;
    default:
        return -UC_EIO; /* the format is damaged, or the disk failed */
    }
}
