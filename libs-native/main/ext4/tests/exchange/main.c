/* SPDX-License-Identifier: BSD-3-Clause */
/* Images go back and forth between this library and e2fsprogs. */
#include "../image.h"
#include "../tree.h"

#include <uc/hosted.h>
#include <uc/test.h>

UC_HOSTED_BOOT("");

static char data[300000];
static char found[300000];

/* The bytes of "seq 1 (last)". */
static size_t numbers(char *to, unsigned last)
{
    size_t used = 0;

    for (unsigned i = 1; i <= last; i++) {
        char digits[10];
        unsigned n = 0;
        for (unsigned left = i; left > 0; left /= 10) {
            digits[n++] = (char)('0' + left % 10);
        }
        while (n > 0) {
            to[used++] = digits[--n];
        }
        to[used++] = '\n';
    }
    return used;
}

static void expect_contents(const char *path, const char *want, size_t bytes)
{
    struct uc_fs_node *node = NULL;

    UC_REQUIRE(tree_get(path, &node) == 0);
    UC_EXPECT_EQ(tree_bytes(node), bytes);
    UC_EXPECT_EQ(tree_pread(node, found, sizeof found, 0), (long long)bytes);
    UC_EXPECT_MEM(found, want, bytes);
    tree_put(node);
}

static struct uc_blkdev *image_of_folder(const char *options)
{
    char all[512];

    UC_EXPECT_EQ(
        image_run("rm -rf @.d && mkdir -p @.d/sub/deep @.d/many && "
                  "seq 1 40000 > @.d/numbers && printf hello > @.d/sub/short "
                  "&& ln -s ../numbers @.d/sub/link && "
                  "truncate -s 200000 @.d/sparse && printf end >> @.d/sparse "
                  "&& ln @.d/numbers @.d/sub/deep/same && for i in $(seq 1 "
                  "400); do : > @.d/many/a-name-that-takes-room-$i; done"),
        0);
    size_t used = image_append(all, 0, options);
    (void)image_append(all, used,
                       " -d \"$(ls -d /tmp/unicore-ext4-??????.d "
                       "| grep $(basename @))\"");
    struct uc_blkdev *disk = image_make(16, 0, all);
    UC_EXPECT_EQ(image_run("rm -rf @.d"), 0);
    return disk;
}

static bool count(struct uc_fs_readdir *walk, const struct uc_fs_entry *entry)
{
    (void)entry;
    (void)walk;
    return true;
}

static void read_folder(const char *options)
{
    UC_REQUIRE(image_has_tools());
    struct uc_blkdev *disk = image_of_folder(options);
    size_t bytes = numbers(data, 40000);
    struct uc_fs_node *node = NULL;
    struct uc_fs_attr attr;

    UC_REQUIRE(tree_mount(disk, UC_FS_READ_ONLY) == 0);
    expect_contents("numbers", data, bytes);
    expect_contents("sub/deep/same", data, bytes);
    expect_contents("sub/short", "hello", 5);
    memset(data, 0, 200000);
    memcpy(data + 200000, "end", 3);
    expect_contents("sparse", data, 200003);
    UC_REQUIRE(tree_get("sub/link", &node) == 0);
    UC_EXPECT_EQ(node->ops->readlink(node, found, 100), 10);
    UC_EXPECT_MEM(found, "../numbers", 10);
    tree_put(node);
    UC_REQUIRE(tree_get("numbers", &node) == 0);
    UC_EXPECT_EQ(node->ops->getattr(node, &attr), 0);
    UC_EXPECT_EQ(attr.links, 2u);
    UC_EXPECT_EQ(attr.mode & UC_FS_TYPE_MASK, (unsigned)UC_FS_FILE);
    UC_EXPECT_GT(attr.modified.seconds, 1700000000);
    UC_EXPECT_EQ(tree_pwrite(node, "x", 1, 0), -UC_EROFS);
    tree_put(node);
    for (unsigned i = 1; i <= 400; i++) {
        char path[64];
        size_t used = image_append(path, 0, "many/a-name-that-takes-room-");
        char digits[4] = {(char)('0' + i / 100), (char)('0' + i / 10 % 10),
                          (char)('0' + i % 10), '\0'};
        (void)image_append(path, used, digits + (i < 10 ? 2 : i < 100 ? 1 : 0));
        UC_REQUIRE(tree_get(path, &node) == 0);
        tree_put(node);
    }
    struct uc_fs_readdir walk = {.emit = count};
    UC_REQUIRE(tree_get("many", &node) == 0);
    UC_EXPECT_EQ(node->ops->readdir(node, &walk), 0);
    tree_put(node);
    UC_EXPECT_EQ(tree_unmount(), 0);
}

UC_TEST(what_mke2fs_fills_is_read)
{
    read_folder("-t ext4 -b 1024");
    read_folder("-t ext4 -b 4096 -J size=4");
    read_folder("-t ext3 -b 1024");
    read_folder("-t ext2 -b 2048");
}

UC_TEST(debugfs_reads_what_was_written)
{
    UC_REQUIRE(image_has_tools());
    struct uc_blkdev *disk = image_make(16, 0, "-t ext4 -b 1024");
    struct uc_fs_node *node = NULL;
    size_t bytes = numbers(data, 40000);

    UC_REQUIRE(tree_mount(disk, 0) == 0);
    UC_EXPECT_EQ(tree_mkdir("dir"), 0);
    UC_REQUIRE(tree_create("dir/numbers", &node) == 0);
    UC_EXPECT_EQ(tree_pwrite(node, data, bytes, 0), (long long)bytes);
    tree_put(node);
    UC_EXPECT_EQ(tree_symlink("link", "dir/numbers"), 0);
    UC_EXPECT_EQ(tree_unmount(), 0);
    image_save(disk);
    UC_EXPECT_EQ(image_run("seq 1 40000 > @.want; debugfs -R 'cat dir/numbers' "
                           "@ 2>/dev/null | cmp - @.want; s=$?; rm @.want; "
                           "test $s = 0"),
                 0);
    UC_EXPECT_EQ(image_run("debugfs -R 'stat link' @ 2>/dev/null | grep -q "
                           "'Fast link dest: \"dir/numbers\"'"),
                 0);
}

