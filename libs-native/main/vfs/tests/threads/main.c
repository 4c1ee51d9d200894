/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Several threads on a file system that lets others run inside each call, and
 * asserts what contract "fs" promises to it: naming calls one at a time, writes
 * to one node as well, nothing made in what was removed.
 */
#include <string.h>

#include <uc/errors.h>
#include <uc/hosted.h>
#include <uc/malloc.h>
#include <uc/sched.h>
#include <uc/test.h>
#include <uc/vfs.h>

UC_HOSTED_BOOT("");

enum {
    NODES = 64,
    THREADS = 6,
    ROUNDS = 1000,
};

/* A node of a file system of one directory level below its root. */
struct slow_node {
    struct uc_fs_node node;
    struct slow_node *parent; /* NULL: no name */
    char name[4];
    unsigned writers;
    uint64_t bytes;
    bool used;
};

static struct slow {
    struct uc_fs fs;
    struct slow_node nodes[NODES];
    unsigned naming;
    unsigned calls;
    unsigned released;
} slow;

static const struct uc_fs_node_ops slow_ops;

static struct slow_node *slow_of(struct uc_fs_node *node)
{
    return UC_CONTAINER_OF(node, struct slow_node, node);
}

static void naming_begin(void)
{
    slow.naming++;
    slow.calls++;
    UC_EXPECT_EQ(slow.naming, 1);
    uc_yield();
}

static int naming_end(int result)
{
    UC_EXPECT_EQ(slow.naming, 1);
    slow.naming--;
    return result;
}

static struct slow_node *slow_find(const struct uc_fs_node *dir,
                                   const struct uc_fs_name *name)
{
    for (unsigned i = 0; i < NODES; i++) {
        struct slow_node *node = &slow.nodes[i];
        if (node->used && node->parent != NULL && &node->parent->node == dir &&
            uc_fs_name_is(name, node->name)) {
            return node;
        }
    }
    return NULL;
}

static int slow_lookup(struct uc_fs_node *dir, const struct uc_fs_name *name,
                       struct uc_fs_node **out)
{
    naming_begin();
    struct slow_node *found = slow_find(dir, name);
    if (found == NULL) {
        return naming_end(-UC_ENOENT);
    }
    uc_fs_node_hold(&found->node);
    *out = &found->node;
    return naming_end(0);
}

static int slow_create(struct uc_fs_node *dir, const struct uc_fs_name *name,
                       const struct uc_fs_new *what, struct uc_fs_node **out)
{
    unsigned i = 0;

    naming_begin();
    UC_EXPECT(slow_find(dir, name) == NULL);
    UC_EXPECT(slow_of(dir) == &slow.nodes[0] || slow_of(dir)->parent != NULL);
    while (i < NODES && slow.nodes[i].used) {
        i++;
    }
    if (i == NODES) {
        return naming_end(-UC_ENOSPC);
    }
    slow.nodes[i] = (struct slow_node){
        .node = {.ops = &slow_ops,
                 .fs = &slow.fs,
                 .inode = i + 1,
                 .mode = what->mode,
                 .references = 1},
        .parent = slow_of(dir),
        .used = true,
    };
    memcpy(slow.nodes[i].name, name->text, name->bytes);
    *out = &slow.nodes[i].node;
    return naming_end(0);
}

static int slow_unlink(struct uc_fs_node *dir, const struct uc_fs_name *name,
                       struct uc_fs_node *node)
{
    naming_begin();
    UC_EXPECT(slow_find(dir, name) == slow_of(node));
    slow_of(node)->parent = NULL;
    return naming_end(0);
}

static int slow_rmdir(struct uc_fs_node *dir, const struct uc_fs_name *name,
                      struct uc_fs_node *node)
{
    for (unsigned i = 0; i < NODES; i++) {
        if (slow.nodes[i].used && slow.nodes[i].parent == slow_of(node)) {
            return -UC_ENOTEMPTY;
        }
    }
    return slow_unlink(dir, name, node);
}

static int slow_rename(const struct uc_fs_rename *what)
{
    naming_begin();
    UC_EXPECT(slow_find(what->from_dir, what->from_name) ==
              slow_of(what->from));
    struct slow_node *to = slow_find(what->to_dir, what->to_name);
    UC_EXPECT((to == NULL) == (what->to == NULL));
    if (to != NULL) {
        to->parent = NULL;
    }
    slow_of(what->from)->parent = slow_of(what->to_dir);
    memset(slow_of(what->from)->name, 0, sizeof slow_of(what->from)->name);
    memcpy(slow_of(what->from)->name, what->to_name->text,
           what->to_name->bytes);
    return naming_end(0);
}

