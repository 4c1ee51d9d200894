/* SPDX-License-Identifier: BSD-3-Clause */
/* The initial ramdisk as a file system: where it lies ("initrd"), and as what
 * files in memory begin with ("ramfs"). */
#include <stdlib.h>
#include <string.h>

#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/test.h>
#include <uc/vfs.h>

#include "../../../initrd/tests/cpio_writer.h"
#include "../visit.h"

enum {
    BIG = 30000,
};

static struct cpio_writer archive;
static uint8_t big[BIG];

/* In one archive, what the writer cannot hold comes by hand. */
static uint8_t ramdisk[65536];
static size_t ramdisk_bytes;

static void put(const char *name, const char *data, struct cpio_meta meta)
{
    cpio_put(&archive, name, data, meta);
}

static void write_archive(void)
{
    memset(&archive, 0, sizeof archive);
    put(".", "", (struct cpio_meta){1, 040750, 2, 9});
    put("www", "", (struct cpio_meta){2, 040755, 2, 9});
    cpio_file(&archive, "./www/index.html", "<p>Hello</p>");
    cpio_file(&archive, "www.html", "beside");
    cpio_file(&archive, "deep/er/file", "implied");
    put("bin/sh", "#!", (struct cpio_meta){7, 0100755, 1, 1700000001});
    put("bin/link", "sh", (struct cpio_meta){8, 0120777, 1, 0});
    put("one", "", (struct cpio_meta){9, 0100644, 2, 0});
    put("two", "shared", (struct cpio_meta){9, 0100644, 2, 0});
    put("fifo", "", (struct cpio_meta){10, 0010600, 1, 0});
    cpio_file(&archive, "replaced", "first");
    cpio_end(&archive);
    /* A second archive, whose inode 9 is another file. */
    put("three", "other", (struct cpio_meta){9, 0100644, 2, 0});
    cpio_file(&archive, "replaced", "second");
    cpio_end(&archive);
    memcpy(ramdisk, archive.bytes, archive.length);
    ramdisk_bytes = archive.length;
}

/* Adds a file of (BIG) bytes. */
static void add_big(void)
{
    char header[125];

    for (unsigned i = 0; i < BIG; i++) {
        big[i] = (uint8_t)(i * 7 + i / 251) | 1;
    }
    (void)snprintf(
        header, sizeof header,
        "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08Xbig", 500,
        0100644, 3, 4, 1, 77, BIG, 8, 1, 0, 0, 4, 0);
    while (ramdisk_bytes % 4 != 0) {
        ramdisk[ramdisk_bytes++] = 0;
    }
    memcpy(ramdisk + ramdisk_bytes, header, 114);
    ramdisk_bytes += 116;
    memcpy(ramdisk + ramdisk_bytes, big, BIG);
    ramdisk_bytes += BIG;
}

static int mount(const char *type, const char *source, const char *path)
{
    const struct uc_fs_mount what = {.source = source, .options = ""};

    return uc_vfs_mount(type, path, &what);
}

/* Both file systems, beside each other. */
static void start(void)
{
    static bool booted;

    write_archive();
    add_big();
    uc_hosted_initrd_set(ramdisk, ramdisk_bytes);
    if (!booted) {
        UC_EXPECT_EQ(uc_hosted_boot(""), 0);
        booted = true;
        (void)uc_vfs_mkdir(NULL, "/ram", 0755);
        (void)uc_vfs_mkdir(NULL, "/rom", 0755);
    }
    UC_EXPECT_EQ(mount("ramfs", "initrd", "/ram"), 0);
    UC_EXPECT_EQ(mount("initrd", "", "/rom"), 0);
}

static void stop(void)
{
    UC_EXPECT_EQ(uc_vfs_umount(NULL, "/ram"), 0);
    UC_EXPECT_EQ(uc_vfs_umount(NULL, "/rom"), 0);
}

static struct uc_file *open_file(const char *path, unsigned flags)
{
    struct uc_file *file = NULL;

    UC_EXPECT_EQ(uc_vfs_open(&file, NULL, path, flags, 0644), 0);
    return file;
}

static uc_ssize_t read_at(struct uc_file *file, void *buf, size_t bytes,
                          int64_t offset)
{
    const struct uc_fs_piece piece = {buf, bytes};

    return uc_file_preadv(file, &piece, 1, offset);
}

static bool holds(const char *path, const char *text)
{
    char buf[64];
    struct uc_file *file;

    if (uc_vfs_open(&file, NULL, path, UC_O_RDONLY, 0) < 0) {
        return false;
    }
    uc_ssize_t n = read_at(file, buf, sizeof buf, 0);
    uc_file_close(file);
    return n == (uc_ssize_t)strlen(text) &&
           memcmp(buf, text, strlen(text)) == 0;
}

