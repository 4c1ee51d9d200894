/* SPDX-License-Identifier: BSD-3-Clause */
/* select as a poll of the descriptors that are in one of its sets. */
#include <uc/errors.h>
#include <uc/malloc.h>

#include "internal.h"

enum {
    FEW = 64,
    BITS = 8 * sizeof(unsigned long),
    /* What each set tells of. Spec: Linux, fs/select.c. */
    READ = UC_FD_IN | POSIX_POLL_RDNORM | POSIX_POLL_RDBAND | UC_FD_HANGUP |
           UC_FD_ERROR,
    WRITE = UC_FD_OUT | POSIX_POLL_WRNORM | POSIX_POLL_WRBAND | UC_FD_ERROR,
    EXCEPT = POSIX_POLL_PRI,
    NS_PER_S = 1000000000,
    US_PER_S = 1000000,
};

struct sets {
    unsigned long *set[3]; /* to read, to write, exceptions; or NULL */
};

static const unsigned meaning[3] = {READ, WRITE, EXCEPT};

/* The last argument of pselect6. */
struct mask_argument {
    const uint64_t *set;
    size_t bytes;
};

/* struct timeval of the kernel. */
struct span_us {
    long s;
    long us;
};

long uc_sys_select(int n, unsigned long *read, unsigned long *write,
                   unsigned long *except, const struct span_us *span);
long uc_sys_pselect6(int n, unsigned long *read, unsigned long *write,
                     unsigned long *except, const struct posix_poll_time *span,
                     const struct mask_argument *argument);

/* One word of all sets together, of which only numbers below (n) count. */
static unsigned long any_of(const struct sets *sets, unsigned word, unsigned n)
{
    unsigned long any = 0;

    for (unsigned i = 0; i < UC_ARRAY_SIZE(meaning); i++) {
        any |= sets->set[i] == NULL ? 0 : sets->set[i][word];
    }
    unsigned left = n - word * BITS;
    return left < BITS ? any & ((1ul << left) - 1) : any;
}

static unsigned asked(const struct sets *sets, unsigned number)
{
    unsigned events = 0;

    for (unsigned i = 0; i < UC_ARRAY_SIZE(meaning); i++) {
        const unsigned long *set = sets->set[i];

        if (set != NULL && (set[number / BITS] >> number % BITS & 1) != 0) {
            events |= meaning[i];
        }
    }
    return events;
}

/* Counts those in any set, and lists them in (fds) where it is not NULL. */
static unsigned list(const struct sets *sets, unsigned n,
                     struct posix_poll_fd *fds)
{
    unsigned found = 0;

    for (unsigned word = 0; word * BITS < n; word++) {
        unsigned long any = any_of(sets, word, n);

        for (; any != 0; any &= any - 1) {
            unsigned number = word * BITS + (unsigned)__builtin_ctzl(any);

            if (fds != NULL) {
                fds[found] = (struct posix_poll_fd){
                    (int)number, (int16_t)asked(sets, number), 0};
            }
            found++;
        }
    }
    return found;
}

/* Leaves in each set who is ready. Returns how many bits that are. */
static long answer(const struct sets *sets, const struct posix_poll_fd *fds,
                   unsigned found)
{
    long bits = 0;

    for (unsigned i = 0; i < UC_ARRAY_SIZE(meaning); i++) {
        unsigned long *set = sets->set[i];

        for (unsigned f = 0; set != NULL && f < found; f++) {
            unsigned number = (unsigned)fds[f].fd;
            unsigned long bit = 1ul << number % BITS;

            if ((set[number / BITS] & bit) == 0) {
                continue;
            }
            if (((unsigned)fds[f].revents & meaning[i]) != 0) {
                bits++;
            } else {
                set[number / BITS] &= ~bit;
            }
        }
    }
    return bits;
}

static long run(const struct sets *sets, unsigned n, struct posix_poll_fd *fds,
                uc_nsec_t deadline)
{
    unsigned found = list(sets, n, fds);
    int ready = posix_poll_run(fds, found, deadline);

    if (ready < 0) {
        return ready;
    }
    for (unsigned i = 0; i < found; i++) {
        if (fds[i].revents == POSIX_POLL_NVAL) {
            return -UC_EBADF;
        }
    }
    return answer(sets, fds, found);
}

static long select_until(const struct sets *sets, int n, uc_nsec_t deadline)
{
    struct posix_poll_fd few[FEW];

    if (n < 0) {
        return -UC_EINVAL;
    }
    unsigned most = n < POSIX_POLL_FDS_MAX ? (unsigned)n : POSIX_POLL_FDS_MAX;
    unsigned found = list(sets, most, NULL);
    if (found <= FEW) {
        return run(sets, most, few, deadline);
    }
    struct posix_poll_fd *many = uc_malloc(found * sizeof *many);
    if (many == NULL) {
        return -UC_ENOMEM;
    }
    long bits = run(sets, most, many, deadline);
    uc_free(many);
    return bits;
}

long uc_sys_select(int n, unsigned long *read, unsigned long *write,
                   unsigned long *except, const struct span_us *span)
{
    const struct sets sets = {{read, write, except}};
    struct posix_poll_time time = {0, 0};
    uc_nsec_t deadline;

    if (span != NULL) {
        if (span->s < 0 || span->us < 0) {
            return -UC_EINVAL;
        }
        time.s = (int64_t)span->s + span->us / US_PER_S;
        time.ns = (int64_t)(span->us % US_PER_S) * (NS_PER_S / US_PER_S);
    }
    int err = posix_poll_after_span(span == NULL ? NULL : &time, &deadline);
    return err < 0 ? err : select_until(&sets, n, deadline);
}

long uc_sys_pselect6(int n, unsigned long *read, unsigned long *write,
                     unsigned long *except, const struct posix_poll_time *span,
                     const struct mask_argument *argument)
{
    const struct sets sets = {{read, write, except}};
    struct posix_poll_mask mask;
    uc_nsec_t deadline;
    int err = posix_poll_after_span(span, &deadline);

    if (err == 0) {
        err = posix_poll_mask_enter(&mask,
                                    argument == NULL ? NULL : argument->set,
                                    argument == NULL ? 0 : argument->bytes);
    }
    if (err < 0) {
        return err;
    }
    long bits = select_until(&sets, n, mask.interrupted ? 0 : deadline);
    return posix_poll_mask_leave(&mask, bits);
}
