/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_FS_HOLES_H
#define UC_SUITES_FS_HOLES_H

#include <uc/suites/fs/fixture.h>

static bool fs_suite_is_zero(struct uc_file *file, int64_t from, size_t bytes)
{
    if (fs_suite_pread(file, fs_suite_in, bytes, from) != (uc_ssize_t)bytes) {
        return false;
    }
    for (size_t i = 0; i < bytes; i++) {
        if (fs_suite_in[i] != 0) {
            return false;
        }
    }
    return true;
}

FS_SUITE_TEST(fs_reads_holes_as_zeroes_and_keeps_what_is_around_them)
{
    struct uc_file *file;
    static const int64_t offsets[] = {0, 4096 * 3, 300000, 5000000, 1 << 30};

    UC_REQUIRE(uc_vfs_open(&file, NULL, "f", UC_O_CREAT | UC_O_RDWR, 0644) ==
               0);
    for (unsigned i = UC_ARRAY_SIZE(offsets); i-- > 0;) {
        fs_suite_fill(fs_suite_out, 100, i);
        int64_t at = offsets[i];
        uc_ssize_t n = fs_suite_pwrite(file, fs_suite_out, 100, at);
        if (n == -UC_EFBIG && i > 2) {
            continue; /* a file system of smaller files */
        }
        UC_EXPECT_EQ(n, 100);
    }
    for (unsigned i = 0; i < 3; i++) {
        fs_suite_fill(fs_suite_out, 100, i);
        UC_EXPECT_EQ(fs_suite_pread(file, fs_suite_in, 100, offsets[i]), 100);
        UC_EXPECT_MEM(fs_suite_in, fs_suite_out, 100);
    }
    UC_EXPECT(fs_suite_is_zero(file, 100, 12288 - 100));
    UC_EXPECT(fs_suite_is_zero(file, 12388, 60000));
    UC_EXPECT(fs_suite_is_zero(file, 300000 - 4096, 4096));
    uc_file_close(file);
}

FS_SUITE_TEST(fs_punches_holes_of_any_shape)
{
    static const struct {
        int64_t from;
        int64_t bytes;
    } holes[] = {{4096, 8192},  {100, 200},      {20000, 4096}, {24500, 9},
                 {30000, 5000}, {49000, 100000}, {0, 1},        {40960, 1}};
    const unsigned flags = UC_FS_PUNCH_HOLE | UC_FS_KEEP_SIZE;
    static uint8_t want[50000];
    struct uc_file *file;

    UC_REQUIRE(fs_suite_make("f", sizeof want, 6) == 0);
    fs_suite_fill(want, sizeof want, 6);
    UC_REQUIRE(uc_vfs_open(&file, NULL, "f", UC_O_RDWR, 0) == 0);
    for (unsigned i = 0; i < UC_ARRAY_SIZE(holes); i++) {
        int64_t end = holes[i].from + holes[i].bytes;
        int err = uc_file_allocate(file, holes[i].from, holes[i].bytes, flags);
        if (i == 0 && err == -UC_EOPNOTSUPP) {
            uc_test_skip("punches no holes");
            break;
        }
        UC_EXPECT_EQ(err, 0);
        end = (end < (int64_t)sizeof want) ? end : (int64_t)sizeof want;
        __builtin_memset(want + holes[i].from, 0,
                         (size_t)(end - holes[i].from));
        UC_EXPECT_EQ(fs_suite_pread(file, fs_suite_in, FS_SUITE_BYTES, 0),
                     (uc_ssize_t)sizeof want);
        UC_EXPECT_MEM(fs_suite_in, want, sizeof want);
    }
    UC_EXPECT_EQ(uc_file_allocate(file, 0, 1, UC_FS_PUNCH_HOLE),
                 -UC_EOPNOTSUPP);
    UC_EXPECT_EQ(uc_file_allocate(file, 0, 0, flags), -UC_EINVAL);
    UC_EXPECT_EQ(uc_file_allocate(file, -1, 1, flags), -UC_EINVAL);
    uc_file_close(file);
}

