/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef EXT4_TESTS_POWER_H
#define EXT4_TESTS_POWER_H

/*
 * Power goes at any time, and comes back: what was told to be on the disk is
 * there and whole, whatever else is there is whole as well, and e2fsck finds
 * nothing to mend. The work goes on on the same disk for hundreds of cuts.
 */
#include "image.h"
#include "tree.h"

#include <uc/hosted.h>
#include <uc/test.h>

enum {
    REPLACED = 6,     /* files that are replaced by rename */
    BLOCKS = 24,      /* of the file that is written in place */
    SECTOR = 512,     /* what of a block is kept or not */
    BLOCK = 4096,     /* written in place at once */
    RECORD = 700,     /* bytes that are appended at once */
    FILE_MOST = 60000 /* bytes */
};

/* What the disk must hold at least, and what it may hold at most. */
struct range {
    uint32_t least;
    uint32_t most;
};

static struct {
    uint32_t random;
    struct range replaced[REPLACED]; /* versions; 0: there is no file */
    struct range place[BLOCKS];      /* versions */
    struct range records;            /* how many the log has */
    struct range gone;               /* 0: "gone" is there, 1: it is not */
    uint32_t versions;
    bool cut;
} state;

static char data[FILE_MOST];

static uint32_t random_below(uint32_t most)
{
    state.random ^= state.random << 13;
    state.random ^= state.random >> 17;
    state.random ^= state.random << 5;
    return (uint32_t)((uint64_t)state.random * most >> 32);
}

/* Each version has a size and contents of its own. */
static uint32_t bytes_of(uint32_t version)
{
    return (version * 2654435761u >> 8) % FILE_MOST;
}

static void fill(char *to, uint32_t bytes, uint32_t version)
{
    for (uint32_t i = 0; i < bytes; i++) {
        to[i] = (char)(version * 31 + i * 7 + (i >> 9));
    }
}

/* Only the loss of power may make a call fail. */
static bool good(long long result)
{
    if (result >= 0) {
        return true;
    }
    state.cut = true;
    return false;
}

static bool sync_node(const char *path)
{
    struct uc_fs_node *node = NULL;

    if (!good(tree_get(path, &node))) {
        return false;
    }
    /* Names are the data of a directory. */
    bool done = good(node->ops->fsync(node, random_below(2) != 0));
    tree_put(node);
    return done;
}

static const char *replaced_name(unsigned i)
{
    static char name[] = "dir/file0";

    name[8] = (char)('0' + i);
    return name;
}

/* A new version in a new file, which takes the old one's name. */
static void replace(void)
{
    unsigned i = random_below(REPLACED);
    uint32_t version = ++state.versions;
    uint32_t bytes = bytes_of(version);
    struct uc_fs_node *node = NULL;
    bool synced = random_below(4) != 0;

    int err = tree_create("dir/new", &node);
    if (err == -UC_EEXIST) {
        err = tree_get("dir/new", &node);
        err = err < 0 ? err : tree_truncate(node, 0);
    }
    if (!good(err)) {
        if (node != NULL) {
            tree_put(node);
        }
        return;
    }
    fill(data, bytes, version);
    bool done = bytes == 0 || good(tree_pwrite(node, data, bytes, 0));
    if (done && synced) {
        done = good(node->ops->fsync(node, random_below(2) != 0));
    }
    tree_put(node);
    if (!done) {
        return;
    }
    /* Once the rename has begun either may be there: without an fsync as well,
     * as long as there was a file before. */
    if (state.replaced[i].least == 0 && !synced) {
        return;
    }
    state.replaced[i].most = version;
    if (good(tree_rename("dir/new", replaced_name(i), 0)) &&
        random_below(3) == 0 && sync_node("dir")) {
        state.replaced[i].least = version;
    }
}

static void write_in_place(void)
{
    struct uc_fs_node *node = NULL;
    bool done = good(tree_get("place", &node));
    unsigned n = 1 + random_below(4);
    unsigned written[4] = {0};
    uint32_t versions[4] = {0};

    if (!done) {
        return;
    }
    for (unsigned k = 0; done && k < n; k++) {
        unsigned i = random_below(BLOCKS);
        uint32_t version = ++state.versions;
        for (unsigned s = 0; s < BLOCK / SECTOR; s++) {
            memcpy(data + s * SECTOR, &version, sizeof version);
            memset(data + s * SECTOR + 4, (char)version, SECTOR - 4);
        }
        state.place[i].most = version;
        written[k] = i;
        versions[k] = version;
        done = good(tree_pwrite(node, data, BLOCK, (uint64_t)i * BLOCK));
    }
    if (done && random_below(2) == 0 &&
        good(node->ops->fsync(node, random_below(4) != 0))) {
        for (unsigned k = 0; k < n; k++) {
            if (state.place[written[k]].least < versions[k]) {
                state.place[written[k]].least = versions[k];
            }
        }
    }
    tree_put(node);
}

