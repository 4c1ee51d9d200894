/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls, by what POSIX says of them. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include <uc/test.h>

static int error_of(long result)
{
    return result == -1 ? errno : 0;
}

UC_TEST(system_numbers_descriptors_from_the_lowest)
{
    int first = dup(1);
    int second = fcntl(1, F_DUPFD_CLOEXEC, 40);

    UC_EXPECT_EQ(first, 3);
    UC_EXPECT_EQ(second, 40);
    UC_EXPECT_EQ(fcntl(second, F_GETFD), FD_CLOEXEC);
    UC_EXPECT_EQ(dup2(1, 9), 9);
    UC_EXPECT_EQ(dup2(9, 9), 9);
    UC_EXPECT_EQ(error_of(dup3(9, 9, 0)), EINVAL);
    UC_EXPECT_EQ(close(first) | close(second) | close(9), 0);
    UC_EXPECT_EQ(error_of(close(9)), EBADF);
    UC_EXPECT_EQ(error_of(write(40, "", 1)), EBADF);
    UC_EXPECT_EQ(error_of(read(-1, NULL, 0)), EBADF);
    UC_EXPECT_EQ(error_of(dup2(1, -1)), EBADF);
    UC_EXPECT_EQ(error_of(lseek(1, 0, SEEK_CUR)), ESPIPE);
}

UC_TEST(system_calls_go_by_number_too)
{
    char name[] = "abc";
    struct iovec piece = {name, 0};

    UC_EXPECT_EQ(syscall(SYS_getpid), getpid());
    UC_EXPECT_EQ(syscall(SYS_writev, 1, &piece, 1), 0);
    UC_EXPECT_EQ(error_of(syscall(SYS_dup2, 1, -1)), EBADF);
    UC_EXPECT_EQ(error_of(syscall(-1)), ENOSYS);
    UC_EXPECT_EQ(error_of(syscall(100000)), ENOSYS);
}

UC_TEST(system_ends_at_the_limit_of_descriptors)
{
    int last = 0;
    int n;

    while ((n = dup(1)) >= 0) {
        last = n;
    }
    UC_EXPECT_EQ(errno, EMFILE);
    UC_EXPECT_EQ(last, 1023);
    for (n = 3; n <= last; n++) {
        UC_EXPECT_EQ(close(n), 0);
    }
}

UC_TEST(system_knows_flags_of_descriptors)
{
    struct iovec bad[2] = {{NULL, SIZE_MAX}, {NULL, 1}};
    int on = 1;

    UC_EXPECT_EQ(fcntl(1, F_GETFL) & O_ACCMODE, O_RDWR);
    UC_EXPECT_EQ(ioctl(1, FIONBIO, &on), 0);
    UC_EXPECT_NE(fcntl(1, F_GETFL) & O_NONBLOCK, 0);
    UC_EXPECT_EQ(fcntl(1, F_SETFL, 0), 0);
    UC_EXPECT_EQ(fcntl(1, F_GETFL) & O_NONBLOCK, 0);
    UC_EXPECT_EQ(error_of(writev(1, bad, 2)), EINVAL);
    UC_EXPECT_EQ(error_of(writev(1, bad, -1)), EINVAL);
    UC_EXPECT_EQ(isatty(1), 1);
}

UC_TEST(system_has_clocks_that_sleeping_moves)
{
    struct timespec start, end;
    const struct timespec span = {0, 20000000};

    clock_gettime(CLOCK_MONOTONIC, &start);
    UC_EXPECT_EQ(nanosleep(&span, NULL), 0);
    clock_gettime(CLOCK_MONOTONIC, &end);
    UC_EXPECT_GE((end.tv_sec - start.tv_sec) * 1000000000 + end.tv_nsec -
                     start.tv_nsec,
                 20000000);
    UC_EXPECT_EQ(error_of(clock_gettime(99, &end)), EINVAL);
    UC_EXPECT_EQ(
        clock_nanosleep(CLOCK_REALTIME, 0, &(struct timespec){0, -1}, NULL),
        EINVAL);
    UC_EXPECT_GT(time(NULL), 1700000000);
    struct timeval now;
    clock_gettime(CLOCK_REALTIME, &start);
    UC_EXPECT_EQ(gettimeofday(&now, NULL), 0);
    clock_gettime(CLOCK_REALTIME, &end);
    const int64_t us = INT64_C(1000000) * now.tv_sec + now.tv_usec;
    UC_EXPECT_GE(us, INT64_C(1000000) * start.tv_sec + start.tv_nsec / 1000);
    UC_EXPECT_LE(us, INT64_C(1000000) * end.tv_sec + end.tv_nsec / 1000);
    UC_EXPECT_EQ(gettimeofday(NULL, NULL), 0);
}

UC_TEST(system_maps_and_unmaps_memory)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *map = mmap(NULL, 4 * page, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    UC_REQUIRE(map != MAP_FAILED);
    UC_EXPECT_EQ(map[0] | map[4 * page - 1], 0);
    memset(map, 'x', 4 * page);
    UC_EXPECT_EQ(munmap(map + page, page), 0);
    UC_EXPECT_EQ(map[0] & map[2 * page], 'x');
    UC_EXPECT_EQ(munmap(map, 4 * page), 0);
    UC_EXPECT_EQ(error_of(munmap(map + 1, page)), EINVAL);
    UC_EXPECT(mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
                  MAP_FAILED &&
              errno == EINVAL);
    UC_EXPECT(mmap(NULL, SIZE_MAX / 4, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS,
                   -1, 0) == MAP_FAILED &&
              errno == ENOMEM);
    /* There are no files in this image. */
    UC_EXPECT(mmap(NULL, 1, PROT_READ, MAP_PRIVATE, 1, 0) == MAP_FAILED &&
              errno == ENODEV);
}

