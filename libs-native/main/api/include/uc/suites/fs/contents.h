/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SUITES_FS_CONTENTS_H
#define UC_SUITES_FS_CONTENTS_H

#include <uc/suites/fs/fixture.h>

FS_SUITE_TEST(fs_keeps_what_is_written_at_any_size)
{
    static const size_t sizes[] = {1,    511,  512,   513,   4095,
                                   4096, 4097, 12288, 40001, 65536};

    for (unsigned i = 0; i < UC_ARRAY_SIZE(sizes); i++) {
        const char name[] = {(char)('a' + i), '\0'};
        UC_EXPECT_EQ(fs_suite_make(name, sizes[i], i), 0);
    }
    for (unsigned i = 0; i < UC_ARRAY_SIZE(sizes); i++) {
        const char name[] = {(char)('a' + i), '\0'};
        UC_EXPECT(fs_suite_holds(name, sizes[i], i));
        UC_EXPECT_EQ(fs_suite_stat(name).bytes, sizes[i]);
    }
}

FS_SUITE_TEST(fs_overwrites_inside_across_and_behind_the_end)
{
    struct uc_file *file;

    UC_REQUIRE(fs_suite_make("f", 10000, 1) == 0);
    UC_REQUIRE(uc_vfs_open(&file, NULL, "f", UC_O_RDWR, 0) == 0);
    UC_EXPECT_EQ(fs_suite_pwrite(file, "inside", 6, 100), 6);
    UC_EXPECT_EQ(fs_suite_pwrite(file, "border", 6, 4093), 6);
    UC_EXPECT_EQ(fs_suite_pwrite(file, "across the end", 14, 9995), 14);
    UC_EXPECT_EQ(fs_suite_pread(file, fs_suite_in, FS_SUITE_BYTES, 0), 10009);
    fs_suite_fill(fs_suite_out, 10000, 1);
    __builtin_memcpy(fs_suite_out + 100, "inside", 6);
    __builtin_memcpy(fs_suite_out + 4093, "border", 6);
    __builtin_memcpy(fs_suite_out + 9995, "across the end", 14);
    UC_EXPECT_MEM(fs_suite_in, fs_suite_out, 10009);
    /* Reads end where the file does. */
    UC_EXPECT_EQ(fs_suite_pread(file, fs_suite_in, 100, 10000), 9);
    UC_EXPECT_EQ(fs_suite_pread(file, fs_suite_in, 100, 10009), 0);
    UC_EXPECT_EQ(fs_suite_pread(file, fs_suite_in, 100, 1 << 30), 0);
    uc_file_close(file);
}

FS_SUITE_TEST(fs_moves_several_pieces_at_once)
{
    struct uc_file *file;
    uint8_t a[5];
    uint8_t b[4000];
    const struct uc_fs_piece out[] = {{fs_suite_out, 1},
                                      {fs_suite_out + 1, 0},
                                      {fs_suite_out + 1, 6000},
                                      {fs_suite_out + 6001, 17}};
    const struct uc_fs_piece in[] = {{a, 5}, {b, 4000}, {fs_suite_in, 9000}};

    fs_suite_fill(fs_suite_out, 6018, 3);
    UC_REQUIRE(uc_vfs_open(&file, NULL, "f", UC_O_CREAT | UC_O_RDWR, 0644) ==
               0);
    UC_EXPECT_EQ(uc_file_writev(file, out, 4), 6018);
    UC_EXPECT_EQ(uc_file_seek(file, 0, UC_SEEK_SET), 0);
    UC_EXPECT_EQ(uc_file_readv(file, in, 3), 6018);
    UC_EXPECT_MEM(a, fs_suite_out, 5);
    UC_EXPECT_MEM(b, fs_suite_out + 5, 4000);
    UC_EXPECT_MEM(fs_suite_in, fs_suite_out + 4005, 2013);
    uc_file_close(file);
}

FS_SUITE_TEST(fs_appends_wherever_the_position_is)
{
    struct uc_file *one;
    struct uc_file *two;
    const struct uc_fs_piece piece = {fs_suite_out, 1000};

    fs_suite_fill(fs_suite_out, 4000, 9);
    UC_REQUIRE(uc_vfs_open(&one, NULL, "f",
                           UC_O_CREAT | UC_O_WRONLY | UC_O_APPEND, 0644) == 0);
    UC_REQUIRE(uc_vfs_open(&two, NULL, "f", UC_O_WRONLY | UC_O_APPEND, 0) == 0);
    UC_EXPECT_EQ(uc_file_writev(one, &piece, 1), 1000);
    const struct uc_fs_piece second = {fs_suite_out + 1000, 1000};
    UC_EXPECT_EQ(uc_file_writev(two, &second, 1), 1000);
    UC_EXPECT_EQ(uc_file_seek(one, 5, UC_SEEK_SET), 5);
    const struct uc_fs_piece third = {fs_suite_out + 2000, 2000};
    UC_EXPECT_EQ(uc_file_writev(one, &third, 1), 2000);
    UC_EXPECT_EQ(uc_file_seek(one, 0, UC_SEEK_CUR), 4000);
    UC_EXPECT_EQ(uc_file_seek(two, 0, UC_SEEK_CUR), 2000);
    uc_file_close(one);
    uc_file_close(two);
    UC_EXPECT(fs_suite_holds("f", 4000, 9));
}