static void append(void)
{
    struct uc_fs_node *node = NULL;
    bool done = good(tree_get("log", &node));

    if (!done) {
        return;
    }
    for (unsigned k = random_below(6); done && k > 0; k--) {
        fill(data, RECORD, state.records.most);
        uint64_t at = (uint64_t)state.records.most * RECORD;
        state.records.most++;
        done = good(tree_pwrite(node, data, RECORD, at));
    }
    if (done && good(node->ops->fsync(node, random_below(2) != 0))) {
        state.records.least = state.records.most;
    }
    tree_put(node);
    if (state.records.most > 400 && state.records.least == state.records.most) {
        if (tree_remove("log") == 0 && tree_create("log", NULL) == 0 &&
            good(tree->ops->sync(tree))) {
            state.records = (struct range){0, 0};
        } else {
            state.cut = true;
            state.records.least = 0; /* the old one, a new one, or none */
        }
    }
}

/* A file, and a directory of many names, that come and go. */
static void come_and_go(void)
{
    static char name[] = "many/a-rather-long-name-so-that-blocks-fill-000";
    bool done = true;

    if (state.gone.least == 1) {
        state.gone.least = 0;
        struct uc_fs_node *node = NULL;
        done = good(tree_create("gone", &node));
        if (done) {
            fill(data, FILE_MOST, 77);
            done = good(tree_pwrite(node, data, FILE_MOST,
                                    random_below(9) * 100000ull));
            tree_put(node);
        }
    } else if (good(tree_remove("gone")) && sync_node("")) {
        state.gone.least = 1;
    }
    if (!done || random_below(3) != 0) {
        return;
    }
    int err = tree_mkdir("many");
    done = err == -UC_EEXIST || good(err);
    for (unsigned i = 0; done && i < 150; i++) {
        name[sizeof name - 4] = (char)('0' + i / 100);
        name[sizeof name - 3] = (char)('0' + i / 10 % 10);
        name[sizeof name - 2] = (char)('0' + i % 10);
        err = tree_create(name, NULL);
        done = err == -UC_EEXIST || good(err);
    }
    if (done && random_below(2) == 0) {
        done = sync_node("many");
    }
    for (unsigned i = 0; done && i < 150; i++) {
        name[sizeof name - 4] = (char)('0' + i / 100);
        name[sizeof name - 3] = (char)('0' + i / 10 % 10);
        name[sizeof name - 2] = (char)('0' + i % 10);
        done = good(tree_remove(name));
    }
    if (done) {
        (void)good(tree_remove("many"));
    }
}

static void work(void)
{
    for (unsigned i = 0; i < 100 && !state.cut; i++) {
        switch (random_below(8)) {
        case 0:
        case 1:
        case 2:
            replace();
            break;
        case 3:
        case 4:
            write_in_place();
            break;
        case 5:
        case 6:
            append();
            break;
        default:
            come_and_go();
            break;
        }
    }
}

static void check_replaced(unsigned i)
{
    static char found[FILE_MOST + 1];
    struct range *range = &state.replaced[i];
    struct uc_fs_node *node = NULL;

    int err = tree_get(replaced_name(i), &node);
    if (err == -UC_ENOENT) {
        UC_EXPECT_EQ(range->least, 0u);
        range->most = range->least = 0;
        return;
    }
    UC_REQUIRE(err == 0);
    uc_ssize_t bytes = tree_pread(node, found, sizeof found, 0);
    uint32_t version = range->least > 0 ? range->least : 1;
    for (; version <= range->most; version++) {
        fill(data, bytes_of(version), version);
        if (bytes_of(version) == (uint32_t)bytes &&
            memcmp(found, data, (size_t)bytes) == 0) {
            break;
        }
    }
    UC_EXPECT_LE(version, range->most);
    range->most = range->least = version;
    tree_put(node);
}

static void check_place(void)
{
    static char found[BLOCKS * BLOCK];
    struct uc_fs_node *node = NULL;

    UC_REQUIRE(tree_get("place", &node) == 0);
    UC_EXPECT_EQ(tree_pread(node, found, sizeof found, 0),
                 (long long)sizeof found);
    tree_put(node);
    for (unsigned i = 0; i < BLOCKS; i++) {
        uint32_t least = UINT32_MAX;
        for (unsigned s = 0; s < BLOCK / SECTOR; s++) {
            const char *sector = found + i * BLOCK + s * SECTOR;
            uint32_t version = 0;
            memcpy(&version, sector, sizeof version);
            UC_EXPECT_GE(version, state.place[i].least);
            UC_EXPECT_LE(version, state.place[i].most);
            for (unsigned k = 4; k < SECTOR; k++) {
                if (sector[k] != (char)version) {
                    UC_EXPECT_EQ(sector[k], (char)version);
                    break;
                }
            }
            least = version < least ? version : least;
        }
        state.place[i].least = least;
    }
}