static struct uc_fs_attr stat_of(const char *path)
{
    struct uc_fs_attr attr = {.fs = 0};

    (void)uc_vfs_stat(NULL, path, UC_AT_SYMLINK_NOFOLLOW, &attr);
    return attr;
}

UC_TEST(both_show_what_the_archive_holds)
{
    static const char *const roots[] = {"/ram", "/rom"};

    start();
    for (unsigned i = 0; i < 2; i++) {
        UC_EXPECT_EQ(uc_vfs_chdir(NULL, roots[i], 0), 0);
        UC_EXPECT(holds("www/index.html", "<p>Hello</p>"));
        UC_EXPECT(holds("www.html", "beside"));
        UC_EXPECT(holds("deep/er/file", "implied"));
        UC_EXPECT(holds("bin/link", "#!"));
        UC_EXPECT(holds("one", "shared"));
        UC_EXPECT(holds("two", "shared"));
        UC_EXPECT(holds("three", "other"));
        UC_EXPECT(holds("replaced", "second"));
        UC_EXPECT(!holds("www/index", ""));
        UC_EXPECT_EQ(stat_of(".").mode, UC_FS_DIRECTORY | 0750);
        UC_EXPECT_EQ(stat_of("deep").mode, UC_FS_DIRECTORY | 0755);
        UC_EXPECT_EQ(stat_of("bin/sh").mode, UC_FS_FILE | 0755);
        UC_EXPECT_EQ(stat_of("bin/sh").modified.seconds, 1700000001);
        UC_EXPECT_EQ(stat_of("bin/link").mode, UC_FS_LINK | 0777);
        UC_EXPECT_EQ(stat_of("fifo").mode, UC_FS_FIFO | 0600);
        UC_EXPECT_EQ(stat_of("big").bytes, BIG);
        UC_EXPECT_EQ(stat_of("big").uid, 3);
        UC_EXPECT_EQ(stat_of("big").gid, 4);
        UC_EXPECT_EQ(stat_of("nothing").inode, 0);
        UC_EXPECT_EQ(uc_vfs_chdir(NULL, "/", 0), 0);
    }
    /* Only one can tell that two names are one file. */
    UC_EXPECT_EQ(stat_of("/ram/one").inode, stat_of("/ram/two").inode);
    UC_EXPECT_EQ(stat_of("/ram/one").links, 2);
    UC_EXPECT_EQ(stat_of("/ram/three").links, 1);
    stop();
}

/* The names of a directory, as bits of their first letters: all differ. */
struct names {
    struct uc_fs_readdir walk;
    uint32_t letters;
    unsigned count;
    unsigned room;
};

static bool take(struct uc_fs_readdir *walk, const struct uc_fs_entry *entry)
{
    struct names *names = UC_CONTAINER_OF(walk, struct names, walk);

    if (names->room == 0) {
        return false;
    }
    names->room--;
    if (entry->name.text[0] != '.') {
        names->letters |= 1u << (entry->name.text[0] - 'a');
        names->count++;
    }
    return true;
}

static struct names list(const char *path)
{
    struct names names = {.walk = {.emit = take}};
    struct uc_file *file = open_file(path, UC_O_DIRECTORY);

    do {
        names.room = 1;
    } while (uc_file_readdir(file, &names.walk) == 1);
    uc_file_close(file);
    return names;
}

UC_TEST(both_list_each_name_once)
{
    static const char *const paths[] = {"", "/www", "/deep", "/deep/er",
                                        "/bin"};
    char ram[32] = "/ram";
    char rom[32] = "/rom";

    start();
    for (unsigned i = 0; i < UC_ARRAY_SIZE(paths); i++) {
        strcpy(ram + 4, paths[i]);
        strcpy(rom + 4, paths[i]);
        const struct names in_ram = list(ram);
        const struct names in_rom = list(rom);
        UC_EXPECT_EQ(in_ram.count, in_rom.count);
        UC_EXPECT_EQ(in_ram.letters, in_rom.letters);
    }
    UC_EXPECT_EQ(list("/rom").count, 10);
    UC_EXPECT_EQ(list("/rom/bin").count, 2);
    stop();
}

