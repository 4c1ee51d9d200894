/* SPDX-License-Identifier: BSD-3-Clause */
/* Files of /proc, as programs read and parse them. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uc/boot.h>
#include <uc/errors.h>
#include <uc/fd.h>
#include <uc/hosted.h>
#include <uc/hosted_malloc.h>
#include <uc/malloc.h>
#include <uc/pages.h>
#include <uc/plat/boot_info.h>
#include <uc/test.h>
#include <uc/vfs.h>

long uc_sys_open(const char *path, int flags, unsigned mode);
long uc_sys_close(int number);
long uc_sys_read(int number, void *buf, size_t bytes);
long uc_sys_pipe2(int *numbers, unsigned flags);
long uc_sys_setresuid(uint32_t real, uint32_t effective, uint32_t saved);
long uc_sys_setrlimit(unsigned resource, const uint64_t *set);

UC_HOSTED_BOOT("");

enum {
    ROOM = 16384,
    RLIMIT_CPU = 0,
};

static char text[ROOM];
static uc_ssize_t length;

/* All of a file, so many bytes at a time. */
static const char *slurp(const char *path, size_t step)
{
    const int number = (int)uc_sys_open(path, UC_O_RDONLY, 0);
    long n;

    length = 0;
    memset(text, 0, sizeof text);
    if (number < 0) {
        return "(none)";
    }
    while ((n = uc_sys_read(number, text + length, step)) > 0) {
        length += n;
    }
    UC_EXPECT_EQ(n, 0);
    UC_EXPECT_EQ(uc_sys_close(number), 0);
    return text;
}

static const char *link_of(const char *path)
{
    length = uc_vfs_readlink(NULL, path, text, sizeof text - 1);
    text[length < 0 ? 0 : length] = '\0';
    return length < 0 ? "(none)" : text;
}

UC_TEST(self_is_the_process)
{
    static char *const arguments[] = {"a name of more than 15 bytes", "one",
                                      "two words", "", NULL};

    uc_hook_arguments(arguments);
    UC_EXPECT_STR(link_of("/proc/self"), "1");
    UC_EXPECT_STR(slurp("/proc/self/comm", 4), "a name of more \n");
    UC_EXPECT_STR(slurp("/proc/1/cmdline", 7), arguments[0]);
    UC_EXPECT_EQ(length, 29 + 4 + 10 + 1);
    UC_EXPECT_MEM(text + 29, "one\0two words\0\0", 15);
    UC_EXPECT_EQ(uc_sys_open("/proc/2", UC_O_RDONLY, 0), -UC_ENOENT);
    UC_EXPECT_STR(link_of("/proc/self/exe"), "/usr/bin/tested");
    UC_EXPECT_STR(link_of("/proc/self/root"), "/");
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "/below", 0755), 0);
    UC_EXPECT_EQ(uc_vfs_chdir(NULL, "/below", 0), 0);
    UC_EXPECT_STR(link_of("/proc/self/cwd"), "/below");
    UC_EXPECT_EQ(uc_vfs_chdir(NULL, "/", 0), 0);
    UC_EXPECT_STR(link_of("/proc/self/cwd"), "/");
}

UC_TEST(environ_is_that_of_the_start)
{
    char **environment = uc_plat_environment();
    const char *at = slurp("/proc/self/environ", ROOM);

    for (; *environment != NULL; environment++) {
        UC_EXPECT_STR(at, *environment);
        at += strlen(at) + 1;
    }
    UC_EXPECT_EQ(at - text, length);
}

/* As Redis does it: the field behind the last ")" and a blank is the third. */
static uint64_t stat_field(unsigned index)
{
    const char *at = strrchr(slurp("/proc/self/stat", 100), ')');

    for (unsigned i = 2; at != NULL && i < index; i++) {
        at = strchr(at + 1, ' ');
    }
    UC_REQUIRE(at != NULL);
    return strtoull(at, NULL, 10);
}