static void check_log(void)
{
    static char found[512 * RECORD];
    struct uc_fs_node *node = NULL;

    int err = tree_get("log", &node);
    if (err == -UC_ENOENT && state.records.least == 0) {
        UC_REQUIRE(tree_create("log", NULL) == 0);
        state.records = (struct range){0, 0};
        return;
    }
    UC_REQUIRE(err == 0);
    uc_ssize_t bytes = tree_pread(node, found, sizeof found, 0);
    UC_EXPECT_GE(bytes, state.records.least * RECORD);
    UC_EXPECT_LE(bytes, state.records.most * RECORD);
    for (uint32_t i = 0; i < (uint32_t)bytes; i++) {
        uint32_t record = i / RECORD;
        fill(data, i % RECORD == 0 ? RECORD : 0, record);
        if (found[i] != data[i % RECORD]) {
            UC_EXPECT_EQ(i, 0u);
            break;
        }
    }
    uint32_t whole = (uint32_t)bytes / RECORD;
    state.records = (struct range){whole, whole};
    UC_EXPECT_EQ(tree_truncate(node, (uint64_t)whole * RECORD), 0);
    tree_put(node);
}

static void check(void)
{
    struct uc_fs_node *node = NULL;

    for (unsigned i = 0; i < REPLACED; i++) {
        check_replaced(i);
    }
    check_place();
    check_log();
    int err = tree_get("gone", &node);
    UC_EXPECT(err == 0 || err == -UC_ENOENT);
    UC_EXPECT(state.gone.least == 0 || err == -UC_ENOENT);
    state.gone.least = err < 0;
    if (err == 0) {
        tree_put(node);
    }
}

static void begin(struct uc_blkdev *disk)
{
    struct uc_fs_node *node = NULL;
    static char zeroes[BLOCKS * BLOCK];

    memset(&state, 0, sizeof state);
    state.random = 4711;
    state.gone.least = 1;
    UC_REQUIRE(tree_mount(disk, 0) == 0);
    UC_REQUIRE(tree_mkdir("dir") == 0);
    UC_REQUIRE(tree_create("place", &node) == 0);
    UC_EXPECT_EQ(tree_pwrite(node, zeroes, sizeof zeroes, 0),
                 (long long)sizeof zeroes);
    tree_put(node);
    UC_REQUIRE(tree_create("log", NULL) == 0);
    UC_EXPECT_EQ(tree_unmount(), 0);
}

/* Mounts, even when power goes in the middle of that. */
static bool mount_again(struct uc_blkdev *disk, uint32_t seed)
{
    if (random_below(4) == 0) {
        uc_ram_blk_power_cut(disk, random_below(60));
        if (tree_mount(disk, 0) == 0) {
            (void)tree_unmount();
        }
        uc_ram_blk_power_on(disk, seed);
    }
    int err = tree_mount(disk, 0);
    UC_EXPECT_EQ(err, 0);
    return err == 0;
}

static void run(unsigned features, const char *options, unsigned cuts)
{
    UC_REQUIRE(image_has_tools());
    struct uc_blkdev *disk = image_make(16, features, options);

    begin(disk);
    for (unsigned i = 1; i <= cuts; i++) {
        UC_REQUIRE(mount_again(disk, i * 7 % 5 == 0 ? 0 : i));
        check();
        state.cut = false;
        uc_ram_blk_power_cut(disk, 1 + random_below(i % 3 == 0 ? 2500 : 250));
        work();
        uc_ram_blk_power_cut(disk, 0);
        (void)tree_unmount();
        uc_ram_blk_power_on(disk, i * 5 % 7 == 0 ? 0 : i);
        if (i % 50 == 0) {
            /* e2fsck replays what we left, on a copy, and finds no fault. */
            image_save(disk);
            int status = image_run("e2fsck -fy -E journal_only @ && "
                                   "e2fsck -fp @; s=$?; test $s -le 1");
            if (status != 0) {
                image_tell("e2fsck");
            }
            UC_EXPECT_EQ(status, 0);
        }
        if (i % 50 == 25) {
            UC_REQUIRE(tree_mount(disk, 0) == 0);
            check();
            UC_EXPECT_EQ(tree_unmount(), 0);
            UC_EXPECT(image_is_clean(disk));
        }
    }
}

#endif /* EXT4_TESTS_POWER_H */