/* A transaction that debugfs has written, and that was never played. */
static void play(const char *mkfs, const char *open, bool revoke)
{
    static char command[1024];
    UC_REQUIRE(image_has_tools());
    struct uc_blkdev *disk = image_make(16, 0, mkfs);
    struct uc_fs_node *node = NULL;

    UC_REQUIRE(tree_mount(disk, 0) == 0);
    UC_REQUIRE(tree_create("file", &node) == 0);
    memset(data, 'o', 4096);
    UC_EXPECT_EQ(tree_pwrite(node, data, 4096, 0), 4096);
    tree_put(node);
    UC_EXPECT_EQ(tree_unmount(), 0);
    image_save(disk);
    size_t used = image_append(
        command, 0,
        "b=$(debugfs -R 'blocks file' @ 2>/dev/null | cut -d' ' -f1); "
        /* One that must be escaped. */
        "printf '\\300\\073\\071\\230' > @.new; head -c 4092 /dev/zero | tr "
        "'\\0' n >> @.new; printf '");
    used = image_append(command, used, open);
    used = image_append(command, used, "\\njw -b %s @.new\\n");
    used = image_append(command, used, revoke ? "jw -r %s\\njc\\n" : "jc\\n");
    (void)image_append(command, used,
                       "' $b $b > @.do; debugfs -w -f @.do @; s=$?; rm -f "
                       "@.new @.do; dumpe2fs -h @ | grep -q needs_recovery");
    UC_EXPECT_EQ(image_run(command), 0);
    image_load(disk);
    UC_REQUIRE(tree_mount(disk, UC_FS_READ_ONLY) == 0);
    memset(data, revoke ? 'o' : 'n', 4096);
    if (!revoke) {
        memcpy(data, "\300\073\071\230", 4);
    }
    UC_REQUIRE(tree_get("file", &node) == 0);
    UC_EXPECT_EQ(tree_pread(node, found, 4096, 0), 4096);
    UC_EXPECT_MEM(found, data, 1024);
    tree_put(node);
    UC_EXPECT_EQ(tree_unmount(), 0);
    UC_REQUIRE(tree_mount(disk, 0) == 0);
    UC_EXPECT_EQ(tree_mkdir("more"), 0);
    UC_EXPECT_EQ(tree_unmount(), 0);
    UC_REQUIRE(tree_mount(disk, UC_FS_READ_ONLY) == 0);
    UC_REQUIRE(tree_get("file", &node) == 0);
    UC_EXPECT_EQ(tree_pread(node, found, 4096, 0), 4096);
    UC_EXPECT_MEM(found, data, 1024);
    tree_put(node);
    UC_EXPECT_EQ(tree_unmount(), 0);
    UC_EXPECT(image_is_clean(disk));
}

UC_TEST(journals_of_e2fsprogs_are_replayed)
{
    play("-t ext4 -b 4096 -J size=4", "jo -c -v 3", false);
    play("-t ext4 -b 4096 -J size=4", "jo -c -v 2", false);
    play("-t ext4 -b 4096 -J size=4 -O ^metadata_csum,^64bit", "jo", false);
    play("-t ext4 -b 4096 -J size=4", "jo -c -v 3", true);
    play("-t ext4 -b 4096 -J size=4 -O ^metadata_csum,^64bit", "jo", true);
}

/* A loss of power leaves the journal as e2fsck and Linux know it. */
UC_TEST(e2fsck_replays_what_was_left)
{
    static const char *const kinds[] = {
        "-t ext4 -b 1024", "-t ext4 -b 4096 -J size=4",
        "-t ext4 -b 1024 -O ^metadata_csum", "-t ext3 -b 1024"};

    UC_REQUIRE(image_has_tools());
    for (unsigned i = 0; i < UC_ARRAY_SIZE(kinds); i++) {
        struct uc_blkdev *disk = image_make(16, 0, kinds[i]);
        struct uc_fs_node *node = NULL;
        size_t bytes = numbers(data, 40000);

        UC_REQUIRE(tree_mount(disk, 0) == 0);
        UC_REQUIRE(tree_create("numbers", &node) == 0);
        UC_EXPECT_EQ(tree_pwrite(node, data, bytes, 0), (long long)bytes);
        UC_EXPECT_EQ(node->ops->fsync(node, true), 0);
        tree_put(node);
        uc_ram_blk_power_cut(disk, 0);
        (void)tree_unmount();
        uc_ram_blk_power_on(disk, 0);
        image_save(disk);
        UC_EXPECT_EQ(image_run("dumpe2fs -h @ | grep -q needs_recovery"), 0);
        UC_EXPECT_EQ(image_run("e2fsck -E journal_only -y @"), 0);
        UC_EXPECT_EQ(image_run("e2fsck -fn @"), 0);
        UC_EXPECT_EQ(image_run("seq 1 40000 > @.want; debugfs -R 'cat numbers' "
                               "@ 2>/dev/null | cmp - @.want; s=$?; rm @.want; "
                               "test $s = 0"),
                     0);
    }
}