UC_TEST(stat_counts_the_memory_that_is_in_use)
{
    struct uc_pages_stats stats;
    void *pages = uc_pages_alloc(16);

    uc_pages_stats(&stats);
    const size_t used = stats.total_pages - stats.free_pages;
    UC_EXPECT_GT(used, 15);
    UC_EXPECT_EQ(stat_field(24), used);
    UC_EXPECT_EQ(stat_field(23), used * UC_PAGE_SIZE);
    UC_EXPECT_EQ(strtoull(slurp("/proc/self/statm", 9), NULL, 10), used);
    uc_pages_free(pages, 16);
    UC_EXPECT_EQ(stat_field(24), used - 16);
    UC_EXPECT_EQ(stat_field(4), 0); /* ppid */
    UC_EXPECT_EQ(stat_field(5), 1); /* pgrp */
    unsigned fields = 1;
    for (const char *at = text; *at != '\0'; at++) {
        fields += *at == ' ';
    }
    for (const char *at = strchr(text, '('); *at != ')'; at++) {
        fields -= *at == ' '; /* of the name */
    }
    UC_EXPECT_EQ(fields, 52);
}

UC_TEST(meminfo_is_that_of_the_allocator)
{
    struct uc_pages_stats stats;
    const char *info = slurp("/proc/meminfo", 11);

    uc_pages_stats(&stats);
    const char *total = strstr(info, "MemTotal:");
    const char *available = strstr(info, "MemAvailable:");
    UC_REQUIRE(total == info && available != NULL);
    UC_EXPECT_EQ(strtoull(total + 9, NULL, 10),
                 stats.total_pages * (UC_PAGE_SIZE / 1024));
    UC_EXPECT_EQ(strtoull(available + 13, NULL, 10),
                 stats.free_pages * (UC_PAGE_SIZE / 1024));
}

UC_TEST(status_tells_users)
{
    UC_EXPECT_EQ(uc_sys_setresuid(0, 33, 5), 0);
    const char *status = slurp("/proc/self/status", ROOM);
    UC_EXPECT(strstr(status, "\nPid:\t1\nPPid:\t0\nUid:\t0\t33\t5\t33\n"
                             "Gid:\t0\t0\t0\t0\n") != NULL);
    UC_EXPECT_EQ(uc_sys_setresuid(0, 0, 0), 0);
}

UC_TEST(limits_are_those_that_were_set)
{
    const uint64_t set[2] = {60, 3600};

    UC_EXPECT_EQ(uc_sys_setrlimit(RLIMIT_CPU, set), 0);
    const char *limits = slurp("/proc/self/limits", 64);
    UC_EXPECT(strstr(limits,
                     "Max cpu time              60                   3600     "
                     "            seconds   \n") != NULL);
    UC_EXPECT(strstr(limits,
                     "Max open files            1024                 1024     "
                     "            files     \n") != NULL);
    UC_EXPECT(strstr(limits,
                     "Max stack size            unlimited            unlimited "
                     "           bytes     \n") != NULL);
}

UC_TEST(descriptors_are_links_to_what_is_open)
{
    int ends[2];
    char path[32];
    const int file = (int)uc_sys_open("/f", UC_O_CREAT | UC_O_RDWR, 0644);

    UC_REQUIRE(uc_sys_pipe2(ends, 0) == 0);
    UC_EXPECT_STR(link_of("/proc/self/fd/1"), "/dev/console");
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    UC_EXPECT_STR(link_of(path), "/f");
    const int again = (int)uc_sys_open(path, UC_O_RDONLY, 0);
    UC_EXPECT_GT(again, file);
    UC_EXPECT_EQ(uc_sys_close(again), 0);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "/f", 0), 0);
    UC_EXPECT_STR(link_of(path), "(none)");
    snprintf(path, sizeof path, "/proc/self/fd/%d", ends[1]);
    snprintf(text + 100, 32, "pipe:[%d]", ends[1]);
    UC_EXPECT_STR(link_of(path), text + 100);
    UC_EXPECT_EQ(uc_sys_open(path, UC_O_RDONLY, 0), -UC_ENOENT);
    UC_EXPECT_EQ(uc_sys_close(file) | uc_sys_close(ends[0]), 0);
    UC_EXPECT_EQ(uc_sys_close(ends[1]), 0);
    UC_EXPECT_STR(link_of(path), "(none)");
    UC_EXPECT_STR(link_of("/proc/self/fd/01"), "(none)");
    UC_EXPECT_STR(link_of("/proc/self/fd/4294967297"), "(none)");
}