static int slow_getattr(struct uc_fs_node *node, struct uc_fs_attr *out)
{
    uc_yield();
    *out = (struct uc_fs_attr){
        .inode = node->inode,
        .mode = node->mode,
        .links = slow_of(node)->parent == NULL ? 0 : 1,
        .bytes = slow_of(node)->bytes,
    };
    return 0;
}

static int slow_setattr(struct uc_fs_node *node, const struct uc_fs_attr *attr,
                        unsigned mask)
{
    struct slow_node *of = slow_of(node);

    UC_EXPECT_EQ(of->writers++, 0);
    uc_yield();
    if ((mask & UC_FS_SET_BYTES) != 0) {
        of->bytes = attr->bytes;
    }
    of->writers--;
    return 0;
}

static uc_ssize_t slow_write(struct uc_fs_node *node, uint64_t offset,
                             const struct uc_fs_piece *pieces,
                             unsigned pieces_n)
{
    struct slow_node *of = slow_of(node);

    UC_EXPECT_EQ(of->writers++, 0);
    UC_EXPECT_EQ(pieces_n, 1);
    uc_yield();
    if (offset + pieces[0].bytes > of->bytes) {
        of->bytes = offset + pieces[0].bytes;
    }
    of->writers--;
    return (uc_ssize_t)pieces[0].bytes;
}

static uc_ssize_t slow_read(struct uc_fs_node *node, uint64_t offset,
                            const struct uc_fs_piece *pieces, unsigned pieces_n)
{
    uc_yield();
    (void)pieces_n;
    const uint64_t bytes = slow_of(node)->bytes;
    if (offset >= bytes) {
        return 0;
    }
    return (uc_ssize_t)(bytes - offset < pieces[0].bytes ? bytes - offset
                                                         : pieces[0].bytes);
}

static void slow_release(struct uc_fs_node *node)
{
    naming_begin();
    UC_EXPECT_EQ(node->references, 0);
    if (slow_of(node)->parent == NULL) {
        slow_of(node)->used = false;
        slow.released++;
    }
    (void)naming_end(0);
}

static const struct uc_fs_node_ops slow_ops = {
    .lookup = slow_lookup,
    .create = slow_create,
    .unlink = slow_unlink,
    .rmdir = slow_rmdir,
    .rename = slow_rename,
    .getattr = slow_getattr,
    .setattr = slow_setattr,
    .read = slow_read,
    .write = slow_write,
    .release = slow_release,
};

static int slow_sync(struct uc_fs *fs)
{
    (void)fs;
    uc_yield();
    return 0;
}

static int slow_unmount(struct uc_fs *fs)
{
    UC_EXPECT_EQ(slow.naming, 0);
    UC_EXPECT_EQ(fs->root->references, 1);
    for (unsigned i = 1; i < NODES; i++) {
        UC_EXPECT(!slow.nodes[i].used || slow.nodes[i].node.references == 0);
    }
    return -UC_EIO; /* what it says is passed on, and it is gone */
}

static const struct uc_fs_ops slow_fs_ops = {
    .sync = slow_sync,
    .unmount = slow_unmount,
};

static int slow_mount(const struct uc_fs_mount *what, struct uc_fs **out)
{
    (void)what;
    memset(&slow, 0, sizeof slow);
    slow.fs.ops = &slow_fs_ops;
    slow.fs.bytes_max = 1 << 20;
    slow.fs.root = &slow.nodes[0].node;
    slow.nodes[0] = (struct slow_node){
        .node = {.ops = &slow_ops,
                 .fs = &slow.fs,
                 .inode = 1,
                 .mode = UC_FS_DIRECTORY | 0755,
                 .references = 1},
        .used = true,
    };
    *out = &slow.fs;
    return 0;
}

UC_FS_TYPE(slow, "slow", slow_mount);

static uint32_t random_state = 88675123u;

static uint32_t below(uint32_t n)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return (random_state >> 3) % n;
}

/* "/slow/a" to "/slow/c", and names "x" to "z" in them. */
static void random_path(char *out)
{
    strcpy(out, "/slow/a/x");
    out[6] = (char)('a' + below(3));
    out[8] = (char)('x' + below(3));
    if (below(4) == 0) {
        out[7] = '\0';
    }
}

static void append(struct uc_file *file)
{
    const struct uc_fs_piece piece = {(void *)"abc", 3};
    uc_ssize_t n = uc_file_writev(file, &piece, 1);

    UC_EXPECT(n == 3 || n == -UC_EBADF || n == -UC_EISDIR);
}

