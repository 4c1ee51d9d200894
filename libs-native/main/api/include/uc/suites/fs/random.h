/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_FS_RANDOM_H
#define UC_SUITES_FS_RANDOM_H

/* Random operations against a model, the same in each run. */
#include <uc/suites/fs/operations.h>

#ifndef UC_SUITE_FS_ROUNDS
#define UC_SUITE_FS_ROUNDS 4000
#endif

static uint32_t fs_suite_random;

static unsigned fs_suite_pick_random(unsigned n)
{
    fs_suite_random ^= fs_suite_random << 13;
    fs_suite_random ^= fs_suite_random >> 17;
    fs_suite_random ^= fs_suite_random << 5;
    return (fs_suite_random >> 3) % n;
}

FS_SUITE_TEST(fs_does_as_a_model_does_whatever_comes)
{
    fs_suite_random = 2463534242u;
    fs_model_pick = fs_suite_pick_random;
    fs_model_reset();
    for (unsigned i = 0; i < UC_SUITE_FS_ROUNDS; i++) {
        if (!fs_model_step() || (i % 64 == 0 && !fs_model_same())) {
            UC_EXPECT_EQ(i, UC_SUITE_FS_ROUNDS); /* the step that failed */
            break;
        }
    }
    UC_EXPECT_EQ(fs_model_shortages, 0);
    UC_EXPECT(fs_model_same());
    fs_model_close_all();
}

#ifdef UC_SUITE_FS_REMOUNT
/* Leaves the directory of the test, so that nobody uses the file system. */
static int fs_suite_remount(void)
{
    int err = uc_vfs_chdir(NULL, "/", 0);

    if (err == 0) {
        err = UC_SUITE_FS_REMOUNT();
    }
    if (err == 0) {
        err = uc_vfs_chdir(NULL, UC_SUITE_FS_PATH, 0);
    }
    return (err == 0) ? uc_vfs_chdir(NULL, "suite", 0) : err;
}

FS_SUITE_TEST(fs_keeps_all_when_it_is_mounted_again)
{
    fs_suite_random = 88675123u;
    fs_model_pick = fs_suite_pick_random;
    fs_model_reset();
    for (unsigned round = 0; round < 20; round++) {
        for (unsigned i = 0; i < UC_SUITE_FS_ROUNDS / 20; i++) {
            if (!fs_model_step()) {
                break;
            }
        }
        fs_model_close_all();
        UC_REQUIRE(fs_suite_remount() == 0);
        UC_REQUIRE(fs_model_same());
    }
}
#endif

#endif /* UC_SUITES_FS_RANDOM_H */
