/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is pending: a set for the process and one for each thread, and in the
 * order of sending what is known of each. Of those below POSIX_SIGNAL_REALTIME
 * one of a kind is pending at most.
 *
 * Spec: POSIX.1-2008, 2.4; signal(7).
 */
#include <uc/errors.h>
#include <uc/malloc.h>

#include "internal.h"

enum {
    QUEUED_MAX = 1024, /* copies at once, by all threads */
};

struct posix_signals posix_signals;

static struct posix_signal_entry *first;
static unsigned queued;

static void drop(struct posix_signal_entry **at)
{
    struct posix_signal_entry *entry = *at;

    *at = entry->next;
    entry->queued = false;
    if (!entry->kept) {
        queued--;
        uc_free(entry);
    }
}

/* Whether the thread that it was sent to has ended. */
static bool is_stale(const struct posix_signal_entry *entry)
{
    const struct uc_posix_thread_signals *s = posix_signal_of(entry->tid);

    return entry->tid != 0 && (s == NULL || s->serial != entry->serial);
}

static void drop_if(bool (*matches)(const struct posix_signal_entry *entry,
                                    const void *arg),
                    const void *arg)
{
    for (struct posix_signal_entry **at = &first; *at != NULL;) {
        if (matches(*at, arg) || is_stale(*at)) {
            drop(at);
        } else {
            at = &(*at)->next;
        }
    }
}

static bool is_it(const struct posix_signal_entry *entry, const void *arg)
{
    return entry == arg;
}

static bool is_of_signal(const struct posix_signal_entry *entry,
                         const void *arg)
{
    return entry->info.signal == *(const int *)arg;
}

/* The bit stays: a timer that is deleted leaves its signal, as on Linux. */
void posix_signal_unqueue(struct posix_signal_entry *entry)
{
    drop_if(is_it, entry);
}

static bool clear_bit(struct uc_posix_thread_signals *s, void *arg)
{
    s->pending &= ~posix_signal_bit(*(const int *)arg);
    return false;
}

void posix_signal_forget(int signal)
{
    posix_signals.pending &= ~posix_signal_bit(signal);
    (void)posix_signal_any(clear_bit, &signal);
    drop_if(is_of_signal, &signal);
}

static struct posix_signal_entry *copy_of(const struct posix_signal_info *info)
{
    struct posix_signal_entry *entry = NULL;

    if (queued == QUEUED_MAX) {
        drop_if(is_it, NULL);
    }
    if (queued < QUEUED_MAX) {
        entry = uc_malloc(sizeof *entry);
    }
    if (entry != NULL) {
        queued++;
        *entry = (struct posix_signal_entry){.info = *info};
    }
    return entry;
}

static int enqueue(int tid, unsigned serial,
                   const struct posix_signal_info *info,
                   struct posix_signal_entry *entry)
{
    struct posix_signal_entry **at = &first;

    if (entry == NULL) {
        entry = copy_of(info);
    }
    if (entry == NULL) {
        return info->signal < POSIX_SIGNAL_REALTIME ? 0 : -UC_EAGAIN;
    }
    entry->tid = tid;
    entry->serial = serial;
    entry->next = NULL;
    entry->queued = true;
    while (*at != NULL) {
        at = &(*at)->next;
    }
    *at = entry;
    return 0;
}

/* Whether it would take the signal: deliver it, or end its sigtimedwait. */
static bool takes(struct uc_posix_thread_signals *s, void *arg)
{
    return ((~s->blocked | s->awaited) & *(posix_signal_set *)arg) != 0;
}

static void tell_watches(posix_signal_set bit)
{
    for (struct posix_signal_watch *watch = posix_signals.watches;
         watch != NULL; watch = watch->next) {
        if ((watch->mask & bit) != 0) {
            watch->notify(watch);
        }
    }
}

int posix_signal_send(int tid, const struct posix_signal_info *info,
                      struct posix_signal_entry *entry)
{
    posix_signal_set bit = posix_signal_bit(info->signal);
    const int who = tid != 0 ? tid : posix_signal_any(takes, &bit);
    struct uc_posix_thread_signals *s = who == 0 ? NULL : posix_signal_of(who);

    if (tid != 0 && s == NULL) {
        return -UC_ESRCH;
    }
    const bool acts = s != NULL && (~s->blocked & ~s->awaited & bit) != 0;
    if (acts && posix_signal_is_ignored(info->signal)) {
        return 0;
    }
    if (acts && posix_signal_is_fatal(info->signal)) {
        return 1;
    }
    posix_signal_set *pending = tid != 0 ? &s->pending : &posix_signals.pending;
    if (entry != NULL || info->signal >= POSIX_SIGNAL_REALTIME ||
        (*pending & bit) == 0) {
        int err = enqueue(tid, tid != 0 ? s->serial : 0, info, entry);
        if (err < 0) {
            return err;
        }
    }
    *pending |= bit;
    if (s != NULL && takes(s, &bit)) {
        uc_posix_signal_due = true;
        s->interrupted = true;
        (void)posix_signal_interrupt(who);
    } else {
        tell_watches(bit);
    }
    return 0;
}

posix_signal_set posix_signal_pending(void)
{
    return posix_signal_of(0)->pending | posix_signals.pending;
}

/* The first of (signal) to (tid), or what points to NULL, from (at) on. */
static struct posix_signal_entry **
find(struct posix_signal_entry **at, int signal, unsigned serial, bool process)
{
    while (*at != NULL &&
           ((*at)->info.signal != signal || ((*at)->tid == 0) != process ||
            (!process && (*at)->serial != serial))) {
        at = &(*at)->next;
    }
    return at;
}

bool posix_signal_take(posix_signal_set set, struct posix_signal_info *out)
{
    struct uc_posix_thread_signals *own = posix_signal_of(0);
    const bool process = (own->pending & set) == 0;
    posix_signal_set *pending =
        process ? &posix_signals.pending : &own->pending;

    if ((*pending & set) == 0) {
        return false;
    }
    const int signal = __builtin_ctzll(*pending & set) + 1;
    struct posix_signal_entry **at = find(&first, signal, own->serial, process);
    if (*at == NULL) {
        *out = (struct posix_signal_info){.signal = signal,
                                          .code = POSIX_SIGNAL_SI_KERNEL};
    } else {
        *out = (*at)->info;
        (*at)->taken = out->detail;
        drop(at);
        at = find(at, signal, own->serial, process);
    }
    if (*at == NULL) {
        *pending &= ~posix_signal_bit(signal);
    }
    return true;
}