UC_TEST(mounts_are_told_in_order_with_blanks_escaped)
{
    static const char want[] = "none / ramfs rw 0 0\n"
                               "none /proc proc ro 0 0\n"
                               "none /with\\040blank\\134and ramfs ro 0 0\n";
    const struct uc_fs_mount what = {.source = "", .options = "ro"};

    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "/with blank\\and", 0755), 0);
    UC_EXPECT_EQ(uc_vfs_mount("ramfs", "/with blank\\and", &what), 0);
    UC_EXPECT_STR(slurp("/proc/mounts", 5), want);
    UC_EXPECT_STR(slurp("/proc/self/mountinfo", 5),
                  "1 0 0:1 / / rw - ramfs none rw\n"
                  "2 0 0:2 / /proc ro - proc none ro\n"
                  "3 0 0:3 / /with\\040blank\\134and ro - ramfs none ro\n");
}

UC_TEST(names_are_those_of_uname)
{
    UC_EXPECT_STR(slurp("/proc/sys/kernel/ostype", 3), "Linux\n");
    UC_EXPECT_STR(slurp("/proc/sys/kernel/hostname", 3), "unicore\n");
    UC_EXPECT_STR(slurp("/proc/version", 100),
                  "Linux version 5.15.0-unicore Unicore\n");
    UC_EXPECT_STR(slurp("/proc/sys/vm/overcommit_memory", 1), "2\n");
}

UC_TEST(uuids_are_of_version_4_and_only_that_of_the_boot_stays)
{
    char first[64];

    slurp("/proc/sys/kernel/random/uuid", 10);
    UC_EXPECT_EQ(length, 37);
    UC_EXPECT_EQ(text[14], '4');
    UC_EXPECT(strchr("89ab", text[19]) != NULL);
    strcpy(first, text);
    UC_EXPECT_NE(strcmp(slurp("/proc/sys/kernel/random/uuid", 10), first), 0);
    strcpy(first, slurp("/proc/sys/kernel/random/boot_id", 10));
    UC_EXPECT_EQ(length, 37);
    UC_EXPECT_STR(slurp("/proc/sys/kernel/random/boot_id", 10), first);
}

UC_TEST(maps_hold_the_code_that_runs_and_memory)
{
    void *page = uc_pages_alloc(1);
    const char *line = slurp("/proc/self/maps", 64);
    unsigned found = 0;

    while (line != NULL && *line != '\0') {
        uintptr_t from;
        uintptr_t to;
        UC_REQUIRE(sscanf(line, "%" SCNxPTR "-%" SCNxPTR, &from, &to) == 2);
        UC_EXPECT_LT(from, to);
        found += from <= (uintptr_t)page && (uintptr_t)page < to;
        line = strchr(line, '\n') + 1;
    }
    UC_EXPECT_EQ(found, 1);
    uc_pages_free(page, 1);
}