UC_TEST(one_of_the_two_can_be_changed)
{
    struct uc_file *file;

    start();
    UC_EXPECT_EQ(uc_vfs_open(&file, NULL, "/rom/www.html", UC_O_RDWR, 0),
                 -UC_EROFS);
    UC_EXPECT_EQ(uc_vfs_open(&file, NULL, "/rom/new", UC_O_CREAT, 0),
                 -UC_EROFS);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "/rom/two", 0), -UC_EROFS);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "/ram/two", 0), 0);
    UC_EXPECT(holds("/ram/one", "shared"));
    UC_EXPECT_EQ(uc_vfs_rename(NULL, "/ram/deep", NULL, "/ram/www/deep", 0), 0);
    UC_EXPECT(holds("/ram/www/deep/er/file", "implied"));
    UC_EXPECT_EQ(uc_vfs_truncate(NULL, "/ram/www.html", 2), 0);
    UC_EXPECT(holds("/ram/www.html", "be"));
    UC_EXPECT(holds("/rom/www.html", "beside"));
    stop();
}

UC_TEST(nothing_is_copied_before_it_is_written_to)
{
    struct uc_fs_loan loan;
    struct uc_file *rom;
    struct uc_file *ram;
    const struct uc_fs_piece piece = {(void *)"changed", 7};

    start();
    rom = open_file("/rom/big", UC_O_RDONLY);
    ram = open_file("/ram/big", UC_O_RDWR);
    const uint8_t *where = ramdisk + ramdisk_bytes - BIG;
    UC_REQUIRE(uc_file_borrow(rom, 100, BIG, &loan) == 0);
    UC_EXPECT(loan.data == where + 100 && loan.bytes == BIG - 100);
    uc_file_give_back(rom, &loan);
    UC_REQUIRE(uc_file_borrow(ram, 100, BIG, &loan) == 0);
    UC_EXPECT(loan.data == where + 100 && loan.bytes == BIG - 100);
    uc_file_give_back(ram, &loan);
    UC_EXPECT_EQ(stat_of("/ram/big").blocks, 0);
    UC_EXPECT_EQ(uc_file_pwritev(ram, &piece, 1, 10000), 7);
    UC_EXPECT_EQ(stat_of("/ram/big").blocks, 8); /* one page */
    UC_REQUIRE(uc_file_borrow(ram, 100, BIG, &loan) == 0);
    UC_EXPECT_EQ(loan.bytes, 8192 - 100);
    uc_file_give_back(ram, &loan);
    UC_REQUIRE(uc_file_borrow(ram, 10000, 7, &loan) == 0);
    UC_EXPECT_MEM(loan.data, "changed", 7);
    uc_file_give_back(ram, &loan);
    UC_EXPECT_MEM(where + 10000, big + 10000, 7);
    /* The pages beside it, and the rest of that page, are what they were. */
    static uint8_t buf[BIG];
    UC_EXPECT_EQ(read_at(ram, buf, BIG, 0), BIG);
    UC_EXPECT_MEM(buf, big, 10000);
    UC_EXPECT_MEM(buf + 10007, big + 10007, BIG - 10007);
    uc_file_close(rom);
    uc_file_close(ram);
    stop();
}

static uint32_t random_state = 2463534242u;

static uint32_t below(uint32_t n)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return (random_state >> 3) % n;
}

/* One random change to (file) and to what it is to hold. */
static int change(struct uc_file *file, uint8_t *want, size_t *bytes)
{
    const uint32_t at = below(BIG);
    const uint32_t n = 1 + below(BIG - at);
    const struct uc_fs_piece piece = {big + at, n};
    int err = 0;

    switch (below(4)) {
    case 0:
        err = uc_file_truncate(file, at);
        memset(want + at, 0, BIG - at);
        *bytes = at;
        break;
    case 1:
        err = uc_file_allocate(file, at, n, UC_FS_PUNCH_HOLE | UC_FS_KEEP_SIZE);
        memset(want + at, 0, n);
        break;
    case 2:
        err = uc_file_allocate(file, at, n, 0);
        *bytes = (at + n > *bytes) ? at + n : *bytes;
        break;
    default:
        err = (uc_file_pwritev(file, &piece, 1, at) == (uc_ssize_t)n) ? 0 : -1;
        memcpy(want + at, big + at, n);
        *bytes = (at + n > *bytes) ? at + n : *bytes;
        break;
    }
    return err;
}

UC_TEST(changes_of_any_kind_show_through_the_archive)
{
    static uint8_t want[BIG];
    static uint8_t got[BIG];

    for (unsigned round = 0; round < 100; round++) {
        start();
        struct uc_file *file = open_file("/ram/big", UC_O_RDWR);
        size_t bytes = BIG;
        memcpy(want, big, BIG);
        for (unsigned i = 0; i < 20; i++) {
            UC_REQUIRE(change(file, want, &bytes) == 0);
            UC_REQUIRE(read_at(file, got, BIG, 0) == (uc_ssize_t)bytes);
            UC_REQUIRE(memcmp(got, want, bytes) == 0);
        }
        uc_file_close(file);
        stop();
    }
}

