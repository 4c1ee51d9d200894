/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_FS_MEMORY_H
#define UC_SUITES_FS_MEMORY_H

/* Memory that ends at any point: what fails has changed nothing. */
#include <uc/suites/fs/random.h>

#ifdef UC_SUITE_FS_MEMORY_LIMIT
FS_SUITE_TEST(fs_stays_whole_where_memory_ends_at_any_point)
{
    fs_suite_random = 362436069u;
    fs_model_pick = fs_suite_pick_random;
    fs_model_reset();
    for (unsigned i = 0; i < UC_SUITE_FS_ROUNDS; i++) {
        /* From none at all to enough for most. */
        const size_t some = fs_suite_pick_random(2) == 0 ? 300 : 1500;
        UC_SUITE_FS_MEMORY_LIMIT(fs_suite_pick_random((unsigned)some));
        fs_model_tight = true;
        bool agrees = fs_model_step();
        UC_SUITE_FS_MEMORY_LIMIT(SIZE_MAX);
        fs_model_tight = false;
        if (!agrees || (i % 16 == 0 && !fs_model_same())) {
            UC_EXPECT_EQ(i, UC_SUITE_FS_ROUNDS); /* the step that failed */
            break;
        }
    }
    UC_EXPECT_GT(fs_model_shortages, 30);
    UC_EXPECT(fs_model_same());
    fs_model_close_all();
}
#endif

FS_SUITE_TEST(fs_a_full_file_system_says_so_and_goes_on)
{
    struct uc_fs_stat stat;
    struct uc_file *file;
    uc_ssize_t n = 0;
    int64_t at = 0;

    UC_REQUIRE(uc_vfs_statfs(NULL, ".", 0, &stat) == 0);
    if (stat.blocks_available * stat.block_bytes > 256u << 20) {
        uc_test_skip("has more room than a test should fill");
        return;
    }
    UC_REQUIRE(fs_suite_make("kept", 5000, 1) == 0);
    UC_REQUIRE(uc_vfs_open(&file, NULL, "f", UC_O_CREAT | UC_O_RDWR, 0644) ==
               0);
    fs_suite_fill(fs_suite_out, FS_SUITE_BYTES, 2);
    while ((n = fs_suite_pwrite(file, fs_suite_out, FS_SUITE_BYTES, at)) > 0) {
        at += n;
        UC_REQUIRE(at < INT64_C(300) << 20);
    }
    UC_EXPECT_EQ(n, -UC_ENOSPC);
    UC_EXPECT_EQ(fs_suite_stat("f").bytes, (uint64_t)at);
    int err = uc_file_allocate(file, at, INT64_C(1) << 40, 0);
    UC_EXPECT(err == -UC_ENOSPC || err == -UC_EFBIG || err == -UC_EOPNOTSUPP);
    UC_EXPECT(fs_suite_holds("kept", 5000, 1));
    /* What is given back can be used again. */
    UC_EXPECT_EQ(uc_file_truncate(file, at / 2), 0);
    uc_file_close(file);
    UC_EXPECT_EQ(fs_suite_make("g", FS_SUITE_BYTES, 3), 0);
    UC_EXPECT(fs_suite_holds("g", FS_SUITE_BYTES, 3));
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "f", 0), 0);
}

#endif /* UC_SUITES_FS_MEMORY_H */
