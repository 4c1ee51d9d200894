/* SPDX-License-Identifier: BSD-3-Clause */
/* The client against a server that keeps to the protocol, and some that do not;
 * real servers serve the boot suites. */
#include <uc/hosted.h>
#include <uc/hosted_malloc.h>
#include <uc/malloc.h>
#include <uc/test.h>
#include <uc/vfs.h>

#include "../server.h"

UC_HOSTED_BOOT("");

static struct server server = {
    .transport = {.call = server_call, .tag = "played"},
};

static int mount_it(void)
{
    static bool added;
    const struct uc_fs_mount what = {.source = "played", .options = ""};

    if (!added) {
        added = true;
        uc_p9_transport_add(&server.transport);
        UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "/m", 0755), 0);
    }
    memset(server.files, 0, sizeof server.files);
    server.fids_wrong = 0;
    return uc_vfs_mount("9p", "/m", &what);
}

static int umount_it(void)
{
    server.tweak = NULL;
    return uc_vfs_umount(NULL, "/m");
}

static uc_ssize_t read_file(const char *path, char *buf, size_t bytes)
{
    const struct uc_fs_piece pieces[2] = {{buf, 3}, {buf + 3, bytes - 3}};
    struct uc_file *file;

    uc_ssize_t n = uc_vfs_open(&file, NULL, path, UC_O_RDONLY, 0);
    if (n == 0) {
        n = uc_file_readv(file, pieces, 2);
        uc_file_close(file);
    }
    return n;
}

struct names {
    struct uc_fs_readdir walk;
    char text[128];
    bool one; /* at a time */
    bool full;
};

static bool take_name(struct uc_fs_readdir *walk,
                      const struct uc_fs_entry *entry)
{
    struct names *names = UC_CONTAINER_OF(walk, struct names, walk);

    if (names->full) {
        return false;
    }
    strncat(names->text, entry->name.text, entry->name.bytes);
    strcat(names->text, " ");
    names->full = names->one;
    return true;
}

static int list(struct names *names)
{
    struct uc_file *file;
    int n = uc_vfs_open(&file, NULL, "/m", UC_O_RDONLY, 0);

    names->walk.emit = take_name;
    while (n == 0 && (n = uc_file_readdir(file, &names->walk)) > 0) {
        names->full = false;
        n = 0;
    }
    uc_file_close(file);
    return n;
}

static unsigned open_fids(void)
{
    unsigned n = 0;

    for (unsigned i = 0; i < SERVER_FIDS; i++) {
        n += server.files[i] != 0;
    }
    return n;
}

UC_TEST(files_directories_and_links_are_the_servers)
{
    char buf[32] = "";
    struct uc_fs_attr attr;
    struct names names = {.one = false};
    struct names one = {.one = true};

    UC_REQUIRE(mount_it() == 0);
    UC_EXPECT_EQ(mount_it(), -UC_EBUSY);
    UC_EXPECT_EQ(umount_it(), 0);
    UC_REQUIRE(mount_it() == 0);
    UC_EXPECT_EQ(read_file("/m/file", buf, sizeof buf), 10);
    UC_EXPECT_STR(buf, server_text);
    UC_EXPECT_EQ(read_file("/m/link", buf, sizeof buf), 10);
    UC_EXPECT_EQ(uc_vfs_stat(NULL, "/m/file", 0, &attr), 0);
    UC_EXPECT_EQ(attr.bytes, 10);
    UC_EXPECT_EQ(attr.modified.seconds, 1700000000);
    UC_EXPECT_EQ(attr.modified.nanoseconds, 0);
    UC_EXPECT_EQ(uc_vfs_stat(NULL, "/m/absent", 0, &attr), -UC_ENOENT);
    UC_EXPECT_EQ(uc_vfs_mkdir(NULL, "/m/new", 0755), -UC_EOPNOTSUPP);
    UC_EXPECT_EQ(list(&names), 0);
    UC_EXPECT_STR(names.text, ". .. file link dir ");
    UC_EXPECT_EQ(list(&one), 0);
    UC_EXPECT_STR(one.text, ". .. file link dir ");
    UC_EXPECT_EQ(server.fids_wrong, 0);
    UC_EXPECT_EQ(open_fids(), 2); /* of the root, which was read */
    UC_EXPECT_EQ(umount_it(), 0);
    UC_EXPECT_EQ(open_fids(), 0);
}