static void random_step(void)
{
    char one[16];
    char two[16];
    struct uc_file *file;
    struct uc_fs_attr attr;

    random_path(one);
    random_path(two);
    switch (below(8)) {
    case 0:
        one[7] = '\0';
        (void)uc_vfs_mkdir(NULL, one, 0755);
        break;
    case 1:
        (void)uc_vfs_unlink(NULL, one, UC_AT_REMOVEDIR);
        break;
    case 2:
        (void)uc_vfs_unlink(NULL, one, 0);
        break;
    case 3:
        (void)uc_vfs_rename(NULL, one, NULL, two, 0);
        break;
    case 4:
        (void)uc_vfs_stat(NULL, one, 0, &attr);
        break;
    case 5:
        (void)uc_vfs_sync();
        break;
    default:
        if (uc_vfs_open(&file, NULL, one, UC_O_CREAT | UC_O_RDWR | UC_O_APPEND,
                        0644) == 0) {
            append(file);
            (void)uc_file_truncate(file, 10);
            uc_file_close(file);
        }
        break;
    }
}

static void work(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < ROUNDS; i++) {
        random_step();
    }
}

static void run_threads(void (*run)(void *arg), void *arg)
{
    struct uc_thread *threads[THREADS];

    for (unsigned i = 0; i < THREADS; i++) {
        UC_REQUIRE(uc_thread_create(&threads[i], NULL, run, arg) == 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        uc_thread_join(threads[i]);
    }
}

static void mount_slow(void)
{
    const struct uc_fs_mount what = {.source = "", .options = ""};

    (void)uc_vfs_mkdir(NULL, "/slow", 0755);
    UC_REQUIRE(uc_vfs_mount("slow", "/slow", &what) == 0);
}

UC_TEST(calls_come_as_the_contract_promises_whatever_threads_do)
{
    mount_slow();
    run_threads(work, NULL);
    UC_EXPECT_GT(slow.calls, 500);
    UC_EXPECT_GT(slow.released, 50);
    UC_EXPECT_EQ(uc_vfs_umount(NULL, "/slow"), -UC_EIO);
    UC_EXPECT_EQ(uc_vfs_umount(NULL, "/slow"), -UC_EINVAL);
}

static void append_often(void *arg)
{
    for (unsigned i = 0; i < ROUNDS; i++) {
        append(arg);
    }
}

UC_TEST(appends_of_many_threads_never_overwrite_each_other)
{
    struct uc_file *file;
    struct uc_fs_attr attr;

    mount_slow();
    UC_REQUIRE(uc_vfs_open(&file, NULL, "/slow/f",
                           UC_O_CREAT | UC_O_RDWR | UC_O_APPEND, 0644) == 0);
    run_threads(append_often, file);
    UC_EXPECT_EQ(uc_vfs_stat(file, "", UC_AT_EMPTY_PATH, &attr), 0);
    UC_EXPECT_EQ(attr.bytes, 3 * ROUNDS * THREADS);
    UC_EXPECT_EQ(uc_file_seek(file, 0, UC_SEEK_CUR), 3 * ROUNDS * THREADS);
    uc_file_close(file);
    UC_EXPECT_EQ(uc_vfs_umount(NULL, "/slow"), -UC_EIO);
}

static unsigned inside;
static unsigned most_inside;
static unsigned turns;

/* Takes the lock of the file, each thread by an open file of its own. */
static void lock_often(void *arg)
{
    const unsigned kind = *(const unsigned *)arg;
    struct uc_file *file;

    UC_REQUIRE(uc_vfs_open(&file, NULL, "/lock", UC_O_RDWR, 0) == 0);
    for (unsigned i = 0; i < 20; i++) {
        UC_EXPECT_EQ(uc_file_flock(file, kind), 0);
        inside++;
        most_inside = (inside > most_inside) ? inside : most_inside;
        turns++;
        uc_yield();
        inside--;
        if (i % 2 == 0) {
            UC_EXPECT_EQ(uc_file_flock(file, UC_LOCK_UN), 0);
        } /* else it is taken again, which changes nothing */
    }
    uc_file_close(file); /* lets go */
}

UC_TEST(locks_of_files_wait_for_each_other)
{
    unsigned kind = UC_LOCK_EX;
    struct uc_file *file;

    UC_REQUIRE(
        uc_vfs_open(&file, NULL, "/lock", UC_O_CREAT | UC_O_RDWR, 0644) == 0);
    run_threads(lock_often, &kind);
    UC_EXPECT_EQ(turns, 20 * THREADS);
    UC_EXPECT_EQ(most_inside, 1);
    kind = UC_LOCK_SH;
    run_threads(lock_often, &kind);
    UC_EXPECT_EQ(most_inside, THREADS);
    UC_EXPECT_EQ(uc_file_flock(file, UC_LOCK_EX | UC_LOCK_NB), 0);
    uc_file_close(file);
    UC_EXPECT_EQ(uc_vfs_unlink(NULL, "/lock", 0), 0);
}
