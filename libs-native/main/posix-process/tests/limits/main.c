/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/test.h>

UC_HOSTED_BOOT("");

enum {
    CORE = 4,
    DATA = 2,
    NOFILE = 7,
};

struct limit {
    uint64_t soft;
    uint64_t hard;
};

long uc_sys_prlimit64(int pid, unsigned resource, const struct limit *set,
                      struct limit *old);
unsigned uc_fd_max(void);

/* In the place of posix-fd. */
unsigned uc_fd_max(void)
{
    return 77;
}

UC_TEST(tells_how_many_descriptors_there_may_be)
{
    const struct limit more = {78, 78}, fewer = {10, 77};
    struct limit now = {0, 0};

    UC_EXPECT_EQ(uc_sys_prlimit64(0, NOFILE, &more, NULL), -UC_EPERM);
    UC_EXPECT_EQ(uc_sys_prlimit64(0, NOFILE, &fewer, &now), 0);
    UC_EXPECT_EQ(now.soft, 77);
    UC_EXPECT_EQ(now.hard, 77);
    UC_EXPECT_EQ(uc_sys_prlimit64(1, NOFILE, NULL, &now), 0);
    UC_EXPECT_EQ(now.soft, 10);
    UC_EXPECT_EQ(now.hard, 77);
}

UC_TEST(keeps_what_is_set_within_its_bounds)
{
    const struct limit none = {0, 0}, wrong = {2, 1}, some = {1, UINT64_MAX};
    struct limit now = {1, 1};

    UC_EXPECT_EQ(uc_sys_prlimit64(0, CORE, NULL, &now), 0);
    UC_EXPECT_EQ(now.hard, 0);
    UC_EXPECT_EQ(uc_sys_prlimit64(0, DATA, &some, &now), 0);
    UC_EXPECT_EQ(now.soft, UINT64_MAX);
    UC_EXPECT_EQ(uc_sys_prlimit64(0, DATA, &wrong, NULL), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_prlimit64(0, DATA, &none, NULL), 0);
    UC_EXPECT_EQ(uc_sys_prlimit64(0, DATA, &some, NULL), -UC_EPERM);
    UC_EXPECT_EQ(uc_sys_prlimit64(2, DATA, NULL, NULL), -UC_ESRCH);
    UC_EXPECT_EQ(uc_sys_prlimit64(0, 16, NULL, NULL), -UC_EINVAL);
}