/* What the server answers instead to (wrong_type). */
static uint8_t wrong_type;
static uint8_t wrong[64];
static uint32_t wrong_bytes; /* behind the head; UINT32_MAX: as (wrong_size) */
static uint32_t wrong_size;
static uint16_t wrong_tag;
static uint8_t wrong_answer;

static uint32_t tweak(uint8_t type, uint8_t *out, uint32_t bytes)
{
    if (type != wrong_type) {
        return bytes;
    }
    if (wrong_tag != 0) {
        out[5] = (uint8_t)wrong_tag;
    }
    if (wrong_answer != 0) {
        out[4] = wrong_answer;
    }
    if (wrong_size != 0) {
        memcpy(out, &(uint32_t){wrong_size}, 4);
        return bytes;
    }
    if (wrong_bytes == UINT32_MAX) {
        return bytes;
    }
    memcpy(out + P9_HEADER_BYTES, wrong, wrong_bytes);
    struct p9_buffer b = {out, 4, 0, false};
    p9_put(&b, P9_HEADER_BYTES + wrong_bytes, 4);
    return P9_HEADER_BYTES + wrong_bytes;
}

static void answer(uint8_t type, const void *body, uint32_t bytes)
{
    wrong_type = type;
    wrong_bytes = bytes;
    wrong_size = 0;
    wrong_tag = 0;
    wrong_answer = 0;
    if (bytes != UINT32_MAX && bytes > 0) {
        memcpy(wrong, body, bytes);
    }
    server.tweak = tweak;
}

UC_TEST(versions_that_make_no_sense_are_refused)
{
    answer(P9_VERSION,
           "\0\0\1\0\7\0"
           "9P2000u",
           13);
    UC_EXPECT_EQ(mount_it(), -UC_EPROTO);
    answer(P9_VERSION,
           "\0\0\1\0\10\0"
           "9P2000.u",
           14);
    UC_EXPECT_EQ(mount_it(), -UC_EPROTO);
    answer(P9_VERSION,
           "\1\0\1\0\10\0"
           "9P2000.L",
           14); /* more than asked */
    UC_EXPECT_EQ(mount_it(), -UC_EPROTO);
    answer(P9_VERSION,
           "\0\2\0\0\10\0"
           "9P2000.L",
           14); /* too little */
    UC_EXPECT_EQ(mount_it(), -UC_EPROTO);
    answer(P9_VERSION,
           "\0\0\1\0\377\377"
           "9P2000.L",
           14);
    UC_EXPECT_EQ(mount_it(), -UC_EIO);
    answer(P9_VERSION, "", 0);
    UC_EXPECT_EQ(mount_it(), -UC_EIO);
    server.tweak = NULL;
    UC_EXPECT_EQ(mount_it(), 0); /* nothing was left behind */
    UC_EXPECT_EQ(umount_it(), 0);
}

/* Mounts, lets the server go wrong, and reads: the result. */
static uc_ssize_t read_wrong(const char *path)
{
    char buf[32] = "";
    uint32_t (*const kept)(uint8_t, uint8_t *, uint32_t) = server.tweak;

    server.tweak = NULL;
    UC_EXPECT_EQ(mount_it(), 0);
    server.tweak = kept;
    const uc_ssize_t n = read_file(path, buf, sizeof buf);
    server.tweak = NULL;
    /* It is broken from then on, and can be unmounted. */
    if (n == -UC_EIO && wrong_answer != P9_RLERROR) {
        UC_EXPECT_EQ(read_file(path, buf, sizeof buf), -UC_EIO);
    }
    UC_EXPECT_EQ(umount_it(), 0);
    return n;
}