UC_TEST(a_ramdisk_that_is_not_there_is_empty_in_memory_alone)
{
    start();
    stop();
    uc_hosted_initrd_set(NULL, 0);
    UC_EXPECT_EQ(mount("ramfs", "initrd", "/ram"), 0);
    UC_EXPECT_EQ(mount("initrd", "", "/rom"), -UC_ENOENT);
    UC_EXPECT_EQ(list("/ram").count, 0);
    UC_EXPECT_EQ(uc_vfs_umount(NULL, "/ram"), 0);
    uc_hosted_initrd_set("", 0);
    UC_EXPECT_EQ(mount("initrd", "", "/rom"), 0);
    UC_EXPECT_EQ(list("/rom").count, 0);
    UC_EXPECT_EQ(uc_vfs_umount(NULL, "/rom"), 0);
}

/* What one archive alone may not say. */
UC_TEST(archives_with_impossible_names_are_refused)
{
    static char long_name[300];
    static const char *const names[] = {"../x", "a/../b", "a/..", long_name};

    start();
    stop();
    memset(long_name, 'n', sizeof long_name - 1);
    for (unsigned i = 0; i < UC_ARRAY_SIZE(names); i++) {
        memset(&archive, 0, sizeof archive);
        cpio_file(&archive, names[i], "x");
        cpio_end(&archive);
        uc_hosted_initrd_set(archive.bytes, archive.length);
        UC_EXPECT_EQ(mount("ramfs", "initrd", "/ram"), -UC_EPROTO);
        UC_EXPECT_EQ(mount("initrd", "", "/rom"), -UC_EPROTO);
    }
    memset(&archive, 0, sizeof archive);
    put("link", "", (struct cpio_meta){1, 0120777, 1, 0});
    cpio_end(&archive);
    uc_hosted_initrd_set(archive.bytes, archive.length);
    UC_EXPECT_EQ(mount("ramfs", "initrd", "/ram"), -UC_EPROTO);
    UC_EXPECT_EQ(mount("initrd", "", "/rom"), -UC_EPROTO);
    memset(&archive, 0, sizeof archive);
    cpio_file(&archive, "f", "x");
    cpio_file(&archive, "f/g", "x");
    cpio_end(&archive);
    uc_hosted_initrd_set(archive.bytes, archive.length);
    UC_EXPECT_EQ(mount("ramfs", "initrd", "/ram"), -UC_ENOTDIR);
    UC_EXPECT_EQ(mount("initrd", "", "/rom"), 0);
    UC_EXPECT_EQ(stat_of("/rom/f").mode, UC_FS_FILE | 0644);
    UC_EXPECT_EQ(stat_of("/rom/f/g").inode, 0);
    UC_EXPECT_EQ(uc_vfs_umount(NULL, "/rom"), 0);
    uc_hosted_initrd_set(NULL, 0);
}

UC_TEST(mutated_archives_are_refused_or_shown_and_never_harm)
{
    static const char digits[] = "0123456789abcdefF\0./";
    unsigned mounted = 0;

    start();
    stop();
    for (unsigned round = 0; round < 4000; round++) {
        const size_t bytes = archive.length;
        uint8_t *copy = malloc(bytes);
        UC_REQUIRE(copy != NULL);
        write_archive();
        memcpy(copy, archive.bytes, bytes);
        for (unsigned i = 0; i < 1 + round % 4; i++) {
            copy[below((uint32_t)bytes)] =
                (uint8_t)digits[below(sizeof digits - 1)];
        }
        uc_hosted_initrd_set(copy, bytes);
        if (mount("ramfs", "initrd", "/ram") == 0) {
            mounted++;
            visit_all("/ram", 4);
            UC_EXPECT_EQ(uc_vfs_chdir(NULL, "/", 0), 0);
            UC_EXPECT_EQ(uc_vfs_umount(NULL, "/ram"), 0);
        }
        if (mount("initrd", "", "/rom") == 0) {
            visit_all("/rom", 4);
            UC_EXPECT_EQ(uc_vfs_chdir(NULL, "/", 0), 0);
            UC_EXPECT_EQ(uc_vfs_umount(NULL, "/rom"), 0);
        }
        uc_hosted_initrd_set(NULL, 0);
        free(copy);
    }
    UC_EXPECT_GT(mounted, 1000);
}
