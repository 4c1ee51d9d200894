/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_HOSTED_DISK_H
#define UC_HOSTED_DISK_H

/*
 * For tests of disk drivers, also against devices that do whatever the bytes of
 * an input say: the input, random or a fuzzer's, and a user of the disk. The
 * sanitizers see whether the driver leaves memory alone that is not its own;
 * that every request is done once is checked here.
 *
 * Memory is the host's, by the compiler's builtins: headers of the pool do not
 * see the host's own.
 */
#include <uc/blkdev.h>
#include <uc/hosted.h>

/* The disk that was added last; NULL: there is none. */
static inline struct uc_blkdev *uc_hosted_last_disk(void)
{
    struct uc_blkdev *last = uc_blkdev_first();

    while (last != NULL && last->next != NULL) {
        last = last->next;
    }
    return last;
}

struct uc_hosted_input {
    const uint8_t *at;
    size_t left;
};

/* Zeroes behind the end. */
static inline uint32_t uc_hosted_input_byte(struct uc_hosted_input *input)
{
    if (input->left == 0) {
        return 0;
    }
    input->left--;
    return *input->at++;
}

static inline uint32_t uc_hosted_input_word(struct uc_hosted_input *input)
{
    uint32_t word = uc_hosted_input_byte(input) << 8;

    return word | uc_hosted_input_byte(input);
}

/* Inputs of (size) bytes, the same (rounds) on every run and machine. */
static inline void uc_hosted_hostile(void (*run)(const uint8_t *bytes,
                                                 size_t size),
                                     size_t size, unsigned rounds)
{
    uint8_t *bytes = __builtin_malloc(size);
    uint32_t state = 1;

    for (; rounds > 0; rounds--) {
        for (size_t i = 0; i < size; i++) {
            /* Half of the bytes are zero: a device that mostly works gets
             * further than one that is wrong at once. */
            uint32_t last = state * 1664525u + 1013904223u;
            state = last * 1664525u + 1013904223u;
            bytes[i] = (last >> 24 & 1) != 0 ? (uint8_t)(state >> 24) : 0;
        }
        run(bytes, size);
    }
    __builtin_free(bytes);
}

/* What a libFuzzer program does with an input. */
static inline int uc_hosted_fuzz(void (*run)(const uint8_t *bytes, size_t size),
                                 const uint8_t *bytes, size_t size)
{
    static bool ready;

    if (!ready) {
        ready = true;
        uc_hosted_memory_add((size_t)384 << 20);
        if (uc_hosted_boot("") < 0) {
            __builtin_abort();
        }
    }
    run(bytes, size < 512 ? size : 512);
    return 0;
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
