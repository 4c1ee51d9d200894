/* SPDX-License-Identifier: BSD-3-Clause */
/* Device files of a program of POSIX, as they would be on Linux, but for its
 * tests' frame. A line of input comes once it says that it is ready; arguments
 * are "one" and "two words". */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <uc/test.h>

UC_TEST(devices_have_the_numbers_of_linux)
{
    struct stat st;

    UC_REQUIRE(stat("/dev/null", &st) == 0);
    UC_EXPECT(S_ISCHR(st.st_mode));
    UC_EXPECT_EQ(major(st.st_rdev), 1);
    UC_EXPECT_EQ(minor(st.st_rdev), 3);
}

UC_TEST(devices_serve_stdio)
{
    char bytes[16];
    FILE *null = fopen("/dev/null", "w+");
    FILE *full = fopen("/dev/full", "w");

    UC_REQUIRE(null != NULL && full != NULL);
    UC_EXPECT_GT(fprintf(null, "into nothing\n"), 0);
    UC_EXPECT_EQ(fflush(null), 0);
    UC_EXPECT_EQ(fread(bytes, 1, sizeof bytes, null), 0);
    UC_EXPECT_EQ(fclose(null), 0);
    UC_EXPECT_GT(fprintf(full, "no room\n"), 0);
    UC_EXPECT_EQ(fflush(full), EOF);
    UC_EXPECT_EQ(errno, ENOSPC);
    fclose(full);
}

UC_TEST(devices_give_random_bytes_that_differ)
{
    char bytes[2][32] = {{0}};
    FILE *random = fopen("/dev/urandom", "r");

    UC_REQUIRE(random != NULL);
    UC_EXPECT_EQ(fread(bytes, 32, 2, random), 2);
    UC_EXPECT_NE(memcmp(bytes[0], bytes[1], 32), 0);
    fclose(random);
}

UC_TEST(devices_are_terminals_where_linux_says_so)
{
    int tty = open("/dev/tty", O_RDWR);
    int null = open("/dev/null", O_RDWR);

    UC_EXPECT_EQ(isatty(tty), 1);
    UC_EXPECT_EQ(isatty(null), 0);
    UC_EXPECT_EQ(close(tty) | close(null), 0);
}

UC_TEST(devices_print_by_their_names)
{
    static const char *const paths[] = {
        "/dev/stdout", "/dev/stderr", "/dev/fd/1", "/dev/tty", "/dev/console"};

    for (unsigned i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        FILE *out = fopen(paths[i], "a");
        UC_REQUIRE(out != NULL);
        fprintf(out, "printed by %s\n", paths[i]);
        UC_EXPECT_EQ(fclose(out), 0);
    }
}

UC_TEST(devices_read_what_is_typed)
{
    char line[80] = "";
    FILE *in = fopen("/dev/stdin", "r");

    UC_REQUIRE(in != NULL);
    puts("# ready");
    fflush(stdout);
    UC_REQUIRE(fgets(line, sizeof line, in) != NULL);
    UC_EXPECT_STR(line, "a line for stdin\n");
    fclose(in);
}

int main(void)
{
    return uc_test_main() == 0 ? 0 : 1;
}
