/* SPDX-License-Identifier: BSD-3-Clause */
/* IN_FLIGHT requests at once, each with its own buffer; done in any order. */
#include <stdio.h>
#include <uc/errors.h>
#include <uc/wait.h>

#include "blockcheck.h"

enum {
    COMPLAINTS_MAX = 5
};

struct slot {
    struct uc_blk_request request;
    struct uc_blk_piece piece;
    uint32_t number;
    bool busy;
    bool finished;
};

static uint8_t buffers[IN_FLIGHT][CHUNK_BYTES] __attribute__((aligned(4096)));
static struct slot slots[IN_FLIGHT];
static struct uc_spinlock lock = UC_SPINLOCK_INIT;
static struct uc_waitq progress = UC_WAITQ_INIT;

/* Context: work. */
static void on_done(struct uc_blk_request *request)
{
    struct slot *slot = request->cookie;

    uc_spin_lock(&lock);
    slot->finished = true;
    uc_waitq_wake_one(&progress);
    uc_spin_unlock(&lock);
}

static void prepare(const struct area *area, unsigned i, enum uc_blk_op op,
                    uint32_t number, uint32_t generation)
{
    uint32_t chunk = 1 + (generation % 2) * area->chunks + number;
    struct slot *slot = &slots[i];

    slot->number = number;
    slot->busy = true;
    slot->finished = false;
    slot->piece = (struct uc_blk_piece){buffers[i], CHUNK_BYTES};
    slot->request = (struct uc_blk_request){
        .op = op,
        .block = (uint64_t)chunk * area->chunk_blocks,
        .blocks = area->chunk_blocks,
        .pieces = &slot->piece,
        .pieces_n = 1,
        .done = on_done,
        .cookie = slot,
    };
}

/* Waits until a request is finished, and returns its slot. */
static unsigned await(void)
{
    uc_spin_lock(&lock);
    for (;;) {
        for (unsigned i = 0; i < IN_FLIGHT; i++) {
            if (slots[i].busy && slots[i].finished) {
                slots[i].busy = false;
                uc_spin_unlock(&lock);
                return i;
            }
        }
        (void)uc_waitq_wait(&progress, &lock, UC_NEVER);
    }
}

/* What is to be done with the chunks of a generation. */
struct pass {
    enum uc_blk_op op;
    uint32_t generation;
    int bad;
};

static void before(const struct pass *pass, uint8_t *chunk, uint32_t number)
{
    if (pass->op == UC_BLK_WRITE) {
        fill_chunk(chunk, number, pass->generation);
    } else {
        chunk[0] = 0; /* what the device does not fill is not taken for good */
    }
}

static void after(struct pass *pass, const uint8_t *chunk, uint32_t number)
{
    if (pass->op == UC_BLK_WRITE) {
        return;
    }
    const char *wrong = judge_chunk(chunk, number, pass->generation);
    if (wrong != NULL && pass->bad++ < COMPLAINTS_MAX) {
        printf("chunk %u %s\n", (unsigned)number, wrong);
    }
}

static unsigned submit(const struct area *area, const struct pass *pass,
                       uint32_t next)
{
    struct uc_blk_request *batch[IN_FLIGHT];
    unsigned n = 0;

    for (unsigned i = 0; i < IN_FLIGHT && next + n < area->chunks; i++) {
        if (!slots[i].busy) {
            before(pass, buffers[i], next + n);
            prepare(area, i, pass->op, next + n, pass->generation);
            batch[n++] = &slots[i].request;
        }
    }
    uc_blk_submit(area->disk, batch, n);
    return n;
}

static int run(const struct area *area, struct pass *pass)
{
    uint32_t next = 0;
    int err = 0;

    for (uint32_t left = area->chunks; left > 0 && err == 0; left--) {
        next += submit(area, pass, next);
        unsigned i = await();
        err = slots[i].request.result;
        if (err == 0) {
            after(pass, buffers[i], slots[i].number);
        }
    }
    for (unsigned i = 0; i < IN_FLIGHT; i++) {
        while (slots[i].busy) { /* after an error: the buffers are theirs */
            (void)await();
        }
    }
    return err;
}

int write_chunks(const struct area *area, uint32_t generation)
{
    struct pass pass = {.op = UC_BLK_WRITE, .generation = generation};

    return run(area, &pass);
}

int read_chunks(const struct area *area, uint32_t generation)
{
    struct pass pass = {.op = UC_BLK_READ, .generation = generation};
    int err = run(area, &pass);

    return err < 0 ? err : pass.bad;
}
