/* SPDX-License-Identifier: BSD-3-Clause */
/* The test plays Linux: what is written is kept, and what is read comes in the
 * pieces that a test cut it into. */
#include <string.h>

#include <uc/init.h>
#include <uc/param.h>
#include <uc/test.h>

/* A copy whose insides a test can see: the library's own stands beside it. */
#undef UC_PARAM
#undef UC_INIT
#define UC_PARAM(key, text, function)                                          \
    static const struct uc_param tested_##key = {.name = (text),               \
                                                 .set = (function)}
#define UC_INIT(level, function)                                               \
    static int (*const tested_init)(void) = (function)
#include "../../src/fd.c"

enum {
    IN = 7,
    OUT = 8,
    PIECES_MAX = 8,
    ROOM = 64,
};

static struct {
    char sent[256];
    size_t sent_bytes;
    size_t takes; /* bytes of a write at most */
    struct {
        const char *data;
        uc_ssize_t bytes; /* or an error */
    } pieces[PIECES_MAX];
    unsigned next;
    unsigned armed;
} linux_;

uc_ssize_t uc_linux_write(int fd, const void *buf, size_t len)
{
    const size_t n = len < linux_.takes ? len : linux_.takes;

    UC_EXPECT_EQ(fd, OUT);
    if (n == 0) {
        return -UC_EPIPE;
    }
    memcpy(linux_.sent + linux_.sent_bytes, buf, n);
    linux_.sent_bytes += n;
    return (uc_ssize_t)n;
}

uc_ssize_t uc_linux_read(int fd, void *buf, size_t len)
{
    UC_EXPECT_EQ(fd, IN);
    if (linux_.next == PIECES_MAX || linux_.pieces[linux_.next].bytes == 0) {
        return 0;
    }
    const uc_ssize_t n = linux_.pieces[linux_.next].bytes;
    if (n > 0) {
        UC_EXPECT_LE((size_t)n, len);
        memcpy(buf, linux_.pieces[linux_.next].data, (size_t)n);
    }
    linux_.next++;
    return n;
}

int uc_linux_set_nonblocking(int fd)
{
    return fd == IN ? 0 : -UC_EBADF;
}

/* The answer is there at once. */
void uc_linux_irq_arm(int fd, bool armed)
{
    UC_EXPECT_EQ(fd, IN);
    linux_.armed += armed;
    if (armed) {
        interrupt(&shares[0]);
    }
}

static uc_ssize_t ask(const char *question, uint32_t bytes, char *answer)
{
    return shares[0].transport.call(&shares[0].transport, question, bytes,
                                    answer, ROOM);
}

static void start(size_t takes)
{
    memset(&linux_, 0, sizeof linux_);
    linux_.takes = takes;
    memset(shares, 0, sizeof shares);
    shares_n = 0;
    UC_EXPECT_EQ(tested_fd_9p_share.set("shared:7:8:/a folder:x"), 0);
    UC_EXPECT_STR(shares[0].transport.tag, "shared");
    UC_EXPECT_STR(shares[0].transport.tree, "/a folder:x");
    shares[0].in = IN;
    shares[0].out = OUT;
    shares[0].transport.call = call;
    shares[0].work.run = wake;
}

static void comes(unsigned at, const char *data, uc_ssize_t bytes)
{
    linux_.pieces[at].data = data;
    linux_.pieces[at].bytes = bytes;
}

UC_TEST(a_message_goes_and_comes_in_pieces_of_any_size)
{
    static const char answer[] = "\x09\0\0\0answe";
    char got[ROOM];

    start(3);
    comes(0, answer, 2);
    comes(1, NULL, -UC_EAGAIN);
    comes(2, answer + 2, 3);
    comes(3, NULL, -UC_EINTR);
    comes(4, answer + 5, 4);
    UC_EXPECT_EQ(ask("question", 8, got), 9);
    UC_EXPECT(memcmp(got, answer, 9) == 0);
    UC_EXPECT_EQ(linux_.sent_bytes, 8);
    UC_EXPECT(memcmp(linux_.sent, "question", 8) == 0);
    UC_EXPECT_EQ(linux_.armed, 1);
}

UC_TEST(a_server_that_is_gone_or_lies_about_lengths_ends_the_way)
{
    static const struct {
        const char *data;
        uc_ssize_t bytes;
    } wrong[] = {
        {NULL, 0},               /* the end */
        {NULL, -UC_EIO},         /* an error */
        {"\x06\0\0\0xx", 6},     /* less than a head */
        {"\x41\0\0\0xx", 6},     /* more than there is room for */
        {"\xff\xff\xff\xff", 4}, /* much more */
        {"\x07\0\0\0xxxy", 8},   /* and one byte behind it */
    };
    char got[ROOM];

    for (unsigned i = 0; i < UC_ARRAY_SIZE(wrong); i++) {
        start(100);
        comes(0, wrong[i].data, wrong[i].bytes);
        UC_EXPECT_EQ(ask("q", 1, got), -UC_EIO);
        comes(linux_.next, "\x07\0\0\0xxx", 7);
        UC_EXPECT_EQ(ask("q", 1, got), -UC_EIO);
        UC_EXPECT_EQ(linux_.sent_bytes, 1);
    }
    start(0); /* nobody reads what is sent */
    UC_EXPECT_EQ(ask("q", 1, got), -UC_EIO);
}

UC_TEST(a_share_has_a_tag_two_descriptors_and_a_tree)
{
    static const char *const wrong[] = {
        "",          "tag",          "tag:",    "tag:1",   "tag:1:",
        "tag:1:2",   ":1:2:/x",      "t::2:/x", "t:1::/x", "t:a:2:/x",
        "t:1:2b:/x", "t:-1:2:/",     "t:1",     "t",       "t:1:2 :x",
        "t:+1:2:",   "t:1000000:2:",
    };

    start(1);
    for (unsigned i = 0; i < UC_ARRAY_SIZE(wrong); i++) {
        UC_EXPECT_EQ(tested_fd_9p_share.set(wrong[i]), -UC_EINVAL);
    }
    UC_EXPECT_EQ(shares_n, 1);
    while (shares_n < SHARES_MAX) {
        UC_REQUIRE(tested_fd_9p_share.set("t:1:2:") == 0);
    }
    UC_EXPECT_EQ(tested_fd_9p_share.set("t:1:2:"), -UC_ENOMEM);
}

UC_TEST(descriptors_that_are_not_there_or_the_same_are_an_error)
{
    start(1);
    shares[0].in = 9;
    UC_EXPECT_EQ(tested_init(), -UC_EBADF);
    start(1);
    shares[0].out = IN;
    UC_EXPECT_EQ(tested_init(), -UC_EINVAL);
}
