/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Checks the first disk: verifies what the last run left, writes a new
 * generation of data, flushes, reads back and verifies the CRC32C of each
 * chunk, and tells how fast that was. Data that were flushed must be there
 * after any end of that run, a kill or a loss of power among them.
 *
 *     blockcheck [check | write | unflushed]
 *
 *     (nothing)  verify, write, flush, read back
 *     check      verify only; fails on a disk that no run has written to
 *     write      verify, then write generation after generation until killed
 *     unflushed  verify, write a generation, say so, and wait to be killed
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <uc/plat/clock.h>
#include <uc/sched.h>

#include "blockcheck.h"

static bool find_area(struct area *area)
{
    struct uc_blkdev *disk = uc_blkdev_first();

    if (disk == NULL) {
        printf("there is no disk; give one: unicore-link run --disk "
               "disk.img,size=64M\n");
        return false;
    }
    uint64_t chunks = uc_blkdev_blocks(disk) * disk->block_bytes / CHUNK_BYTES;
    printf("%s%u: %" PRIu64 " blocks of %u bytes%s\n", "blk", disk->index,
           uc_blkdev_blocks(disk), (unsigned)disk->block_bytes,
           (disk->features & UC_BLK_READ_ONLY) != 0 ? ", read-only" : "");
    if (chunks < 3 || disk->bytes_max < CHUNK_BYTES) {
        printf("it is too small: 192 KiB are the least\n");
        return false;
    }
    *area = (struct area){
        .disk = disk,
        .chunks =
            chunks > UINT32_MAX ? UINT32_MAX / 2 : (uint32_t)(chunks - 1) / 2,
        .chunk_blocks = CHUNK_BYTES / disk->block_bytes,
    };
    return true;
}

/* Whether (err) is none; says so if it is one. */
static bool worked(const char *what, int err)
{
    if (err < 0) {
        printf("%s failed: error %d\n", what, -err);
    }
    return err >= 0;
}

static void tell_speed(const char *what, const struct area *area,
                       uc_nsec_t start)
{
    uint64_t bytes = (uint64_t)area->chunks * CHUNK_BYTES;
    uc_nsec_t took = uc_plat_clock_monotonic() - start;

    printf("%s: %" PRIu64 " MB, %" PRIu64 " MB/s\n", what, bytes / 1000000,
           bytes * 1000 / (took > 0 ? took : 1));
}

/*
 * Verifies what the last run left. Fills in its generation, 0 where no run has
 * been here.
 */
static bool verify_old(struct area *area, uint32_t *generation)
{
    uint32_t chunks = 0;

    if (!worked("reading", read_labels(area, generation, &chunks))) {
        return false;
    }
    if (*generation == 0) {
        printf("an empty disk\n");
        return true;
    }
    if (chunks > area->chunks) {
        printf("the disk was larger once\n");
        return false;
    }
    area->chunks = chunks;
    uc_nsec_t start = uc_plat_clock_monotonic();
    int bad = read_chunks(area, *generation);
    if (!worked("reading", bad)) {
        return false;
    }
    if (bad > 0) {
        printf("%d of %u chunks of generation %u are lost\n", bad,
               (unsigned)area->chunks, (unsigned)*generation);
        return false;
    }
    tell_speed("verified", area, start);
    printf("generation %u is whole\n", (unsigned)*generation);
    return true;
}

static bool write_generation(const struct area *area, uint32_t generation,
                             bool flush)
{
    uc_nsec_t start = uc_plat_clock_monotonic();

    if (!worked("writing", write_chunks(area, generation))) {
        return false;
    }
    if (!flush) {
        return true;
    }
    if (!worked("flushing", uc_blk_flush(area->disk))) {
        return false;
    }
    tell_speed("written and flushed", area, start);
    return worked("writing the label", write_label(area, generation));
}

static bool read_back(const struct area *area, uint32_t generation)
{
    uc_nsec_t start = uc_plat_clock_monotonic();
    int bad = read_chunks(area, generation);

    if (!worked("reading", bad)) {
        return false;
    }
    tell_speed("read back", area, start);
    if (bad > 0) {
        printf("%d of %u chunks are not what was written\n", bad,
               (unsigned)area->chunks);
    }
    return bad == 0;
}

int main(int argc, char **argv)
{
    const char *mode = argc > 1 ? argv[1] : "";
    struct area area;
    uint32_t generation;

    if (!find_area(&area) || !verify_old(&area, &generation)) {
        return 1;
    }
    if (strcmp(mode, "check") == 0) {
        return generation > 0 ? 0 : 1;
    }
    if (strcmp(mode, "unflushed") == 0) {
        if (!write_generation(&area, generation + 1, false)) {
            return 1;
        }
        printf("ready: generation %u is written, not flushed\n",
               (unsigned)(generation + 1));
        uc_sleep_until(UC_NEVER);
    }
    do {
        generation++;
        if (!write_generation(&area, generation, true) ||
            !read_back(&area, generation)) {
            return 1;
        }
        printf("ready: generation %u is safe\n", (unsigned)generation);
    } while (strcmp(mode, "write") == 0);
    return 0;
}
