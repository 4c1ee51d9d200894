/* SPDX-License-Identifier: BSD-3-Clause */
/* The table against a model of it, with objects of the test's own. */
#include <uc/errors.h>
#include <uc/fd.h>
#include <uc/test.h>

long uc_sys_close(int number);
long uc_sys_dup(int number);
long uc_sys_dup2(int from, int to);
long uc_sys_dup3(int from, int to, unsigned flags);
long uc_sys_fcntl(int number, int command, long arg);
long uc_sys_ioctl(int number, unsigned long request, void *arg);
long uc_sys_read(int number, void *buf, size_t bytes);
long uc_sys_readv(int number, const struct uc_fs_piece *pieces, int n);
long uc_sys_write(int number, void *buf, size_t bytes);

enum {
    NUMBERS = 200, /* of the model; the table has more */
    ROUNDS = 20000,
};

static uint32_t random_state = 3;

static uint32_t random_below(uint32_t n)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state % n;
}

static unsigned closed;

static void note_close(struct uc_fd *fd)
{
    (void)fd;
    closed++;
}

static const struct uc_fd_ops ops = {.close = note_close};

/* Which of these objects a number stands for, plus 1. */
static struct uc_fd objects[4];
static unsigned char model[NUMBERS];

static int lowest_free(void)
{
    int number = 3;

    while (model[number] != 0) {
        number++;
    }
    return number;
}

static unsigned holders(unsigned object)
{
    unsigned n = 0;

    for (unsigned i = 3; i < NUMBERS; i++) {
        n += model[i] == object + 1;
    }
    return n;
}

static void install(unsigned object)
{
    int number = lowest_free();

    if (holders(object) > 0 || number >= NUMBERS / 2) {
        return;
    }
    objects[object] = (struct uc_fd){&ops, UC_FD_RDWR, 1, NULL};
    UC_EXPECT_EQ(uc_fd_install(&objects[object], 0, 0), number);
    model[number] = (unsigned char)(object + 1);
}

static void copy(int from, int to)
{
    unsigned char was = model[to];
    unsigned before = closed;

    if (model[from] == 0) {
        UC_EXPECT_EQ(uc_sys_dup2(from, to), -UC_EBADF);
        return;
    }
    UC_EXPECT_EQ(uc_sys_dup2(from, to), to);
    model[to] = model[from];
    UC_EXPECT_EQ(closed - before, was != 0 && holders(was - 1u) == 0);
}

static void close_one(int number)
{
    unsigned char was = model[number];
    unsigned before = closed;

    model[number] = 0;
    UC_EXPECT_EQ(uc_sys_close(number), was == 0 ? -UC_EBADF : 0);
    UC_EXPECT_EQ(closed - before, was != 0 && holders(was - 1u) == 0);
}

UC_TEST(agrees_with_a_model_of_the_table)
{
    for (unsigned i = 0; i < ROUNDS; i++) {
        int number = 3 + (int)random_below(NUMBERS - 3);
        switch (random_below(3)) {
        case 0:
            install(random_below(UC_ARRAY_SIZE(objects)));
            break;
        case 1:
            copy(3 + (int)random_below(NUMBERS - 3), number);
            break;
        default:
            close_one(number);
            break;
        }
    }
    for (unsigned i = 0; i < UC_ARRAY_SIZE(objects); i++) {
        if (holders(i) > 0) {
            UC_EXPECT_EQ(objects[i].holders, holders(i));
        }
    }
    for (int number = 3; number < NUMBERS; number++) {
        close_one(number);
    }
}

UC_TEST(refuses_numbers_that_stand_for_nothing)
{
    static const int bad[] = {-1, 3, 7, 8, 1023, 1024, INT32_MAX, INT32_MIN};
    char byte = 0;

    for (unsigned i = 0; i < UC_ARRAY_SIZE(bad); i++) {
        UC_EXPECT_EQ(uc_sys_close(bad[i]), -UC_EBADF);
        UC_EXPECT_EQ(uc_sys_dup(bad[i]), -UC_EBADF);
        UC_EXPECT_EQ(uc_sys_fcntl(bad[i], 1, 0), -UC_EBADF);
        UC_EXPECT_EQ(uc_sys_ioctl(bad[i], 0x5421, NULL), -UC_EBADF);
        UC_EXPECT_EQ(uc_sys_read(bad[i], &byte, 1), -UC_EBADF);
        UC_EXPECT_EQ(uc_sys_write(bad[i], &byte, 1), -UC_EBADF);
    }
    UC_EXPECT_EQ(uc_sys_dup2(1, 1024), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_dup3(1, 5, 1), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_fcntl(1, 0, 1024), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_fcntl(1, 0, -1), -UC_EINVAL);
}

UC_TEST(refuses_more_pieces_than_add_up)
{
    static struct uc_fs_piece many[1025];
    const struct uc_fs_piece huge[2] = {{NULL, SIZE_MAX / 2}, {NULL, 1}};

    UC_EXPECT_EQ(uc_sys_readv(0, huge, 2), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_readv(0, many, 1025), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_readv(0, many, -1), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_readv(0, many, 1024), 0);
}

UC_TEST(goes_by_how_a_descriptor_was_opened)
{
    struct uc_fd in = {&ops, 0, 1, NULL};
    struct uc_fd out = {&ops, UC_FD_WRONLY, 1, NULL};
    int reads = uc_fd_install(&in, 0, UC_FD_CLOEXEC);
    int writes = uc_fd_install(&out, 0, 0);
    char byte = 0;

    UC_EXPECT_EQ(uc_sys_write(reads, &byte, 1), -UC_EBADF);
    UC_EXPECT_EQ(uc_sys_read(writes, &byte, 1), -UC_EBADF);
    /* What it has no function for. */
    UC_EXPECT_EQ(uc_sys_read(reads, &byte, 1), -UC_EINVAL);
    UC_EXPECT_EQ(uc_sys_ioctl(reads, 1, NULL), -UC_ENOTTY);
    UC_EXPECT_EQ(uc_sys_fcntl(reads, 1, 0), 1);
    UC_EXPECT_EQ(uc_sys_fcntl(writes, 1, 0), 0);
    UC_EXPECT_EQ(uc_sys_close(reads) | uc_sys_close(writes), 0);
}
