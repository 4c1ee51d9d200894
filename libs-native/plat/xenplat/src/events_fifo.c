/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A word for each of up to 131072 ports. Ports that have events hang in queues,
 * one for each priority, linked through their words.
 * Spec: Xen, xen/include/public/event_channel.h, and the paper "Event channel
 * ABI: FIFO-based" that it follows, sections "Guest side".
 */
#include <uc/assert.h>
#include <uc/errors.h>

#include "events.h"
#include "internal.h"

#define PENDING   (UINT32_C(1) << 31)
#define MASKED    (UINT32_C(1) << 30)
#define LINKED    (UINT32_C(1) << 29)
#define LINK_MASK ((UINT32_C(1) << 17) - 1)

enum {
    QUEUES = 16,
    PAGE_WORDS = UC_PAGE_SIZE / sizeof(uint32_t),
    ARRAY_PAGES = (1 << 17) / PAGE_WORDS,
};

/* Of contract "pages", where the image holds a provider. */
void *uc_pages_alloc(size_t count) UC_WEAK;

/* Xen requires that it does not cross a page. */
static volatile struct {
    uint32_t ready; /* bit i: queue i is not empty */
    uint32_t reserved;
    uint32_t head[QUEUES];
} control UC_ALIGNED(128);

static volatile uint32_t first_words[PAGE_WORDS] XENPLAT_PAGES(events);
static volatile uint32_t *array[ARRAY_PAGES];
static unsigned array_n;            /* pages that Xen knows */
static uint32_t queue_head[QUEUES]; /* ours: where we are */
static bool started;

static volatile uint32_t *word_of(uint32_t port)
{
    return &array[port / PAGE_WORDS][port % PAGE_WORDS];
}

/* Gives page (array_n) of the array to Xen, all ports of it masked. */
static int add_page(void)
{
    volatile uint32_t *words = array[array_n];

    if (words == NULL) {
        words = array_n == 0             ? first_words
                : uc_pages_alloc != NULL ? uc_pages_alloc(1)
                                         : NULL;
    }
    if (words == NULL) {
        return -UC_ENOENT;
    }
    array[array_n] = words;
    for (unsigned i = 0; i < PAGE_WORDS; i++) {
        words[i] = MASKED;
    }
    const struct xen_evtchn_expand_array op = {xenplat_frame(words)};
    if (xenplat_call(XEN_EVENT_CHANNEL_OP, XEN_EVTCHN_EXPAND_ARRAY, &op) < 0) {
        return -UC_ENOENT;
    }
    array_n++;
    return 0;
}

/* From the first call on all events of the domain come in this form. */
static void start(void)
{
    const struct xen_evtchn_init_control op = {
        .control_frame = xenplat_frame(&control),
        .offset = (uint32_t)((uintptr_t)&control % UC_PAGE_SIZE),
    };

    started = true;
    if (xenplat_call(XEN_EVENT_CHANNEL_OP, XEN_EVTCHN_INIT_CONTROL, &op) < 0) {
        uc_panic("xen: no FIFO event channels here; build with "
                 "xenplat.fifoEvents n");
    }
}

int xenplat_event_enable(uint32_t port)
{
    if (!started) {
        start();
    }
    if (port == 0 || port >= ARRAY_PAGES * PAGE_WORDS) {
        return -UC_ENOENT;
    }
    while (port >= array_n * PAGE_WORDS) {
        int err = add_page();
        if (err < 0) {
            return err;
        }
    }
    /* Xen puts it into its queue where an event came before. */
    (void)xenplat_call(XEN_EVENT_CHANNEL_OP, XEN_EVTCHN_UNMASK, &port);
    return 0;
}

void xenplat_event_disable(uint32_t port)
{
    __atomic_fetch_or(word_of(port), MASKED, __ATOMIC_SEQ_CST);
}

/* Takes (port) out of its queue; returns the one behind it, 0: none yet. */
static uint32_t unlink(volatile uint32_t *word)
{
    uint32_t old = *word;

    while (!__atomic_compare_exchange_n(word, &old, old & ~(LINKED | LINK_MASK),
                                        false, __ATOMIC_SEQ_CST,
                                        __ATOMIC_SEQ_CST)) {
    }
    return old & LINK_MASK;
}

/* Takes the first port of (queue). Returns whether there are more. */
static bool take_first(unsigned queue, void (*handle)(uint32_t port))
{
    uint32_t port = queue_head[queue];

    if (port == 0) {
        port = control.head[queue];
    }
    if (port == 0 || port >= array_n * PAGE_WORDS) {
        return false;
    }
    volatile uint32_t *word = word_of(port);
    uint32_t next = unlink(word);
    queue_head[queue] = next;
    /* A masked one stays pending: it is told again when that ends. */
    if ((*word & (PENDING | MASKED)) == PENDING) {
        __atomic_fetch_and(word, ~PENDING, __ATOMIC_SEQ_CST);
        handle(port);
    }
    return next != 0;
}

void xenplat_events_take(void (*handle)(uint32_t port))
{
    uint32_t ready = 0;

    for (;;) {
        ready |= __atomic_exchange_n(&control.ready, 0, __ATOMIC_SEQ_CST);
        if (ready == 0) {
            return;
        }
        unsigned queue = (unsigned)__builtin_ctz(ready);
        if (queue >= QUEUES || !take_first(queue, handle)) {
            ready &= ready - 1;
        }
    }
}

void xenplat_events_resume(void)
{
    started = false;
    array_n = 0;
    control.ready = 0;
    for (unsigned i = 0; i < QUEUES; i++) {
        control.head[i] = 0;
        queue_head[i] = 0;
    }
}