FS_SUITE_TEST(fs_truncates_and_extends_with_zeroes)
{
    struct uc_file *file;
    static const int64_t sizes[] = {30000, 8192, 8000, 1, 0, 5000, 20000, 4096};
    uint64_t written = 40000; /* what the pattern reaches to */

    UC_REQUIRE(fs_suite_make("f", 40000, 2) == 0);
    UC_REQUIRE(uc_vfs_open(&file, NULL, "f", UC_O_RDWR, 0) == 0);
    for (unsigned i = 0; i < UC_ARRAY_SIZE(sizes); i++) {
        UC_EXPECT_EQ(uc_file_truncate(file, sizes[i]), 0);
        if ((uint64_t)sizes[i] < written) {
            written = (uint64_t)sizes[i];
        }
        fs_suite_fill(fs_suite_out, (size_t)written, 2);
        __builtin_memset(fs_suite_out + written, 0, FS_SUITE_BYTES - written);
        UC_EXPECT_EQ(fs_suite_pread(file, fs_suite_in, FS_SUITE_BYTES, 0),
                     sizes[i]);
        UC_EXPECT_MEM(fs_suite_in, fs_suite_out, (size_t)sizes[i]);
        UC_EXPECT_EQ(fs_suite_stat("f").bytes, (uint64_t)sizes[i]);
    }
    UC_EXPECT_EQ(uc_file_truncate(file, -1), -UC_EINVAL);
    uc_file_close(file);
    UC_EXPECT_EQ(uc_vfs_truncate(NULL, "f", 3), 0);
    UC_EXPECT_EQ(fs_suite_stat("f").bytes, 3);
    UC_EXPECT_EQ(uc_vfs_truncate(NULL, ".", 3), -UC_EISDIR);
    /* O_TRUNC. */
    UC_REQUIRE(uc_vfs_open(&file, NULL, "f", UC_O_WRONLY | UC_O_TRUNC, 0) == 0);
    uc_file_close(file);
    UC_EXPECT_EQ(fs_suite_stat("f").bytes, 0);
}

FS_SUITE_TEST(fs_gives_memory_or_room_of_removed_files_back)
{
    struct uc_fs_stat before;
    struct uc_fs_stat after;

    /* One file first: directories and journals may grow once. */
    UC_REQUIRE(fs_suite_make("f", 65536, 1) == 0);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "f", 0), 0);
    UC_EXPECT_EQ(uc_vfs_sync(), 0);
    UC_REQUIRE(uc_vfs_statfs(NULL, ".", 0, &before) == 0);
    for (unsigned i = 0; i < 50; i++) {
        UC_EXPECT_EQ(fs_suite_make("f", 65536, i), 0);
        UC_EXPECT_EQ(uc_vfs_unlink(NULL, "f", 0), 0);
    }
    UC_EXPECT_EQ(uc_vfs_sync(), 0);
    UC_REQUIRE(uc_vfs_statfs(NULL, ".", 0, &after) == 0);
    if (!UC_SUITE_FS_OF_A_SERVER) {
        UC_EXPECT_EQ(after.blocks_free, before.blocks_free);
        UC_EXPECT_EQ(after.nodes_free, before.nodes_free);
    }
}

FS_SUITE_TEST(fs_lends_bytes_that_stay_until_they_are_given_back)
{
    struct uc_file *file;
    struct uc_fs_loan first;
    struct uc_fs_loan again;
    struct uc_fs_stat before;
    struct uc_fs_stat after;

    UC_REQUIRE(uc_vfs_statfs(NULL, ".", 0, &before) == 0);
    UC_REQUIRE(fs_suite_make("f", 10000, 4) == 0);
    UC_REQUIRE(uc_vfs_open(&file, NULL, "f", UC_O_RDWR, 0) == 0);
    int err = uc_file_borrow(file, 5000, 100, &first);
    if (err == -UC_EOPNOTSUPP) {
        uc_test_skip("has no bytes in memory to lend");
        uc_file_close(file);
        return;
    }
    UC_REQUIRE(err == 0 && first.bytes > 0 && first.bytes <= 100);
    UC_REQUIRE(uc_file_borrow(file, 5000, 1, &again) == 0);
    fs_suite_fill(fs_suite_out, 10000, 4);
    UC_EXPECT_MEM(first.data, fs_suite_out + 5000, first.bytes);
    UC_EXPECT_EQ(uc_file_borrow(file, 10000, 1, &again), -UC_ERANGE);
    UC_EXPECT_EQ(uc_file_borrow(file, 0, 0, &again), -UC_EINVAL);
    /* The file gives its bytes up, and others take as much room as there is. */
    UC_EXPECT_EQ(uc_file_truncate(file, 0), 0);
    UC_EXPECT_EQ(fs_suite_make("g", 65536, 5), 0);
    fs_suite_fill(fs_suite_out, 10000, 4);
    UC_EXPECT_MEM(first.data, fs_suite_out + 5000, first.bytes);
    uc_file_give_back(file, &first);
    UC_EXPECT_EQ(((const uint8_t *)again.data)[0], fs_suite_out[5000]);
    uc_file_give_back(file, &again);
    uc_file_close(file);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "f", 0), 0);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "g", 0), 0);
    UC_REQUIRE(uc_vfs_statfs(NULL, ".", 0, &after) == 0);
    UC_EXPECT_EQ(after.blocks_free, before.blocks_free);
}

#endif /* UC_SUITES_FS_CONTENTS_H */
