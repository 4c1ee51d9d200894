/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/errors.h>
#include <uc/work.h>

#include "xenbus.h"

static struct uc_xenstore_watch *first;

/* The token of a watch is its address, in decimal. */
static int send(enum store_message type, const struct uc_xenstore_watch *watch)
{
    char token[21];
    size_t len = store_spell((uintptr_t)watch, token);
    size_t path = 0;

    while (watch->path[path] != '\0') {
        path++;
    }
    const struct store_piece pieces[] = {{watch->path, path + 1},
                                         {token, len + 1}};
    int err = store_request(type, 0, pieces, 2, NULL, 0);
    return err < 0 ? err : 0;
}

/*
 * Tells one watch, which goes to the end of the list: watches may come and go
 * meanwhile, and one that fires without end leaves the others their turn.
 */
static void tell(struct uc_work *work)
{
    struct uc_xenstore_watch **link = &first;

    while (*link != NULL && !(*link)->fired) {
        link = &(*link)->next;
    }
    struct uc_xenstore_watch *watch = *link;
    if (watch == NULL) {
        return;
    }
    *link = watch->next;
    while (*link != NULL) {
        link = &(*link)->next;
    }
    *link = watch;
    watch->next = NULL;
    watch->fired = false;
    uc_work_raise(work);
    watch->changed(watch);
}

static struct uc_work tell_work = UC_WORK_INIT(tell);

/* The token comes from outside: it is compared, never followed. */
void store_watch_fired(const char *token)
{
    for (struct uc_xenstore_watch *watch = first; watch; watch = watch->next) {
        char own[21];
        store_spell((uintptr_t)watch, own);
        if (xenbus_same_text(own, token)) {
            watch->fired = true;
            uc_work_raise(&tell_work);
            return;
        }
    }
}

int uc_xenstore_watch(struct uc_xenstore_watch *watch)
{
    watch->fired = false;
    watch->next = first;
    first = watch;
    int err = send(STORE_WATCH, watch);
    if (err < 0) {
        first = watch->next;
    }
    return err;
}

void uc_xenstore_unwatch(struct uc_xenstore_watch *watch)
{
    struct uc_xenstore_watch **link = &first;

    while (*link != watch) {
        if (*link == NULL) {
            return;
        }
        link = &(*link)->next;
    }
    *link = watch->next;
    (void)send(STORE_UNWATCH, watch);
}

void store_watch_again(void)
{
    for (struct uc_xenstore_watch *watch = first; watch; watch = watch->next) {
        (void)send(STORE_WATCH, watch);
    }
}