FS_SUITE_TEST(fs_allocates_room_with_and_without_a_new_size)
{
    struct uc_file *file;

    UC_REQUIRE(fs_suite_make("f", 1000, 7) == 0);
    UC_REQUIRE(uc_vfs_open(&file, NULL, "f", UC_O_RDWR, 0) == 0);
    int err = uc_file_allocate(file, 500, 50000, UC_FS_KEEP_SIZE);
    if (err == -UC_EOPNOTSUPP) {
        uc_test_skip("allocates nothing ahead");
        uc_file_close(file);
        return;
    }
    UC_EXPECT_EQ(err, 0);
    UC_EXPECT(fs_suite_holds("f", 1000, 7));
    UC_EXPECT_GE(fs_suite_stat("f").blocks * 512, 50000);
    UC_EXPECT_EQ(uc_file_allocate(file, 900, 20000, 0), 0);
    UC_EXPECT_EQ(fs_suite_stat("f").bytes, 20900);
    UC_EXPECT(fs_suite_is_zero(file, 1000, 19900));
    fs_suite_fill(fs_suite_out, 1000, 7);
    UC_EXPECT_EQ(fs_suite_pread(file, fs_suite_in, 1000, 0), 1000);
    UC_EXPECT_MEM(fs_suite_in, fs_suite_out, 1000);
    /* What lay behind the end does not come back as anything else. */
    UC_EXPECT_EQ(uc_file_truncate(file, 45000), 0);
    UC_EXPECT(fs_suite_is_zero(file, 20900, 24100));
    uc_file_close(file);
}

FS_SUITE_TEST(fs_finds_data_and_holes)
{
    struct uc_file *file;

    UC_REQUIRE(uc_vfs_open(&file, NULL, "f", UC_O_CREAT | UC_O_RDWR, 0644) ==
               0);
    fs_suite_fill(fs_suite_out, 5000, 1);
    UC_EXPECT_EQ(fs_suite_pwrite(file, fs_suite_out, 5000, 200000), 5000);
    int64_t data = uc_file_seek(file, 0, UC_SEEK_DATA);
    UC_EXPECT_GE(data, 0);
    UC_EXPECT_LE(data, 200000);
    UC_EXPECT_EQ(uc_file_seek(file, 200001, UC_SEEK_DATA), 200001);
    int64_t hole = uc_file_seek(file, 200001, UC_SEEK_HOLE);
    UC_EXPECT_EQ(hole, 205000);
    hole = uc_file_seek(file, 0, UC_SEEK_HOLE);
    UC_EXPECT(hole == 0 || hole == 205000); /* where it keeps no holes */
    UC_EXPECT_EQ(uc_file_seek(file, 205000, UC_SEEK_DATA), -UC_ENXIO);
    UC_EXPECT_EQ(uc_file_seek(file, 205000, UC_SEEK_HOLE), -UC_ENXIO);
    UC_EXPECT_EQ(uc_file_seek(file, -1, UC_SEEK_DATA), -UC_ENXIO);
    UC_EXPECT_EQ(uc_file_truncate(file, 500000), 0);
    int64_t more = uc_file_seek(file, 300000, UC_SEEK_DATA);
    UC_EXPECT(more == -UC_ENXIO || more == 300000);
    uc_file_close(file);
}

FS_SUITE_TEST(fs_refuses_offsets_that_no_file_has)
{
    struct uc_file *file;

    UC_REQUIRE(uc_vfs_open(&file, NULL, "f", UC_O_CREAT | UC_O_RDWR, 0644) ==
               0);
    UC_EXPECT_EQ(fs_suite_pwrite(file, "x", 1, INT64_MAX), -UC_EFBIG);
    UC_EXPECT_EQ(fs_suite_pwrite(file, "x", 1, -1), -UC_EINVAL);
    UC_EXPECT_EQ(fs_suite_pread(file, fs_suite_in, 1, -1), -UC_EINVAL);
    UC_EXPECT_EQ(fs_suite_pread(file, fs_suite_in, 1, INT64_MAX), 0);
    UC_EXPECT_EQ(uc_file_seek(file, -1, UC_SEEK_SET), -UC_EINVAL);
    UC_EXPECT_EQ(uc_file_seek(file, 0, 5), -UC_EINVAL);
    UC_EXPECT_EQ(fs_suite_stat("f").bytes, 0);
    uc_file_close(file);
}

#endif /* UC_SUITES_FS_HOLES_H */
