/* SPDX-License-Identifier: BSD-3-Clause */
/* Contents that go past the program. */
#include "calls.h"

UC_TEST(sends_a_file_to_another)
{
    make_file("/from", "0123456789");
    make_file("/to", "");
    int from = opened("/from", UC_O_RDONLY);
    int to = opened("/to", UC_O_WRONLY);
    long offset = 7;

    UC_EXPECT_EQ(uc_sys_sendfile(to, from, NULL, 4), 4);
    UC_EXPECT_EQ(uc_sys_lseek(from, 0, UC_SEEK_CUR), 4);
    UC_EXPECT_EQ(uc_sys_sendfile(to, from, &offset, 100), 3);
    UC_EXPECT_EQ(offset, 10);
    UC_EXPECT_EQ(uc_sys_lseek(from, 0, UC_SEEK_CUR), 4);
    UC_EXPECT_EQ(uc_sys_sendfile(to, from, &offset, 100), 0);
    UC_EXPECT(file_is("/to", "0123789"));
    offset = -1;
    UC_EXPECT_EQ(uc_sys_sendfile(to, from, &offset, 1), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_sendfile(from, from, NULL, 1), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_sendfile(to, to, NULL, 1), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_sendfile(to, 1, NULL, 1), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_sendfile(99, from, NULL, 1), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_sendfile(to, 99, NULL, 1), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_close(from) | uc_sys_close(to), 0);
}

UC_TEST(copies_ranges_that_do_not_overlap)
{
    make_file("/range", "0123456789");
    int number = opened("/range", UC_O_RDWR);
    int add = opened("/range", UC_O_WRONLY | UC_O_APPEND);
    int64_t from = 2, to = 10;

    UC_EXPECT_EQ(uc_sys_copy_file_range(number, &from, number, &to, 3, 0), 3);
    UC_EXPECT_EQ(from * 100 + to, 513);
    UC_EXPECT_EQ(uc_sys_lseek(number, 0, UC_SEEK_CUR), 0);
    UC_EXPECT(file_is("/range", "0123456789234"));
    from = 11;
    to = 13; /* to the end, which comes before what is written */
    UC_EXPECT_EQ(
        uc_sys_copy_file_range(number, &from, number, &to, SIZE_MAX, 0), 2);
    UC_EXPECT(file_is("/range", "012345678923434"));
    from = 5;
    to = 6;
    UC_EXPECT_EQ(uc_sys_copy_file_range(number, &from, number, &to, 2, 0),
                 -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_copy_file_range(number, &from, number, &to, 1, 1),
                 -UC_EINVAL);
    int64_t bad = -1;
    UC_EXPECT_EQ(uc_sys_copy_file_range(number, &bad, number, &to, 1, 0),
                 -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_copy_file_range(number, &from, add, &to, 1, 0),
                 -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_copy_file_range(add, &from, number, &to, 1, 0),
                 -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_copy_file_range(number, &from, 1, &to, 1, 0),
                 -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_close(number) | uc_sys_close(add), 0);
}
