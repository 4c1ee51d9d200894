/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A file system whose names come and go without vfs: one name, which the test
 * gives to one node or another. It says itself where it is mounted.
 */
#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/test.h>
#include <uc/vfs.h>

UC_HOSTED_BOOT("vfs.mount=ramfs::/taken:size=1M");

static struct uc_fs fs;
static struct uc_fs_node root = {.mode = UC_FS_DIRECTORY | 0755};
static struct uc_fs_node nodes[2]; /* a file and a directory */
static struct uc_fs_node *named;   /* what "name" stands for */
static unsigned released[2];

static int lookup(struct uc_fs_node *dir, const struct uc_fs_name *name,
                  struct uc_fs_node **out)
{
    if (dir != &root || named == NULL || !uc_fs_name_is(name, "name")) {
        return -UC_ENOENT;
    }
    uc_fs_node_hold(named);
    *out = named;
    return 0;
}

static int getattr(struct uc_fs_node *node, struct uc_fs_attr *out)
{
    *out = (struct uc_fs_attr){.inode = node->inode, .mode = node->mode};
    return 0;
}

static uc_ssize_t read_nothing(struct uc_fs_node *node, uint64_t offset,
                               const struct uc_fs_piece *pieces, unsigned n)
{
    (void)node;
    (void)offset;
    (void)pieces;
    (void)n;
    return 0;
}

static void release(struct uc_fs_node *node)
{
    if (node != &root) {
        released[node - nodes]++;
    }
}

static const struct uc_fs_node_ops ops = {
    .lookup = lookup,
    .getattr = getattr,
    .read = read_nothing,
    .release = release,
};

static int unmount(struct uc_fs *unused)
{
    (void)unused;
    return 0;
}

static const struct uc_fs_ops fs_ops = {.unmount = unmount};

static int mount(const struct uc_fs_mount *what, struct uc_fs **out)
{
    (void)what;
    fs = (struct uc_fs){
        .ops = &fs_ops,
        .root = &root,
        .flags = UC_FS_UNCACHED,
        .bytes_max = INT64_MAX,
    };
    root.ops = nodes[0].ops = nodes[1].ops = &ops;
    root.fs = nodes[0].fs = nodes[1].fs = &fs;
    root.references = 1;
    root.inode = 1;
    nodes[0].mode = UC_FS_FILE | 0644;
    nodes[1].mode = UC_FS_DIRECTORY | 0755;
    nodes[0].inode = 2;
    nodes[1].inode = 3;
    *out = &fs;
    return 0;
}

UC_FS_TYPE_AT(changing, "changing", mount, "/own/place");
UC_FS_TYPE_AT(elsewhere, "elsewhere", mount, "/taken");
UC_FS_TYPE_AT(nowhere, "nowhere", mount, "");

static uint64_t inode_of(const char *path)
{
    struct uc_fs_attr attr = {.inode = 0};

    (void)uc_vfs_stat(NULL, path, 0, &attr);
    return attr.inode;
}

UC_TEST(a_type_is_mounted_at_its_place_unless_the_command_line_says_otherwise)
{
    struct uc_fs_stat stat;

    UC_EXPECT_EQ(inode_of("/own/place"), 1);
    UC_EXPECT_EQ(uc_vfs_statfs(NULL, "/taken", 0, &stat), 0);
    UC_EXPECT_EQ(stat.blocks, 256);
}

UC_TEST(names_come_and_go_at_once)
{
    named = NULL;
    released[0] = 0;
    UC_EXPECT_EQ(inode_of("/own/place/name"), 0);
    named = &nodes[0];
    UC_EXPECT_EQ(inode_of("/own/place/name"), 2);
    released[1] = 0;
    named = &nodes[1];
    UC_EXPECT_EQ(inode_of("/own/place/name"), 3);
    named = NULL;
    UC_EXPECT_EQ(inode_of("/own/place/name"), 0);
    /* Nobody uses them: they were let go each time. */
    UC_EXPECT_EQ(nodes[0].references | nodes[1].references, 0);
    UC_EXPECT_EQ(released[0], 1);
    UC_EXPECT_EQ(released[1], 1);
}

UC_TEST(what_is_open_stays_though_its_name_means_something_else)
{
    struct uc_file *first;
    struct uc_file *second;
    struct uc_fs_attr attr;

    named = &nodes[0];
    UC_REQUIRE(uc_vfs_open(&first, NULL, "/own/place/name", UC_O_RDONLY, 0) ==
               0);
    UC_REQUIRE(uc_vfs_open(&second, NULL, "/own/place/name", UC_O_RDONLY, 0) ==
               0);
    UC_EXPECT_EQ(nodes[0].references, 1); /* of the name that both share */
    uc_file_close(second);
    named = &nodes[1];
    UC_EXPECT_EQ(inode_of("/own/place/name"), 3);
    UC_EXPECT_EQ(uc_vfs_stat(first, "", UC_AT_EMPTY_PATH, &attr), 0);
    UC_EXPECT_EQ(attr.inode, 2);
    named = &nodes[0]; /* and back: a name of its own, for the same file */
    UC_EXPECT_EQ(inode_of("/own/place/name"), 2);
    released[0] = 0;
    uc_file_close(first);
    UC_EXPECT_EQ(released[0], 1);
    UC_EXPECT_EQ(nodes[0].references, 0);
}

UC_TEST(a_mount_stays_where_it_is)
{
    const struct uc_fs_mount what = {.source = "", .options = ""};

    named = &nodes[1];
    UC_EXPECT_EQ(uc_vfs_mount("ramfs", "/own/place/name", &what), 0);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "/own/place/name/below", 0755), 0);
    named = NULL;
    UC_EXPECT_NE(inode_of("/own/place/name/below"), 0);
    UC_EXPECT_EQ(uc_vfs_umount(NULL, "/own/place/name"), 0);
    UC_EXPECT_EQ(inode_of("/own/place/name"), 0);
    UC_EXPECT_EQ(nodes[1].references, 0);
}

UC_TEST(the_current_directory_is_gone_with_its_name)
{
    named = &nodes[1];
    UC_EXPECT_EQ(uc_vfs_chdir(NULL, "/own/place/name", 0), 0);
    named = &nodes[0];
    UC_EXPECT_EQ(inode_of("/own/place/name"), 2);
    UC_EXPECT_EQ(inode_of("absent"), 0);
    UC_EXPECT_EQ(uc_vfs_chdir(NULL, "/", 0), 0);
    UC_EXPECT_EQ(nodes[0].references | nodes[1].references, 0);
}

UC_TEST(zz_the_end_unmounts_it)
{
    UC_EXPECT_EQ(uc_vfs_umount(NULL, "/own/place"), 0);
}