UC_TEST(answers_with_a_wrong_head_break_the_mount)
{
    for (unsigned i = 0; i < 2; i++) {
        const uint8_t type = i == 0 ? P9_READ : P9_WALK;
        answer(type, NULL, UINT32_MAX);
        wrong_tag = 7;
        UC_EXPECT_EQ(read_wrong("/m/file"), -UC_EIO);
        answer(type, NULL, UINT32_MAX);
        wrong_answer = P9_STATFS + 1;
        UC_EXPECT_EQ(read_wrong("/m/file"), -UC_EIO);
        for (uint32_t size = 1; size < 7; size++) {
            answer(type, NULL, UINT32_MAX);
            wrong_size = size;
            UC_EXPECT_EQ(read_wrong("/m/file"), -UC_EIO);
        }
        answer(type, NULL, UINT32_MAX);
        wrong_size = UINT32_MAX;
        UC_EXPECT_EQ(read_wrong("/m/file"), -UC_EIO);
    }
}

UC_TEST(errors_are_the_servers_where_they_are_errors)
{
    answer(P9_READ, "\5\0\0\0", 4);
    wrong_answer = P9_RLERROR;
    UC_EXPECT_EQ(read_wrong("/m/file"), -5);
    answer(P9_READ, "\0\0\0\0", 4);
    wrong_answer = P9_RLERROR;
    UC_EXPECT_EQ(read_wrong("/m/file"), -UC_EIO);
    answer(P9_READ, "\0\0\0\200", 4);
    wrong_answer = P9_RLERROR;
    UC_EXPECT_EQ(read_wrong("/m/file"), -UC_EIO);
    answer(P9_READ, "\5\0", 2);
    wrong_answer = P9_RLERROR;
    UC_EXPECT_EQ(read_wrong("/m/file"), -UC_EIO);
    answer(P9_WALK, "\0\0", 2); /* walked nowhere */
    UC_EXPECT_EQ(read_wrong("/m/file"), -UC_ENOENT);
}

UC_TEST(bodies_that_say_more_than_there_is_break_the_mount)
{
    static const struct {
        uint8_t type;
        const char *body;
        uint32_t bytes;
    } cases[] = {
        {P9_READ, "\12\0\0\0abc", 7},        /* 10 bytes, of which 3 came */
        {P9_READ, "\377\377\377\377abc", 7}, /* 4 GiB */
        {P9_READ, "\4\0\0\0abcd", 8},        /* more than the 3 asked for */
        {P9_READ, "\1\0", 2},                /* no whole number */
        {P9_WALK, "\1\0\0\0\0\0\0", 7},      /* half a qid */
        {P9_GETATTR, "\0\0\0\0\0\0\0\0", 8}, /* nothing else */
    };

    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        answer(cases[i].type, cases[i].body, cases[i].bytes);
        UC_EXPECT_EQ(read_wrong("/m/file"), -UC_EIO);
    }
    answer(P9_READLINK, "\377\377file", 6);
    UC_EXPECT_EQ(read_wrong("/m/link"), -UC_EIO);
    answer(P9_READLINK, "\0\0", 2);
    UC_EXPECT_EQ(read_wrong("/m/link"), -UC_ENOENT);
}

UC_TEST(writes_that_move_too_much_or_nothing_break_the_mount)
{
    static const char *const counts[] = {"\377\0\0\0", "\0\0\0\0"};
    const struct uc_fs_piece piece = {(void *)(uintptr_t)"abc", 3};
    struct uc_file *file;

    for (unsigned i = 0; i < 2; i++) {
        UC_REQUIRE(mount_it() == 0);
        UC_REQUIRE(uc_vfs_open(&file, NULL, "/m/file", UC_O_WRONLY, 0) == 0);
        UC_EXPECT_EQ(uc_file_writev(file, &piece, 1), 3);
        answer(P9_WRITE, counts[i], 4);
        UC_EXPECT_EQ(uc_file_writev(file, &piece, 1), -UC_EIO);
        uc_file_close(file);
        UC_EXPECT_EQ(umount_it(), 0);
    }
}

