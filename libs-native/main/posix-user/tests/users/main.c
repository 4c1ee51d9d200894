/* SPDX-License-Identifier: BSD-3-Clause */
/* Who the program is, and what that does to files. */
#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/test.h>
#include <uc/vfs.h>

UC_HOSTED_BOOT("");

#define KEEP UINT32_MAX

long uc_sys_getuid(void);
long uc_sys_geteuid(void);
long uc_sys_getgid(void);
long uc_sys_getegid(void);
long uc_sys_getresuid(uint32_t *real, uint32_t *effective, uint32_t *saved);
long uc_sys_setuid(uint32_t uid);
long uc_sys_setgid(uint32_t gid);
long uc_sys_setreuid(uint32_t real, uint32_t effective);
long uc_sys_setresuid(uint32_t real, uint32_t effective, uint32_t saved);
long uc_sys_setresgid(uint32_t real, uint32_t effective, uint32_t saved);
long uc_sys_getgroups(int n, uint32_t *groups);
long uc_sys_setgroups(size_t n, const uint32_t *groups);

static bool is(uint32_t real, uint32_t effective, uint32_t saved)
{
    uint32_t r, e, s;

    return uc_sys_getresuid(&r, &e, &s) == 0 && r == real && e == effective &&
           s == saved && uc_sys_getuid() == (long)real &&
           uc_sys_geteuid() == (long)effective;
}

/* Ends each test: root again, by the ID that was saved. */
static void be_root(void)
{
    UC_EXPECT_EQ(uc_sys_setresuid(KEEP, 0, KEEP), 0);
    UC_EXPECT_EQ(uc_sys_setresuid(0, 0, 0), 0);
    UC_EXPECT_EQ(uc_sys_setresgid(0, 0, 0), 0);
    UC_EXPECT_EQ(uc_sys_setgroups(0, NULL), 0);
}

UC_TEST(becomes_another_user_and_back_by_the_saved_one)
{
    UC_EXPECT(is(0, 0, 0));
    UC_EXPECT_EQ(uc_sys_setuid(KEEP), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_setresuid(1, 2, 0), 0);
    UC_EXPECT(is(1, 2, 0));
    UC_EXPECT_EQ(uc_sys_setuid(3), -UC_EPERM);
    UC_EXPECT_EQ(uc_sys_setuid(1), 0);
    UC_EXPECT(is(1, 1, 0));
    UC_EXPECT_EQ(uc_sys_setreuid(0, KEEP), -UC_EPERM);
    UC_EXPECT_EQ(uc_sys_setresuid(KEEP, 3, KEEP), -UC_EPERM);
    UC_EXPECT(is(1, 1, 0));
    UC_EXPECT_EQ(uc_sys_setreuid(KEEP, 0), 0);
    UC_EXPECT(is(1, 0, 0));
    UC_EXPECT_EQ(uc_sys_setreuid(0, 5), 0);
    UC_EXPECT(is(0, 5, 5));
    UC_EXPECT_EQ(uc_sys_setreuid(5, 0), 0); /* they change places */
    UC_EXPECT(is(5, 0, 0));
    be_root();
}

UC_TEST(belongs_to_groups)
{
    static uint32_t many[33];
    const uint32_t two[] = {7, 9};
    uint32_t out[3] = {0, 0, 42};

    UC_EXPECT_EQ(uc_sys_setgroups(2, two), 0);
    UC_EXPECT_EQ(uc_sys_getgroups(0, NULL), 2);
    UC_EXPECT_EQ(uc_sys_getgroups(1, out), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_getgroups(-1, out), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_getgroups(3, out), 2);
    UC_EXPECT_EQ(out[0] * 10000 + out[1] * 100 + out[2], 70942);
    UC_EXPECT_EQ(uc_sys_setgroups(33, many), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_setgid(8), 0);
    UC_EXPECT_EQ(uc_sys_getgid() + uc_sys_getegid(), 16);
    UC_EXPECT_EQ(uc_sys_setresuid(1, 1, 0), 0);
    UC_EXPECT_EQ(uc_sys_setgroups(0, NULL), -UC_EPERM);
    UC_EXPECT_EQ(uc_sys_setgid(9), -UC_EPERM);
    UC_EXPECT_EQ(uc_sys_setgid(8), 0);
    be_root();
}

static int open_for_reading(const char *path)
{
    struct uc_file *file;
    int err = uc_vfs_open(&file, NULL, path, UC_O_RDONLY, 0);

    if (err == 0) {
        (void)uc_file_close(file);
    }
    return err;
}

UC_TEST(may_do_with_files_what_its_user_may)
{
    const uint32_t group = 9;
    struct uc_file *file;

    UC_EXPECT_EQ(uc_vfs_open(&file, NULL, "/f", UC_O_CREAT | UC_O_WRONLY, 0640),
                 0);
    UC_EXPECT_EQ(uc_file_close(file), 0);
    UC_EXPECT_EQ(uc_vfs_chown(NULL, "/f", 3, 9, 0), 0);
    UC_EXPECT_EQ(uc_sys_setresuid(1, 1, 0), 0);
    UC_EXPECT_EQ(open_for_reading("/f"), -UC_EACCES);
    be_root();
    UC_EXPECT_EQ(uc_sys_setgroups(1, &group), 0);
    UC_EXPECT_EQ(uc_sys_setresuid(1, 1, 0), 0);
    UC_EXPECT_EQ(open_for_reading("/f"), 0);
    be_root();
    UC_EXPECT_EQ(uc_sys_setresuid(1, 3, 0), 0);
    UC_EXPECT_EQ(open_for_reading("/f"), 0);
    be_root();
    UC_EXPECT_EQ(uc_sys_setresgid(9, 9, 0), 0);
    UC_EXPECT_EQ(uc_sys_setresuid(1, 1, 0), 0);
    UC_EXPECT_EQ(open_for_reading("/f"), 0);
    be_root();
}
