/* SPDX-License-Identifier: BSD-3-Clause */
/* What the program reads of itself and of the system in /proc. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <uc/test.h>

static char text[4096];

static size_t read_file(const char *path)
{
    FILE *f = fopen(path, "r");

    memset(text, 0, sizeof text);
    if (f == NULL) {
        perror(path);
        return 0;
    }
    const size_t n = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    return n;
}

UC_TEST(proc_knows_the_arguments)
{
    const char *name = text;

    UC_REQUIRE(read_file("/proc/self/cmdline") > 0);
    UC_EXPECT_STR(name + strlen(name) + 1, "one");
    UC_EXPECT_STR(name + strlen(name) + 5, "two words");
}

UC_TEST(proc_tells_memory_and_the_cpu)
{
    unsigned long total = 0;
    unsigned long free_kib = 0;

    UC_REQUIRE(read_file("/proc/meminfo") > 0);
    UC_EXPECT_EQ(
        sscanf(text, "MemTotal: %lu kB MemFree: %lu", &total, &free_kib), 2);
    UC_EXPECT_GT(free_kib, 0);
    UC_EXPECT_GT(total, free_kib);
    UC_REQUIRE(read_file("/proc/cpuinfo") > 0);
    UC_EXPECT(strstr(text, "processor\t: 0\n") == text);
    UC_EXPECT(strstr(text, "\nmodel name\t: ") != NULL);
    printf("%s", text);
}

UC_TEST(proc_tells_where_this_code_is)
{
    char name[16];
    unsigned long from = 0;
    unsigned long to = 0;
    const unsigned long here = (unsigned long)&read_file;

    UC_REQUIRE(read_file("/proc/self/maps") > 0);
    UC_EXPECT_EQ(sscanf(text, "%lx-%lx %15s", &from, &to, name), 3);
    UC_EXPECT_STR(name, "r-xp");
    UC_EXPECT_LE(from, here);
    UC_EXPECT_LT(here, to);
}

/* musl goes by way of /proc/self/fd. */
UC_TEST(proc_lets_links_be_left_alone_by_fchmodat)
{
    struct stat st;
    int fd = open("/mode", O_CREAT | O_RDWR, 0644);

    UC_EXPECT_EQ(close(fd), 0);
    UC_EXPECT_EQ(fchmodat(AT_FDCWD, "/mode", 0600, AT_SYMLINK_NOFOLLOW), 0);
    UC_EXPECT_EQ(stat("/mode", &st), 0);
    UC_EXPECT_EQ(st.st_mode & 0777, 0600);
    UC_EXPECT_EQ(symlink("/mode", "/link"), 0);
    UC_EXPECT_EQ(fchmodat(AT_FDCWD, "/link", 0644, AT_SYMLINK_NOFOLLOW), -1);
}

UC_TEST(proc_lists_mounts)
{
    UC_REQUIRE(read_file("/proc/mounts") > 0);
    UC_EXPECT_STR(text, "none / ramfs rw 0 0\n"
                        "none /dev devfs ro 0 0\n"
                        "none /proc proc ro 0 0\n");
}