/* What is read stays one text, though the values move on. */
UC_TEST(a_text_is_written_when_it_is_first_read)
{
    const int number = (int)uc_sys_open("/proc/self/statm", UC_O_RDONLY, 0);
    char first[64] = "";
    char rest[64] = "";

    UC_EXPECT_EQ(uc_sys_read(number, first, 1), 1);
    void *pages = uc_pages_alloc(16);
    UC_EXPECT_GT(uc_sys_read(number, first + 1, sizeof first - 2), 0);
    UC_EXPECT_EQ(uc_sys_close(number), 0);
    strcpy(rest, slurp("/proc/self/statm", 64));
    UC_EXPECT_NE(strcmp(first, rest), 0);
    uc_pages_free(pages, 16);
    UC_EXPECT_STR(slurp("/proc/self/statm", 64), first);
}

UC_TEST(nothing_is_written_made_or_removed)
{
    UC_EXPECT_EQ(uc_sys_open("/proc/uptime", UC_O_RDWR, 0), -UC_EROFS);
    UC_EXPECT_EQ(uc_sys_open("/proc/new", UC_O_CREAT | UC_O_RDWR, 0),
                 -UC_EROFS);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "/proc/self/fd/1", 0), -UC_EROFS);
    UC_EXPECT_EQ(uc_vfs_chmod(NULL, "/proc/stat", 0600, 0), -UC_EROFS);
    UC_EXPECT_EQ(uc_vfs_truncate(NULL, "/proc/stat", 0), -UC_EROFS);
    UC_EXPECT_EQ(uc_sys_open("/proc/uptime/x", UC_O_RDONLY, 0), -UC_ENOTDIR);
}

/* Reads all that there is, and returns how many files, links, directories. */
static unsigned read_all(const char *path, bool *failed);

struct names {
    struct uc_fs_readdir walk;
    unsigned n;
    char text[32][32];
};

static bool take(struct uc_fs_readdir *walk, const struct uc_fs_entry *entry)
{
    struct names *names = UC_CONTAINER_OF(walk, struct names, walk);

    if (entry->name.text[0] != '.') {
        memcpy(names->text[names->n++], entry->name.text, entry->name.bytes);
    }
    return true;
}

static unsigned read_all(const char *path, bool *failed)
{
    struct names names = {.walk = {.emit = take}};
    struct uc_fs_attr attr;
    struct uc_file *file;
    unsigned n = 1;

    if (uc_vfs_stat(NULL, path, UC_AT_SYMLINK_NOFOLLOW, &attr) < 0 ||
        (attr.mode & UC_FS_TYPE_MASK) == UC_FS_LINK) {
        return 1;
    }
    int err = uc_vfs_open(&file, NULL, path, UC_O_RDONLY, 0);
    if (err < 0) {
        *failed = true;
        return 1;
    }
    if ((attr.mode & UC_FS_TYPE_MASK) == UC_FS_DIRECTORY) {
        (void)uc_file_readdir(file, &names.walk);
    } else {
        static char buf[ROOM];
        const struct uc_fs_piece piece = {buf, sizeof buf};
        const uc_ssize_t got = uc_file_readv(file, &piece, 1);
        *failed = *failed || got == -UC_ENOMEM;
    }
    uc_file_close(file);
    for (unsigned i = 0; i < names.n; i++) {
        char below[128];
        snprintf(below, sizeof below, "%s/%s", path, names.text[i]);
        n += read_all(below, failed);
    }
    return n;
}

UC_TEST(all_can_be_read_and_memory_that_ends_is_an_error)
{
    bool failed = false;
    const unsigned all = read_all("/proc", &failed);

    UC_EXPECT_GT(all, 30);
    UC_EXPECT(!failed);
    for (size_t bytes = 0; bytes < 8192; bytes += 64) {
        struct uc_malloc_stats stats;
        uc_malloc_stats(&stats);
        uc_hosted_malloc_limit(stats.used_bytes + bytes);
        (void)read_all("/proc", &failed);
        uc_hosted_malloc_limit(SIZE_MAX);
    }
    UC_EXPECT(failed);
    failed = false;
    UC_EXPECT_EQ(read_all("/proc", &failed), all);
    UC_EXPECT(!failed);
}