/* One entry: qid, position 1, type, and the name behind it. */
#define ENTRY(length, name)                                                    \
    "\0\0\0\0\0\1\0\0\0\0\0\0\0"                                               \
    "\1\0\0\0\0\0\0\0"                                                         \
    "\10" length "\0" name

UC_TEST(names_that_are_none_break_the_mount)
{
    static const struct {
        const char *body;
        uint32_t bytes;
    } cases[] = {
        {"\33\0\0\0" ENTRY("\3", "a/b"), 31},
        {"\33\0\0\0" ENTRY("\3", "a\0b"), 31},
        {"\30\0\0\0" ENTRY("\0", ""), 28},
        {"\33\0\0\0" ENTRY("\377", "abc"), 31},       /* longer than the rest */
        {"\62\0\0\0" ENTRY("\2", "ab") "\0\0\0", 33}, /* more than there is */
        {"\27\0\0\0" ENTRY("\0", ""), 27},            /* less than an entry */
    };

    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct names names = {.one = false};
        UC_REQUIRE(mount_it() == 0);
        answer(P9_READDIR, cases[i].body, cases[i].bytes);
        (void)list(&names);
        names.text[0] = '\0';
        UC_EXPECT_EQ(list(&names), -UC_EIO);
        UC_EXPECT_STR(names.text, ". .. "); /* of vfs itself */
        UC_EXPECT_EQ(umount_it(), 0);
    }
}

/* "." for ever, each time somewhere else. */
static uint32_t only_dots(uint8_t type, uint8_t *out, uint32_t bytes)
{
    static const char body[] = "\31\0\0\0" ENTRY("\1", ".");
    static uint8_t turn;

    if (type != P9_READDIR) {
        return bytes;
    }
    memcpy(out + P9_HEADER_BYTES, body, 29);
    out[P9_HEADER_BYTES + 4 + 13] = ++turn;
    struct p9_buffer b = {out, 4, 0, false};
    p9_put(&b, P9_HEADER_BYTES + 29, 4);
    return P9_HEADER_BYTES + 29;
}

UC_TEST(a_directory_that_never_ends_breaks_the_mount)
{
    struct names names = {.one = false};

    UC_REQUIRE(mount_it() == 0);
    answer(P9_READDIR, "\31\0\0\0" ENTRY("\1", "a"), 29);
    (void)list(&names);
    UC_EXPECT_STR(names.text, ". .. a ");
    UC_EXPECT_EQ(umount_it(), 0);
    UC_REQUIRE(mount_it() == 0);
    server.tweak = only_dots;
    UC_EXPECT_LT(list(&names), 1);
    UC_EXPECT_EQ(umount_it(), 0);
}

UC_TEST(memory_that_ends_is_an_error_and_leaves_nothing_behind)
{
    char buf[32];
    unsigned failed = 0;

    UC_REQUIRE(mount_it() == 0);
    for (size_t bytes = 0; bytes < 2048; bytes += 16) {
        struct uc_malloc_stats stats;
        uc_malloc_stats(&stats);
        uc_hosted_malloc_limit(stats.used_bytes + bytes);
        failed += read_file("/m/link", buf, sizeof buf) == -UC_ENOMEM;
        uc_hosted_malloc_limit(SIZE_MAX);
        UC_EXPECT_EQ(open_fids(), 1);
    }
    UC_EXPECT_GT(failed, 2);
    UC_EXPECT_EQ(read_file("/m/link", buf, sizeof buf), 10);
    UC_EXPECT_EQ(server.fids_wrong, 0);
    UC_EXPECT_EQ(umount_it(), 0);
}
