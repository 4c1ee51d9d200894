/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_HOSTED_DISK_H
#define UC_HOSTED_DISK_H

/*
 * A user of a disk, for tests of its driver, also against devices that do
 * whatever the bytes of an input say. The sanitizers see whether the driver
 * leaves memory alone that is not its own; that every request is done once is
 * checked here.
 */
#include <uc/blkdev.h>
#include <uc/hosted_input.h>

/* The disk that was added last; NULL: there is none. */
static inline struct uc_blkdev *uc_hosted_last_disk(void)
{
    struct uc_blkdev *last = uc_blkdev_first();

    while (last != NULL && last->next != NULL) {
        last = last->next;
    }
    return last;
}

enum {
    UC_HOSTED_USER_REQUESTS = 12
};

/* A user of a disk, with a buffer of its own for each request; it stays, since
 * a device may lie about being done. */
struct uc_hosted_user {
    struct uc_blkdev *disk;
    size_t bytes; /* of a buffer */
    struct uc_blk_request requests[UC_HOSTED_USER_REQUESTS];
    struct uc_blk_piece pieces[UC_HOSTED_USER_REQUESTS][2];
    char *buffers[UC_HOSTED_USER_REQUESTS];
    bool busy[UC_HOSTED_USER_REQUESTS];
};

static inline void uc_hosted_user_begin(struct uc_hosted_user *user,
                                        struct uc_blkdev *disk,
                                        uint32_t blocks_max)
{
    *user = (struct uc_hosted_user){
        .disk = disk,
        .bytes = (size_t)blocks_max * disk->block_bytes,
    };
    for (unsigned i = 0; i < UC_HOSTED_USER_REQUESTS; i++) {
        user->buffers[i] = __builtin_malloc(user->bytes);
    }
}

static inline void uc_hosted_user_done(struct uc_blk_request *request)
{
    bool *busy = request->cookie;

    if (!*busy) {
        __builtin_abort(); /* done twice */
    }
    *busy = false;
}

/* One request of (blocks), its kind and place by (what), unless all are in
 * flight. */
static inline void uc_hosted_user_submit(struct uc_hosted_user *user,
                                         uint32_t what, uint32_t blocks)
{
    const struct uc_blkdev *disk = user->disk;
    size_t bytes = (size_t)blocks * disk->block_bytes;
    bool cut = disk->boundary == 0 && disk->pieces_max > 1;
    size_t first = cut ? UC_ALIGN_UP(bytes / 3, disk->align) : bytes;

    for (unsigned i = 0; i < UC_HOSTED_USER_REQUESTS; i++) {
        struct uc_blk_request *request = &user->requests[i];
        struct uc_blk_piece *pieces = user->pieces[i];

        if (user->busy[i]) {
            continue;
        }
        /* Up to the end of the buffer: what goes too far is seen. */
        char *data = user->buffers[i] + user->bytes - bytes;
        pieces[0] = (struct uc_blk_piece){data, (uint32_t)first};
        pieces[1] =
            (struct uc_blk_piece){data + first, (uint32_t)(bytes - first)};
        *request = (struct uc_blk_request){
            .op = (enum uc_blk_op)(what % 5),
            .block = what,
            .blocks = blocks,
            .pieces = pieces,
            .pieces_n = first < bytes ? 2 : 1,
            .done = uc_hosted_user_done,
            .cookie = &user->busy[i],
        };
        user->busy[i] = true;
        uc_blk_submit(user->disk, &request, 1);
        return;
    }
}

/* The device is gone, and all that was submitted must be done. */
static inline void uc_hosted_user_end(struct uc_hosted_user *user)
{
    for (unsigned i = 0; i < UC_HOSTED_USER_REQUESTS; i++) {
        if (user->busy[i]) {
            __builtin_abort(); /* never done */
        }
        __builtin_free(user->buffers[i]);
    }
}

#endif /* UC_HOSTED_DISK_H */