UC_TEST(system_moves_mappings_that_grow)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *map = mmap(NULL, page, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    UC_REQUIRE(map != MAP_FAILED);
    map[page - 1] = 'x';
    char *grown = mremap(map, page, 3 * page, MREMAP_MAYMOVE);
    UC_REQUIRE(grown != MAP_FAILED);
    UC_EXPECT_EQ(grown[page - 1], 'x');
    UC_EXPECT_EQ(grown[3 * page - 1], 0);
    UC_EXPECT(mremap(grown, 3 * page, page, 0) == grown);
    UC_EXPECT_EQ(madvise(grown, page, MADV_DONTNEED), 0);
    UC_EXPECT_EQ(grown[page - 1], 0);
    UC_EXPECT_EQ(munmap(grown, page), 0);
}

UC_TEST(system_never_makes_code_of_memory)
{
    void *map = mmap(NULL, 1, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    UC_REQUIRE(map != MAP_FAILED);
    UC_EXPECT_EQ(error_of(mprotect(map, 1, PROT_READ | PROT_EXEC)), EACCES);
    UC_EXPECT_EQ(mprotect(map, 1, PROT_READ | PROT_WRITE), 0);
    UC_EXPECT_EQ(munmap(map, 1), 0);
}

struct block {
    struct block *next;
    char rest[1 << 16];
};

/* Takes all blocks that there are and frees them. Returns how many. */
static unsigned take_all_blocks(void)
{
    struct block *first = NULL, *block;
    unsigned n = 0;

    errno = 0;
    while ((block = malloc(sizeof *block)) != NULL) {
        block->next = first;
        first = block;
        n++;
    }
    UC_EXPECT_EQ(errno, ENOMEM);
    while (first != NULL) {
        block = first->next;
        free(first);
        first = block;
    }
    return n;
}

UC_TEST(system_gives_and_takes_memory_until_there_is_none)
{
    unsigned n = take_all_blocks();
    void *block = NULL;

    UC_EXPECT_GT(n, 4);
    UC_EXPECT_EQ(take_all_blocks(), n);
    volatile size_t many = SIZE_MAX / 2;
    UC_EXPECT(calloc(many, 4) == NULL && errno == ENOMEM);
    UC_EXPECT_EQ(posix_memalign(&block, 256, 10), 0);
    UC_EXPECT_EQ((uintptr_t)block % 256, 0);
    free(block);
}

static volatile sig_atomic_t caught;

static void note(int signal)
{
    caught = caught * 100 + signal;
}

UC_TEST(system_calls_handlers_of_signals_to_itself)
{
    struct sigaction old;
    sigset_t set, pending;

    caught = 0;
    sigaction(SIGUSR1, &(struct sigaction){.sa_handler = note}, &old);
    UC_EXPECT(old.sa_handler == SIG_DFL);
    UC_EXPECT_EQ(raise(SIGUSR1), 0);
    UC_EXPECT_EQ(caught, SIGUSR1);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    kill(getpid(), SIGUSR1);
    UC_EXPECT_EQ(caught, SIGUSR1);
    sigpending(&pending);
    UC_EXPECT_EQ(sigismember(&pending, SIGUSR1), 1);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    UC_EXPECT_EQ(caught, SIGUSR1 * 100 + SIGUSR1);
    signal(SIGUSR1, SIG_IGN);
    raise(SIGUSR1);
    UC_EXPECT_EQ(caught, SIGUSR1 * 100 + SIGUSR1);
    signal(SIGUSR1, SIG_DFL);
    UC_EXPECT_EQ(error_of(kill(1234, SIGTERM)), ESRCH);
    UC_EXPECT_EQ(error_of(kill(getpid(), 65)), EINVAL);
}

UC_TEST(system_tells_who_and_where_it_is)
{
    struct utsname names;
    struct rlimit limit;

    UC_EXPECT_EQ(getpid(), 1);
    UC_EXPECT_EQ(uname(&names), 0);
    UC_EXPECT_STR(names.sysname, "Linux");
    UC_EXPECT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
    UC_EXPECT_EQ(limit.rlim_cur, 1024);
    UC_EXPECT_EQ(getrlimit(RLIMIT_AS, &limit), 0);
    UC_EXPECT(limit.rlim_max == RLIM_INFINITY);
    UC_EXPECT_EQ(sysconf(_SC_NPROCESSORS_ONLN), 1);
    UC_EXPECT_EQ(error_of(setsid()), EPERM);
}

UC_TEST(system_has_random_numbers)
{
    unsigned char a[32] = {0}, b[32] = {0};

    UC_EXPECT_EQ(getrandom(a, sizeof a, 0), sizeof a);
    UC_EXPECT_EQ(getentropy(b, sizeof b), 0);
    UC_EXPECT_NE(memcmp(a, b, sizeof a), 0);
    UC_EXPECT_EQ(error_of(getrandom(a, 1, 0x100)), EINVAL);
}
