/* SPDX-License-Identifier: BSD-3-Clause */
/* libFuzzer: operations that the input chooses, on files in memory and on the
 * model of the suite; for some of them memory ends early. */
#include <stdlib.h>

#include <uc/hosted.h>
#include <uc/hosted_malloc.h>
#include <uc/malloc.h>
#include <uc/suites/fs/operations.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t *input;
static size_t input_left;

static unsigned next_byte(void)
{
    if (input_left == 0) {
        return 0;
    }
    input_left--;
    return *input++;
}

static unsigned pick_from_input(unsigned n)
{
    const unsigned low = next_byte();

    return (n > 256 ? low << 8 | next_byte() : low) % n;
}

static void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void step(void)
{
    const unsigned room = next_byte();
    struct uc_malloc_stats stats;

    fs_model_tight = room % 4 == 0;
    if (fs_model_tight) {
        uc_malloc_stats(&stats);
        uc_hosted_malloc_limit(stats.used_bytes + 4 * (size_t)room);
    }
    require(fs_model_step());
    uc_hosted_malloc_limit(SIZE_MAX);
    fs_model_tight = false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool booted;

    if (!booted) {
        require(uc_hosted_boot("") == 0);
        booted = true;
    }
    input = data;
    input_left = size;
    fs_model_pick = pick_from_input;
    fs_model_reset();
    require(fs_suite_enter());
    while (input_left > 0) {
        step();
    }
    require(fs_model_same());
    fs_model_close_all();
    require(fs_suite_leave());
    return 0;
}
